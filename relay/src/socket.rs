//! A TCP socket whose other end can be watched while a handler works.
//!
//! A sender may close right after its request ("fire and forget"), so hyper is told to go on with a request whose other end
//! has closed (`half_close`). It then reads nothing until it has answered, and would not notice that a reader who waits in
//! a long poll is gone. Handlers that wait ask [`PeerWatch::closed`] instead.

use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;

/// How often a socket with unread bytes is looked at: they hide its end from the system's notice.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// A TCP socket and its share of the process's descriptors, which is given back when the socket closes.
#[derive(Debug)]
pub struct WatchedSocket(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    stream: Mutex<TcpStream>,
    _descriptor: OwnedSemaphorePermit,
}

impl WatchedSocket {
    /// Wraps a socket.
    #[must_use]
    pub fn new(stream: TcpStream, descriptor: OwnedSemaphorePermit) -> Self {
        Self(Arc::new(Shared { stream: Mutex::new(stream), _descriptor: descriptor }))
    }

    /// Returns a handle that watches the other end and does not keep the socket open.
    #[must_use]
    pub fn watch(&self) -> PeerWatch {
        PeerWatch(Arc::downgrade(&self.0))
    }

    fn lock(&self) -> MutexGuard<'_, TcpStream> {
        lock(&self.0.stream)
    }
}

/// Watches the other end of a [`WatchedSocket`].
#[derive(Clone, Debug)]
pub struct PeerWatch(Weak<Shared>);

impl PeerWatch {
    /// Waits until the other end sends nothing more: it has closed the socket or its sending half, or the socket broke.
    ///
    /// Await it only in the connection's own task, after the request was read whole: it takes the place of the task that
    /// is woken when bytes come.
    pub async fn closed(&self) {
        while !poll_fn(|cx| self.poll_closed(cx)).await {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Ready with `true` when it has closed, with `false` when unread bytes hide whether it has.
    fn poll_closed(&self, cx: &mut Context<'_>) -> Poll<bool> {
        let Some(shared) = self.0.upgrade() else { return Poll::Ready(true) };
        let stream = lock(&shared.stream);
        let mut byte = [0];
        match stream.poll_peek(cx, &mut ReadBuf::new(&mut byte)) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Ok(0) | Err(_)) => Poll::Ready(true),
            // Ready at once, since there is something to read.
            Poll::Ready(Ok(_)) => Poll::Ready(match pin!(stream.ready(Interest::READABLE)).poll(cx) {
                Poll::Ready(Ok(ready)) => ready.is_read_closed(),
                Poll::Ready(Err(_)) => true,
                Poll::Pending => false,
            }),
        }
    }
}

impl AsyncRead for WatchedSocket {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.lock()).poll_read(cx, buf)
    }
}

impl AsyncWrite for WatchedSocket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.lock()).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.lock()).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.lock()).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.lock()).poll_shutdown(cx)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use socket2::SockRef;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;
    use tokio::sync::Semaphore;

    async fn pair() -> (TcpStream, WatchedSocket) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let there = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let permit = Arc::new(Semaphore::new(1)).acquire_owned().await.unwrap();
        (there, WatchedSocket::new(listener.accept().await.unwrap().0, permit))
    }

    async fn is_open(watch: &PeerWatch) -> bool {
        tokio::select! {
            biased;
            () = watch.closed() => false,
            () = tokio::task::yield_now() => true,
        }
    }

    #[tokio::test]
    async fn an_end_is_noticed_in_each_form_that_it_takes() {
        let (there, here) = pair().await;
        assert!(is_open(&here.watch()).await);
        drop(there);
        here.watch().closed().await;

        let (mut there, here) = pair().await;
        there.shutdown().await.unwrap();
        here.watch().closed().await;

        let (there, here) = pair().await;
        SockRef::from(&there).set_linger(Some(Duration::ZERO)).unwrap();
        drop(there);
        here.watch().closed().await;

        let (_there, here) = pair().await;
        let watch = here.watch();
        drop(here);
        watch.closed().await;
    }

    #[tokio::test]
    async fn an_end_behind_unread_bytes_is_noticed_and_the_bytes_stay() {
        let (mut there, mut here) = pair().await;
        there.write_all(b"\n").await.unwrap();
        assert!(is_open(&here.watch()).await);
        there.shutdown().await.unwrap();
        here.watch().closed().await;
        let mut rest = Vec::new();
        here.read_to_end(&mut rest).await.unwrap();
        assert_eq!(rest, b"\n");
    }
}
