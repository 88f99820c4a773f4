//! Push over Server-Sent Events.

use futures_util::StreamExt as _;
use futures_util::future::{Either, select};
use gloo_net::eventsource::futures::EventSource;
use gloo_timers::future::TimeoutFuture;
use race::{Cursor, Heartbeat, Tick};

use crate::services::api;
use crate::services::lanes::LaneContext;
use crate::services::lanes::reconnect::{Session, TICK_MS, resume_for_ever};

/// Runs the lane.
pub(super) async fn run(context: LaneContext) {
    resume_for_ever(
        &context,
        Heartbeat::Unasked,
        async |session: &mut Session<'_>, cursor: &Cursor| connect(&context, session, cursor).await,
    )
    .await;
}

/// The browser would reconnect by itself, from its own last id; ended at the first error instead,
/// both push lanes resume, back off and count their handshakes alike.
async fn connect(context: &LaneContext, session: &mut Session<'_>, cursor: &Cursor) {
    let url = api::sse_url(&context.channel, &context.lane, cursor.seq, &cursor.epoch);
    let Ok(mut source) = EventSource::new(&url) else { return };
    let Ok(mut messages) = source.subscribe("message") else { return };
    let mut tick = TimeoutFuture::new(TICK_MS);
    loop {
        match select(messages.next(), tick).await {
            Either::Left((Some(Ok((_, event))), running)) => {
                tick = running;
                let Some(message) =
                    event.data().as_string().and_then(|text| serde_json::from_str(&text).ok())
                else {
                    continue;
                };
                session.receive(message);
            }
            Either::Left((Some(Err(_)) | None, _)) => return,
            Either::Right(((), _)) => {
                tick = TimeoutFuture::new(TICK_MS);
                if session.tick() == Tick::GiveUp {
                    return;
                }
            }
        }
    }
}
