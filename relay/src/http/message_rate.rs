//! How many messages a WebSocket's reader may send.
//!
//! Each ping is answered by a pong. A reader that pings without end and reads nothing would have its pongs pile up, and keep
//! a processor busy.

use std::time::Duration;

use tokio::time::Instant;

/// Most messages of any kind, pings among them, in one [`WINDOW`]. The page sends five.
pub(super) const MAX_MESSAGES: u32 = 100;
/// The time in which they are counted.
pub(super) const WINDOW: Duration = Duration::from_secs(10);

/// Counts messages in windows that follow each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct MessageRate {
    window: Instant,
    count: u32,
}

impl MessageRate {
    /// Starts to count.
    pub(super) fn starting(now: Instant) -> Self {
        Self { window: now, count: 0 }
    }

    /// Counts one message; false when it is one too many.
    pub(super) fn admits(&mut self, now: Instant) -> bool {
        if now.duration_since(self.window) >= WINDOW {
            *self = Self::starting(now);
        }
        self.count = self.count.saturating_add(1);
        self.count <= MAX_MESSAGES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_are_admitted_in_each_window() {
        let start = Instant::now();
        let mut rate = MessageRate::starting(start);
        assert!((0..MAX_MESSAGES).all(|_| rate.admits(start)));
        assert!(!rate.admits(start + WINDOW / 2), "the window is full");
        assert!(rate.admits(start + WINDOW), "the next one is empty");
    }
}
