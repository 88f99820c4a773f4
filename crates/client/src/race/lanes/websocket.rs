//! Push over a WebSocket.

use anyhow::{Result, anyhow, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use race::{Cursor, PushSession, Tick};
use tokio::time::interval;
use tokio_tungstenite::tungstenite::Message;

use super::reconnect::{SILENT, TICK, receive, target, tick};
use crate::race::lane_context::LaneContext;
use crate::socket;

/// One connection, to its end or the race's; why, when it ended by itself.
pub(super) async fn connect(context: &LaneContext, session: &mut PushSession, cursor: &Cursor) -> Result<()> {
    let mut socket = socket::open(&context.relay, &target(context, "live", cursor)).await?;
    let mut ticks = interval(TICK);
    let mut closed = None;
    loop {
        tokio::select! {
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    if let Ok(message) = serde_json::from_str(&text) {
                        receive(context, session, &message);
                    }
                }
                // Its answer is sent as one reads on.
                Some(Ok(Message::Close(frame))) => closed = frame.map(|frame| anyhow!("closed: {}", frame.reason)),
                Some(Ok(_)) => {}
                Some(Err(e)) => return Err(closed.unwrap_or_else(|| e.into())),
                None => return Err(closed.unwrap_or_else(|| anyhow!("closed"))),
            },
            _ = ticks.tick(), if closed.is_none() => match tick(context, session) {
                Tick::Wait => {}
                Tick::Send(ping) => socket.send(Message::text(serde_json::to_string(&ping)?)).await?,
                Tick::GiveUp => bail!(SILENT),
            },
            () = context.stop.cancelled() => {
                socket::close(socket).await;
                return Ok(());
            }
        }
    }
}
