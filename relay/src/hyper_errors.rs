//! Words for what hyper refuses by itself.
//!
//! A head that is no HTTP, or too long, is answered by hyper with a status and nothing else, and it
//! has no hook for that. This socket knows that answer when it is written, and writes a problem in
//! its place.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::http::Failure;

/// Longest bare answer, in bytes: a status and three header fields.
const MAX_BARE: usize = 200;

/// A socket that explains hyper's own refusals.
#[derive(Debug)]
pub struct Explained<S> {
    socket: S,
    instead: Option<Instead>,
}

/// What is written in place of an answer.
#[derive(Debug)]
struct Instead {
    bytes: Vec<u8>,
    written: usize,
    /// How many bytes of hyper's it stands for.
    length: usize,
}

impl<S> Explained<S> {
    /// Wraps a socket that hyper writes to.
    pub fn new(socket: S) -> Self {
        Self { socket, instead: None }
    }
}

/// The problem that says what a bare answer means. `None` when it is not one.
///
/// Nothing else answers so: an answer of the relay's own has a body, or more header fields.
fn problem(answer: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(answer).ok().filter(|text| text.len() <= MAX_BARE)?;
    let failure = match text.strip_prefix("HTTP/1.1 ")?.get(..3)? {
        "400" => Failure::NotHttp,
        "414" => Failure::TargetTooLong,
        "431" => Failure::HeadTooLong,
        _ => return None,
    };
    let (status, fields) = text.strip_suffix("\r\n\r\n")?.split_once("\r\n")?;
    let (mut closes, mut empty, mut date) = (false, false, None);
    for field in fields.split("\r\n") {
        match field.split_once(": ")? {
            ("connection", "close") => closes = true,
            ("content-length", "0") => empty = true,
            ("date", _) => date = Some(field),
            _ => return None,
        }
    }
    let date = date.filter(|_| closes && empty)?;
    let body = serde_json::to_vec(&failure.problem()).ok()?;
    let head = format!(
        "{status}\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\n\
         cache-control: no-store\r\ncontent-security-policy: sandbox\r\n\
         x-content-type-options: nosniff\r\nconnection: close\r\n{date}\r\n\r\n",
        body.len()
    );
    Some([head.into_bytes(), body].concat())
}

impl<S: AsyncRead + Unpin> AsyncRead for Explained<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Explained<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let Self { socket, instead } = self.get_mut();
        if instead.is_none() {
            *instead = problem(buf).map(|bytes| Instead { bytes, written: 0, length: buf.len() });
        }
        let Some(problem) = instead else { return Pin::new(socket).poll_write(cx, buf) };
        while problem.written < problem.bytes.len() {
            let rest = &problem.bytes[problem.written..];
            match ready!(Pin::new(&mut *socket).poll_write(cx, rest))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => problem.written += written,
            }
        }
        let length = problem.length;
        *instead = None;
        Poll::Ready(Ok(length))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let mut filled = bufs.iter().filter(|buf| !buf.is_empty());
        match (filled.next(), filled.next()) {
            (Some(alone), None) => self.poll_write(cx, alone),
            _ => Pin::new(&mut self.socket).poll_write_vectored(cx, bufs),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    const BARE: &str = "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\
                        date: Sat, 28 Nov 2026 10:00:00 GMT\r\n\r\n";

    #[tokio::test]
    async fn only_a_bare_answer_alone_is_explained() {
        for (answer, is_explained) in [
            (BARE.to_owned(), true),
            (BARE.replace("400 Bad Request", "431 Request Header Fields Too Large"), true),
            (BARE.replace("400 Bad Request", "414 URI Too Long"), true),
            (BARE.replace("400 Bad Request", "404 Not Found"), false),
            (BARE.replace("length: 0", "length: 1") + "x", false),
            (BARE.replace("connection: close\r\n", ""), false),
            (BARE.replace("connection: close", "x-own: 1\r\nconnection: close"), false),
            (format!("{BARE}{BARE}"), false),
            (BARE[..BARE.len() - 1].to_owned(), false),
            ("HTTP/1.1 4".to_owned(), false),
            (String::new(), false),
        ] {
            // So little room that the problem goes in pieces.
            let (here, mut there) = tokio::io::duplex(7);
            let mut here = Explained::new(here);
            let reader = tokio::spawn(async move {
                let mut text = String::new();
                there.read_to_string(&mut text).await.unwrap();
                text
            });
            here.write_all(answer.as_bytes()).await.unwrap();
            drop(here);
            let written = reader.await.unwrap();
            assert_eq!(written != answer, is_explained, "{answer}");
            if is_explained {
                let (head, body) = written.split_once("\r\n\r\n").unwrap();
                assert_eq!(head.lines().next(), answer.lines().next());
                assert!(head.contains(&format!("content-length: {}\r\n", body.len())), "{head}");
                assert!(serde_json::from_str::<wire::Problem>(body).is_ok(), "{body}");
            }
        }
    }
}
