//! Delivers one event to its end: attempt after attempt, until it is settled.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt as _;
use hyper::StatusCode;
use measure::Random;
use race::Backoff;
use sha2::{Digest as _, Sha256};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use wire::{AppAnswer, Attempt, AttemptResult, Channel, Delivery, Digest, Headers, Timestamp};

use super::exec::Exec;
use super::http_target::HttpTarget;
use super::outcome::{Outcome, Verdict, Whole};
use super::retry::refused_wait;
use crate::http::{Relay, Request};

/// How often the row of refused connections is written again, at the least; before that, as often
/// as the number of its tries has doubled.
const REFUSED_REPORT: Duration = Duration::from_secs(60);
/// How long a body may take to come from the relay.
const BODY_HELD: Duration = Duration::from_secs(60);

/// How long the relay may take to say whether a sender took an answer.
const TAKEN: Duration = Duration::from_secs(5);

/// What carries an event to its target.
pub(super) enum Carrier {
    Http(Box<HttpTarget>),
    Exec(Exec),
}

/// What a worker says.
#[derive(Debug)]
pub(super) enum News {
    /// The answer for a sender that waits, and where it is to be said whether that took it.
    Answer(AppAnswer, oneshot::Sender<bool>),
    /// An attempt was made.
    Attempt(Box<Report>),
}

/// An attempt that was made.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) delivery: Delivery,
    pub(super) attempt: Attempt,
    /// When it is tried again.
    pub(super) again_in: Option<Duration>,
    /// Nobody took the connection.
    pub(super) refused: bool,
    /// What the sender that waits is to get.
    pub(super) answer: Option<AppAnswer>,
}

/// Delivers the events of one line.
pub(super) struct Worker {
    pub(super) carrier: Carrier,
    pub(super) relay: Relay,
    pub(super) channel: Channel,
    /// The target as a person reads it.
    pub(super) target: String,
    /// Attempts that are counted, before an event is given up.
    pub(super) max_attempts: u32,
    /// How long senders wait for an answer.
    pub(super) answer_timeout: Option<Duration>,
    /// Longest answer that a sender can get, in bytes, as the relay says.
    pub(super) max_answer: AtomicUsize,
    /// Begin nothing more.
    pub(super) stop: CancellationToken,
    pub(super) news: mpsc::Sender<News>,
    /// Seed of the jitter.
    pub(super) seed: u32,
}

impl Worker {
    /// Delivers an event. Ends early, and without a last report, when it is to stop between
    /// attempts.
    ///
    /// One that makes the forwarder panic is given up: under way for ever, it would hold up
    /// everything behind it, and at every start again.
    pub(super) async fn settle(&self, delivery: Delivery) {
        let begun = (Timestamp::now(), Instant::now());
        let mut number = delivery.attempt;
        // Nothing is kept of what it was in the middle of but the number, which only rises.
        let delivering = AssertUnwindSafe(self.deliver(&delivery, &mut number)).catch_unwind().await;
        if delivering.is_err() {
            let why = "the forwarder failed over it, which is a fault of Gancho: what it wrote has more";
            let outcome = Outcome::failed(Verdict::Never, why);
            let attempt = self.attempt(&delivery, number, begun, AttemptResult::Dead, outcome);
            self.report(&delivery, attempt, None).await;
        }
    }

    /// `number` is that of the next attempt.
    async fn deliver(&self, delivery: &Delivery, number: &mut u32) {
        let body = match self.body(delivery).await {
            Body::Whole(body) => body,
            Body::Gone(why) => {
                let begun = (Timestamp::now(), Instant::now());
                let outcome = Outcome::failed(Verdict::Never, why);
                let attempt = self.attempt(delivery, *number, begun, AttemptResult::Dead, outcome);
                return self.report(delivery, attempt, None).await;
            }
            Body::Stopped => return,
        };
        let mut chance = Random::new(self.seed ^ delivery.event.seq as u32);
        let mut backoff = Backoff::default();
        let mut counted = 0;
        let mut waiting = self.waiting(delivery);
        loop {
            let taken = self.until_taken(delivery, number, &body, &mut waiting).await;
            let Some((begun, mut outcome)) = taken else { return };
            counted += 1;
            let answer = waiting.take().map(|until| app_answer(delivery, &mut outcome, until));
            // What the sender has is final, whatever it says; what it has not, is tried again.
            let (answer, is_taken) = match answer {
                Some(answer) if answer.status.is_some() && outcome.verdict != Verdict::Final => {
                    (None, self.is_taken(answer).await)
                }
                answer => (answer, false),
            };
            let (result, wait) = match outcome.verdict {
                _ if is_taken => (AttemptResult::Ok, None),
                Verdict::Final => (AttemptResult::Ok, None),
                Verdict::Again(asked) if counted < self.max_attempts => {
                    let wait = Duration::from_secs_f64(backoff.next_ms(chance.fraction()) / 1000.0);
                    (AttemptResult::Failed, Some(wait.max(asked.unwrap_or_default())))
                }
                Verdict::Again(_) | Verdict::Never | Verdict::Refused => (AttemptResult::Dead, None),
            };
            let attempt = self.attempt(delivery, *number, begun, result, outcome);
            self.report_of(delivery, attempt, wait, false, answer).await;
            match wait {
                Some(wait) if self.sleep(wait).await => *number += 1,
                _ => return,
            }
        }
    }

    /// Makes one attempt, and waits for a target that refuses connections, for ever. All of these
    /// tries are one row, whose number comes before the attempt's own.
    async fn until_taken(
        &self,
        delivery: &Delivery,
        number: &mut u32,
        body: &Bytes,
        waiting: &mut Option<Instant>,
    ) -> Option<((Timestamp, Instant), Outcome)> {
        let whole = waiting.map(|_| self.max_answer.load(Ordering::Relaxed));
        let mut refused: Option<Attempt> = None;
        let mut reported = (Instant::now(), 0);
        let first = Instant::now();
        loop {
            let begun = (Timestamp::now(), Instant::now());
            let outcome = match &self.carrier {
                Carrier::Http(target) => target.attempt(delivery, *number, body.clone(), whole).await,
                Carrier::Exec(exec) => exec.attempt(delivery, *number, body.clone()).await,
            };
            let is_refused = outcome.verdict == Verdict::Refused;
            if is_refused {
                let row = match refused.take() {
                    Some(row) => Attempt { tries: row.tries.saturating_add(1), error: outcome.error.clone(), ..row },
                    None => {
                        *number += 1;
                        let failed = outcome_of(&outcome);
                        self.attempt(delivery, *number - 1, begun, AttemptResult::Failed, failed)
                    }
                };
                refused = Some(Attempt { ms: millis(first.elapsed()), ..row });
            }
            let stopped = is_refused && self.stop.is_cancelled();
            if let Some(row) = &refused {
                let due =
                    row.tries.is_power_of_two() || reported.0.elapsed() >= REFUSED_REPORT || !is_refused || stopped;
                if due && row.tries > reported.1 {
                    let wait = is_refused.then(|| refused_wait(row.tries));
                    let answer = waiting.take().filter(|_| is_refused).map(|_| unanswered(delivery));
                    self.report_of(delivery, row.clone(), wait, is_refused, answer).await;
                    reported = (Instant::now(), row.tries);
                }
            }
            if !is_refused {
                return Some((begun, outcome));
            }
            let tries = refused.as_ref().map_or(1, |row| row.tries);
            if !self.sleep(refused_wait(tries)).await {
                return None;
            }
        }
    }

    fn attempt(
        &self,
        delivery: &Delivery,
        number: u32,
        (started_at, started): (Timestamp, Instant),
        result: AttemptResult,
        outcome: Outcome,
    ) -> Attempt {
        let Outcome { status, error, headers, body, .. } = outcome;
        Attempt {
            number,
            result,
            target: self.target.clone(),
            started_at,
            ms: millis(started.elapsed()),
            status,
            error,
            headers,
            body,
            replay: delivery.replay,
            tries: 1,
        }
    }

    async fn report(&self, delivery: &Delivery, attempt: Attempt, again_in: Option<Duration>) {
        let answer = self.answer_timeout.filter(|_| delivery.answer).map(|_| unanswered(delivery));
        self.report_of(delivery, attempt, again_in, false, answer).await;
    }

    /// Until when the sender of an event waits for the answer; none when it does not.
    fn waiting(&self, delivery: &Delivery) -> Option<Instant> {
        self.answer_timeout.filter(|_| delivery.answer).map(|timeout| Instant::now() + timeout)
    }

    async fn report_of(
        &self,
        delivery: &Delivery,
        attempt: Attempt,
        again_in: Option<Duration>,
        refused: bool,
        answer: Option<AppAnswer>,
    ) {
        let report = Report { delivery: delivery.clone(), attempt, again_in, refused, answer };
        // Nobody listens any more when the line has ended.
        let _ = self.news.send(News::Attempt(Box::new(report))).await;
    }

    /// Gives an answer to the sender of its event. False when that waits no more, or the relay does
    /// not say.
    async fn is_taken(&self, answer: AppAnswer) -> bool {
        let (taken, said) = oneshot::channel();
        self.news.send(News::Answer(answer, taken)).await.is_ok() && matches!(timeout(TAKEN, said).await, Ok(Ok(true)))
    }

    /// Waits; false when it is to stop.
    async fn sleep(&self, wait: Duration) -> bool {
        self.stop.run_until_cancelled(sleep(wait)).await.is_some()
    }

    /// The body as it was received; above a preview, the relay is asked for it, as often as need
    /// be.
    async fn body(&self, delivery: &Delivery) -> Body {
        let event = &*delivery.event;
        if !event.is_preview() {
            return Body::Whole(Bytes::copy_from_slice(event.body.as_bytes()));
        }
        let target = format!("/api/channels/{}/events/{}/body", self.channel, event.seq);
        let limit = usize::try_from(event.size).unwrap_or(usize::MAX);
        let mut backoff = Backoff::default();
        let mut chance = Random::new(self.seed);
        loop {
            let asked = self.relay.ask(Request { held: BODY_HELD, limit, ..Request::get(&target) }).await;
            match asked {
                Ok(answer) if answer.status == StatusCode::OK => {
                    if Digest(Sha256::digest(&answer.body).into()) == event.sha256 {
                        return Body::Whole(answer.body);
                    }
                    return Body::Gone("the relay no longer has its body as it was received".into());
                }
                Ok(answer) if answer.status == StatusCode::NOT_FOUND && answer.is_refusal() => {
                    return Body::Gone("the relay no longer keeps its body".into());
                }
                // It may be away for a while, or busy: the line says so.
                _ => {}
            }
            if !self.sleep(Duration::from_secs_f64(backoff.next_ms(chance.fraction()) / 1000.0)).await {
                return Body::Stopped;
            }
        }
    }
}

/// A body that was asked for.
enum Body {
    Whole(Bytes),
    Gone(String),
    Stopped,
}

/// What a sender that waits until then is to get of an outcome.
fn app_answer(delivery: &Delivery, outcome: &mut Outcome, until: Instant) -> AppAnswer {
    match (outcome.status, outcome.whole.take().filter(|_| Instant::now() < until)) {
        (Some(status), Some(Whole { headers, body })) => {
            // Not as text, which JSON may make six times as long.
            let body = Some(wire::Body::Bytes(body));
            AppAnswer { status: Some(status), headers, body, ..unanswered(delivery) }
        }
        _ => unanswered(delivery),
    }
}

/// Nobody answered.
fn unanswered(delivery: &Delivery) -> AppAnswer {
    let event = &delivery.event;
    AppAnswer { seq: event.seq, id: event.id.clone(), status: None, headers: Headers::default(), body: None }
}

fn outcome_of(refused: &Outcome) -> Outcome {
    Outcome { verdict: Verdict::Refused, error: refused.error.clone(), ..Outcome::default() }
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests;
