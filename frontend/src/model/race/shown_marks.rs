//! Which kinds of mark are on the timeline now: what its legend explains.

use std::collections::VecDeque;

use measure::{Kind, Transport};

use crate::model::race::history::Span;
use crate::model::race::state::RaceState;
use crate::model::race::timeline_view::{TimelineView, wait_of};

/// A poll that takes longer than this, in ms, is drawn while it is under way: shorter ones would
/// flicker.
pub const SLOW_POLL_MS: f64 = 250.0;

/// A kind of mark, in the order of the legend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// The line of an event, which goes on in grey down to pull.
    Event,
    /// The circle of push.
    Told,
    /// The line of push while it is connected.
    Open,
    /// A tick of push's connection.
    Heartbeat,
    /// The dotted line of a lane that is not connected: always of pull.
    Closed,
    /// The hollow square of a poll that brought nothing.
    Empty,
    /// The filled square of a poll that found something.
    Found,
    /// The same, and some found several at once, as their labels count.
    FoundMany,
    /// The bar of an event's wait.
    Wait,
    /// The open bar of a poll that the relay holds.
    Held,
    /// The dashed square of a poll under way.
    InFlight,
    /// The cross of a poll that failed.
    Failed,
    /// The hatch of time in which pull did not ask.
    Suspended,
}

/// The kinds that a picture of the race shows, in the order of the legend.
#[must_use]
pub fn shown_marks(race: &RaceState, view: &TimelineView) -> Vec<MarkKind> {
    let history = race.history();
    let (mut event, mut told, mut wait) = (false, false, false);
    for mark in view.events(history) {
        event = true;
        told |= mark.push_ms.is_some_and(|at| view.shows(at));
        wait |= wait_of(mark, view.now_ms).is_some();
    }
    let beats = history.heartbeats.iter().rev();
    let heartbeat = beats.take_while(|at| **at >= view.since_ms()).any(|at| view.shows(*at));
    let (mut empty, mut found, mut many) = (false, false, false);
    let (mut failed, mut held) = (false, false);
    for poll in view.polls(history) {
        match poll.kind {
            Kind::Failed => failed = true,
            Kind::Delivered => {
                found = true;
                many |= poll.seqs.len() > 1;
            }
            Kind::Empty | Kind::TimedOut | Kind::Open => empty = true,
        }
        held |= is_held(race, poll.end_ms - poll.start_ms);
    }
    let under_way = in_flight(race, view.now_ms);
    let long_poll = race.settings().pull == Transport::LongPoll;
    let is_in_view = |spans: &VecDeque<Span>| {
        spans
            .iter()
            .any(|(from, to)| *from <= view.now_ms && to.is_none_or(|to| to > view.since_ms()))
    };
    [
        (MarkKind::Event, event),
        (MarkKind::Told, told),
        (MarkKind::Open, is_in_view(&history.connected)),
        (MarkKind::Heartbeat, heartbeat),
        (MarkKind::Closed, true),
        (MarkKind::Empty, empty),
        (MarkKind::Found, found && !many),
        (MarkKind::FoundMany, many),
        (MarkKind::Wait, wait),
        (MarkKind::Held, held || under_way.is_some() && long_poll),
        (MarkKind::InFlight, under_way.is_some() && !long_poll),
        (MarkKind::Failed, failed),
        (MarkKind::Suspended, is_in_view(&history.suspended)),
    ]
    .into_iter()
    .filter_map(|(kind, shown)| shown.then_some(kind))
    .collect()
}

/// A poll of this length is drawn as an open bar: the relay held it.
#[must_use]
pub fn is_held(race: &RaceState, ms: f64) -> bool {
    race.settings().pull == Transport::LongPoll && ms > SLOW_POLL_MS
}

/// Start of the poll under way, once that is worth drawing.
#[must_use]
pub fn in_flight(race: &RaceState, now_ms: f64) -> Option<f64> {
    race.in_flight().filter(|start| now_ms - start > SLOW_POLL_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::race::settings::RaceSettings;
    use crate::model::race::state::push_outcome;
    use measure::{Lane, Outcome};
    use race::outcome_without_events;
    use wire::Timestamp;

    fn at(now_ms: f64) -> TimelineView {
        TimelineView { now_ms, scrubbed_ms: None, width: 1000.0, height: 164.0, mini: false }
    }

    #[test]
    fn the_legend_names_what_is_drawn_and_nothing_else() {
        use MarkKind::*;
        let mut race = RaceState::default();
        let shown = |race: &RaceState, now: f64| shown_marks(race, &at(now));
        assert_eq!(shown(&race, 0.0), [Closed]);
        race.beat(100.0);
        race.record(outcome_without_events(Lane::Pull, Kind::Empty, 200.0, 201.0));
        assert_eq!(shown(&race, 300.0), [Heartbeat, Closed, Empty]);
        race.set_connected(true, 400.0);
        assert_eq!(shown(&race, 450.0), [Open, Heartbeat, Closed, Empty]);
        race.set_connected(false, 500.0);
        race.record(push_outcome(1, Timestamp(0), 1000.0));
        assert_eq!(shown(&race, 1500.0), [Event, Told, Open, Heartbeat, Closed, Empty, Wait]);
        race.record(Outcome {
            lane: Lane::Pull,
            kind: Kind::Delivered,
            start_ms: 2200.0,
            end_ms: 2201.0,
            seqs: vec![1],
            t0_us: vec![0],
        });
        race.record(outcome_without_events(Lane::Pull, Kind::Failed, 4200.0, 4210.0));
        race.poll_started(6200.0);
        assert_eq!(
            shown(&race, 6300.0),
            [Event, Told, Open, Heartbeat, Closed, Empty, Found, Wait, Failed],
            "a poll of milliseconds would flicker"
        );
        assert!(shown(&race, 6600.0).contains(&InFlight));
        race.suspend(7000.0);
        assert!(shown(&race, 7100.0).contains(&Suspended));
        // Half a minute later all of it has left the picture, but for what goes on.
        assert_eq!(shown(&race, 60_000.0), [Closed, Suspended]);
    }

    #[test]
    fn a_poll_that_the_relay_holds_is_an_open_bar() {
        let long = RaceSettings { pull: Transport::LongPoll, ..RaceSettings::default() };
        let mut race = RaceState::with(long);
        race.poll_started(0.0);
        assert_eq!(shown_marks(&race, &at(1000.0)), [MarkKind::Closed, MarkKind::Held]);
        race.record(outcome_without_events(Lane::Pull, Kind::TimedOut, 0.0, 25_000.0));
        assert_eq!(
            shown_marks(&race, &at(26_000.0)),
            [MarkKind::Closed, MarkKind::Empty, MarkKind::Held]
        );
    }
}
