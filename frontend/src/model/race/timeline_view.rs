//! The geometry of the timeline: which time stands where, and what is under a pointer. The canvas
//! draws by it and answers by it, so that both agree.

use measure::{Kind, Lane};
use wire::Seq;

use crate::model::race::history::{Mark, TimelineHistory};

/// Below this width, in px, the lanes show half the time and leave their transports out.
const NARROW: f64 = 560.0;
/// How near to a mark a pointer must be, in px.
const REACH: f64 = 12.0;
/// Room that a mark takes to either side of its time, in px: nearer to an edge it would be cut.
pub const MARK: f64 = 6.0;

/// Time from one line of the axis to the next, in s.
const TICK_S: usize = 5;
/// Room of the axis' label at the right edge, in px.
const NOW: f64 = 62.0;
/// Room of half a label, in px: nearer to the left edge it would be cut.
const LABEL: f64 = 24.0;

/// A picture of the lanes: when, and how large.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimelineView {
    /// Time at the right edge, on the page's clock.
    pub now_ms: f64,
    /// Time by which it is scrubbed back from where it stands still. `None`: it moves.
    pub scrubbed_ms: Option<f64>,
    /// Width in CSS px.
    pub width: f64,
    /// Height in CSS px.
    pub height: f64,
    /// The one-line lane of the folded panel: no names, no axis.
    pub mini: bool,
}

/// A mark on the timeline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hit {
    /// An event: its line, what push brought, what pull found, or the bar between.
    Event(Seq),
    /// A poll that brought nothing, by its end.
    Poll(f64),
}

impl TimelineView {
    /// It is narrow, and shows half the time.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        !self.mini && self.width < NARROW
    }

    /// The time in view, in ms.
    #[must_use]
    pub fn span_ms(&self) -> f64 {
        if self.is_narrow() { 15_000.0 } else { 30_000.0 }
    }

    /// The left end of the lanes, in px.
    #[must_use]
    pub fn left(&self) -> f64 {
        match (self.mini, self.is_narrow()) {
            (true, _) => MARK,
            (_, true) => 64.0,
            _ => 104.0,
        }
    }

    /// The right end of the lanes, in px.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.width - if self.mini { MARK + 1.0 } else { 14.0 }
    }

    /// The lower end of the lanes, in px: below it stands the axis.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        if self.mini { self.height } else { self.height - 20.0 }
    }

    /// Height of the events' lane, in px.
    #[must_use]
    pub fn event_y(&self) -> f64 {
        if self.mini { 0.0 } else { self.bottom() * 0.16 }
    }

    /// Height of push's lane, in px.
    #[must_use]
    pub fn push_y(&self) -> f64 {
        self.bottom() * if self.mini { 0.27 } else { 0.46 }
    }

    /// Height of pull's lane, in px.
    #[must_use]
    pub fn pull_y(&self) -> f64 {
        self.bottom() * if self.mini { 0.73 } else { 0.8 }
    }

    /// The place of a time, in px.
    #[must_use]
    pub fn x(&self, ms: f64) -> f64 {
        let wide = self.right() - self.left();
        self.right() - (self.now_ms - ms) / self.span_ms() * wide
    }

    /// The lines of the axis: each is so many seconds before now, stands there, in px, and has room
    /// for its label or not. While the picture stands still they are before the moment at which it
    /// was stopped, so that they move with what is scrubbed.
    pub fn ticks(&self) -> impl Iterator<Item = (i32, f64, bool)> + '_ {
        let back_ms = self.scrubbed_ms.unwrap_or_default();
        let step_ms = TICK_S as f64 * 1000.0;
        let first = (back_ms / step_ms).ceil() as i32 * TICK_S as i32;
        let last = ((back_ms + self.span_ms()) / 1000.0) as i32;
        (first..=last).step_by(TICK_S).map(move |second| {
            let x = self.x(self.now_ms + back_ms - f64::from(second) * 1000.0);
            (second, x, x > LABEL && x < self.right() - NOW)
        })
    }

    /// Oldest time whose mark is drawn whole.
    #[must_use]
    pub fn since_ms(&self) -> f64 {
        self.now_ms - self.span_ms()
    }

    /// True for a time whose mark is drawn.
    #[must_use]
    pub fn shows(&self, ms: f64) -> bool {
        ms >= self.since_ms() && ms <= self.now_ms
    }

    /// Events whose line is drawn, the newest first.
    pub fn events<'a>(
        &'a self,
        history: &'a TimelineHistory,
    ) -> impl Iterator<Item = &'a Mark> + 'a {
        let marks = history.marks.iter().rev();
        // By position they are nearly by time: a second more than what is shown.
        marks
            .take_while(|mark| mark.at_ms > self.since_ms() - 1000.0)
            .filter(|mark| self.shows(mark.at_ms))
    }

    /// The mark at a place, in px.
    #[must_use]
    pub fn hit(&self, history: &TimelineHistory, x: f64, y: f64) -> Option<Hit> {
        let mut nearest: Option<(f64, Hit)> = None;
        let mut offer = |distance: f64, hit: Hit| {
            // Of events as near, the one that waited longest: its time is the one that is written.
            if distance <= REACH && nearest.is_none_or(|(other, _)| distance <= other) {
                nearest = Some((distance, hit));
            }
        };
        for mark in self.events(history) {
            offer(self.distance(mark, x, y), Hit::Event(mark.seq));
        }
        // Events that came before what is shown, and were found in it.
        for poll in self.polls(history) {
            let distance = (self.x(poll.end_ms) - x).hypot(self.pull_y() - y);
            match (poll.kind, poll.seqs.first()) {
                (Kind::Delivered, Some(seq)) => offer(distance, Hit::Event(*seq)),
                // Beside an event's mark, that is meant.
                _ => offer(distance + 2.0, Hit::Poll(poll.end_ms)),
            }
        }
        nearest.map(|(_, hit)| hit)
    }

    /// Polls whose square is drawn, the newest first.
    pub fn polls<'a>(
        &'a self,
        history: &'a TimelineHistory,
    ) -> impl Iterator<Item = &'a measure::Outcome> + 'a {
        let polls = history.outcomes.iter().rev();
        polls
            .take_while(|outcome| outcome.end_ms > self.since_ms() - 1000.0)
            .filter(|outcome| outcome.lane == Lane::Pull && self.shows(outcome.end_ms))
    }

    fn distance(&self, mark: &Mark, x: f64, y: f64) -> f64 {
        let from_x = (self.x(mark.at_ms) - x).abs();
        // The line through all lanes is thin: it counts less than a mark on them.
        let along = self.event_y() - 2.0 * MARK..self.pull_y() + 2.0 * MARK;
        let line = if along.contains(&y) { from_x + 4.0 } else { f64::INFINITY };
        let event = from_x.hypot((self.event_y() - y).abs().max(9.0) - 9.0);
        let push = mark.push_ms.filter(|at| self.shows(*at));
        let push = push.map(|at| (self.x(at) - x).hypot(self.push_y() - y));
        let pull = mark.pull_ms.filter(|at| self.shows(*at));
        let pull = pull.map(|at| (self.x(at) - x).hypot(self.pull_y() - y));
        let bar = wait_of(mark, self.now_ms).and_then(|(from, to)| {
            let along = self.x(from)..self.x(to);
            (along.contains(&x) && (self.pull_y() - y).abs() <= MARK + 2.0).then_some(5.0)
        });
        [push, pull, bar].into_iter().flatten().fold(line.min(event), f64::min)
    }

    /// The event beside one, by time: the next newer (true) or older. Without one, or when it is
    /// not shown, the newest.
    #[must_use]
    pub fn beside(&self, history: &TimelineHistory, seq: Option<Seq>, newer: bool) -> Option<Seq> {
        let shown: Vec<Seq> = self.events(history).map(|mark| mark.seq).collect();
        let at = seq.and_then(|seq| shown.iter().position(|other| *other == seq));
        let next = match (at, newer) {
            (None, _) => 0,
            (Some(at), true) => at.saturating_sub(1),
            (Some(at), false) => (at + 1).min(shown.len() - 1),
        };
        shown.get(next).copied()
    }

    /// The oldest event in view (true: the newest).
    #[must_use]
    pub fn outermost(&self, history: &TimelineHistory, newest: bool) -> Option<Seq> {
        let mut shown = self.events(history);
        let mark = if newest { shown.next() } else { shown.last() };
        mark.map(|mark| mark.seq)
    }
}

/// The wait of an event, from when push told of it to when a poll found it: the bar, and exactly
/// the time that is written beside it. `None`: it is not measured, or pull was first.
#[must_use]
pub fn wait_of(mark: &Mark, now_ms: f64) -> Option<(f64, f64)> {
    let from = mark.push_ms.unwrap_or(mark.at_ms);
    let to = mark.pull_ms.unwrap_or(now_ms).min(now_ms);
    (!mark.unmeasured && from < to).then_some((from, to))
}

#[cfg(test)]
mod tests;
