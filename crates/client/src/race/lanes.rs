//! The lanes of the race, as the page runs them. A lane is an asynchronous function of a [`Desk`], in whose book it records
//! what it sees, until the desk says stop. A fifth lane is one file and one line in [`run`].

use std::sync::Arc;

use measure::Transport;

use super::desk::Desk;

mod poll;
mod sse;
mod stream;
mod websocket;

/// Runs a lane to the end of the race.
pub(super) async fn run(transport: Transport, desk: Arc<Desk>) {
    match transport {
        Transport::WebSocket | Transport::Sse => stream::run(&desk, transport).await,
        Transport::ShortPoll => poll::short(&desk).await,
        Transport::LongPoll => poll::long(&desk).await,
    }
}
