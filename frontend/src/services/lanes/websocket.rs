//! Push over a WebSocket.

use futures_util::future::{Either, select};
use futures_util::{SinkExt as _, StreamExt as _};
use gloo_net::websocket::Message;
use gloo_net::websocket::futures::WebSocket;
use gloo_timers::future::TimeoutFuture;
use wire::{ClientMsg, ServerMsg};

use crate::model::connection::Connection;
use crate::model::race::state::Cursor;
use crate::platform::clock::now_ms;
use crate::services::api;
use crate::services::lanes::push_session::{Session, TICK_MS, resume_for_ever};
use crate::services::lanes::{LaneContext, LaneEvent};

/// Interval of pings, in ms.
const PING_MS: f64 = 2000.0;

/// Runs the lane.
pub(super) async fn run(context: LaneContext) {
    resume_for_ever(&context, async |session: &mut Session<'_>, cursor: &Cursor| {
        connect(&context, session, cursor).await
    })
    .await;
}

async fn connect(context: &LaneContext, session: &mut Session<'_>, cursor: &Cursor) {
    let url = api::socket_url(&context.channel, &context.lane, cursor.seq, &cursor.epoch);
    let Ok(socket) = WebSocket::open(&url) else { return };
    let (mut sink, mut messages) = socket.split();
    let mut pinged_ms = f64::NEG_INFINITY;
    // A ping that is not answered yet. Silence is counted from it and not from the last message: in
    // a hidden tab timers hardly run, and a page that did not ask was not left without an answer.
    let mut waiting_since = Some(now_ms());
    let mut tick = TimeoutFuture::new(TICK_MS);
    loop {
        match select(messages.next(), tick).await {
            Either::Left((Some(Ok(Message::Text(text))), running)) => {
                tick = running;
                let Ok(message) = serde_json::from_str(&text) else { continue };
                waiting_since = None;
                if let ServerMsg::Pong { t: Some(sent), now } = &message {
                    let (sent, at) = (*sent as f64 / 1000.0, now_ms());
                    context.emit(LaneEvent::Pong(sent, at, *now));
                    context
                        .emit(LaneEvent::Connection(Connection::Live { rtt_ms: Some(at - sent) }));
                }
                session.receive(message);
            }
            Either::Left((Some(Ok(Message::Bytes(_))), running)) => tick = running,
            Either::Left((Some(Err(_)) | None, _)) => return,
            Either::Right(((), _)) => {
                tick = TimeoutFuture::new(TICK_MS);
                let now = now_ms();
                if session.silent_for(waiting_since.map_or(0.0, |since| now - since)) {
                    return;
                }
                if session.is_open() && now - pinged_ms >= PING_MS {
                    pinged_ms = now;
                    waiting_since.get_or_insert(now);
                    let ping = ClientMsg::Ping { t: Some((now * 1000.0) as i64) };
                    let Ok(ping) = serde_json::to_string(&ping) else { return };
                    if sink.send(Message::Text(ping)).await.is_err() {
                        return;
                    }
                }
            }
        }
    }
}
