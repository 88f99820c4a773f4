//! The session logic of a race's push lane, shared by the page and the terminal. Pure: times and chance are passed in, and
//! what is to be done comes back as values.
//!
//! A client connects from a [`Cursor`], gives each message and each tick of its timer to a [`PushSession`], and does what the
//! returned [`SessionEvent`]s and [`Tick`]s say. When the connection has ended it waits as long as [`Backoff`] says and
//! connects again, for as long as it wants to race.

mod backoff;
mod cursor;
mod push_session;

pub use backoff::Backoff;
pub use cursor::Cursor;
pub use push_session::{Heartbeat, PushSession, SessionEvent, Tick};

use measure::{Kind, Lane, Outcome};

/// How often a client gives its session a tick, in ms.
pub const TICK_MS: f64 = 1000.0;
/// How often a client that can ask sends a ping, in ms.
pub const PING_MS: f64 = 2000.0;
/// How long the relay may be silent before the reader is told, in ms.
pub const STALE_AFTER_MS: f64 = 3500.0;
/// How long the relay may be silent before the connection is given up, in ms. With one tick, and the time until the next
/// ping, this is below the ten seconds in which a dead connection must be found.
pub const DEAD_AFTER_MS: f64 = 6500.0;
const _: () = assert!(DEAD_AFTER_MS + PING_MS + TICK_MS < 10_000.0);

/// An outcome without events: a handshake, an empty answer, a failure.
#[must_use]
pub fn outcome_without_events(lane: Lane, kind: Kind, start_ms: f64, end_ms: f64) -> Outcome {
    Outcome { lane, kind, start_ms, end_ms, seqs: Vec::new(), t0_us: Vec::new() }
}
