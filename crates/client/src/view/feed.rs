//! A channel's stream from the relay, for as long as the view is open.

use std::time::Duration;

use anyhow::{Result, anyhow};
use futures_util::{SinkExt as _, StreamExt as _};
use measure::Random;
use race::Backoff;
use tokio::sync::mpsc;
use tokio::time::{Instant, interval, sleep};
use tokio_tungstenite::tungstenite::Message;
use wire::{Channel, ClientMsg, Seq, ServerMsg, close};

use crate::forward::heartbeat::{Beat, Heartbeat, TICK};
use crate::http::{Relay, Response};
use crate::relay_channel::channel_info;
use crate::socket::{self, Socket, SocketError};

/// Events that are shown of those that came before.
const BEFORE: Seq = 200;

/// What a stream says.
#[derive(Debug)]
pub(crate) enum Heard {
    Message(Box<ServerMsg>),
    /// Another sequence begins: what was heard before means nothing any more.
    MadeAnew,
    /// The relay is away, for this reason.
    Away(String),
}

/// Where a stream starts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Start {
    /// With what comes next.
    Now,
    /// With the last events that came, and everything after this position.
    Recent(Option<Seq>),
}

/// A channel that is listened to.
#[derive(Clone, Debug)]
pub(crate) struct Feed {
    pub(crate) relay: Relay,
    pub(crate) channel: Channel,
    pub(crate) start: Start,
}

impl Feed {
    /// Listens, connecting again for as long as there is somebody to tell.
    ///
    /// # Errors
    /// A sentence for the user, when no relay answers at first, or it refuses.
    pub(crate) async fn run(self, to: mpsc::Sender<(Channel, Heard)>) -> Result<()> {
        let info = channel_info(&self.relay, &self.channel).await?;
        let recent = info.head.saturating_sub(BEFORE);
        let mut after = match self.start {
            Start::Now => info.head,
            Start::Recent(cursor) => cursor.map_or(recent, |cursor| recent.min(cursor)),
        };
        let (mut epoch, mut backoff) = (info.epoch, Backoff::default());
        let mut chance = Random::new(after as u32 ^ std::process::id());
        let mut first = true;
        loop {
            let mut heard = false;
            let ended = self.connect(&mut after, &mut epoch, (first, &mut heard), &to).await;
            let why = match ended {
                Ok(()) => return Ok(()),
                Err(Ended::Fatal(why)) => return Err(why),
                Err(Ended::Lost(why)) => why,
            };
            if heard {
                backoff.reset();
                first = false;
            }
            if !self.tell(&to, Heard::Away(why)).await {
                return Ok(());
            }
            sleep(Duration::from_secs_f64(backoff.next_ms(chance.fraction()) / 1000.0)).await;
        }
    }

    async fn connect(
        &self,
        after: &mut Seq,
        epoch: &mut String,
        (first, greeted): (bool, &mut bool),
        to: &mpsc::Sender<(Channel, Heard)>,
    ) -> Result<(), Ended> {
        let target = format!("/api/channels/{}/live?after={after}&epoch={epoch}", self.channel);
        let mut socket = match socket::open(&self.relay, &target).await {
            Ok(socket) => socket,
            Err(SocketError::Refused(status, body)) if status.is_client_error() => {
                let answer = Response { status, etag: None, body: body.into() };
                let why = self.relay.refusal(&answer);
                // Of a relay that was there, it is what stands before it that answers so.
                let is_final = first || answer.is_refusal();
                return Err(if is_final { Ended::Fatal(anyhow!(why)) } else { Ended::Lost(why) });
            }
            Err(why) => return Err(Ended::Lost(why.to_string())),
        };
        let (mut ticks, mut heart) = (interval(TICK), Heartbeat::new(Instant::now()));
        let mut closed = None;
        loop {
            tokio::select! {
                message = socket.next() => match message {
                    Some(Ok(Message::Text(text))) => {
                        heart.heard();
                        // A message of a later relay is none of this view's.
                        let Ok(message) = serde_json::from_str::<ServerMsg>(&text) else { continue };
                        match &message {
                            ServerMsg::Hello(hello) => {
                                *greeted = true;
                                *after = hello.after;
                                if hello.epoch != *epoch {
                                    *epoch = hello.epoch.clone();
                                    if !self.tell(to, Heard::MadeAnew).await {
                                        return Ok(());
                                    }
                                }
                            }
                            ServerMsg::Event { event, .. } => *after = event.seq,
                            ServerMsg::Gap { to, .. } => *after = (*after).max(*to),
                            _ => {}
                        }
                        if !self.tell(to, Heard::Message(Box::new(message))).await {
                            socket::close(socket).await;
                            return Ok(());
                        }
                    }
                    // Its answer is sent as one reads on.
                    Some(Ok(Message::Close(frame))) => closed = frame,
                    Some(Ok(_)) => heart.heard(),
                    Some(Err(e)) => return Err(self.ended(closed, &e.to_string())),
                    None => return Err(self.ended(closed, "it closed the connection")),
                },
                _ = ticks.tick(), if closed.is_none() => match heart.tick(Instant::now()) {
                    Beat::Wait => {}
                    Beat::Ping => ping(&mut socket).await.map_err(|e| Ended::Lost(e.to_string()))?,
                    Beat::GiveUp => return Err(Ended::Lost("nothing was heard for too long".into())),
                },
            }
        }
    }

    /// False when nobody listens any more.
    async fn tell(&self, to: &mpsc::Sender<(Channel, Heard)>, heard: Heard) -> bool {
        to.send((self.channel.clone(), heard)).await.is_ok()
    }

    fn ended(&self, frame: Option<tokio_tungstenite::tungstenite::protocol::CloseFrame>, why: &str) -> Ended {
        match frame {
            Some(frame) if u16::from(frame.code) == close::CHANNEL_DELETED => {
                Ended::Fatal(anyhow!("channel '{}' was deleted", self.channel))
            }
            Some(frame) => Ended::Lost(frame.reason.as_str().to_owned()),
            None => Ended::Lost(why.to_owned()),
        }
    }
}

/// How a connection ended, but for a reader that has enough.
enum Ended {
    /// There will be another one.
    Lost(String),
    /// There is none until a person does something.
    Fatal(anyhow::Error),
}

async fn ping(socket: &mut Socket) -> Result<()> {
    let ping = serde_json::to_string(&ClientMsg::Ping { t: None })?;
    Ok(socket.send(Message::text(ping)).await?)
}
