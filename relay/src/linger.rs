//! A socket that does not cut off its own last answer.
//!
//! Closing a socket that still has bytes to read resets the connection, and the other end may then lose an answer that is
//! on its way: the refusal of a body that is too long, to a sender that sends all of it before it listens. So what still
//! comes is read and thrown away, for a moment (RFC 9112, section 9.6).

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// How long the other end may go on sending, and how long it may send nothing without closing.
const LINGER: Duration = Duration::from_secs(2);
const QUIET: Duration = Duration::from_millis(500);

/// Shuts down by saying that nothing more comes, then waiting for the other end to say so too.
#[derive(Debug)]
pub struct LingeringClose<S> {
    socket: S,
    /// Set once shutting down: the last moment, and when it has been quiet for too long.
    end: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl<S> LingeringClose<S> {
    /// Wraps a socket.
    pub fn new(socket: S) -> Self {
        Self { socket, end: None }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for LingeringClose<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, buf)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for LingeringClose<S> {
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self { socket, end } = self.get_mut();
        if end.is_none() {
            ready!(Pin::new(&mut *socket).poll_shutdown(cx))?;
        }
        let (last, quiet) = end.get_or_insert_with(|| (Instant::now() + LINGER, Box::pin(sleep(QUIET))));
        let mut scratch = [0; 8192];
        loop {
            let mut read = ReadBuf::new(&mut scratch);
            match Pin::new(&mut *socket).poll_read(cx, &mut read) {
                Poll::Ready(Ok(())) if !read.filled().is_empty() && Instant::now() < *last => {
                    quiet.as_mut().reset((Instant::now() + QUIET).min(*last));
                }
                // It has closed, or goes on for too long, or is gone.
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => return quiet.as_mut().poll(cx).map(Ok),
            }
        }
    }

    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    #[tokio::test(start_paused = true)]
    async fn it_waits_for_the_other_end_to_close_but_not_for_ever() {
        for (writes, closes, least, most) in
            [(0, true, 0, 0), (0, false, 500, 500), (3, false, 1400, 1400), (99, false, 2000, 2000)]
        {
            let (here, mut there) = tokio::io::duplex(64);
            let mut here = LingeringClose::new(here);
            let begun = Instant::now();
            let other = tokio::spawn(async move {
                there.read_to_end(&mut Vec::new()).await.unwrap();
                for _ in 0..writes {
                    tokio::time::sleep(Duration::from_millis(300)).await;
                    if there.write_all(b"more").await.is_err() {
                        break;
                    }
                }
                (!closes).then_some(there)
            });
            here.shutdown().await.unwrap();
            let took = begun.elapsed().as_millis();
            assert!((least..=most + 10).contains(&took), "{took} ms after {writes} writes");
            drop(here);
            other.await.unwrap();
        }
    }
}
