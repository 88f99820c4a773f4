//! A WebSocket and its manners, shared by all that stream over one: signs of life, silence, how
//! much a reader may say, and how it ends.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep_until, timeout};
use tokio_tungstenite::tungstenite;
use tokio_util::task::task_tracker::TaskTrackerToken;
use wire::close;

use super::message_rate::{MAX_MESSAGES, MessageRate, WINDOW};
use super::{App, Peer};
use crate::hub::Frame;
use crate::meter::Open;
use gancho_store::StoreError;

/// Bytes a second that a living reader is trusted to read: while it has more than that to read, it
/// cannot have come to the ping that is behind it all, and its silence says nothing.
const READING: f64 = 256.0 * 1024.0;
/// How long a reader may take to answer a close.
const FAREWELL: Duration = Duration::from_secs(1);
const STOPPING: &str = "the relay is stopping";
/// Bytes of the buffer that a socket reads into, for as long as it lives. The library's own is
/// 128 KiB.
const READ_BUFFER: usize = 4096;
/// Bytes that are collected before they are written.
const WRITE_BUFFER: usize = 16 * 1024;
/// Bytes that may wait for a reader that takes nothing: the longest frame, a preview of escaped
/// bytes with large headers, fits. Above, the connection ends.
const MAX_WRITE_BUFFER: usize = 4 * 1024 * 1024;
/// Close codes of the protocol itself (RFC 6455, section 7.4.1).
const PROTOCOL_ERROR: u16 = 1002;
const TOO_MANY: u16 = 1008;
const TOO_LONG: u16 = 1009;

/// One WebSocket.
pub(super) struct Session {
    socket: WebSocket,
    app: App,
    /// When the reader was last heard.
    heard: Instant,
    heartbeat: Interval,
    /// Bytes sent to it, and how many of them it is known to have read.
    sent: u64,
    read: u64,
    rate: MessageRate,
    /// Longest message, in bytes, that it may send.
    max_message: usize,
    _kept: (Open, TaskTrackerToken),
}

/// How a session ends.
pub(super) enum End {
    /// With a close frame.
    Close(u16, String),
    /// The connection is gone.
    Gone,
}

/// A session that was asked for. Made before the answer, so that a relay that stops now waits for
/// the session too.
pub(super) struct Ticket {
    app: App,
    max_message: usize,
    open: Open,
    token: TaskTrackerToken,
}

impl Ticket {
    /// `max_message` is the longest message, in bytes, that the reader may send.
    pub(super) fn new(app: &App, peer: &Peer, max_message: usize) -> Self {
        Self { app: app.clone(), max_message, open: peer.meter.keep(), token: app.tracker.token() }
    }

    /// Gives a socket its limits.
    pub(super) fn limit(&self, upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
        upgrade
            .max_message_size(self.max_message)
            .max_frame_size(self.max_message)
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(WRITE_BUFFER)
            .max_write_buffer_size(MAX_WRITE_BUFFER)
    }

    /// Begins.
    pub(super) fn begin(self, socket: WebSocket) -> Session {
        let Self { app, max_message, open, token } = self;
        let now = Instant::now();
        let mut heartbeat = interval(app.options.timeouts.heartbeat);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let rate = MessageRate::starting(now);
        Session { socket, app, heard: now, heartbeat, sent: 0, read: 0, rate, max_message, _kept: (open, token) }
    }
}

impl Session {
    /// Waits for what the reader says; none when it is time for [`Self::ping`]. Cancelling loses
    /// nothing.
    ///
    /// # Errors
    /// How the session ends: the relay stops, the reader is gone, silent, or breaks a rule.
    pub(super) async fn next(&mut self) -> Result<Option<Utf8Bytes>, End> {
        loop {
            let silent = self.heard + self.app.options.timeouts.silence + self.reading_time();
            // In this order: what the reader said comes before the judgement that it says nothing.
            tokio::select! {
                biased;
                () = self.app.shutdown.cancelled() => return Err(stopping()),
                message = self.socket.next() => match message {
                    Some(Ok(message)) => {
                        if let Some(text) = self.receive(message)? {
                            return Ok(Some(text));
                        }
                    }
                    Some(Err(e)) => return Err(broken(e, self.max_message)),
                    None => return Err(End::Gone),
                },
                () = sleep_until(silent) => {
                    return Err(End::Close(close::SILENT, "nothing was heard from you for too long".into()));
                }
                _ = self.heartbeat.tick() => return Ok(None),
            }
        }
    }

    /// The text of a message of the reader's; the protocol's own messages have none.
    fn receive(&mut self, message: Message) -> Result<Option<Utf8Bytes>, End> {
        self.heard = Instant::now();
        match message {
            Message::Text(text) => return Ok(Some(text)),
            Message::Binary(_) => return Err(invalid("messages are JSON text, not binary")),
            // Answered by the protocol layer, as it reads on; a close too, after which it has no
            // more to read.
            Message::Ping(_) | Message::Close(_) => {}
            Message::Pong(sent) => {
                if let Ok(sent) = sent[..].try_into() {
                    self.read = u64::from_be_bytes(sent).clamp(self.read, self.sent);
                }
            }
        }
        self.count_message()?;
        Ok(None)
    }

    /// Counts a message that costs its reader nothing.
    ///
    /// # Errors
    /// When it is one too many.
    pub(super) fn count_message(&mut self) -> Result<(), End> {
        if self.rate.admits(self.heard) {
            return Ok(());
        }
        Err(End::Close(TOO_MANY, format!("more than {MAX_MESSAGES} messages in {} s", WINDOW.as_secs())))
    }

    /// How long the reader may need for what is on its way.
    fn reading_time(&self) -> Duration {
        Duration::from_secs_f64((self.sent - self.read) as f64 / READING)
    }

    /// A ping says how much was sent before it; its pong, then, how much was read.
    pub(super) async fn ping(&mut self) -> Result<(), End> {
        let sent = self.sent.to_be_bytes();
        self.write([Message::Ping(Bytes::copy_from_slice(&sent))]).await
    }

    /// Sends frames, with one flush.
    pub(super) async fn send(&mut self, frames: Vec<Frame>) -> Result<(), End> {
        self.sent += frames.iter().map(|frame| frame.text.len() as u64).sum::<u64>();
        // Frames are JSON, so always UTF-8.
        self.write(frames.into_iter().filter_map(|frame| Utf8Bytes::try_from(frame.text).ok()).map(Message::Text)).await
    }

    /// Many messages, one flush. A reader that takes nothing is waited for as long as its
    /// connection is, and not by a relay that stops.
    async fn write(&mut self, messages: impl IntoIterator<Item = Message>) -> Result<(), End> {
        let shutdown = self.app.shutdown.clone();
        let max_message = self.max_message;
        let writing = async {
            for message in messages {
                self.socket.feed(message).await.map_err(|e| broken(e, max_message))?;
            }
            self.socket.flush().await.map_err(|e| broken(e, max_message))
        };
        tokio::select! {
            written = writing => written,
            () = shutdown.cancelled() => Err(stopping()),
        }
    }

    /// Says why it ends.
    pub(super) async fn end(mut self, end: End) {
        let End::Close(code, reason) = end else { return };
        let frame = CloseFrame { code, reason: reason.into() };
        let closing = async {
            self.socket.send(Message::Close(Some(frame))).await?;
            // Until the reader has closed too: leaving at once could reset the connection before it
            // reads why.
            while self.socket.next().await.is_some_and(|message| message.is_ok()) {}
            Ok::<_, axum::Error>(())
        };
        // Too slow or already gone: either way there is nobody to tell.
        let _ = timeout(FAREWELL, closing).await;
    }
}

fn stopping() -> End {
    End::Close(close::GOING_AWAY, STOPPING.into())
}

/// The channel went while its stream was read.
pub(super) fn channel_deleted() -> End {
    End::Close(close::CHANNEL_DELETED, "the channel was deleted".into())
}

/// The store failed a stream.
pub(super) fn store_failed(error: &StoreError) -> End {
    tracing::error!("a stream could not go on: {error}");
    End::Close(close::INTERNAL, "the store failed; try again".into())
}

/// A message is JSON of no message.
pub(super) fn not_understood(error: &serde_json::Error) -> End {
    invalid(&format!("not a message this relay knows: {error}"))
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
fn broken(error: axum::Error, max_message: usize) -> End {
    use tungstenite::Error::{Capacity, Protocol, Utf8};
    tracing::debug!("a socket broke: {error}");
    match error.into_inner().downcast_ref() {
        Some(Capacity(_)) => End::Close(TOO_LONG, format!("messages are at most {max_message} bytes")),
        Some(Utf8(_)) => invalid("a text message was not UTF-8"),
        // The line went down without a close: there is nobody to tell.
        Some(Protocol(tungstenite::error::ProtocolError::ResetWithoutClosingHandshake)) => End::Gone,
        Some(Protocol(e)) => End::Close(PROTOCOL_ERROR, e.to_string()),
        _ => End::Gone,
    }
}
