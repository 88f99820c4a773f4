//! One line: the events of a channel, in order, to one target; for as long as it takes.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, anyhow, bail};
use hyper::header::CONTENT_TYPE;
use hyper::{Method, StatusCode};
use measure::Random;
use race::Backoff;
use serde::de::DeserializeOwned;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use wire::{ChannelInfo, ConsumerInfo, Delivery, NewConsumer, Seq, StartAt};

use super::failed_attempts::FailedAttempts;
use super::observer::{Carried, Observer};
use super::window::Window;
use super::worker::{News, Report, Worker};
use super::{Settings, session};
use crate::http::{HttpError, Relay, Request, Response, no_relay};

/// News of workers that wait to be taken.
pub(super) const NEWS: usize = 64;

/// A channel on its way to a target.
pub(super) struct Line {
    pub(super) carried: Carried,
    pub(super) settings: Settings,
    pub(super) relay: Relay,
    pub(super) output: Arc<dyn Observer>,
    /// Begin nothing more, finish what is under way, and end.
    pub(super) stop: CancellationToken,
    pub(super) worker: Arc<Worker>,
    pub(super) tasks: JoinSet<()>,
    pub(super) news: mpsc::Receiver<News>,
    pub(super) window: Window,
    /// Failed attempts that are not on the relay's disk.
    pub(super) failed: FailedAttempts,
    /// Answers for senders that wait.
    pub(super) answers: Vec<wire::AppAnswer>,
    /// Workers that wait to hear whether a sender took its answer, by event.
    pub(super) asked: HashMap<Seq, oneshot::Sender<bool>>,
    /// Identity of the sequence that the window's positions are of.
    pub(super) epoch: Option<String>,
    /// The relay has said hello since the last connection was lost.
    pub(super) greeted: bool,
    /// Events that a target has taken, or that were given up, since the line began; no replays.
    pub(super) delivered: u64,
    /// The last of them was given up.
    pub(super) gave_up: bool,
}

/// How a connection ended.
pub(super) enum End {
    /// All is done that was to be done.
    Finished,
    /// The connection was lost: there will be another one.
    Lost(String),
}

impl Line {
    /// Forwards until it is stopped, has done what it was to do, or cannot go on.
    pub(super) async fn run(mut self) -> Result<()> {
        let mut backoff = Backoff::default();
        let mut chance = Random::new(self.worker.seed);
        let mut said_lost = false;
        loop {
            let first = self.epoch.is_none();
            let why = match self.connect(&mut said_lost).await {
                Ok(End::Finished) => return self.verdict(),
                Ok(End::Lost(why)) => why,
                Err(Failed::Fatal(why)) => return Err(why),
                Err(Failed::Absent(why)) if first => return Err(why),
                Err(Failed::Absent(why)) => format!("{why:#}"),
            };
            if self.stop.is_cancelled() {
                return Ok(());
            }
            if std::mem::take(&mut self.greeted) {
                backoff.reset();
            }
            if !said_lost {
                let why = why.lines().next().unwrap_or_default();
                self.output
                    .notice(&self.carried, &format!("the relay is away ({why}): connecting again until it is back"));
                said_lost = true;
            }
            let wait = sleep(Duration::from_secs_f64(backoff.next_ms(chance.fraction()) / 1000.0));
            tokio::pin!(wait);
            loop {
                tokio::select! {
                    () = &mut wait => break,
                    () = self.stop.cancelled() => return Ok(()),
                    // What is under way goes on meanwhile.
                    Some(news) = self.news.recv() => self.note(news),
                }
            }
        }
    }

    /// A connection, from its opening to its end.
    async fn connect(&mut self, said_lost: &mut bool) -> Result<End, Failed> {
        let stop = self.stop.clone();
        let Some(consumer) = stop.run_until_cancelled(self.make_consumer()).await else { return Ok(End::Finished) };
        let consumer = consumer?;
        if self.epoch.as_ref().is_some_and(|epoch| *epoch != consumer.epoch) {
            self.output.notice(&self.carried, "the channel was made anew: starting with its first event");
            self.start_over();
        }
        session::run(self, said_lost).await
    }

    /// Forgets what it has taken: the relay's positions are not those that it knows.
    pub(super) fn start_over(&mut self) {
        self.tasks = JoinSet::new();
        self.window.forget();
        self.failed = FailedAttempts::default();
        self.answers.clear();
        self.asked.clear();
    }

    /// Makes the consumer where there is none: at its first time where the person said, later where
    /// it was.
    async fn make_consumer(&self) -> Result<ConsumerInfo, Failed> {
        let from = match &self.epoch {
            None => self.settings.from,
            Some(epoch) => self.resume(epoch, self.window.cursor()).await?,
        };
        let body = serde_json::to_vec(&NewConsumer { from }).map_err(|e| Failed::Fatal(e.into()))?.into();
        let target = self.path("");
        let headers = [(CONTENT_TYPE, "application/json")];
        let request = Request { method: Method::PUT, headers: &headers, body, ..Request::get(&target) };
        self.ask(request).await
    }

    /// Where a consumer starts that was deleted meanwhile: after what was settled, or at the first
    /// event of a new sequence.
    async fn resume(&self, epoch: &str, cursor: Seq) -> Result<StartAt, Failed> {
        let target = format!("/api/channels/{}", self.carried.channel);
        let answer = self.relay.ask(Request::get(&target)).await.map_err(|why| self.absent(&why))?;
        match answer.status {
            StatusCode::OK => {
                let info: ChannelInfo = read(&answer)?;
                Ok(if info.epoch == epoch { StartAt::Seq(cursor + 1) } else { StartAt::Start })
            }
            StatusCode::NOT_FOUND if answer.is_refusal() => Ok(StartAt::Start),
            _ => Err(self.refused(&answer)),
        }
    }

    /// Asks the relay for a consumer.
    pub(super) async fn ask(&self, request: Request<'_>) -> Result<ConsumerInfo, Failed> {
        let answer = self.relay.ask(request).await.map_err(|why| self.absent(&why))?;
        if answer.status == StatusCode::OK {
            return read(&answer);
        }
        Err(self.refused(&answer))
    }

    /// What a refusal means.
    pub(super) fn refused(&self, answer: &Response) -> Failed {
        let why = anyhow!(self.relay.refusal(answer));
        if answer.is_refusal() { Failed::Fatal(why) } else { Failed::Absent(why) }
    }

    fn absent(&self, why: &HttpError) -> Failed {
        Failed::Absent(anyhow!(no_relay(self.relay.base(), why, "gancho forward http://host:port/CHANNEL --to URL")))
    }

    /// A path of this consumer at the relay.
    pub(super) fn path(&self, below: &str) -> String {
        let Carried { channel, consumer, .. } = &self.carried;
        format!("/api/channels/{channel}/consumers/{consumer}{below}")
    }

    /// Begins with what there is room for.
    pub(super) fn begin(&mut self) {
        while self.tasks.try_join_next().is_some() {}
        while let Some(delivery) = self.next() {
            let worker = self.worker.clone();
            self.tasks.spawn(async move { worker.settle(delivery).await });
        }
    }

    fn next(&mut self) -> Option<Delivery> {
        // One that is to deliver a single event begins with no other.
        let enough = self.settings.once && (self.delivered > 0 || !self.tasks.is_empty());
        if enough { None } else { self.window.next() }
    }

    /// True when nothing is left that could still be told to the relay.
    pub(super) fn is_settled(&self) -> bool {
        let is_told = self.window.is_settled() && self.failed.is_empty() && self.answers.is_empty();
        self.tasks.is_empty() && self.news.is_empty() && is_told
    }

    /// Takes what a worker says.
    pub(super) fn note(&mut self, news: News) {
        let Report { delivery, attempt, again_in, refused, answer } = match news {
            News::Attempt(report) => *report,
            News::Answer(answer, taken) => {
                self.asked.insert(answer.seq, taken);
                return self.answers.push(answer);
            }
        };
        self.answers.extend(answer);
        self.output.attempt(&self.carried, &delivery.event, &attempt, again_in, refused);
        let result = attempt.result;
        let ack = wire::Acknowledgement { seq: delivery.event.seq, attempt: Some(attempt), resend: delivery.resend };
        if result == wire::AttemptResult::Failed {
            self.failed.add(ack);
        } else {
            self.gave_up = result == wire::AttemptResult::Dead;
            self.delivered += u64::from(!delivery.replay);
            self.window.done(ack);
        }
    }

    fn verdict(&self) -> Result<()> {
        if self.settings.once && self.gave_up && !self.stop.is_cancelled() {
            bail!("the event was given up: it is a dead letter of consumer '{}'", self.carried.consumer);
        }
        Ok(())
    }
}

fn read<T: DeserializeOwned>(answer: &Response) -> Result<T, Failed> {
    serde_json::from_slice(&answer.body)
        .map_err(|e| Failed::Absent(anyhow!("the relay's answer is not understood: {e}")))
}

/// Why there is no connection.
pub(super) enum Failed {
    /// There may be one later.
    Absent(anyhow::Error),
    /// There will be none until a person does something.
    Fatal(anyhow::Error),
}
