//! The reader's clock.

use std::time::{SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

/// Milliseconds since the Unix epoch as they were at the start, counted on from there: setting the machine's clock during
/// a race moves nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    start: Instant,
    start_ms: f64,
}

impl Clock {
    /// Reads the machine's clock, once.
    pub(super) fn start() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { start: Instant::now(), start_ms: super::millis(since) }
    }

    /// Now, in ms since the Unix epoch.
    pub(super) fn now_ms(&self) -> f64 {
        self.start_ms + super::millis(self.start.elapsed())
    }
}
