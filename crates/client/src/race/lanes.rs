//! The lanes of the race, as the page runs them. A lane is an asynchronous function of a [`LaneContext`], in whose log it records
//! what it sees, until the context says stop. A fifth lane is one file and one line in [`run`].

use std::sync::Arc;

use measure::Transport;

use super::lane_context::LaneContext;

mod poll;
mod reconnect;
mod sse;
mod websocket;

/// Runs a lane to the end of the race.
pub(super) async fn run(transport: Transport, context: Arc<LaneContext>) {
    match transport {
        Transport::WebSocket | Transport::Sse => reconnect::run(&context, transport).await,
        Transport::ShortPoll => poll::short(&context).await,
        Transport::LongPoll => poll::long(&context).await,
    }
}
