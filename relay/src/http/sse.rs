//! The stream of `/live` as Server-Sent Events (WHATWG HTML, section 9.2): the same messages. An `id` is
//! the sequence and the position in it, `epoch:seq`, so that a browser that reconnects by itself resumes where it was.

use std::io;

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use bytes::{BufMut as _, Bytes, BytesMut};
use futures_util::stream;
use wire::{Channel, ServerMsg, Timestamp};

use super::extract::{Path, Query};
use super::follow::Follow;
use super::live::{Resume, start};
use super::{App, Failure, Peer};
use crate::hub::Frame;
use crate::meter::Open;
use crate::socket::PeerWatch;

/// `GET …/sse`.
#[utoipa::path(
    get,
    path = "/channels/{channel}/sse",
    params(Resume),
    responses(
        (
            status = 200,
            description = "Events whose `data` is a `ServerMsg` and whose `id` is a place to resume from",
            body = String,
            content_type = "text/event-stream",
        ),
    ),
)]
pub(super) async fn open(
    State(app): State<App>,
    Path(channel): Path<String>,
    Query(resume): Query<Resume>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let channel = Channel::new(&channel)?;
    let last_event = headers.get("last-event-id").and_then(|id| id.to_str().ok()).filter(|id| !id.is_empty());
    let (follow, hello) = start(&app, channel, resume, last_event).await?;
    let epoch = hello.epoch.clone();
    // The hello too: a connection that is lost before the first event resumes from here.
    let first = Frame { seq: Some(hello.after), ..Frame::message(&ServerMsg::Hello(hello)) };
    let reader = Reader { follow, first: Some(first), epoch, app, _open: peer.meter.keep(), watch: peer.watch };
    let body = Body::from_stream(stream::unfold(reader, Reader::step));
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        // Proxies that buffer would make it a poll.
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
        // The stream ends only with its connection.
        (header::CONNECTION, "close"),
    ];
    Ok((headers, body).into_response())
}

struct Reader {
    follow: Follow,
    first: Option<Frame>,
    epoch: String,
    app: App,
    _open: Open,
    watch: PeerWatch,
}

impl Reader {
    /// The next frames; `None` ends the answer, an error cuts it: nobody reads its end any more.
    async fn step(mut self) -> Option<(io::Result<Bytes>, Self)> {
        let frames = match self.first.take() {
            Some(hello) => vec![hello],
            None => tokio::select! {
                frames = self.follow.next() => match frames {
                    Ok(frames) => frames?,
                    Err(e) => {
                        tracing::error!("a stream could not go on: {e}");
                        return None;
                    }
                },
                // Says that the relay is still there: an `EventSource` cannot ask.
                () = tokio::time::sleep(self.app.options.timeouts.heartbeat) => vec![Frame::message(&ServerMsg::Pong { t: None, now: Timestamp::now() })],
                () = self.app.shutdown.cancelled() => return None,
                () = self.watch.closed() => {
                    // Lets hyper write what it has: a reader may have closed its sending half alone.
                    tokio::task::yield_now().await;
                    return Some((Err(io::ErrorKind::BrokenPipe.into()), self));
                }
            },
        };
        Some((Ok(write(&self.epoch, &frames)), self))
    }
}

/// Frames are JSON on one line, so each is one `data` field.
fn write(epoch: &str, frames: &[Frame]) -> Bytes {
    let mut text = BytesMut::with_capacity(frames.iter().map(|frame| frame.text.len() + epoch.len() + 40).sum());
    for frame in frames {
        if let Some(seq) = frame.seq {
            text.put_slice(format!("id: {epoch}:{seq}\n").as_bytes());
        }
        text.put_slice(b"data: ");
        text.put_slice(&frame.text);
        text.put_slice(b"\n\n");
    }
    text.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_carry_their_position() {
        let frames = [Frame { seq: Some(7), text: "{}".into() }, Frame { seq: None, text: "{\"a\":1}".into() }];
        assert_eq!(write("e", &frames), "id: e:7\ndata: {}\n\ndata: {\"a\":1}\n\n");
    }
}
