//! Tests of the record.

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
    race.metered(Lane::Push, Bytes::default());
    assert_eq!(race.bytes.push, None, "not counted yet");
    for (reading, total) in
        [((10, 100), (10, 100)), ((20, 150), (20, 150)), ((5, 30), (25, 180)), ((6, 40), (26, 190))]
    {
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

#[test]
fn what_is_compared_is_of_the_events_that_both_lanes_had() {
    let mut race = RaceState::default();
    race.pong(0.0, 2.0, Timestamp(1000));
    assert_eq!(race.compared(), Compared::default());
    race.record(push_outcome(1, Timestamp(1_000_000), 1010.0));
    // Push alone has it: no number is of it.
    assert_eq!(race.compared().push_ms.n, 0);
    race.record(pulled(1500.0, 1502.0, &[(1, 1000.0)]));
    race.record(push_outcome(2, Timestamp(2_000_000), 2500.0));
    let Compared { push_ms, pull_ms, advantage_ms } = race.compared();
    assert_eq!((push_ms.n, pull_ms.n, advantage_ms.n), (1, 1, 1));
    assert_eq!((push_ms.p50, pull_ms.p50), (Some(10.0), Some(502.0)));
    assert_eq!(advantage_ms.p50, Some(492.0));
    assert_eq!(advantage_ms.p50, race.advantage_of(1), "of one event it is that event's");
}

#[test]
fn the_history_knows_its_beginning() {
    let mut race = RaceState::default();
    assert_eq!(race.history().oldest_ms(), None);
    race.beat(500.0);
    race.record(pulled(700.0, 701.0, &[]));
    race.record(push_outcome(1, Timestamp(0), 900.0));
    assert_eq!(race.history().oldest_ms(), Some(500.0));
}

#[test]
fn the_latest_poll_is_one_that_was_sent_with_the_settings_in_force() {
    let mut race = RaceState::default();
    let settings = race.settings();
    let last = |race: &RaceState| race.polls().map(|polls| (polls.interval_ms, polls.last_ms));
    assert_eq!(last(&race), Some((2000.0, None)), "it has not asked yet");
    race.poll_started(2700.0);
    race.record(pulled(2700.0, 2701.0, &[]));
    assert_eq!(last(&race), Some((2000.0, Some(2700.0))));
    let other = RaceSettings { interval_ms: 500.0, ..settings };
    race.choose(other);
    assert_eq!(last(&race), Some((500.0, None)), "that one was of another interval");
    race.poll_started(4700.0);
    race.restart(other, 5000.0);
    assert_eq!(last(&race), Some((500.0, None)), "and the old lane's last one too");
    race.poll_started(5100.0);
    race.suspend(6000.0);
    assert_eq!(last(&race), None, "a hidden tab does not ask");
    race.resume(9000.0);
    assert_eq!(last(&race), Some((500.0, None)));
    race.restart(RaceSettings { pull: Transport::LongPoll, ..settings }, 9500.0);
    assert_eq!(last(&race), None, "a held question has no interval");
}
