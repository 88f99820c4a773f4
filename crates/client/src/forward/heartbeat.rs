//! Heartbeat of a consumer's connection: found dead in under ten seconds, by the same times as a
//! push lane of the race.

use std::time::Duration;

use race::{DEAD_AFTER_MS, PING_MS, TICK_MS};
use tokio::time::Instant;

/// How often the clock is looked at.
pub(crate) const TICK: Duration = Duration::from_millis(TICK_MS as u64);
const PING: Duration = Duration::from_millis(PING_MS as u64);
const DEAD_AFTER: Duration = Duration::from_millis(DEAD_AFTER_MS as u64);

/// What is to be done at a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beat {
    Wait,
    Ping,
    GiveUp,
}

/// Silence is counted from the first ping without an answer: a machine that slept was not left
/// alone.
#[derive(Debug)]
pub(crate) struct Heartbeat {
    waiting_since: Option<Instant>,
    pinged: Instant,
}

impl Heartbeat {
    /// Starts with a relay that is to say hello.
    pub(crate) fn new(now: Instant) -> Self {
        Self { waiting_since: Some(now), pinged: now }
    }

    /// The relay said something.
    pub(crate) fn heard(&mut self) {
        self.waiting_since = None;
    }

    pub(crate) fn tick(&mut self, now: Instant) -> Beat {
        if self.waiting_since.is_some_and(|since| now - since > DEAD_AFTER) {
            return Beat::GiveUp;
        }
        if now - self.pinged < PING {
            return Beat::Wait;
        }
        self.pinged = now;
        self.waiting_since.get_or_insert(now);
        Beat::Ping
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_counted_from_an_unanswered_ping() {
        let start = Instant::now();
        let at = |seconds: f64| start + Duration::from_secs_f64(seconds);
        let mut heart = Heartbeat::new(start);
        heart.heard();
        assert_eq!(heart.tick(at(1.0)), Beat::Wait);
        // The machine slept for an hour.
        assert_eq!(heart.tick(at(3600.0)), Beat::Ping);
        assert_eq!(heart.tick(at(3606.4)), Beat::Ping);
        heart.heard();
        assert_eq!(heart.tick(at(3608.5)), Beat::Ping);
        assert_eq!(heart.tick(at(3615.1)), Beat::GiveUp);
    }
}
