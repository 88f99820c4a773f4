//! Push over a WebSocket.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use hyper::header::{AUTHORIZATION, HeaderValue};
use race::{Cursor, PushSession, Tick};
use tokio::net::TcpStream;
use tokio::time::{interval, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use super::reconnect::{SILENT, TICK, receive, target, tick};
use crate::http::REQUEST_TIMEOUT;
use crate::race::lane_context::LaneContext;

/// How long the relay may take to answer a close.
const FAREWELL: Duration = Duration::from_secs(1);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// One connection, to its end or the race's; why, when it ended by itself.
pub(super) async fn connect(context: &LaneContext, session: &mut PushSession, cursor: &Cursor) -> Result<(), String> {
    let mut socket =
        timeout(REQUEST_TIMEOUT, open(context, cursor)).await.unwrap_or_else(|_| Err("no answer in time".into()))?;
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
                Some(Ok(Message::Close(frame))) => closed = frame.map(|frame| format!("closed: {}", frame.reason)),
                Some(Ok(_)) => {}
                Some(Err(e)) => return Err(closed.unwrap_or_else(|| e.to_string())),
                None => return Err(closed.unwrap_or_else(|| "closed".into())),
            },
            _ = ticks.tick(), if closed.is_none() => match tick(context, session) {
                Tick::Wait => {}
                Tick::Send(ping) => {
                    let ping = serde_json::to_string(&ping).map_err(|e| e.to_string())?;
                    socket.send(Message::text(ping)).await.map_err(|e| e.to_string())?;
                }
                Tick::GiveUp => return Err(SILENT.into()),
            },
            () = context.stop.cancelled() => {
                close(socket).await;
                return Ok(());
            }
        }
    }
}

async fn open(context: &LaneContext, cursor: &Cursor) -> Result<Socket, String> {
    let (url, bearer) = context.relay.socket(&target(context, "live", cursor));
    let mut request = url.into_client_request().map_err(|e| e.to_string())?;
    if let Some(bearer) = bearer {
        request.headers_mut().insert(AUTHORIZATION, HeaderValue::from_str(&bearer).map_err(|e| e.to_string())?);
    }
    match connect_async_with_config(request, None, true).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(answer)) => Err(format!("the relay answered {}", answer.status())),
        Err(e) => Err(e.to_string()),
    }
}

/// Until the relay has answered: nothing moves any more, and the meter's count is whole.
async fn close(mut socket: Socket) {
    let closing = async {
        socket.close(None).await?;
        while let Some(message) = socket.next().await {
            message?;
        }
        Ok::<_, Error>(())
    };
    // Too slow, or gone: either way there is nobody to wait for.
    let _ = timeout(FAREWELL, closing).await;
}
