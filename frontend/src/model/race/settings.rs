//! Settings of a race.

use measure::Transport;

/// Settings of the lanes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RaceSettings {
    /// Transport of push.
    pub push: Transport,
    /// Transport of pull.
    pub pull: Transport,
    /// From the start of one poll to the start of the next, in ms.
    pub interval_ms: f64,
    /// Whether a poll says what it has seen, to be answered 304.
    pub conditional: bool,
}

impl Default for RaceSettings {
    fn default() -> Self {
        Self {
            push: Transport::WebSocket,
            pull: Transport::ShortPoll,
            interval_ms: 2000.0,
            conditional: false,
        }
    }
}

/// Shortest and longest interval, in ms.
pub const INTERVAL_MS: (f64, f64) = (250.0, 60_000.0);
