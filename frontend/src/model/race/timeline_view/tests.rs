//! Tests of the geometry.

use measure::{Kind, Lane, Outcome};
use race::outcome_without_events;
use wire::Timestamp;

use super::*;
use crate::model::race::state::{RaceState, push_outcome};

const WIDE: TimelineView =
    TimelineView { now_ms: 40_000.0, scrubbed_ms: None, width: 1018.0, height: 164.0, mini: false };

/// Events each 4 s from 12 s on, pushed after 2 ms; pull asks at every even second and a half.
fn raced() -> RaceState {
    let mut race = RaceState::default();
    race.pong(0.0, 2.0, Timestamp(1000));
    for seq in 1..=6_u64 {
        let at = 8000.0 + 4000.0 * seq as f64;
        let t0 = (at * 1000.0) as i64;
        race.record(push_outcome(seq, Timestamp(t0), at + 2.0));
        race.record(Outcome {
            lane: Lane::Pull,
            kind: Kind::Delivered,
            start_ms: at + 1500.0,
            end_ms: at + 1502.0,
            seqs: vec![seq],
            t0_us: vec![t0],
        });
        race.record(outcome_without_events(Lane::Pull, Kind::Empty, at + 3500.0, at + 3502.0));
    }
    race
}

#[test]
fn the_ends_of_the_lanes_are_the_ends_of_the_time() {
    assert_eq!(WIDE.x(40_000.0), WIDE.right());
    assert_eq!(WIDE.x(10_000.0), WIDE.left());
    let phone = TimelineView { width: 358.0, ..WIDE };
    assert_eq!((phone.span_ms(), phone.x(25_000.0)), (15_000.0, phone.left()));
    let mini = TimelineView { width: 300.0, height: 30.0, mini: true, ..WIDE };
    assert_eq!((mini.span_ms(), mini.x(10_000.0)), (30_000.0, mini.left()));
    for view in [WIDE, phone, mini] {
        assert!(view.left() >= MARK && view.right() + MARK <= view.width, "nothing is cut");
        assert!(view.pull_y() + MARK <= view.height && view.push_y() >= MARK, "{view:?}");
    }
}

#[test]
fn every_mark_of_an_event_answers() {
    let race = raced();
    let at = |ms: f64, y: f64| WIDE.hit(race.history(), WIDE.x(ms), y);
    // Its line above and between the lanes, what push brought, what pull found, the bar between.
    for (ms, y) in [
        (20_000.0, WIDE.event_y()),
        (20_000.0, (WIDE.push_y() + WIDE.pull_y()) / 2.0),
        (20_002.0, WIDE.push_y()),
        (21_502.0, WIDE.pull_y()),
        (20_700.0, WIDE.pull_y() + 3.0),
    ] {
        assert_eq!(at(ms, y), Some(Hit::Event(3)), "{ms} {y}");
    }
    assert_eq!(at(23_502.0, WIDE.pull_y()), Some(Hit::Poll(23_502.0)));
    assert_eq!(at(22_500.0, WIDE.push_y()), None, "nothing is there");
    assert_eq!(WIDE.hit(race.history(), WIDE.right(), WIDE.height - 2.0), None, "nor on the axis");
}

#[test]
fn of_events_that_one_poll_found_the_one_with_the_longest_wait_answers() {
    let mut race = RaceState::default();
    for (seq, at) in [(1, 30_000.0), (2, 30_001.0)] {
        race.record(push_outcome(seq, Timestamp(0), at));
    }
    race.record(Outcome {
        lane: Lane::Pull,
        kind: Kind::Delivered,
        start_ms: 31_000.0,
        end_ms: 31_001.0,
        seqs: vec![1, 2],
        t0_us: vec![0, 0],
    });
    let hit = WIDE.hit(race.history(), WIDE.x(31_001.0), WIDE.pull_y());
    assert_eq!(hit, Some(Hit::Event(1)));
}

#[test]
fn keys_move_from_event_to_event_and_stop_at_the_ends() {
    let race = raced();
    let beside = |seq, newer| WIDE.beside(race.history(), seq, newer);
    assert_eq!(beside(None, true), Some(6));
    assert_eq!((beside(Some(3), true), beside(Some(3), false)), (Some(4), Some(2)));
    assert_eq!((beside(Some(6), true), beside(Some(1), false)), (Some(6), Some(1)));
    let later = TimelineView { now_ms: 48_000.0, ..WIDE };
    assert_eq!(later.beside(race.history(), Some(1), false), Some(6), "it has left the picture");
    assert_eq!(later.outermost(race.history(), false), Some(3));
    assert_eq!(later.outermost(race.history(), true), Some(6));
    let empty = RaceState::default();
    assert_eq!(WIDE.beside(empty.history(), None, true), None);
}

#[test]
fn the_bar_is_as_long_as_its_label_says() {
    let race = raced();
    let mark = race.history().mark_of(3).unwrap();
    let (from, to) = wait_of(mark, WIDE.now_ms).unwrap();
    assert_eq!(Some(to - from), race.advantage_of(3));
    // While it waits, to where the picture ends.
    let waiting = Mark { pull_ms: None, ..*mark };
    assert_eq!(wait_of(&waiting, 20_500.0), Some((20_002.0, 20_500.0)));
    assert_eq!(wait_of(&Mark { unmeasured: true, ..waiting }, 20_500.0), None);
    assert_eq!(wait_of(&Mark { pull_ms: Some(20_001.0), ..*mark }, 40_000.0), None);
}

#[test]
fn the_axis_counts_back_from_the_moment_at_which_it_was_stopped() {
    let ticks = |view: TimelineView| {
        let ticks = view.ticks().map(|(second, x, is_labelled)| (second, x.round(), is_labelled));
        ticks.collect::<Vec<_>>()
    };
    let now = ticks(WIDE);
    // At the edge stands the word for now.
    assert_eq!(now[..2], [(0, 1004.0, false), (5, 854.0, true)]);
    assert_eq!(now.last(), Some(&(30, 104.0, true)));
    let stopped = TimelineView { scrubbed_ms: Some(0.0), ..WIDE };
    assert_eq!(ticks(stopped), now, "stopped, it says the same");
    // A line moves with the time that it marks.
    let back = TimelineView { now_ms: 33_000.0, scrubbed_ms: Some(7000.0), ..WIDE };
    let scrubbed = ticks(back);
    assert_eq!(scrubbed[..2], [(10, 914.0, true), (15, 764.0, true)]);
    assert_eq!(scrubbed.last(), Some(&(35, 164.0, true)));
    // On a phone half the time, and nothing that would be cut.
    let narrow = TimelineView { width: 358.0, ..WIDE };
    assert_eq!(ticks(narrow).last().map(|(second, ..)| *second), Some(15));
    assert!(narrow.ticks().filter(|tick| tick.2).all(|(_, x, _)| x > 24.0 && x < 282.0));
}
