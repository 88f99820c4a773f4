//! The race as it is run: what each lane saw, and when. Pure: times come in with what is recorded,
//! so that every figure can be tested without a browser.

use measure::{
    Bytes, Compared, Context, Figures, Kind, Lane, Lanes, Offset, OffsetEstimator, Outcome, Tally,
    Transport,
};
use race::{Cursor, outcome_without_events};
use wire::{EventTimings, Seq, Timestamp};

use crate::model::race::history::TimelineHistory;
use crate::model::race::poll_phase::Polls;
use crate::model::race::settings::RaceSettings;

/// Most outcomes that the figures are of; past it the oldest quarter is let go.
const OUTCOMES: usize = 20_000;

/// The record of one race and of what came before it on the timeline.
#[derive(Clone, Debug, Default)]
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
    /// Start of the latest poll with these settings.
    last_poll_ms: Option<f64>,
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
        self.last_poll_ms = None;
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
        (self.in_flight, self.last_poll_ms) = (None, None);
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
        self.last_poll_ms = Some(now_ms);
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
        (self.in_flight, self.last_poll_ms) = (None, None);
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
        let total = Bytes { up: carried.up + reading.up, down: carried.down + reading.down };
        // Nothing is counted yet: no request costs nothing.
        *self.bytes.of_mut(lane) = Some(total).filter(|total| *total != Bytes::default());
        *self.metered.of_mut(lane) = Some(reading);
        self.version += 1;
    }

    /// The figures of this run.
    #[must_use]
    pub fn figures(&self) -> Figures {
        self.tally.figures(&self.context())
    }

    /// Delays and advantage of the events that both lanes had: what the page shows, so that its
    /// numbers are of the same events.
    #[must_use]
    pub fn compared(&self) -> Compared {
        self.tally.compared(self.clock.offset())
    }

    /// How pull asks. `None` while it does not ask by intervals.
    #[must_use]
    pub fn polls(&self) -> Option<Polls> {
        let asks = self.settings.pull == Transport::ShortPoll && !self.history.is_suspended();
        let (interval_ms, last_ms) = (self.settings.interval_ms, self.last_poll_ms);
        asks.then_some(Polls { interval_ms, last_ms })
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
mod tests;
