//! One WebSocket's session.

use std::time::Duration;

use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Extension, State};
use axum::response::Response;
use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use serde::Deserialize;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};
use tokio_tungstenite::tungstenite;
use utoipa::IntoParams;
use wire::{Channel, ClientMsg, Hello, ServerMsg, Timestamp, close};

use super::events::number;
use super::extract::{Path, Query};
use super::follow::Follow;
use super::message_rate::{MAX_MESSAGES, MessageRate, WINDOW};
use super::{App, Failure, Peer};
use crate::hub::Frame;

/// Bytes a second that a living reader is trusted to read: while it has more than that to read, it cannot have come to the
/// ping that is behind it all, and its silence says nothing.
const READING: f64 = 256.0 * 1024.0;
/// How long a reader may take to answer a close.
const FAREWELL: Duration = Duration::from_secs(1);
const STOPPING: &str = "the relay is stopping";
/// Longest message a reader may send, in bytes: pings are short.
const MAX_MESSAGE: usize = 4096;
/// Bytes of the buffer that a socket reads into, for as long as it lives. The library's own is 128 KiB.
const READ_BUFFER: usize = 4096;
/// Bytes that are collected before they are written.
const WRITE_BUFFER: usize = 16 * 1024;
/// Bytes that may wait for a reader that takes nothing: the longest frame, a preview of escaped bytes with large headers,
/// fits. Above, the connection ends.
const MAX_WRITE_BUFFER: usize = 4 * 1024 * 1024;
/// Close codes of the protocol itself (RFC 6455, section 7.4.1).
const PROTOCOL_ERROR: u16 = 1002;
const TOO_MANY: u16 = 1008;
const TOO_LONG: u16 = 1009;

/// `?after=&epoch=`.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Resume {
    /// The last position seen: the stream goes on after it. Without it, it starts with what comes next.
    #[param(value_type = Option<u64>)]
    pub(super) after: Option<String>,
    /// The sequence that `after` was seen in: in another one, the stream starts from the oldest.
    pub(super) epoch: Option<String>,
}

/// `GET …/live`.
#[utoipa::path(
    get,
    path = "/channels/{channel}/live",
    params(Resume),
    responses(
        (status = 101, description = "A WebSocket: `ServerMsg` to the reader, `ClientMsg` from it, as text"),
        (status = 426, description = "It was not opened as a WebSocket"),
    ),
)]
pub(super) async fn open(
    State(app): State<App>,
    Path(channel): Path<String>,
    Query(resume): Query<Resume>,
    Extension(peer): Extension<Peer>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Failure> {
    let channel = Channel::new(&channel)?;
    let (follow, hello) = start(&app, channel, resume, None).await?;
    let hello = Frame::message(&ServerMsg::Hello(hello));
    let upgrade = upgrade.map_err(|e| Failure::NotAWebSocket(e.body_text()))?;
    let open = peer.meter.keep();
    // Taken before the answer, so that a relay that stops now waits for the session too.
    let token = app.tracker.token();
    let upgrade = upgrade
        .max_message_size(MAX_MESSAGE)
        .max_frame_size(MAX_MESSAGE)
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(MAX_WRITE_BUFFER);
    Ok(upgrade.on_upgrade(move |socket| async move {
        let rate = MessageRate::starting(Instant::now());
        let mut session = Session { socket, app, heard: Instant::now(), sent: 0, read: 0, rate };
        let end = session.run(follow, hello).await;
        if let End::Close(code, reason) = end {
            session.close(code, &reason).await;
        }
        drop((open, token));
    }))
}

/// `GET /api/live/{c}`: the same socket under a prefix that a development proxy can match (Trunk.toml).
#[utoipa::path(
    get,
    path = "/live/{channel}",
    params(Resume),
    responses(
        (status = 101, description = "A WebSocket, as at /api/channels/{channel}/live"),
        (status = 426, description = "It was not opened as a WebSocket"),
    ),
)]
pub(super) async fn open_short(
    app: State<App>,
    channel: Path<String>,
    resume: Query<Resume>,
    peer: Extension<Peer>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Failure> {
    open(app, channel, resume, peer, upgrade).await
}

/// Opens a reader's way and says hello; shared with [`super::sse`].
pub(super) async fn start(
    app: &App,
    channel: Channel,
    resume: Resume,
    last_event: Option<&str>,
) -> Result<(Follow, Hello), Failure> {
    let (after, epoch) = match last_event {
        // An id of ours names its sequence too, whatever the address says: a browser reconnects to the address it began with.
        Some(id) => {
            let (epoch, seq) = id.split_once(':').map_or((None, id), |(epoch, seq)| (Some(epoch), seq));
            (number("Last-Event-ID", Some(seq))?, epoch)
        }
        None => (number("after", resume.after.as_deref())?, resume.epoch.as_deref()),
    };
    let opened =
        Follow::open(app.store.clone(), app.annotator.clone(), &app.hub, channel.clone(), after, epoch).await?;
    let (follow, info, after) = opened.ok_or_else(|| Failure::UnknownChannel(channel.clone()))?;
    let hello = Hello {
        webhook_url: app.webhook_url(&channel),
        channel,
        head: info.head,
        oldest: info.oldest,
        after,
        epoch: info.epoch,
        now: Timestamp::now(),
        max_body: app.options.max_body as u64,
        version: crate::VERSION.into(),
    };
    Ok((follow, hello))
}

struct Session {
    socket: WebSocket,
    app: App,
    /// When the reader was last heard.
    heard: Instant,
    /// Bytes sent to it, and how many of them it is known to have read.
    sent: u64,
    read: u64,
    rate: MessageRate,
}

/// How a session ends.
enum End {
    /// With a close frame.
    Close(u16, String),
    /// The connection is gone.
    Gone,
}

impl Session {
    async fn run(&mut self, mut follow: Follow, hello: Frame) -> End {
        let shutdown = self.app.shutdown.clone();
        if let Err(end) = self.send(vec![hello]).await {
            return end;
        }
        let timeouts = self.app.options.timeouts;
        let mut heartbeat = interval(timeouts.heartbeat);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let silent = self.heard + timeouts.silence + self.reading_time();
            // In this order: what the reader said comes before the judgement that it says nothing, and many events do not
            // keep the heart from beating.
            let step = tokio::select! {
                biased;
                () = shutdown.cancelled() => return End::Close(close::GOING_AWAY, STOPPING.into()),
                message = self.socket.next() => match message {
                    Some(Ok(message)) => self.receive(message).await,
                    Some(Err(e)) => Err(broken(e)),
                    None => Err(End::Gone),
                },
                () = sleep_until(silent) => {
                    Err(End::Close(close::SILENT, "nothing was heard from you for too long".into()))
                }
                // A ping says how much was sent before it; its pong, then, how much was read.
                _ = heartbeat.tick() => {
                    let sent = self.sent.to_be_bytes();
                    self.write([Message::Ping(Bytes::copy_from_slice(&sent))]).await
                }
                frames = follow.next() => match frames {
                    Ok(Some(frames)) => self.send(frames).await,
                    Ok(None) => Err(End::Close(close::CHANNEL_DELETED, "the channel was deleted".into())),
                    Err(e) => {
                        tracing::error!("a stream could not go on: {e}");
                        Err(End::Close(close::INTERNAL, "the store failed; try again".into()))
                    }
                },
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn receive(&mut self, message: Message) -> Result<(), End> {
        self.heard = Instant::now();
        if !self.rate.admits(self.heard) {
            return Err(End::Close(TOO_MANY, format!("more than {MAX_MESSAGES} messages in {} s", WINDOW.as_secs())));
        }
        let text = match &message {
            Message::Text(text) => text.as_str(),
            Message::Binary(_) => return Err(invalid("messages are JSON text, not binary")),
            // Answered by the protocol layer, as it reads on; a close too, after which it has no more to read.
            Message::Ping(_) | Message::Close(_) => return Ok(()),
            Message::Pong(sent) => {
                if let Ok(sent) = sent[..].try_into() {
                    self.read = u64::from_be_bytes(sent).clamp(self.read, self.sent);
                }
                return Ok(());
            }
        };
        match serde_json::from_str(text) {
            Ok(ClientMsg::Ping { t }) => {
                self.send(vec![Frame::message(&ServerMsg::Pong { t, now: Timestamp::now() })]).await
            }
            Err(e) => Err(invalid(&format!("not a message this relay knows: {e}"))),
        }
    }

    /// How long the reader may need for what is on its way.
    fn reading_time(&self) -> Duration {
        Duration::from_secs_f64((self.sent - self.read) as f64 / READING)
    }

    async fn send(&mut self, frames: Vec<Frame>) -> Result<(), End> {
        self.sent += frames.iter().map(|frame| frame.text.len() as u64).sum::<u64>();
        // Frames are JSON, so always UTF-8.
        self.write(frames.into_iter().filter_map(|frame| Utf8Bytes::try_from(frame.text).ok()).map(Message::Text)).await
    }

    /// Many messages, one flush. A reader that takes nothing is waited for as long as its connection is, and not by a relay
    /// that stops.
    async fn write(&mut self, messages: impl IntoIterator<Item = Message>) -> Result<(), End> {
        let shutdown = self.app.shutdown.clone();
        let writing = async {
            for message in messages {
                self.socket.feed(message).await.map_err(broken)?;
            }
            self.socket.flush().await.map_err(broken)
        };
        tokio::select! {
            written = writing => written,
            () = shutdown.cancelled() => Err(End::Close(close::GOING_AWAY, STOPPING.into())),
        }
    }

    async fn close(&mut self, code: u16, reason: &str) {
        let frame = CloseFrame { code, reason: reason.into() };
        let closing = async {
            self.socket.send(Message::Close(Some(frame))).await?;
            // Until the reader has closed too: leaving at once could reset the connection before it reads why.
            while self.socket.next().await.is_some_and(|message| message.is_ok()) {}
            Ok::<_, axum::Error>(())
        };
        // Too slow or already gone: either way there is nobody to tell.
        let _ = timeout(FAREWELL, closing).await;
    }
}

/// Close reasons are at most 123 bytes (RFC 6455, section 5.5).
fn invalid(reason: &str) -> End {
    let mut reason = reason.to_owned();
    while reason.len() > 123 {
        reason.pop();
    }
    End::Close(close::INVALID_MESSAGE, reason)
}

/// A message that broke the protocol's rules is answered with their code; all else is a lost line.
fn broken(error: axum::Error) -> End {
    use tungstenite::Error::{Capacity, Protocol, Utf8};
    tracing::debug!("a socket broke: {error}");
    match error.into_inner().downcast_ref() {
        Some(Capacity(_)) => End::Close(TOO_LONG, format!("messages are at most {MAX_MESSAGE} bytes")),
        Some(Utf8(_)) => invalid("a text message was not UTF-8"),
        // The line went down without a close: there is nobody to tell.
        Some(Protocol(tungstenite::error::ProtocolError::ResetWithoutClosingHandshake)) => End::Gone,
        Some(Protocol(e)) => End::Close(PROTOCOL_ERROR, e.to_string()),
        _ => End::Gone,
    }
}
