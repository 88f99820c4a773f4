//! The history that the timeline draws: the last minutes, across runs. [`super::state`] keeps it.

use std::collections::VecDeque;

use measure::{Lane, Offset, Outcome};
use wire::{EventTimings, Seq, Timestamp};

/// Length of the history, and so how far back the timeline can be scrubbed, in ms.
pub const HISTORY_MS: f64 = 5.0 * 60_000.0;

/// An event on the timeline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// Its position in the channel.
    pub seq: Seq,
    /// The relay's receipt, on the page's clock.
    pub at_ms: f64,
    /// The same on the relay's own clock, as the list says it.
    pub t0_ms: f64,
    /// When push brought it.
    pub push_ms: Option<f64>,
    /// When a poll brought it.
    pub pull_ms: Option<f64>,
    /// The relay's own timings of it, where push carried them.
    pub timings: Option<EventTimings>,
    /// Pull was suspended while it waited: its wait is not measured.
    pub unmeasured: bool,
}

/// A time with a beginning, and an end once it has one.
pub type Span = (f64, Option<f64>);

/// The last minutes.
#[derive(Clone, Debug, Default)]
pub struct TimelineHistory {
    /// Outcomes of the lanes.
    pub outcomes: VecDeque<Outcome>,
    /// The events, by rising position: nearly by time of receipt, clocks being what they are.
    pub marks: VecDeque<Mark>,
    /// When a heartbeat was heard.
    pub heartbeats: VecDeque<f64>,
    /// Times in which push was connected.
    pub connected: VecDeque<Span>,
    /// Times in which the tab was hidden and pull did not ask.
    pub suspended: VecDeque<Span>,
}

impl TimelineHistory {
    /// Adds what a lane saw, and lets go of what is too old. `offset` is the relay's clock against
    /// the page's.
    pub(super) fn add(&mut self, outcome: &Outcome, offset: Option<Offset>) {
        for (seq, t0) in outcome.seqs.iter().zip(&outcome.t0_us) {
            let mark = self.mark(*seq, Timestamp(*t0).as_millis(), outcome.end_ms, offset);
            let slot = match outcome.lane {
                Lane::Push => &mut mark.push_ms,
                Lane::Pull => &mut mark.pull_ms,
            };
            slot.get_or_insert(outcome.end_ms);
        }
        self.outcomes.push_back(outcome.clone());
        self.trim(outcome.end_ms - HISTORY_MS);
    }

    /// The mark of an event. `None`: the event was there before the race.
    #[must_use]
    pub fn mark_of(&self, seq: Seq) -> Option<&Mark> {
        self.marks
            .binary_search_by_key(&seq, |mark| mark.seq)
            .ok()
            .and_then(|at| self.marks.get(at))
    }

    /// When the oldest of it was: as far back as the timeline goes.
    #[must_use]
    pub fn oldest_ms(&self) -> Option<f64> {
        let outcome = self.outcomes.front().map(|outcome| outcome.start_ms);
        let mark = self.marks.front().map(|mark| mark.at_ms);
        let beat = self.heartbeats.front().copied();
        [outcome, mark, beat].into_iter().flatten().reduce(f64::min)
    }

    /// Pull does not ask at present.
    #[must_use]
    pub fn is_suspended(&self) -> bool {
        self.suspended.back().is_some_and(|(_, to)| to.is_none())
    }

    pub(super) fn record_timings(&mut self, seq: Seq, timings: EventTimings) {
        if let Ok(at) = self.marks.binary_search_by_key(&seq, |mark| mark.seq) {
            self.marks[at].timings = Some(timings);
        }
    }

    pub(super) fn set_connected(&mut self, connected: bool, now_ms: f64) {
        set(&mut self.connected, connected, now_ms);
    }

    pub(super) fn set_suspended(&mut self, suspended: bool, now_ms: f64) {
        set(&mut self.suspended, suspended, now_ms);
    }

    /// These events wait for a lane that will never bring them.
    pub(super) fn stop_waiting(&mut self, which: impl Fn(Seq) -> bool) {
        for mark in self.marks.iter_mut().filter(|mark| mark.pull_ms.is_none() && which(mark.seq)) {
            mark.unmeasured = true;
        }
    }

    fn mark(&mut self, seq: Seq, t0_ms: f64, seen_ms: f64, offset: Option<Offset>) -> &mut Mark {
        // Without a measured offset, and whatever the clocks say, an event was received before it
        // was seen.
        let at_ms = offset.map_or(seen_ms, |offset| t0_ms + offset.offset_ms).min(seen_ms);
        let at = match self.marks.binary_search_by_key(&seq, |mark| mark.seq) {
            Ok(at) => at,
            Err(at) => {
                self.marks.insert(
                    at,
                    Mark {
                        seq,
                        at_ms,
                        t0_ms,
                        push_ms: None,
                        pull_ms: None,
                        timings: None,
                        unmeasured: false,
                    },
                );
                at
            }
        };
        &mut self.marks[at]
    }

    fn trim(&mut self, old: f64) {
        drop_while(&mut self.outcomes, |outcome| outcome.end_ms < old);
        drop_while(&mut self.marks, |mark| mark.at_ms < old);
        drop_while(&mut self.heartbeats, |at| *at < old);
        for spans in [&mut self.connected, &mut self.suspended] {
            drop_while(spans, |(_, end)| end.is_some_and(|end| end < old));
        }
    }
}

/// Begins a span, or ends the one that is open; does nothing when it is so already.
fn set(spans: &mut VecDeque<Span>, on: bool, now_ms: f64) {
    match (spans.back_mut(), on) {
        (Some((_, None)), true) | (Some((_, Some(_))) | None, false) => {}
        (Some((_, end)), false) => *end = Some(now_ms),
        (_, true) => spans.push_back((now_ms, None)),
    }
}

fn drop_while<X>(queue: &mut VecDeque<X>, old: impl Fn(&X) -> bool) {
    while queue.front().is_some_and(&old) {
        queue.pop_front();
    }
}
