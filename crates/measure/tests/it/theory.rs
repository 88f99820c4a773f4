use measure::Kind::{Empty, Failed};
use measure::Lane::Pull;
use measure::{LaneFigures, empty_share_theory, figures, mean_wait_ms, multiply, wait_for_poll_ms};

use crate::{context, delivery, outcome};

fn pull(empty: usize, delivered: usize) -> LaneFigures {
    let mut run = vec![outcome(Pull, Failed, 0.0, 1.0)];
    run.extend((0..empty).map(|_| outcome(Pull, Empty, 0.0, 1.0)));
    run.extend((0..delivered as u64).map(|seq| delivery(Pull, 1.0, &[(seq, 0.5)])));
    figures(&run, &context()).pull
}

#[test]
fn theory_by_hand() {
    assert_eq!(mean_wait_ms(2_000.0), 1_000.0);
    // One event in 8 s, a poll every 2 s: e^(−1/4).
    assert!((empty_share_theory(1.0 / 8_000.0, 2_000.0) - 0.778_800_783).abs() < 1e-9);
    assert_eq!(empty_share_theory(0.0, 2_000.0), 1.0);
}

#[test]
fn an_event_waits_for_the_next_poll_of_the_grid() {
    assert_eq!(wait_for_poll_ms(1_700.0, 3_000.0, 2_000.0), Some(1_300.0));
    assert_eq!(wait_for_poll_ms(1_700.0, 1_000.0, 2_000.0), Some(1_300.0), "from a past poll");
    assert_eq!(wait_for_poll_ms(3_000.0, 3_000.0, 2_000.0), Some(0.0));
    assert_eq!(wait_for_poll_ms(1_700.0, 3_000.0, 0.0), None);
}

/// The sentence of the page: 10,000 clients × 43,200 polls = 432 million; × 85 ÷ 108 = 340 million.
#[test]
fn multiply_by_hand() {
    let day = multiply(&pull(85, 23), 2_000.0, 10_000).unwrap();
    assert_eq!(day.requests_per_client_per_day, 43_200.0);
    assert_eq!(day.requests_per_day, 432_000_000.0);
    assert_eq!(day.empty_per_day, 340_000_000.0);
    assert_eq!((day.empty, day.completed), (85, 108), "the failed one is no part of it");
    assert_eq!((day.clients, day.interval_ms), (10_000, 2_000.0));
}

#[test]
fn multiply_needs_a_measurement_and_an_interval() {
    assert_eq!(multiply(&pull(0, 0), 2_000.0, 10_000), None);
    for interval_ms in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(multiply(&pull(3, 1), interval_ms, 10_000), None);
    }
}
