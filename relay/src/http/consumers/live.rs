//! A consumer by WebSocket: events go out as long as there is room in the window, acknowledgements
//! come in, and each is answered once it is on the disk.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::pending;
use std::time::Duration;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Extension, State};
use axum::response::Response;
use futures_util::future::{BoxFuture, FutureExt as _};
use futures_util::stream::{FuturesOrdered, StreamExt as _};
use serde::Deserialize;
use utoipa::IntoParams;
use wire::{
    Acknowledged, Acknowledgement, Channel, ConsumerClientMsg, ConsumerName, ConsumerServerMsg, Delivery, Seq,
    Timestamp, close,
};

use super::super::events::number;
use super::super::extract::{Path, Query};
use super::super::session::{End, Session, Ticket, channel_deleted, not_understood, store_failed};
use super::super::{App, Failure, Invalid, Peer};
use super::ack::{MAX_ACK, record};
use super::delivery::Deliveries;
use super::{find, named};
use crate::answerers::Claim;
use crate::forwarding::{ANSWER_TIMEOUT_MS, DEFAULT_ANSWER_TIMEOUT_MS};
use crate::holders::{Hold, Lost};
use crate::hub::{Arrival, Arrivals, Frame};
use gancho_store::{BacklogFrom, StoreError};

/// Events that may be out without an acknowledgement, when the consumer does not say.
const DEFAULT_WINDOW: usize = 64;
const MAX_WINDOW: usize = 1024;
/// Acknowledgements of one socket that wait for their commit; no more are read while they do.
const MAX_ACKS: usize = 1024;

/// `?window=`.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in super::super) struct Asked {
    /// Most events that are out without an acknowledgement: 64 unless told, 1 to 1,024.
    #[param(value_type = Option<u64>)]
    window: Option<String>,
    /// `true`: senders wait for this consumer's answers, and get them.
    #[param(value_type = Option<bool>)]
    answer: Option<String>,
    /// How long they wait, in milliseconds: 10,000 unless told, 100 to 30,000.
    #[param(value_type = Option<u64>)]
    answer_timeout_ms: Option<String>,
}

/// `GET …/consumers/{name}/live`.
#[utoipa::path(
    get,
    path = "/channels/{channel}/consumers/{name}/live",
    params(Asked),
    responses(
        (
            status = 101,
            description = "A WebSocket: `ConsumerServerMsg` to the consumer, `ConsumerClientMsg` from it, as text",
        ),
        (status = 409, description = "Another consumer of the channel answers already"),
        (status = 426, description = "It was not opened as a WebSocket"),
    ),
)]
pub(in super::super) async fn open(
    State(app): State<App>,
    Path(of): Path<(String, String)>,
    Query(asked): Query<Asked>,
    Extension(peer): Extension<Peer>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Failure> {
    let (channel, name) = named(of)?;
    let window = window(asked.window.as_deref())?;
    find(&app, &channel, &name).await?;
    let upgrade = upgrade.map_err(|e| Failure::NotAWebSocket(e.body_text()))?;
    let answering = answering(&asked)?;
    // Base64, and what is around it.
    let max_answer = if answering.is_some() { app.options.max_body / 3 * 4 + MAX_ACK } else { 0 };
    let ticket = Ticket::new(&app, &peer, MAX_ACK.max(max_answer));
    let claim = match answering {
        Some(timeout) => {
            let claim = app.answerers.claim(&channel, &name, timeout);
            Some(claim.map_err(|holder| Failure::AnsweringTaken(channel.clone(), holder))?)
        }
        None => None,
    };
    Ok(ticket.limit(upgrade).on_upgrade(move |socket| async move {
        let mut session = ticket.begin(socket);
        let Err(end) = Stream::new(app, channel, name, window, claim).run(&mut session).await;
        session.end(end).await;
    }))
}

/// How long senders wait for the consumer's answers; none when they do not.
fn answering(asked: &Asked) -> Result<Option<Duration>, Failure> {
    let bad = |name, value: &Option<String>, expected: String| Invalid::Parameter {
        name,
        value: value.clone().unwrap_or_default(),
        expected,
    };
    let answers = match asked.answer.as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(bad("answer", &asked.answer, "true or false".into()).into()),
    };
    let ms = number("answer_timeout_ms", asked.answer_timeout_ms.as_deref())?;
    let ms = ms.map_or(Some(DEFAULT_ANSWER_TIMEOUT_MS), |ms| u32::try_from(ms).ok());
    match ms.filter(|ms| ANSWER_TIMEOUT_MS.contains(ms)) {
        Some(ms) => Ok(answers.then(|| Duration::from_millis(ms.into()))),
        None => {
            let expected = format!("{} to {}", ANSWER_TIMEOUT_MS.start(), ANSWER_TIMEOUT_MS.end());
            Err(bad("answer_timeout_ms", &asked.answer_timeout_ms, expected).into())
        }
    }
}

fn window(text: Option<&str>) -> Result<usize, Failure> {
    let window = number("window", text)?.map_or(DEFAULT_WINDOW, |n| usize::try_from(n).unwrap_or(usize::MAX));
    if (1..=MAX_WINDOW).contains(&window) {
        return Ok(window);
    }
    let expected = format!("a whole number from 1 to {MAX_WINDOW}");
    Err(Invalid::Parameter { name: "window", value: text.unwrap_or_default().into(), expected }.into())
}

/// One consumer's way through its channel, for as long as it holds the consumer.
struct Stream {
    app: App,
    channel: Channel,
    name: ConsumerName,
    window: usize,
    hold: Hold,
    arrivals: Arrivals,
    /// What was sent: the last position, and the last resend.
    sent: BacklogFrom,
    /// Events that are out, in order; replays that are out.
    out: VecDeque<Seq>,
    replays_out: Vec<Seq>,
    /// There may be more to send; there may be something to send again.
    behind: bool,
    asked: bool,
    /// The channel's head at the last read.
    head: Seq,
    reading: Option<Reading>,
    acks: FuturesOrdered<BoxFuture<'static, Settled>>,
    /// Its answers go back to senders.
    claim: Option<Claim>,
}

type Reading = BoxFuture<'static, Result<Option<Deliveries>, StoreError>>;

/// What became of an acknowledgement; `replay` when it settles one that is out.
struct Settled {
    seq: Seq,
    replay: bool,
    outcome: Result<Acknowledged, Failure>,
}

impl Stream {
    fn new(app: App, channel: Channel, name: ConsumerName, window: usize, claim: Option<Claim>) -> Self {
        // Listening begins before the first read, so that nothing falls between the two.
        let (hold, arrivals) = (app.holders.take(&channel, &name), app.hub.arrivals(&channel));
        Self {
            app,
            channel,
            name,
            window,
            hold,
            arrivals,
            sent: BacklogFrom::default(),
            out: VecDeque::new(),
            replays_out: Vec::new(),
            behind: true,
            asked: true,
            head: 0,
            reading: None,
            acks: FuturesOrdered::new(),
            claim,
        }
    }

    async fn run(mut self, session: &mut Session) -> Result<Infallible, End> {
        let hello = self.hello().await?;
        session.send(vec![frame(&hello)]).await?;
        loop {
            self.read_on();
            // In this order: a holder that lost its hold sends nothing more; what the consumer says
            // comes before what it is sent.
            tokio::select! {
                biased;
                lost = self.hold.lost() => return Err(lost_hold(lost)),
                Some(settled) = self.acks.next(), if !self.acks.is_empty() => {
                    let mut frames = vec![frame(&self.settle(settled))];
                    // Many are of one commit: they go in one write.
                    while let Some(Some(settled)) = self.acks.next().now_or_never() {
                        frames.push(frame(&self.settle(settled)));
                    }
                    session.send(frames).await?;
                }
                said = session.next(), if self.acks.len() < MAX_ACKS => match said? {
                    Some(text) => match serde_json::from_str(&text) {
                        Ok(ConsumerClientMsg::Ack(ack)) => self.acknowledge(ack),
                        Ok(ConsumerClientMsg::Answer(answer)) => {
                            let seq = answer.seq;
                            let taken = match &self.claim {
                                Some(claim) => claim.answered(answer),
                                None => {
                                    session.count_message()?;
                                    false
                                }
                            };
                            session.send(vec![frame(&ConsumerServerMsg::Answered { seq, taken })]).await?;
                        }
                        Ok(ConsumerClientMsg::Ping { t }) => {
                            session.count_message()?;
                            let pong = ConsumerServerMsg::Pong { t, now: Timestamp::now() };
                            session.send(vec![frame(&pong)]).await?;
                        }
                        Err(e) => return Err(not_understood(&e)),
                    },
                    None => session.ping().await?,
                },
                read = finished(&mut self.reading) => {
                    self.reading = None;
                    match read {
                        Ok(Some(deliveries)) => {
                            let frames = self.deliver(deliveries);
                            if !frames.is_empty() {
                                session.send(frames).await?;
                            }
                        }
                        Ok(None) => return Err(channel_deleted()),
                        Err(e) => return Err(store_failed(&e)),
                    }
                }
                arrival = self.arrivals.next() => {
                    if arrival == Arrival::Ended {
                        return Err(channel_deleted());
                    }
                    self.behind = true;
                    self.asked |= arrival == Arrival::Resend;
                }
            }
        }
    }

    async fn hello(&mut self) -> Result<ConsumerServerMsg, End> {
        match find(&self.app, &self.channel, &self.name).await {
            Ok(consumer) => Ok(ConsumerServerMsg::Hello {
                consumer: consumer.info,
                now: Timestamp::now(),
                max_body: self.app.options.max_body as u64,
                version: crate::VERSION.into(),
            }),
            Err(Failure::UnknownChannel(_) | Failure::UnknownConsumer(..)) => Err(channel_deleted()),
            Err(e) => Err(End::Close(close::INTERNAL, e.problem().detail.chars().take(40).collect())),
        }
    }

    /// Begins to read what is next, where there is room for it.
    ///
    /// Of a long backlog many are read at once, when half of the window is free. What somebody asks
    /// for again does not wait behind a full window: one goes besides.
    fn read_on(&mut self) {
        let room = self.window.saturating_sub(self.out.len() + self.replays_out.len());
        let backlog = usize::try_from(self.head.saturating_sub(self.sent.after)).unwrap_or(usize::MAX);
        let has_room = room >= backlog.min(self.window / 2).max(1);
        let reads = (self.behind && has_room) || (self.asked && self.replays_out.is_empty());
        if self.reading.is_some() || !reads {
            return;
        }
        // What arrives from now on sets them again.
        self.asked = false;
        self.behind &= room == 0;
        let (app, channel, name, sent) = (self.app.clone(), self.channel.clone(), self.name.clone(), self.sent);
        self.reading = Some(Box::pin(async move {
            let Some(backlog) = app.store.backlog(&channel, &name, sent, room).await? else { return Ok(None) };
            Ok(Some(Deliveries::of(&app.annotator.context(&channel), backlog).await))
        }));
    }

    /// Frames of what was read.
    fn deliver(&mut self, read: Deliveries) -> Vec<Frame> {
        let Deliveries { replays, gap, events, last_resend, head } = read;
        (self.head, self.sent.resent) = (head, last_resend.unwrap_or(self.sent.resent));
        let mut frames = Vec::new();
        for replay in replays {
            self.replays_out.push(replay.event.seq);
            frames.push(frame(&ConsumerServerMsg::Event(replay)));
        }
        // What was settled while it was read is not sent any more.
        if let Some(gap) = gap.filter(|gap| gap.to > self.sent.after) {
            self.sent.after = gap.to;
            frames.push(frame(&ConsumerServerMsg::Gap(gap)));
        }
        for event in events {
            if event.event.seq > self.sent.after {
                self.send_next(event, &mut frames);
            }
        }
        if let Some(claim) = &self.claim {
            claim.ready();
        }
        // Until nothing more comes: a read may end early, at a gap or at some bytes.
        self.asked |= last_resend.is_some();
        self.behind |= !frames.is_empty() && (self.sent.after < head || last_resend.is_some());
        frames
    }

    fn send_next(&mut self, mut delivery: Delivery, frames: &mut Vec<Frame>) {
        self.sent.after = delivery.event.seq;
        self.out.push_back(delivery.event.seq);
        if let Some(claim) = &self.claim {
            delivery.answer = claim.sent(delivery.event.seq, &delivery.event.id);
        }
        frames.push(frame(&ConsumerServerMsg::Event(delivery)));
    }

    /// Hands an acknowledgement to the store: they are committed in the order in which they came.
    fn acknowledge(&mut self, ack: Acknowledgement) {
        let (app, channel, name) = (self.app.clone(), self.channel.clone(), self.name.clone());
        let seq = ack.seq;
        let replay =
            ack.attempt.as_ref().is_some_and(|attempt| attempt.replay && attempt.result != wire::AttemptResult::Failed);
        self.acks.push_back(Box::pin(async move {
            Settled { seq, replay, outcome: record(&app, &channel, &name, ack).await }
        }));
    }

    /// Makes room in the window for what is settled.
    fn settle(&mut self, settled: Settled) -> ConsumerServerMsg {
        let Settled { seq, replay, outcome } = settled;
        match outcome {
            Ok(acknowledged) => {
                if replay && let Some(at) = self.replays_out.iter().position(|out| *out == seq) {
                    self.replays_out.remove(at);
                }
                while self.out.front().is_some_and(|seq| *seq <= acknowledged.cursor) {
                    self.out.pop_front();
                }
                self.sent.after = self.sent.after.max(acknowledged.cursor);
                if let Some(claim) = &self.claim {
                    claim.settled(acknowledged.cursor);
                }
                ConsumerServerMsg::Acked(acknowledged)
            }
            Err(failure) => {
                let problem = failure.problem();
                ConsumerServerMsg::Refused { seq, detail: problem.detail, temporary: problem.status >= 500 }
            }
        }
    }
}

fn lost_hold(lost: Lost) -> End {
    match lost {
        Lost::TakenOver => End::Close(close::TAKEN_OVER, "another one holds this consumer now".into()),
        Lost::Deleted => End::Close(close::CHANNEL_DELETED, "the consumer was deleted".into()),
    }
}

fn frame(message: &ConsumerServerMsg) -> Frame {
    // These types always serialise: their maps have string keys and their numbers are finite.
    Frame { seq: None, text: serde_json::to_vec(message).unwrap_or_default().into() }
}

/// Waits for a read that is under way; for ever when none is. Cancelling loses nothing.
async fn finished(reading: &mut Option<Reading>) -> Result<Option<Deliveries>, StoreError> {
    match reading {
        Some(reading) => reading.await,
        None => pending().await,
    }
}
