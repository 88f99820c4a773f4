//! The race as it is run: what each lane saw, and when. Pure: times come in with what is recorded,
//! so that every figure can be tested without a browser.

use measure::{
    Bytes, Context, Figures, Kind, Lane, Lanes, Offset, OffsetEstimator, Outcome, Tally,
};
use race::{Cursor, outcome_without_events};
use wire::{EventTimings, Seq, Timestamp};

use crate::model::race::history::TimelineHistory;
use crate::model::race::settings::RaceSettings;

/// Most outcomes that the figures are of; past it the oldest quarter is let go.
const OUTCOMES: usize = 20_000;

/// The record of one race and of what came before it on the timeline.
#[derive(Debug, Default)]
pub struct RaceState {
    settings: RaceSettings,
    run: u32,
    started_ms: f64,
    push_cursor: Option<Cursor>,
    pull_cursor: Seq,
    /// The relay's clock against the page's.
    clock: OffsetEstimator,
    /// Bytes that the relay counted.
    bytes: Lanes<Option<Bytes>>,
    in_flight: Option<f64>,
    beats: u64,
    recovered: u64,
    /// The relay's last readings, and its counts from before it was restarted.
    metered: Lanes<Option<Bytes>>,
    carried: Lanes<Bytes>,
    outcomes: Vec<Outcome>,
    tally: Tally,
    history: TimelineHistory,
    version: u64,
}

impl RaceState {
    /// A race with these settings.
    #[must_use]
    pub fn with(settings: RaceSettings) -> Self {
        Self { settings, ..Self::default() }
    }

    /// Changes with everything recorded.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Settings of the lanes.
    #[must_use]
    pub fn settings(&self) -> RaceSettings {
        self.settings
    }

    /// Number of the run: settings changed or the counts were reset when it rises.
    #[must_use]
    pub fn run(&self) -> u32 {
        self.run
    }

    /// When the run started, on the page's clock.
    #[must_use]
    pub fn started_ms(&self) -> f64 {
        self.started_ms
    }

    /// Last position that push has seen. `None` before the history is read.
    #[must_use]
    pub fn push_cursor(&self) -> Option<&Cursor> {
        self.push_cursor.as_ref()
    }

    /// Last position that pull has seen.
    #[must_use]
    pub fn pull_cursor(&self) -> Seq {
        self.pull_cursor
    }

    /// Start of the poll that is being answered.
    #[must_use]
    pub fn in_flight(&self) -> Option<f64> {
        self.in_flight
    }

    /// Heartbeats of this run.
    #[must_use]
    pub fn beats(&self) -> u64 {
        self.beats
    }

    /// Events that push had missed and was given at a reconnection.
    #[must_use]
    pub fn recovered(&self) -> u64 {
        self.recovered
    }

    /// Both lanes start from here: the head of the history.
    pub fn start_from(&mut self, cursor: Cursor) {
        self.pull_cursor = cursor.seq;
        self.push_cursor = Some(cursor);
        self.version += 1;
    }

    /// Push has seen an event, with the relay's timings of it where the stream has them.
    pub fn pushed(&mut self, seq: Seq, timings: Option<EventTimings>) {
        if let Some(cursor) = &mut self.push_cursor {
            cursor.seq = cursor.seq.max(seq);
        }
        if let Some(timings) = timings {
            self.history.record_timings(seq, timings);
        }
        self.version += 1;
    }

    /// Pull has seen everything up to here.
    pub fn pulled(&mut self, seq: Seq) {
        self.pull_cursor = seq;
        self.version += 1;
    }

    /// A reconnection gave push this many events that it had missed.
    pub fn recover(&mut self, count: u64) {
        self.recovered += count;
        self.version += 1;
    }

    /// The relay's clock was read: asked at and answered at on the page's clock, and its time in
    /// between.
    pub fn read_clock(&mut self, sent_ms: f64, received_ms: f64, now: Timestamp) {
        self.clock.ping(sent_ms, received_ms, now.0);
        self.version += 1;
    }

    /// Shows other settings. The lanes are still the old ones: [`restart`](Self::restart) follows.
    pub fn choose(&mut self, settings: RaceSettings) {
        self.settings = settings;
        self.version += 1;
    }

    /// Starts a new run: counts begin at zero, the timeline stays.
    pub fn restart(&mut self, settings: RaceSettings, now_ms: f64) {
        self.settings = settings;
        self.run += 1;
        self.started_ms = now_ms;
        self.outcomes.clear();
        self.tally = Tally::default();
        (self.bytes, self.metered, self.carried) = Default::default();
        self.recovered = 0;
        self.in_flight = None;
        self.beats = 0;
        // The new lanes start after these.
        self.stop_waiting(|_| true);
        self.pull_cursor = self.push_cursor.as_ref().map_or(0, |cursor| cursor.seq);
        self.version += 1;
    }

    /// Forgets everything: another channel is shown, or the channel was created again.
    pub fn forget(&mut self, cursor: Option<Cursor>, now_ms: f64) {
        let (settings, run, clock) = (self.settings, self.run, std::mem::take(&mut self.clock));
        *self = Self { run, clock, push_cursor: cursor, version: self.version, ..Self::default() };
        self.restart(settings, now_ms);
    }

    /// Records what a lane saw.
    pub fn record(&mut self, outcome: Outcome) {
        self.history.add(&outcome, self.clock.offset());
        if outcome.lane == Lane::Pull {
            self.in_flight = None;
        }
        self.tally.add(&outcome);
        self.outcomes.push(outcome);
        if self.outcomes.len() > OUTCOMES {
            self.outcomes.drain(..OUTCOMES / 4);
            self.tally = self.outcomes.iter().collect();
        }
        self.version += 1;
    }

    /// A poll began.
    pub fn poll_started(&mut self, now_ms: f64) {
        self.in_flight = Some(now_ms);
        self.version += 1;
    }

    /// A ping was answered.
    pub fn pong(&mut self, sent_ms: f64, received_ms: f64, now: Timestamp) {
        self.read_clock(sent_ms, received_ms, now);
        self.beat(received_ms);
    }

    /// Push's connection came or went.
    pub fn set_connected(&mut self, connected: bool, now_ms: f64) {
        self.history.set_connected(connected, now_ms);
        self.version += 1;
    }

    /// Pull stopped asking: the tab is hidden, or its lane was taken down.
    pub fn suspend(&mut self, now_ms: f64) {
        self.history.set_suspended(true, now_ms);
        self.in_flight = None;
        self.version += 1;
    }

    /// The receiver was taken down: neither lane runs.
    pub fn take_down(&mut self, now_ms: f64) {
        // The relay has seen the request, and nobody will hear its answer.
        if let Some(start_ms) = self.in_flight {
            self.record(outcome_without_events(Lane::Pull, Kind::Failed, start_ms, now_ms));
        }
        self.set_connected(false, now_ms);
        self.suspend(now_ms);
    }

    /// The receiver is back. Events that came meanwhile are measured: push catches up by resuming,
    /// pull by asking.
    pub fn bring_back(&mut self, now_ms: f64) {
        self.history.set_suspended(false, now_ms);
        self.version += 1;
    }

    /// Pull asks again. Events that came meanwhile are push's alone: waiting for a lane that does
    /// not run measures nothing.
    pub fn resume(&mut self, now_ms: f64) {
        self.bring_back(now_ms);
        self.stop_waiting(|_| true);
        self.pull_cursor =
            self.pull_cursor.max(self.push_cursor.as_ref().map_or(0, |cursor| cursor.seq));
    }

    /// Events that pull will never bring: they were deleted, or its lane started after them.
    pub fn stop_waiting(&mut self, which: impl Fn(Seq) -> bool) {
        self.history.stop_waiting(which);
        self.version += 1;
    }

    /// The relay said that it is there.
    pub fn beat(&mut self, at_ms: f64) {
        self.history.heartbeats.push_back(at_ms);
        self.beats += 1;
        self.version += 1;
    }

    /// Records a reading of the relay's meter. A count that fell means a restarted relay: the old
    /// counts are kept.
    pub fn metered(&mut self, lane: Lane, reading: Bytes) {
        let before = self.metered.of(lane).unwrap_or_default();
        let carried = self.carried.of_mut(lane);
        if reading.up < before.up || reading.down < before.down {
            carried.up += before.up;
            carried.down += before.down;
        }
        *self.bytes.of_mut(lane) =
            Some(Bytes { up: carried.up + reading.up, down: carried.down + reading.down });
        *self.metered.of_mut(lane) = Some(reading);
        self.version += 1;
    }

    /// The figures of this run.
    #[must_use]
    pub fn figures(&self) -> Figures {
        self.tally.figures(&self.context())
    }

    /// Share of answers that brought nothing.
    #[must_use]
    pub fn empty_share(&self) -> Option<f64> {
        self.tally.empty_share()
    }

    /// Time by which push was earlier with an event, in ms.
    #[must_use]
    pub fn advantage_of(&self, seq: Seq) -> Option<f64> {
        self.tally.advantage_of(seq)
    }

    /// Mean of the advantage, in ms, and how often events come, per ms: what the theory is held
    /// against.
    #[must_use]
    pub fn observed(&self) -> (Option<f64>, Option<f64>) {
        (self.tally.mean_advantage_ms(), self.tally.observed_rate_per_ms())
    }

    /// Every outcome of this run.
    #[must_use]
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// The last minutes, of earlier runs too: what the timeline draws.
    #[must_use]
    pub fn history(&self) -> &TimelineHistory {
        &self.history
    }

    /// The context that figures are computed with.
    #[must_use]
    pub fn context(&self) -> Context {
        let transports = Lanes { push: self.settings.push, pull: self.settings.pull };
        Context { transports, offset: self.clock.offset(), bytes: self.bytes }
    }

    /// The relay's clock against the page's, once known.
    #[must_use]
    pub fn offset(&self) -> Option<Offset> {
        self.clock.offset()
    }
}

/// An event message of the push lane.
#[must_use]
#[cfg(test)]
pub fn push_outcome(seq: Seq, t0: Timestamp, at_ms: f64) -> Outcome {
    Outcome {
        lane: Lane::Push,
        kind: Kind::Delivered,
        start_ms: at_ms,
        end_ms: at_ms,
        seqs: vec![seq],
        t0_us: vec![t0.0],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pulled(start_ms: f64, end_ms: f64, events: &[(Seq, f64)]) -> Outcome {
        let kind = if events.is_empty() { Kind::Empty } else { Kind::Delivered };
        Outcome {
            lane: Lane::Pull,
            kind,
            start_ms,
            end_ms,
            seqs: events.iter().map(|(seq, _)| *seq).collect(),
            t0_us: events.iter().map(|(_, ms)| (ms * 1000.0) as i64).collect(),
        }
    }

    fn raced() -> RaceState {
        let mut race = RaceState::default();
        race.pong(0.0, 2.0, Timestamp(1000));
        for seq in 1..=5_u64 {
            let at = 1000.0 * seq as f64;
            race.record(push_outcome(seq, Timestamp((at * 1000.0) as i64), at + 2.0));
            race.record(pulled(at + 500.0, at + 502.0, &[(seq, at)]));
            race.record(pulled(at + 700.0, at + 702.0, &[]));
        }
        race
    }

    #[test]
    fn both_lanes_meet_on_an_events_mark() {
        let race = raced();
        let mark = race.history().mark_of(3).unwrap();
        assert_eq!((mark.at_ms, mark.push_ms, mark.pull_ms), (3000.0, Some(3002.0), Some(3502.0)));
        assert_eq!(race.advantage_of(3), Some(500.0));
        let figures = race.figures();
        assert_eq!((figures.pull.requests, figures.pull.empty, figures.push.delivered), (10, 5, 5));
        assert_eq!(figures.advantage_ms.p50, Some(500.0));
    }

    #[test]
    fn a_restart_counts_from_zero_and_leaves_the_timeline() {
        let mut race = raced();
        race.push_cursor = Some(Cursor { seq: 5, epoch: "e".into() });
        race.restart(RaceSettings { interval_ms: 500.0, ..RaceSettings::default() }, 7000.0);
        assert_eq!(race.figures().pull.requests, 0);
        assert_eq!((race.history().marks.len(), race.run, race.pull_cursor), (5, 1, 5));
    }

    #[test]
    fn what_comes_while_pull_is_suspended_is_not_measured() {
        let mut race = raced();
        race.suspend(6000.0);
        race.suspend(6100.0);
        race.record(push_outcome(6, Timestamp(6_200_000), 6202.0));
        race.push_cursor = Some(Cursor { seq: 6, epoch: "e".into() });
        race.resume(9000.0);
        assert_eq!(race.history().suspended, [(6000.0, Some(9000.0))]);
        assert!(race.history().mark_of(6).unwrap().unmeasured);
        assert_eq!(race.pull_cursor, 6);
    }

    #[test]
    fn what_waits_at_a_restart_or_is_deleted_waits_no_more() {
        let mut race = raced();
        race.record(push_outcome(6, Timestamp(6_000_000), 6002.0));
        race.record(push_outcome(7, Timestamp(7_000_000), 7002.0));
        race.stop_waiting(|seq| seq == 6);
        assert!(
            race.history().mark_of(6).unwrap().unmeasured
                && !race.history().mark_of(7).unwrap().unmeasured
        );
        race.restart(race.settings, 8000.0);
        assert!(
            race.history().mark_of(7).unwrap().unmeasured
                && !race.history().mark_of(5).unwrap().unmeasured
        );
    }

    #[test]
    fn bytes_go_on_when_the_relay_is_restarted() {
        let mut race = RaceState::default();
        for (reading, total) in [
            ((10, 100), (10, 100)),
            ((20, 150), (20, 150)),
            ((5, 30), (25, 180)),
            ((6, 40), (26, 190)),
        ] {
            race.metered(Lane::Push, Bytes { up: reading.0, down: reading.1 });
            assert_eq!(race.bytes.push, Some(Bytes { up: total.0, down: total.1 }));
        }
    }

    #[test]
    fn an_event_is_never_drawn_after_it_was_seen() {
        let mut race = RaceState::default();
        race.record(push_outcome(1, Timestamp(999_000_000), 5.0));
        assert_eq!(race.history().mark_of(1).unwrap().at_ms, 5.0);
    }

    #[test]
    fn the_trail_is_five_minutes_long_and_the_outcomes_bounded() {
        let mut race = RaceState::default();
        for n in 0..OUTCOMES + 10 {
            race.record(pulled(n as f64 * 1000.0, n as f64 * 1000.0 + 1.0, &[]));
        }
        assert!(race.history().outcomes.len() <= 302);
        assert_eq!(race.outcomes().len(), OUTCOMES * 3 / 4 + 10);
        assert_eq!(race.figures().pull.requests, race.outcomes().len() as u64);
    }

    #[test]
    fn whatever_is_recorded_changes_the_version() {
        let mut race = RaceState::default();
        let cursor = Cursor { seq: 5, epoch: "e".into() };
        let timings = EventTimings { stored_us: 1, sent_us: 2 };
        let changes: [&dyn Fn(&mut RaceState); 6] = [
            &|race| race.start_from(cursor.clone()),
            &|race| race.pushed(6, Some(timings)),
            &|race| race.pulled(6),
            &|race| race.recover(1),
            &|race| race.read_clock(0.0, 2.0, Timestamp(1000)),
            &|race| race.poll_started(1.0),
        ];
        for (nth, change) in changes.into_iter().enumerate() {
            let before = race.version();
            change(&mut race);
            assert!(race.version() > before, "change {nth}");
        }
        assert_eq!((race.push_cursor().map(|at| at.seq), race.pull_cursor()), (Some(6), 6));
    }
}
