//! The connection of the push lane, as the page shows it.

/// The connection, as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Connection {
    /// The first connection is being made.
    #[default]
    Connecting,
    /// Heard from within the last seconds.
    Live {
        /// Round trip of the last ping, in ms.
        rtt_ms: Option<f64>,
    },
    /// Open, but a ping is unanswered: what is shown may be old.
    Stale,
    /// Lost; the next attempt is at `until_ms` on the page's clock.
    Retrying {
        /// When.
        until_ms: f64,
    },
    /// Switched off by the reader until `until_ms`: *take the receiver down*.
    Down {
        /// When it comes back.
        until_ms: f64,
    },
}
