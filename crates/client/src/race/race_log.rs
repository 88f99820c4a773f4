//! The record of a race: what each lane saw, and where it stands. Pure: times come in with what is recorded.

use std::collections::HashSet;

use measure::{Kind, Lane, Lanes, OffsetEstimator, Outcome, Tally};
use race::{Cursor, SessionEvent, outcome_without_events};
use wire::{EventsPage, MeterReading, Seq, ServerMsg, Stored};

/// What was seen since the race began, or since the relay began a new sequence.
#[derive(Debug, Default)]
pub(super) struct RaceLog {
    /// Every outcome, as it ended.
    pub(super) outcomes: Vec<Outcome>,
    /// The figures as they grow.
    pub(super) tally: Tally,
    /// The relay's clock against this one.
    pub(super) clock: OffsetEstimator,
    /// Where push resumes.
    pub(super) push: Cursor,
    /// Last position that pull has seen, in push's sequence.
    pub(super) pull: Seq,
    /// How often the relay began a new sequence: the race started again each time.
    pub(super) restarts: u32,
    /// Push has said hello, and its connection has not ended.
    pub(super) pushing: bool,
    /// Positions of the webhooks fired and stored, in the order of their answers.
    pub(super) fired: Vec<Seq>,
    /// Webhooks fired that the relay did not take.
    pub(super) unsent: u64,
    /// The relay's last reading of each lane.
    meter: Lanes<Option<MeterReading>>,
    /// A reading was below the one before.
    meter_fell: bool,
    /// Why each lane failed last.
    pub(super) last_failure: Lanes<Option<String>>,
}

impl RaceLog {
    /// Starts with both lanes at the head of a channel.
    pub(super) fn new(head: Seq, epoch: String) -> Self {
        Self { push: Cursor { seq: head, epoch }, pull: head, ..Self::default() }
    }

    /// Push received a message, in which its session saw `events`.
    pub(super) fn received(&mut self, message: &ServerMsg, events: Vec<SessionEvent>) {
        match message {
            ServerMsg::Hello(hello) => {
                self.follow(&hello.epoch);
                self.pushing = true;
            }
            ServerMsg::Event { event, .. } => self.push.advance(event.seq),
            // Gone before they could be sent.
            ServerMsg::Gap { to, .. } => self.push.advance(*to),
            _ => {}
        }
        for event in events {
            match event {
                SessionEvent::Outcome(outcome) => self.record(outcome),
                SessionEvent::Pong { sent_ms, received_ms, relay } => self.clock.ping(sent_ms, received_ms, relay.0),
                SessionEvent::Live { .. } | SessionEvent::Stale | SessionEvent::Recovered(_) => {}
            }
        }
    }

    /// Pull was answered with a page, having asked for what comes after its cursor; `nothing` is what an answer without news
    /// counts as.
    pub(super) fn polled(&mut self, page: &EventsPage, nothing: Kind, start_ms: f64, end_ms: f64) {
        // In a new sequence the position asked for meant nothing: the next poll asks from its beginning.
        let same = !self.follow(&page.epoch);
        let after = self.pull;
        let new = || page.events.iter().filter(|event| same && event.seq > after);
        let kind = if new().next().is_some() { Kind::Delivered } else { nothing };
        self.pull = new().map(|event| event.seq).max().unwrap_or(after);
        let seqs = new().map(|event| event.seq).collect();
        let t0_us = new().map(|event| event.received_at.0).collect();
        self.record(Outcome { seqs, t0_us, ..outcome_without_events(Lane::Pull, kind, start_ms, end_ms) });
    }

    /// A lane's request came to nothing.
    pub(super) fn failed(&mut self, lane: Lane, why: String, start_ms: f64, end_ms: f64) {
        *self.last_failure.of_mut(lane) = Some(why);
        self.record(outcome_without_events(lane, Kind::Failed, start_ms, end_ms));
    }

    /// Something happened.
    pub(super) fn record(&mut self, outcome: Outcome) {
        self.tally.add(&outcome);
        self.outcomes.push(outcome);
    }

    /// The relay stored a webhook of ours.
    pub(super) fn fired(&mut self, stored: &Stored) {
        self.fired.push(stored.seq);
    }

    /// The relay told what it had counted.
    pub(super) fn metered(&mut self, lane: Lane, reading: MeterReading) {
        let less = |last: &MeterReading| reading.requests < last.requests || reading.bytes_up < last.bytes_up;
        self.meter_fell |= self.meter.of(lane).as_ref().is_some_and(less);
        *self.meter.of_mut(lane) = Some(reading);
    }

    /// The meter began anew during the race: it fell, or at the end has counted fewer requests than were answered.
    pub(super) fn meter_lost(&self, last: &Lanes<Option<MeterReading>>) -> bool {
        let answered = |lane| {
            let outcomes = self.outcomes.iter().filter(|outcome| outcome.lane == lane);
            outcomes.filter(|o| if lane == Lane::Push { o.kind == Kind::Open } else { o.kind != Kind::Failed }).count()
        };
        let lacks = |lane| last.of(lane).is_some_and(|reading| reading.requests < answered(lane) as u64);
        self.meter_fell || lacks(Lane::Push) || lacks(Lane::Pull)
    }

    /// Both lanes have seen every webhook fired, and pull all that push has.
    pub(super) fn has_everything(&self) -> bool {
        let last_fired = self.fired.iter().copied().max().unwrap_or(0);
        self.push.seq >= last_fired && self.pull >= last_fired.max(self.push.seq)
    }

    /// How many of the webhooks fired the lane has not seen.
    pub(super) fn unseen(&self, lane: Lane) -> u64 {
        let of_lane = self.outcomes.iter().filter(|outcome| outcome.lane == lane);
        let seen: HashSet<Seq> = of_lane.flat_map(|outcome| &outcome.seqs).copied().collect();
        self.fired.iter().filter(|seq| !seen.contains(*seq)).count() as u64
    }

    /// Follows the relay into its sequence. Returns true when it is a new one: what was seen of the old one is forgotten.
    fn follow(&mut self, epoch: &str) -> bool {
        if !self.push.follow(epoch) {
            return false;
        }
        self.pull = 0;
        self.restarts += 1;
        self.outcomes.clear();
        self.tally = Tally::default();
        self.fired.clear();
        true
    }
}
