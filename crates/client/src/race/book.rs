//! The record of a race: what each lane saw, and where it stands. Pure: times come in with what is recorded.

use std::collections::{HashMap, HashSet};

use measure::{Kind, Lane, Lanes, OffsetEstimator, Outcome, Tally};
use wire::{Event, EventsPage, Hello, MeterReading, Seq, Stored};

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// Every outcome, as it ended.
    pub(super) outcomes: Vec<Outcome>,
    /// The figures as they grow.
    pub(super) tally: Tally,
    /// The relay's clock against this one.
    pub(super) clock: OffsetEstimator,
    /// Last position that each lane has seen, in the present sequence.
    pub(super) cursors: Lanes<Seq>,
    /// The sequence that the positions are of.
    pub(super) epoch: String,
    /// What is added to positions: where the last sequence ended, when the relay has begun another.
    pub(super) base: Seq,
    /// Push has said hello, and its connection has not ended.
    pub(super) pushing: bool,
    /// Webhooks fired and stored, each with its position.
    fired: Vec<(String, Seq)>,
    /// Where events were seen. One fired just as the relay began another sequence was answered with a position in that one.
    seen: HashMap<String, Seq>,
    /// Webhooks fired that the relay did not take.
    pub(super) unsent: u64,
    /// Position of the last one fired, in the present sequence.
    last_fired: Seq,
    /// The relay's last reading of each lane.
    meter: Lanes<Option<MeterReading>>,
    /// A reading was below the one before.
    meter_fell: bool,
    /// Why each lane failed last.
    pub(super) last_failure: Lanes<Option<String>>,
}

impl Book {
    /// One in which both lanes stand at the head of a channel.
    pub(super) fn new(head: Seq, epoch: String) -> Self {
        Self { cursors: Lanes { push: head, pull: head }, epoch, ..Self::default() }
    }

    /// Push was greeted.
    pub(super) fn opened(&mut self, hello: &Hello, start_ms: f64, at_ms: f64) {
        self.follow(&hello.epoch);
        self.pushing = true;
        self.record(without_events(Lane::Push, Kind::Open, start_ms, at_ms));
    }

    /// Push brought an event.
    pub(super) fn pushed(&mut self, event: &Event, at_ms: f64) {
        self.cursors.push = self.cursors.push.max(event.seq);
        let outcome = without_events(Lane::Push, Kind::Delivered, at_ms, at_ms);
        let (seqs, t0_us) = (vec![self.see(event)], vec![event.received_at.0]);
        self.record(Outcome { seqs, t0_us, ..outcome });
    }

    /// Pull was answered with a page, having asked for what comes after its cursor; `nothing` is what an answer without news
    /// counts as.
    pub(super) fn polled(&mut self, page: &EventsPage, nothing: Kind, start_ms: f64, end_ms: f64) {
        // In another sequence the positions asked for meant nothing: the next poll asks from its beginning.
        let same = !self.follow(&page.epoch);
        let after = self.cursors.pull;
        let new = || page.events.iter().filter(|event| same && event.seq > after);
        let kind = if new().next().is_some() { Kind::Delivered } else { nothing };
        self.cursors.pull = new().map(|event| event.seq).max().unwrap_or(after);
        let seqs = new().map(|event| self.see(event)).collect();
        let t0_us = new().map(|event| event.received_at.0).collect();
        self.record(Outcome { seqs, t0_us, ..without_events(Lane::Pull, kind, start_ms, end_ms) });
    }

    /// A lane's request came to nothing.
    pub(super) fn failed(&mut self, lane: Lane, why: String, start_ms: f64, end_ms: f64) {
        *self.last_failure.of_mut(lane) = Some(why);
        self.record(without_events(lane, Kind::Failed, start_ms, end_ms));
    }

    /// Something happened.
    pub(super) fn record(&mut self, outcome: Outcome) {
        self.tally.add(&outcome);
        self.outcomes.push(outcome);
    }

    /// The relay stored a webhook of ours.
    pub(super) fn fired(&mut self, stored: Stored) {
        self.last_fired = self.last_fired.max(stored.seq);
        self.fired.push((stored.id, self.base + stored.seq));
    }

    /// Positions of the webhooks fired, in the order in which they were answered.
    pub(super) fn positions(&self) -> Vec<Seq> {
        self.fired.iter().map(|(id, position)| self.seen.get(id).copied().unwrap_or(*position)).collect()
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
        self.cursors.push >= self.last_fired && self.cursors.pull >= self.last_fired.max(self.cursors.push)
    }

    /// How many of the webhooks fired the lane has not seen.
    pub(super) fn unseen(&self, lane: Lane) -> u64 {
        let of_lane = self.outcomes.iter().filter(|outcome| outcome.lane == lane);
        let seen: HashSet<Seq> = of_lane.flat_map(|outcome| &outcome.seqs).copied().collect();
        self.positions().iter().filter(|seq| !seen.contains(*seq)).count() as u64
    }

    /// The position of an event that was seen.
    fn see(&mut self, event: &Event) -> Seq {
        *self.seen.entry(event.id.clone()).or_insert(self.base + event.seq)
    }

    /// Turns to the sequence that the relay is in; true when it is another than before. Its positions start over, so they
    /// are numbered on: no two events share one.
    fn follow(&mut self, epoch: &str) -> bool {
        if self.epoch == epoch {
            return false;
        }
        self.base += self.cursors.push.max(self.cursors.pull).max(self.last_fired);
        self.epoch = epoch.to_owned();
        self.cursors = Lanes::default();
        self.last_fired = 0;
        true
    }
}

/// An outcome that brought no event.
pub(super) fn without_events(lane: Lane, kind: Kind, start_ms: f64, end_ms: f64) -> Outcome {
    Outcome { lane, kind, start_ms, end_ms, seqs: vec![], t0_us: vec![] }
}
