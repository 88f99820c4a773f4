//! Push over a WebSocket.

use futures_util::future::{Either, select};
use futures_util::{SinkExt as _, StreamExt as _};
use gloo_net::websocket::Message;
use gloo_net::websocket::futures::WebSocket;
use gloo_timers::future::TimeoutFuture;
use race::{Cursor, Heartbeat, Tick};

use crate::services::api;
use crate::services::lanes::LaneContext;
use crate::services::lanes::reconnect::{Session, TICK_MS, resume_for_ever};

/// Runs the lane.
pub(super) async fn run(context: LaneContext) {
    resume_for_ever(
        &context,
        Heartbeat::Asked,
        async |session: &mut Session<'_>, cursor: &Cursor| connect(&context, session, cursor).await,
    )
    .await;
}

async fn connect(context: &LaneContext, session: &mut Session<'_>, cursor: &Cursor) {
    let url = api::socket_url(&context.channel, &context.lane, cursor.seq, &cursor.epoch);
    let Ok(socket) = WebSocket::open(&url) else { return };
    let (mut sink, mut messages) = socket.split();
    let mut tick = TimeoutFuture::new(TICK_MS);
    loop {
        match select(messages.next(), tick).await {
            Either::Left((Some(Ok(Message::Text(text))), running)) => {
                tick = running;
                let Ok(message) = serde_json::from_str(&text) else { continue };
                session.receive(message);
            }
            Either::Left((Some(Ok(Message::Bytes(_))), running)) => tick = running,
            Either::Left((Some(Err(_)) | None, _)) => return,
            Either::Right(((), _)) => {
                tick = TimeoutFuture::new(TICK_MS);
                match session.tick() {
                    Tick::Wait => {}
                    Tick::Send(ping) => {
                        let Ok(ping) = serde_json::to_string(&ping) else { return };
                        if sink.send(Message::Text(ping)).await.is_err() {
                            return;
                        }
                    }
                    Tick::GiveUp => return,
                }
            }
        }
    }
}
