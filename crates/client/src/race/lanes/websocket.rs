//! Push over a WebSocket.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use hyper::header::{AUTHORIZATION, HeaderValue};
use tokio::net::TcpStream;
use tokio::time::{interval, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};
use wire::ClientMsg;

use super::stream::{Cursor, DEAD_MS, Session, TICK};
use crate::http::PATIENCE;
use crate::race::desk::Desk;

/// How often the relay is asked for a sign of life, and for its clock, in ms.
const PING_MS: f64 = 2000.0;
/// How long the relay may take to answer a close.
const FAREWELL: Duration = Duration::from_secs(1);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// One connection, to its end or the race's; why, when it ended by itself.
pub(super) async fn connect(desk: &Desk, session: &mut Session<'_>, cursor: &Cursor) -> Result<(), String> {
    let mut socket = timeout(PATIENCE, open(desk, cursor)).await.unwrap_or_else(|_| Err("no answer in time".into()))?;
    let mut tick = interval(TICK);
    let mut pinged_ms = f64::NEG_INFINITY;
    // A ping that is not answered yet: silence is counted from it.
    let mut waiting_since = Some(desk.now_ms());
    let mut closed = None;
    loop {
        tokio::select! {
            message = socket.next() => {
                let at_ms = desk.now_ms();
                match message {
                    Some(Ok(Message::Text(text))) => {
                        waiting_since = None;
                        let Ok(message) = serde_json::from_str(&text) else { continue };
                        session.hear(&message, at_ms);
                    }
                    // Its answer is sent as one reads on.
                    Some(Ok(Message::Close(frame))) => closed = frame.map(|frame| format!("closed: {}", frame.reason)),
                    Some(Ok(_)) => {}
                    Some(Err(e)) => return Err(closed.unwrap_or_else(|| e.to_string())),
                    None => return Err(closed.unwrap_or_else(|| "closed".into())),
                }
            }
            _ = tick.tick() => {
                if waiting_since.is_some_and(|since| desk.now_ms() - since > DEAD_MS) {
                    return Err("nothing was heard for too long".into());
                }
            }
            () = desk.stop.cancelled() => {
                close(socket).await;
                return Ok(());
            }
        }
        let now_ms = desk.now_ms();
        if session.is_open() && closed.is_none() && now_ms - pinged_ms >= PING_MS {
            pinged_ms = now_ms;
            waiting_since.get_or_insert(now_ms);
            let ping =
                serde_json::to_string(&ClientMsg::Ping { t: Some((now_ms * 1000.0) as i64) }).unwrap_or_default();
            socket.send(Message::text(ping)).await.map_err(|e| e.to_string())?;
        }
    }
}

async fn open(desk: &Desk, cursor: &Cursor) -> Result<Socket, String> {
    let (url, bearer) = desk.relay.socket(&cursor.target(desk, "live"));
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
