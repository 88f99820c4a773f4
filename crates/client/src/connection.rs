//! Connections to a host that may have several addresses.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::net::TcpStream;
use tokio::time::sleep;

/// How long an address is tried alone before the next one is tried beside it: RFC 8305, section 5.
const HEAD_START: Duration = Duration::from_millis(250);

/// Connects to whichever of a host's addresses answers first, in their order. One that swallows what
/// is sent to it, as IPv6 does in some networks, keeps nobody from the others.
///
/// # Errors
/// What the last one said, when none answers.
pub(crate) async fn to_any(host: &str, addresses: Vec<SocketAddr>) -> io::Result<TcpStream> {
    let mut untried = addresses.into_iter();
    let mut tried = FuturesUnordered::new();
    let mut why = io::Error::other(format!("{host} has no address"));
    loop {
        match untried.next() {
            Some(address) => tried.push(TcpStream::connect(address)),
            None if tried.is_empty() => return Err(why),
            None => {}
        }
        let is_last = untried.len() == 0;
        tokio::select! {
            Some(connected) = tried.next() => match connected {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    return Ok(stream);
                }
                Err(e) => why = e,
            },
            () = sleep(HEAD_START), if !is_last => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::{TcpListener, TcpSocket};

    use super::*;

    /// One that takes no connection and refuses none: its queue is full of these, and nobody takes from it.
    async fn silent() -> (TcpListener, Vec<TcpStream>) {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        let (address, listener) = (socket.local_addr().unwrap(), socket.listen(1).unwrap());
        let mut queue = Vec::new();
        while let Ok(stream) = tokio::time::timeout(HEAD_START, TcpStream::connect(address)).await {
            queue.push(stream.unwrap());
        }
        (listener, queue)
    }

    #[tokio::test]
    async fn one_that_says_nothing_keeps_nobody_from_the_next() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let there = listener.local_addr().unwrap();
        let nobody = testkit::own_address();
        let (full, _queue) = silent().await;
        let silent = full.local_addr().unwrap();
        for addresses in [vec![silent, there], vec![silent, nobody, there], vec![nobody, silent, there], vec![there]] {
            let stream = testkit::within("a connection", to_any("app.example", addresses)).await.unwrap();
            assert_eq!(stream.peer_addr().unwrap(), there);
        }
        let refused = to_any("app.example", vec![nobody, nobody]).await.unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
        assert!(to_any("app.example", vec![]).await.unwrap_err().to_string().contains("no address"));
    }
}
