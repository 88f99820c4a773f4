use measure::{Offset, OffsetEstimator};

/// The relay reads its clock in the middle of a ping of this round trip.
fn ping(estimator: &mut OffsetEstimator, sent_ms: f64, rtt_ms: f64, offset_ms: f64) {
    let relay_ms = sent_ms + rtt_ms / 2.0 - offset_ms;
    estimator.ping(sent_ms, sent_ms + rtt_ms, (relay_ms * 1000.0).round() as i64);
}

#[test]
fn one_ping_by_hand() {
    let mut estimator = OffsetEstimator::new();
    assert_eq!(estimator.offset(), None);
    // Middle of 1000 and 1010 is 1005; the relay said 975.25: the reader is 29.75 ahead.
    estimator.ping(1_000.0, 1_010.0, 975_250);
    let offset = Offset { offset_ms: 29.75, rtt_ms: 10.0 };
    assert_eq!(estimator.offset(), Some(offset));
    assert_eq!(offset.uncertainty_ms(), 5.0);
}

#[test]
fn the_quickest_of_the_last_eight_wins() {
    let mut estimator = OffsetEstimator::new();
    ping(&mut estimator, 0.0, 2.0, 5.0);
    for i in 1..=7 {
        ping(&mut estimator, f64::from(i) * 1_000.0, 20.0 + f64::from(i), 100.0);
    }
    assert_eq!(estimator.offset(), Some(Offset { offset_ms: 5.0, rtt_ms: 2.0 }));
    ping(&mut estimator, 8_000.0, 40.0, 200.0); // the ninth: the first is forgotten
    assert_eq!(estimator.offset(), Some(Offset { offset_ms: 100.0, rtt_ms: 21.0 }));
}

#[test]
fn of_equals_the_newest_wins() {
    let mut estimator = OffsetEstimator::new();
    ping(&mut estimator, 0.0, 4.0, 1.0);
    ping(&mut estimator, 1_000.0, 4.0, 2.0);
    assert_eq!(estimator.offset(), Some(Offset { offset_ms: 2.0, rtt_ms: 4.0 }));
}

#[test]
fn a_ping_that_ran_backwards_is_ignored() {
    let mut estimator = OffsetEstimator::new();
    estimator.ping(1_000.0, 400.0, 700_000);
    estimator.ping(f64::NAN, 400.0, 700_000);
    assert_eq!(estimator.offset(), None);
}

#[test]
fn times_are_rounded_to_the_nearest_microsecond() {
    let mut estimator = OffsetEstimator::new();
    estimator.ping(0.0, 0.0016, 0); // 1.6 µs, the middle at 0.8
    let offset = Offset { offset_ms: 0.001, rtt_ms: 0.002 };
    assert_eq!(estimator.offset(), Some(offset));
}

/// The truth lies within ± RTT/2, whether the way out or the way back took all the time.
#[test]
fn the_uncertainty_holds_at_both_extremes() {
    for relay_reads_at_ms in [0.0, 12.0] {
        let mut estimator = OffsetEstimator::new();
        let truth_ms = -7.0;
        let relay_ms = 500.0 + relay_reads_at_ms - truth_ms;
        estimator.ping(500.0, 512.0, (relay_ms * 1000.0) as i64);
        let offset = estimator.offset().unwrap();
        assert_eq!((offset.offset_ms - truth_ms).abs(), offset.uncertainty_ms());
    }
}
