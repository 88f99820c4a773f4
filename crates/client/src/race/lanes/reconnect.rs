//! What the push lanes share: a session of messages over some transport, resumed until the race ends.

use std::time::Duration;

use anyhow::bail;
use measure::{Lane, Transport};
use race::{Backoff, Cursor, Heartbeat, PushSession, TICK_MS, Tick};
use wire::ServerMsg;

use super::{sse, websocket};
use crate::race::lane_context::LaneContext;

/// How often a stream looks at the clock.
pub(super) const TICK: Duration = Duration::from_millis(TICK_MS as u64);
/// Why a connection ended that was given up.
pub(super) const SILENT: &str = "nothing was heard for too long";

/// Returns the path of a stream that goes on from a cursor.
pub(super) fn target(context: &LaneContext, stream: &str, cursor: &Cursor) -> String {
    let epoch: String = form_urlencoded::byte_serialize(cursor.epoch.as_bytes()).collect();
    let (channel, lane) = (&context.options.channel, &context.names.push);
    format!("/api/channels/{channel}/{stream}?after={}&epoch={epoch}&lane={lane}", cursor.seq)
}

/// Gives a message that has just come to the session, and writes down what it saw.
pub(super) fn receive(context: &LaneContext, session: &mut PushSession, message: &ServerMsg) {
    let events = session.receive(message, context.now_ms());
    context.note(|log| log.received(message, events));
}

/// Gives the session its tick.
pub(super) fn tick(context: &LaneContext, session: &mut PushSession) -> Tick {
    session.tick(context.now_ms()).0
}

/// Runs sessions until the race ends, each from where the last one was.
pub(super) async fn run(context: &LaneContext, transport: Transport) {
    let mut backoff = Backoff::default();
    let mut chance = context.chance();
    loop {
        let cursor = context.log().push.clone();
        let heartbeat = if transport == Transport::Sse { Heartbeat::Unasked } else { Heartbeat::Asked };
        let mut session = PushSession::new(heartbeat, Some(cursor.clone()), context.now_ms());
        let connected = async {
            match transport {
                Transport::Sse => sse::connect(context, &mut session, &cursor).await,
                Transport::WebSocket => websocket::connect(context, &mut session, &cursor).await,
                Transport::ShortPoll | Transport::LongPoll => bail!("a pull lane keeps no connection"),
            }
        };
        let ended = context.cut.run_until_cancelled(connected).await.unwrap_or(Ok(()));
        let failure = session.failure(context.now_ms());
        context.note(|log| {
            log.pushing = false;
            if let Some(outcome) = failure {
                let why = ended.err().map_or_else(|| "ended before it began".into(), |why| format!("{why:#}"));
                log.failed(Lane::Push, why, outcome.start_ms, outcome.end_ms);
            }
        });
        if session.is_open() {
            backoff.reset();
        }
        if context.stop.is_cancelled() || !context.sleep_ms(backoff.next_ms(chance.fraction())).await {
            return;
        }
    }
}
