use measure::Schedule;

#[test]
fn the_first_poll_is_a_phase_away_and_the_rate_counts_from_the_start() {
    let mut schedule = Schedule::new(2_000.0, 1_300.0, 10_000.0);
    assert_eq!(schedule.next_due(10_000.0), 11_300.0);
    schedule.started(11_304.0); // the timer was late
    schedule.finished(12_100.0);
    assert_eq!(schedule.next_due(12_100.0), 13_304.0, "from the start, not the end");
}

#[test]
fn a_poll_that_is_due_stays_due_until_it_starts() {
    let mut schedule = Schedule::new(2_000.0, 500.0, 0.0);
    assert_eq!(schedule.next_due(499.0), 500.0);
    assert_eq!(schedule.next_due(507.0), 500.0);
    assert_eq!(schedule.next_due(523.0), 500.0);
}

#[test]
fn slots_that_pass_in_flight_are_skipped() {
    let mut schedule = Schedule::new(1_000.0, 0.0, 0.0);
    schedule.started(0.0);
    assert!(schedule.in_flight());
    assert_eq!(schedule.next_due(999.0), 1_000.0);
    assert_eq!(schedule.next_due(1_000.0), 2_000.0, "never due while in flight");
    assert_eq!(schedule.next_due(2_400.0), 3_000.0);
    schedule.finished(3_200.0);
    assert!(!schedule.in_flight());
    assert_eq!(schedule.next_due(3_200.0), 4_000.0, "on the grid of the start");
}

#[test]
fn no_burst_after_a_suspension() {
    let mut schedule = Schedule::new(2_000.0, 0.0, 0.0);
    schedule.started(0.0);
    schedule.finished(20.0);
    let woken = 3_600_000.0;
    let mut starts = Vec::new();
    let mut now = woken;
    while now < woken + 6_500.0 {
        if now >= schedule.next_due(now) {
            starts.push(now - woken);
            schedule.started(now);
            schedule.finished(now);
        }
        now += 10.0;
    }
    assert_eq!(starts, [0.0, 2_000.0, 4_000.0, 6_000.0]);
}

#[test]
fn suspended_in_flight_skips_to_the_grid() {
    let mut schedule = Schedule::new(2_000.0, 0.0, 0.0);
    schedule.started(300.0);
    schedule.finished(3_600_000.0);
    assert_eq!(schedule.next_due(3_600_000.0), 3_600_300.0);
}

#[test]
fn a_clock_set_back_delays_by_an_interval_at_most() {
    let mut schedule = Schedule::new(2_000.0, 0.0, 3_600_000.0);
    schedule.started(3_600_000.0);
    schedule.finished(3_600_010.0);
    assert_eq!(schedule.next_due(1_000.0), 3_000.0);
    assert_eq!(schedule.next_due(1_500.0), 3_000.0, "and does not move on with every question");
}

#[test]
fn a_new_interval_takes_hold_of_the_wait_under_way() {
    let mut schedule = Schedule::new(2_000.0, 500.0, 0.0);
    schedule.set_interval(10_000.0);
    assert_eq!(schedule.next_due(0.0), 2_500.0, "a quarter of the way stays a quarter");
    schedule.started(2_500.0);
    schedule.finished(2_600.0);
    schedule.set_interval(250.0);
    assert_eq!(schedule.interval_ms(), 250.0);
    assert_eq!(schedule.next_due(2_600.0), 2_750.0);
}

#[test]
fn after_a_skip_a_new_interval_counts_from_the_last_slot() {
    let mut schedule = Schedule::new(1_000.0, 0.0, 0.0);
    schedule.started(0.0);
    schedule.finished(3_200.0);
    schedule.set_interval(500.0);
    assert_eq!(schedule.next_due(3_200.0), 3_500.0);
}

#[test]
fn mistaken_input_polls_rarely_not_madly() {
    let mut schedule = Schedule::new(f64::NAN, 90_000.0, 0.0);
    assert_eq!(schedule.interval_ms(), 60_000.0);
    assert_eq!(schedule.next_due(0.0), 60_000.0, "a phase is no longer than the interval");
    assert_eq!(Schedule::new(2_000.0, f64::NAN, 7.0).next_due(7.0), 7.0);
    assert_eq!(Schedule::new(2_000.0, -5.0, 7.0).next_due(7.0), 7.0);
    schedule.set_interval(-3.0);
    assert_eq!(schedule.interval_ms(), 1.0);
}
