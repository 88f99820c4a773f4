//! A WebSocket client.

use std::net::SocketAddr;

use futures_util::{SinkExt as _, StreamExt as _};
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{Error, Message};
use wire::{Hello, Seq, ServerMsg};

use crate::narrow::narrow;
use crate::within;

pub struct Live {
    pub socket: WebSocketStream<TcpStream>,
}

impl Live {
    /// Opens a socket; the status when it is refused.
    pub async fn open(address: SocketAddr, target: &str, headers: &[(&str, &str)]) -> Result<Self, u16> {
        Self::over(TcpStream::connect(address).await.unwrap(), address, target, headers).await
    }

    /// Opens a socket on a connection that holds 64 KiB, not megabytes, of what is not read.
    pub async fn open_narrow(address: SocketAddr, target: &str) -> Result<Self, u16> {
        Self::over(narrow(address).await, address, target, &[]).await
    }

    async fn over(stream: TcpStream, address: SocketAddr, target: &str, headers: &[(&str, &str)]) -> Result<Self, u16> {
        let mut request = format!("ws://{address}{target}").into_client_request().unwrap();
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
        }
        match within("a socket", tokio_tungstenite::client_async(request, stream)).await {
            Ok((socket, _)) => Ok(Self { socket }),
            Err(Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(e) => panic!("{e}"),
        }
    }

    /// The next message of any kind.
    pub async fn raw(&mut self) -> Message {
        within("a message", self.socket.next()).await.expect("the socket is open").unwrap()
    }

    /// The relay's next message; the protocol's own pings are passed over.
    pub async fn next(&mut self) -> ServerMsg {
        self.message().await
    }

    /// The same, of another protocol.
    pub async fn message<T: DeserializeOwned>(&mut self) -> T {
        loop {
            match self.raw().await {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    pub async fn hello(&mut self) -> Hello {
        match self.next().await {
            ServerMsg::Hello(hello) => hello,
            other => panic!("{other:?}"),
        }
    }

    /// The positions of the next `count` messages, all of them events.
    pub async fn seqs(&mut self, count: usize) -> Vec<Seq> {
        let mut seqs = Vec::new();
        while seqs.len() < count {
            match self.next().await {
                ServerMsg::Event { event, .. } => seqs.push(event.seq),
                other => panic!("{other:?}"),
            }
        }
        seqs
    }

    pub async fn send(&mut self, message: impl Into<Message>) {
        within("room to write", self.socket.send(message.into())).await.unwrap();
    }

    /// Code and reason of the close, after whatever comes before it.
    pub async fn closed(&mut self) -> (u16, String) {
        loop {
            if let Message::Close(frame) = self.raw().await {
                let frame = frame.expect("a reason");
                return (frame.code.into(), frame.reason.as_str().to_owned());
            }
        }
    }
}
