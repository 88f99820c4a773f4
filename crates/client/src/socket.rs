//! WebSockets to a relay.

use std::time::Duration;

use futures_util::StreamExt as _;
use hyper::StatusCode;
use hyper::header::{AUTHORIZATION, HeaderValue};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, http};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, client_async_tls_with_config};

use crate::connection;
use crate::http::{REQUEST_TIMEOUT, Relay};
use crate::tls;

/// How long the relay may take to answer a close.
const FAREWELL: Duration = Duration::from_secs(1);

pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Why there is no WebSocket, or none any more.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SocketError {
    #[error("no answer in time")]
    Timeout,
    /// Status and body of the answer.
    #[error("the relay answered {}", .0)]
    Refused(StatusCode, Vec<u8>),
    #[error(transparent)]
    Token(#[from] http::header::InvalidHeaderValue),
    #[error("{}", tls::cause(.0))]
    Failed(Error),
}

/// Opens a WebSocket at a path of the relay.
pub(crate) async fn open(relay: &Relay, target: &str) -> Result<Socket, SocketError> {
    let (url, bearer) = relay.socket(target);
    let mut request = url.into_client_request().map_err(SocketError::Failed)?;
    if let Some(bearer) = bearer {
        request.headers_mut().insert(AUTHORIZATION, HeaderValue::from_str(&bearer)?);
    }
    let uri = request.uri();
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("wss") { 443 } else { 80 });
    let connector = Some(Connector::Rustls(relay.tls()));
    let opening = async {
        let addresses = lookup_host((&*host, port)).await?.collect();
        let stream = connection::to_any(&host, addresses).await?;
        client_async_tls_with_config(request, stream, None, connector).await
    };
    match timeout(REQUEST_TIMEOUT, opening).await {
        Ok(Ok((socket, _))) => Ok(socket),
        Ok(Err(Error::Http(answer))) => {
            let (head, body) = answer.into_parts();
            Err(SocketError::Refused(head.status, body.unwrap_or_default()))
        }
        Ok(Err(e)) => Err(SocketError::Failed(e)),
        Err(_) => Err(SocketError::Timeout),
    }
}

/// Closes a socket, and reads until the relay has answered: nothing moves any more.
pub(crate) async fn close(mut socket: Socket) {
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
