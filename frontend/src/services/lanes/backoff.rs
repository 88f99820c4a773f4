//! Backoff of reconnections: without an end, never long, and spread so that pages do not reconnect
//! at once.

/// First wait and longest, in ms. The longest is what a reader waits at most after the relay is
/// back.
const FIRST_MS: f64 = 300.0;
const LONGEST_MS: f64 = 4000.0;

/// Doubles with each failure.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    failures: i32,
}

impl Backoff {
    /// The next wait, in ms; `random` is in [0, 1) and spreads it by a quarter each way.
    pub(super) fn next_ms(&mut self, random: f64) -> f64 {
        let wait = (FIRST_MS * 2_f64.powi(self.failures)).min(LONGEST_MS);
        self.failures = (self.failures + 1).min(16);
        wait * (0.75 + random / 2.0)
    }

    /// It worked.
    pub(super) fn reset(&mut self) {
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
