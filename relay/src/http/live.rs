//! One WebSocket's session.

use std::time::Duration;

use axum::extract::rejection::QueryRejection;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Extension, Path, Query, State};
use axum::response::Response;
use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use serde::Deserialize;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use wire::{Channel, ClientMsg, Hello, ServerMsg, close};

use super::events::number;
use super::follow::Follow;
use super::{App, Failure, Peer, now};
use crate::hub::Frame;

/// How often the relay pings, and how long it hears nothing before it takes the reader for dead.
const HEARTBEAT: Duration = Duration::from_secs(3);
const SILENCE: Duration = Duration::from_secs(9);
/// How long a reader may take nothing of what is sent to it.
const STALLED: Duration = Duration::from_secs(20);
/// How long a reader may take to answer a close.
const FAREWELL: Duration = Duration::from_secs(1);
const STOPPING: &str = "the relay is stopping";
/// Longest message a reader may send, in bytes: pings are short.
const MAX_MESSAGE: usize = 4096;

/// `?after=&epoch=`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Resume {
    pub(super) after: Option<String>,
    pub(super) epoch: Option<String>,
}

/// `GET …/live`.
pub(super) async fn open(
    State(app): State<App>,
    Path(channel): Path<String>,
    resume: Result<Query<Resume>, QueryRejection>,
    Extension(peer): Extension<Peer>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Failure> {
    let channel = Channel::new(&channel)?;
    let (follow, hello) = start(&app, channel, resume, None).await?;
    let upgrade = upgrade.map_err(|e| Failure::NotAWebSocket(e.body_text()))?;
    let open = peer.account.keep();
    // Taken before the answer, so that a relay that stops now waits for the session too.
    let token = app.tracker.token();
    Ok(upgrade.max_message_size(MAX_MESSAGE).on_upgrade(move |socket| async move {
        let mut session = Session { socket, app, heard: Instant::now() };
        let end = session.run(follow, hello).await;
        if let End::Close(code, reason) = end {
            session.close(code, &reason).await;
        }
        drop((open, token));
    }))
}

/// Opens a reader's way and says hello; shared with [`super::sse`].
pub(super) async fn start(
    app: &App,
    channel: Channel,
    resume: Result<Query<Resume>, QueryRejection>,
    last_event: Option<&str>,
) -> Result<(Follow, Frame), Failure> {
    let Query(resume) = resume.map_err(|e| Failure::BadRequest(e.body_text()))?;
    let after = match number("Last-Event-ID", last_event)? {
        Some(after) => Some(after),
        None => number("after", resume.after.as_deref())?,
    };
    let opened = Follow::open(app.store.clone(), &app.hub, channel.clone(), after, resume.epoch.as_deref()).await?;
    let (follow, info, after) = opened.ok_or_else(|| Failure::UnknownChannel(channel.clone()))?;
    let hello = Hello {
        webhook_url: app.webhook_url(&channel),
        channel,
        head: info.head,
        oldest: info.oldest,
        after,
        epoch: info.epoch,
        now: now(),
        max_body: app.options.max_body as u64,
        version: crate::VERSION.into(),
    };
    Ok((follow, Frame::message(&ServerMsg::Hello(hello))))
}

struct Session {
    socket: WebSocket,
    app: App,
    /// When the reader was last heard.
    heard: Instant,
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
        let mut heartbeat = interval(HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let step = tokio::select! {
                () = shutdown.cancelled() => return End::Close(close::GOING_AWAY, STOPPING.into()),
                message = self.socket.next() => match message {
                    Some(Ok(message)) => self.receive(message).await,
                    Some(Err(e)) => Err(broken(&e)),
                    None => Err(End::Gone),
                },
                frames = follow.next() => match frames {
                    Ok(Some(frames)) => self.send(frames).await,
                    Ok(None) => Err(End::Close(close::CHANNEL_DELETED, "the channel was deleted".into())),
                    Err(e) => {
                        tracing::error!("a stream could not go on: {e}");
                        Err(End::Close(close::INTERNAL, "the store failed; try again".into()))
                    }
                },
                _ = heartbeat.tick() => self.beat().await,
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn receive(&mut self, message: Message) -> Result<(), End> {
        self.heard = Instant::now();
        let text = match &message {
            Message::Text(text) => text.as_str(),
            Message::Binary(_) => return Err(invalid("messages are JSON text, not binary")),
            // Answered by the protocol layer.
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
            Message::Close(_) => return Err(End::Gone),
        };
        match serde_json::from_str(text) {
            Ok(ClientMsg::Ping { t }) => {
                let t = t.filter(|t| t.is_finite());
                self.send(vec![Frame::message(&ServerMsg::Pong { t, now: now() })]).await
            }
            Err(e) => Err(invalid(&format!("not a message this relay knows: {e}"))),
        }
    }

    /// Asks the reader for a sign of life, or gives it up.
    async fn beat(&mut self) -> Result<(), End> {
        if self.heard.elapsed() > SILENCE {
            return Err(End::Close(close::SILENT, "nothing was heard from you for too long".into()));
        }
        self.write(vec![Message::Ping(Bytes::new())]).await
    }

    async fn send(&mut self, frames: Vec<Frame>) -> Result<(), End> {
        // Frames are JSON, so always UTF-8.
        self.write(frames.into_iter().filter_map(|frame| Utf8Bytes::try_from(frame.text).ok()).map(Message::Text)).await
    }

    /// Many messages, one flush. A reader that takes nothing is waited for only so long, and not by a relay that stops.
    async fn write(&mut self, messages: impl IntoIterator<Item = Message>) -> Result<(), End> {
        let shutdown = self.app.shutdown.clone();
        let writing = async {
            for message in messages {
                self.socket.feed(message).await?;
            }
            self.socket.flush().await
        };
        tokio::select! {
            written = timeout(STALLED, writing) => match written {
                Ok(Ok(())) => Ok(()),
                Ok(Err(e)) => Err(broken(&e)),
                Err(_) => Err(End::Gone),
            },
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

/// A message that broke the protocol's rules is closed with their code by the protocol layer; all else is a lost line.
fn broken(error: &axum::Error) -> End {
    tracing::debug!("a socket broke: {error}");
    End::Gone
}
