//! One WebSocket's session.

use std::convert::Infallible;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Extension, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use wire::{Channel, ClientMsg, Hello, ServerMsg, Timestamp};

use super::events::number;
use super::extract::{Path, Query};
use super::follow::Follow;
use super::session::{End, Session, Ticket, channel_deleted, not_understood, store_failed};
use super::{App, Failure, Peer};
use crate::hub::Frame;

/// Longest message a reader may send, in bytes: pings are short.
const MAX_MESSAGE: usize = 4096;

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
    let ticket = Ticket::new(&app, &peer, MAX_MESSAGE);
    Ok(ticket.limit(upgrade).on_upgrade(move |socket| async move {
        let mut session = ticket.begin(socket);
        let Err(end) = carry(&mut session, follow, hello).await;
        session.end(end).await;
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

/// Carries a stream to its reader until one of them ends.
async fn carry(session: &mut Session, mut follow: Follow, hello: Frame) -> Result<Infallible, End> {
    session.send(vec![hello]).await?;
    loop {
        // In this order: what the reader said comes before the judgement that it says nothing, and many events do not
        // keep the heart from beating.
        tokio::select! {
            biased;
            said = session.next() => match said? {
                Some(text) => match serde_json::from_str(&text) {
                    Ok(ClientMsg::Ping { t }) => {
                        session.count_message()?;
                        session.send(vec![Frame::message(&ServerMsg::Pong { t, now: Timestamp::now() })]).await?;
                    }
                    Err(e) => return Err(not_understood(&e)),
                },
                None => session.ping().await?,
            },
            frames = follow.next() => match frames {
                Ok(Some(frames)) => session.send(frames).await?,
                Ok(None) => return Err(channel_deleted()),
                Err(e) => return Err(store_failed(&e)),
            },
        }
    }
}
