//! How long to wait before connecting again: for ever, never long, and not all clients at once.

/// First wait, in ms.
const FIRST_MS: f64 = 300.0;
/// Longest wait, in ms: what a reader waits at most after the relay is back.
const LONGEST_MS: f64 = 4000.0;
/// Above so many failures the wait does not grow any more.
const MAX_FAILURES: i32 = 16;

/// Exponential backoff with jitter: doubles with each failure.
#[derive(Clone, Copy, Debug, Default)]
pub struct Backoff {
    failures: i32,
}

impl Backoff {
    /// Returns the next wait, in ms. `random`, in [0, 1), spreads it by a quarter each way.
    #[must_use]
    pub fn next_ms(&mut self, random: f64) -> f64 {
        let wait = (FIRST_MS * 2_f64.powi(self.failures)).min(LONGEST_MS);
        self.failures = (self.failures + 1).min(MAX_FAILURES);
        wait * (0.75 + random / 2.0)
    }

    /// Starts over after a success.
    pub fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_to_its_limit_and_starts_over() {
        let mut backoff = Backoff::default();
        let waits: Vec<f64> = (0..6).map(|_| backoff.next_ms(0.5)).collect();
        assert_eq!(waits, [300.0, 600.0, 1200.0, 2400.0, 4000.0, 4000.0]);
        for _ in 0..100 {
            assert!((3000.0..5000.0).contains(&backoff.next_ms(0.99)));
        }
        backoff.reset();
        assert_eq!(backoff.next_ms(0.0), 225.0);
    }
}
