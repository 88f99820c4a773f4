//! Pull: polls the read API, at a fixed rate or with one held request after the other.

use gloo_timers::future::TimeoutFuture;
use measure::{Kind, Lane, Outcome, Schedule};
use race::{Backoff, outcome_without_events};
use wire::EventsPage;

use crate::platform::clock::now_ms;
use crate::platform::visibility::{is_hidden, until_shown};
use crate::services::api::{self, PollAnswer};
use crate::services::lanes::{LaneContext, LaneEvent};

/// Longest time that the relay may hold a long poll, in seconds.
const HOLD_S: u32 = 25;

/// Asks every interval, from a random phase, whatever the answer. A slot that comes while a poll is
/// still in flight is skipped.
pub(super) async fn short(context: LaneContext) {
    let mut poller = Poller::new(context).await;
    let interval = poller.context.settings.interval_ms;
    let mut schedule = Schedule::new(interval, poller.context.phase * interval, now_ms());
    loop {
        let wait = schedule.next_due(now_ms()) - now_ms();
        if wait > 0.0 {
            TimeoutFuture::new(wait.ceil() as u32).await;
        }
        // Timers of a hidden tab run once a second or a minute: that is not the interval chosen.
        poller.until_shown().await;
        schedule.started(now_ms());
        poller.poll(0).await;
        schedule.finished(now_ms());
    }
}

/// Asks, and asks again as soon as it has an answer; the relay answers when there is something, or
/// after a while.
pub(super) async fn long(context: LaneContext) {
    let mut poller = Poller::new(context).await;
    let mut backoff = Backoff::default();
    loop {
        poller.until_shown().await;
        if poller.poll(HOLD_S).await {
            backoff.reset();
        } else {
            // A relay that refuses would be asked without pause.
            TimeoutFuture::new(backoff.next_ms(js_sys::Math::random()) as u32).await;
        }
    }
}

struct Poller {
    context: LaneContext,
    etag: Option<String>,
}

impl Poller {
    /// Waits for push to know where the channel stands: both lanes start from the same event.
    async fn new(context: LaneContext) -> Self {
        while context.cursor().is_none() {
            TimeoutFuture::new(50).await;
        }
        Self { context, etag: None }
    }

    async fn until_shown(&mut self) {
        if is_hidden() {
            self.context.emit(LaneEvent::Suspended(true));
            until_shown().await;
            self.context.emit(LaneEvent::Suspended(false));
            self.etag = None;
        }
    }

    /// Polls once and reports what came; false when it failed.
    async fn poll(&mut self, wait: u32) -> bool {
        let after = self.context.race.borrow().pull_cursor();
        let etag = self.etag.as_deref().filter(|_| self.context.settings.conditional);
        let start = now_ms();
        self.context.emit(LaneEvent::PollStarted(start));
        let poll = api::Poll {
            channel: &self.context.channel,
            lane: &self.context.lane,
            after,
            wait,
            etag,
        };
        let outcome = match api::poll(poll).await {
            Ok(answer) => self.take(answer, start, after, wait),
            Err(_) => outcome_without_events(Lane::Pull, Kind::Failed, start, now_ms()),
        };
        let failed = outcome.kind == Kind::Failed;
        self.context.emit(LaneEvent::Outcome(outcome));
        !failed
    }

    fn take(&mut self, answer: PollAnswer, start_ms: f64, after: u64, wait: u32) -> Outcome {
        let nothing = if wait > 0 { Kind::TimedOut } else { Kind::Empty };
        let without = |kind| outcome_without_events(Lane::Pull, kind, start_ms, answer.end_ms);
        match (answer.status, answer.page) {
            (304, _) => without(nothing),
            (200, Some(page)) => {
                self.etag = answer.etag;
                // A shorter sequence is another one: the stream will say so, and restart the race.
                if page.events.is_empty() {
                    without(nothing)
                } else {
                    self.delivered(&page, start_ms, answer.end_ms, after)
                }
            }
            _ => without(Kind::Failed),
        }
    }

    fn delivered(&mut self, page: &EventsPage, start_ms: f64, end_ms: f64, after: u64) -> Outcome {
        let new = || page.events.iter().filter(|event| event.seq > after);
        let last = page.events.iter().map(|event| event.seq).max().unwrap_or(after);
        self.context.race.borrow_mut().pulled(last);
        Outcome {
            lane: Lane::Pull,
            kind: Kind::Delivered,
            start_ms,
            end_ms,
            seqs: new().map(|event| event.seq).collect(),
            t0_us: new().map(|event| event.received_at.0).collect(),
        }
    }
}
