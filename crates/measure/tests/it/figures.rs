use measure::Kind::{Delivered, Empty, Failed, Open, TimedOut};
use measure::Lane::{Pull, Push};
use measure::{
    Bytes, Context, Lanes, Offset, Quantiles, advantage, empty_share, figures, latency, mean_advantage_ms,
    observed_rate_per_ms, shown_latency_ms,
};

use crate::{context, delivery, outcome};

const SAME_CLOCK: Offset = Offset { offset_ms: 0.0, rtt_ms: 0.0 };

#[test]
fn push_requests_are_handshakes_and_messages_are_not() {
    let run = [
        outcome(Push, Failed, 0.0, 5.0),
        outcome(Push, Open, 10.0, 15.0),
        delivery(Push, 20.0, &[(1, 19.0)]),
        delivery(Push, 30.0, &[(2, 29.0)]),
        delivery(Push, 40.0, &[(3, 39.0)]),
        outcome(Push, Open, 50.0, 55.0),
    ];
    let push = figures(&run, &context()).push;
    assert_eq!((push.requests, push.failed, push.delivered), (3, 1, 3));
}

#[test]
fn pull_requests_are_all_of_them_and_add_up() {
    let run = [
        outcome(Pull, Empty, 0.0, 1.0),
        outcome(Pull, Empty, 2.0, 3.0),
        outcome(Pull, Failed, 4.0, 5.0),
        outcome(Pull, TimedOut, 6.0, 7.0),
        outcome(Pull, TimedOut, 6.0, 7.0),
        outcome(Pull, TimedOut, 6.0, 7.0),
        delivery(Pull, 9.0, &[(1, 8.0), (2, 8.5)]),
        outcome(Push, Open, 0.0, 1.0),
    ];
    let pull = figures(&run, &context()).pull;
    assert_eq!((pull.requests, pull.empty, pull.failed, pull.timed_out, pull.delivered), (7, 2, 1, 3, 1));
    assert_eq!(pull.latency_ms.n, 2, "two events in one response");
}

#[test]
fn empty_share_leaves_failures_and_time_outs_apart() {
    let mut run = vec![outcome(Pull, Failed, 0.0, 1.0), outcome(Pull, TimedOut, 1.0, 2.0)];
    assert_eq!(empty_share(&run), None);
    run.extend([
        outcome(Pull, Empty, 2.0, 3.0),
        outcome(Pull, Empty, 3.0, 4.0),
        outcome(Pull, Empty, 4.0, 5.0),
        delivery(Pull, 6.0, &[(1, 5.0)]),
        delivery(Push, 6.0, &[(1, 5.0)]),
    ]);
    assert_eq!(empty_share(&run), Some(0.75));
    assert_eq!(figures(&run, &context()).pull.empty_share(), Some(0.75));
    assert_eq!(figures(&run, &context()).pull.completed(), 4);
}

#[test]
fn advantage_is_pull_minus_push_and_may_be_negative() {
    let run = [
        delivery(Push, 1_010.25, &[(7, 1_000.0)]),
        delivery(Push, 5_000.0, &[(8, 1_500.0)]), // push had been away
        delivery(Pull, 2_250.5, &[(7, 1_000.0), (8, 1_500.0)]),
        delivery(Pull, 9_000.0, &[(9, 8_000.0)]), // push has not had it yet
    ];
    assert_eq!(advantage(&run), [(7, 1_240.25), (8, -2_749.5)]);
    assert_eq!(mean_advantage_ms(&run), Some(-754.625));
    assert_eq!(figures(&run, &context()).advantage_ms.n, 2);
}

#[test]
fn advantage_knows_no_clock_error() {
    let run = [delivery(Push, 10.0, &[(1, 0.0)]), delivery(Pull, 700.0, &[(1, 0.0)])];
    let offset = Some(Offset { offset_ms: -90_000.0, rtt_ms: 400.0 });
    let wrong_clock = Context { offset, ..context() };
    assert_eq!(figures(&run, &wrong_clock).advantage_ms, figures(&run, &context()).advantage_ms);
    assert_eq!(advantage(&run), [(1, 690.0)]);
}

#[test]
fn each_event_counts_once_by_the_delivery_recorded_first() {
    let run = [
        delivery(Push, 100.0, &[(1, 90.0)]),
        delivery(Push, 900.0, &[(1, 90.0)]), // again after a reconnect
        delivery(Pull, 400.0, &[(1, 90.0), (1, 90.0)]),
        delivery(Pull, 50.0, &[(1, 90.0)]), // again, and the clock was set back
    ];
    assert_eq!(advantage(&run), [(1, 300.0)]);
    assert_eq!(latency(&run, Push, SAME_CLOCK), [(1, 10.0)]);
    assert_eq!(latency(&run, Pull, SAME_CLOCK), [(1, 310.0)]);
}

#[test]
fn latency_is_corrected_by_the_clocks_offset() {
    // The reader is 30 ms ahead: what looks like 42 ms took 12.
    let run = [delivery(Push, 142.0, &[(1, 100.0)]), delivery(Push, 229.5, &[(2, 200.0)])];
    let ahead = Offset { offset_ms: 30.0, rtt_ms: 2.0 };
    assert_eq!(latency(&run, Push, ahead), [(1, 12.0), (2, -0.5)]);
    assert_eq!(shown_latency_ms(-0.5), 0.0);
    assert_eq!(shown_latency_ms(12.0), 12.0);
}

#[test]
fn latency_quantiles_need_five_events_and_a_known_offset() {
    let mut run: Vec<_> =
        (1..=4_u32).map(|i| delivery(Pull, f64::from(i * 1_010), &[(i.into(), f64::from(i * 1_000))])).collect();
    let few = figures(&run, &context()).pull.latency_ms;
    assert_eq!(few, Quantiles { n: 4, p50: None, p95: None, max: None });

    run.push(delivery(Pull, 5_050.0, &[(5, 5_000.0)]));
    let enough = figures(&run, &context()).pull.latency_ms;
    let expected = Quantiles { n: 5, p50: Some(30.0), p95: Some(50.0), max: Some(50.0) };
    assert_eq!(enough, expected);

    let no_clock = Context { offset: None, ..context() };
    assert_eq!(figures(&run, &no_clock).pull.latency_ms, Quantiles::default());
}

#[test]
fn only_deliveries_deliver() {
    let mut odd = delivery(Pull, 10.0, &[(1, 5.0)]);
    odd.kind = Failed;
    let run = [odd, delivery(Push, 6.0, &[(1, 5.0)])];
    assert_eq!(advantage(&run), []);
    assert!(run.iter().any(|o| o.kind == Delivered));
}

#[test]
fn observed_rate_is_distinct_events_over_the_span() {
    assert_eq!(observed_rate_per_ms(&[]), None);
    assert_eq!(observed_rate_per_ms(&[delivery(Push, 5.0, &[(1, 1.0)])]), None, "no time passed");
    let run = [
        outcome(Push, Open, 0.0, 100.0),
        delivery(Push, 4_000.0, &[(1, 3_900.0)]),
        delivery(Pull, 6_000.0, &[(1, 3_900.0), (2, 5_000.0)]),
        outcome(Pull, Empty, 7_990.0, 8_000.0),
    ];
    assert_eq!(observed_rate_per_ms(&run), Some(2.0 / 8_000.0));
    assert_eq!(observed_rate_per_ms(&run[..1]), Some(0.0));
}

#[test]
fn bytes_are_the_meters_or_unknown() {
    let pull = Some(Bytes { up: 310, down: 2_165 });
    let known = Context { bytes: Lanes { push: None, pull }, ..context() };
    let figures = figures(&[], &known);
    assert_eq!((figures.push.bytes_up, figures.push.bytes_down), (None, None));
    assert_eq!((figures.pull.bytes_up, figures.pull.bytes_down), (Some(310), Some(2_165)));
}

#[test]
fn absurd_times_break_nothing() {
    let mut absurd = delivery(Push, f64::MAX, &[(1, 0.0)]);
    absurd.t0_us = vec![i64::MIN];
    let mut nothing = delivery(Pull, f64::NAN, &[(1, 0.0)]);
    nothing.t0_us = vec![i64::MAX];
    let run = [absurd, nothing];
    let far = Context { offset: Some(Offset { offset_ms: f64::MIN, rtt_ms: 0.0 }), ..context() };
    assert_eq!(figures(&run, &far).advantage_ms.n, 1);
    assert_eq!(run.iter().collect::<measure::Tally>().figures(&far), figures(&run, &far));
}
