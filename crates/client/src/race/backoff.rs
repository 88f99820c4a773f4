//! How long to wait before trying again: for ever, never long, and not all readers at once. As the page does.

use measure::Random;

/// First wait and longest, in ms. The longest is what a reader waits at most after the relay is back.
const FIRST_MS: f64 = 300.0;
const LONGEST_MS: f64 = 4000.0;

/// Doubles with each failure.
#[derive(Debug)]
pub(super) struct Backoff {
    failures: i32,
    random: Random,
}

impl Backoff {
    /// One whose waits are spread by chance.
    pub(super) fn new(seed: u32) -> Self {
        Self { failures: 0, random: Random::new(seed) }
    }

    /// The next wait, in ms, spread by a quarter each way.
    pub(super) fn next_ms(&mut self) -> f64 {
        let wait = (FIRST_MS * 2_f64.powi(self.failures)).min(LONGEST_MS);
        self.failures = (self.failures + 1).min(16);
        wait * (0.75 + self.random.fraction() / 2.0)
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
        let mut backoff = Backoff::new(1);
        for middle in [300.0, 600.0, 1200.0, 2400.0, 4000.0, 4000.0, 4000.0] {
            let wait = backoff.next_ms();
            assert!((middle * 0.75..middle * 1.25).contains(&wait), "{wait} around {middle}");
        }
        for _ in 0..100 {
            assert!((3000.0..5000.0).contains(&backoff.next_ms()));
        }
        backoff.reset();
        assert!(backoff.next_ms() < 375.0);
    }
}
