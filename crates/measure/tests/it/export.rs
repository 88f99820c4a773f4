use measure::{Bytes, Export, Kind, Lane, Lanes, Offset, Outcome, Random, Settings, Transport, figures};
use serde_json::{Value, json};

use crate::{EPOCH_MS, context, delivery, outcome};

fn settings() -> Settings {
    Settings {
        push: Transport::WebSocket,
        pull: Transport::ShortPoll,
        interval_ms: 2_000.0,
        conditional: true,
        mean_gap_ms: Some(8_000.0),
        seed: Some(42),
        clock: Some(Offset { offset_ms: 29.75, rtt_ms: 1.5 }),
    }
}

fn bytes() -> Lanes<Option<Bytes>> {
    Lanes { push: Some(Bytes { up: 500, down: 900 }), pull: Some(Bytes { up: 10, down: 20 }) }
}

#[test]
fn the_json_is_the_shape_of_the_screen() {
    let outcomes = vec![
        outcome(Lane::Push, Kind::Open, 0.0, 4.5),
        delivery(Lane::Push, 40.25, &[(7, 10.125)]),
        outcome(Lane::Pull, Kind::Failed, 100.0, 101.0),
    ];
    let export = Export::new(settings(), bytes(), outcomes);
    let few = |n| json!({"n": n, "p50": null, "p95": null, "max": null});
    assert_eq!(
        serde_json::to_value(&export).unwrap(),
        json!({
            "settings": {
                "push": "websocket", "pull": "short-poll", "interval_ms": 2000.0,
                "conditional": true, "mean_gap_ms": 8000.0, "seed": 42,
                "clock": {"offset_ms": 29.75, "rtt_ms": 1.5},
            },
            "lanes": {
                "push": {
                    "transport": "websocket", "requests": 1, "empty": 0, "failed": 0,
                    "timed_out": 0, "delivered": 1, "bytes_up": 500, "bytes_down": 900,
                    "latency_ms": few(1),
                },
                "pull": {
                    "transport": "short-poll", "requests": 1, "empty": 0, "failed": 1,
                    "timed_out": 0, "delivered": 0, "bytes_up": 10, "bytes_down": 20,
                    "latency_ms": few(0),
                },
            },
            "advantage_ms": few(0),
            "outcomes": [
                {"lane": "push", "kind": "open", "start": EPOCH_MS, "end": EPOCH_MS + 4.5,
                 "seqs": [], "t0": []},
                {"lane": "push", "kind": "delivered", "start": EPOCH_MS + 40.25,
                 "end": EPOCH_MS + 40.25, "seqs": [7], "t0": [1_700_000_000_010_125_i64]},
                {"lane": "pull", "kind": "failed", "start": EPOCH_MS + 100.0,
                 "end": EPOCH_MS + 101.0, "seqs": [], "t0": []},
            ],
        })
    );
}

#[test]
fn names_in_json() {
    let json = |value: Result<Value, _>| value.unwrap();
    for (transport, name) in [
        (Transport::WebSocket, "websocket"),
        (Transport::Sse, "sse"),
        (Transport::ShortPoll, "short-poll"),
        (Transport::LongPoll, "long-poll"),
    ] {
        assert_eq!(json(serde_json::to_value(transport)), name);
    }
    for (kind, name) in [
        (Kind::Open, "open"),
        (Kind::Delivered, "delivered"),
        (Kind::Empty, "empty"),
        (Kind::Failed, "failed"),
        (Kind::TimedOut, "timed_out"),
    ] {
        assert_eq!(json(serde_json::to_value(kind)), name);
    }
    assert_eq!(json(serde_json::to_value([Lane::Push, Lane::Pull])), json!(["push", "pull"]));
}

/// A run with times that no decimal of reasonable length can hold.
fn rough_run(seed: u32) -> Vec<Outcome> {
    let mut random = Random::new(seed);
    let mut outcomes = vec![outcome(Lane::Push, Kind::Open, 0.0, random.fraction())];
    for seq in 1..=60_u64 {
        let t0_ms = seq as f64 * 1_000.0 + random.fraction();
        outcomes.push(delivery(Lane::Push, t0_ms + 9.0 * random.fraction(), &[(seq, t0_ms)]));
        let poll_ms = t0_ms + 2_000.0 * random.fraction();
        outcomes.push(outcome(Lane::Pull, Kind::Empty, poll_ms - 0.7, poll_ms));
        outcomes.push(delivery(Lane::Pull, poll_ms, &[(seq, t0_ms)]));
    }
    outcomes
}

#[test]
fn a_re_read_export_gives_the_same_figures() {
    for seed in 0..30 {
        let export = Export::new(settings(), bytes(), rough_run(seed));
        let text = serde_json::to_string(&export).unwrap();
        let read: Export = serde_json::from_str(&text).unwrap();
        assert_eq!(read.figures(), export.figures(), "as written, seed {seed}");
        assert_eq!(read.recompute(), export.figures(), "from the outcomes, seed {seed}");
        assert_eq!(read.recompute().advantage_ms.n, 60);
        assert!(read.recompute().pull.latency_ms.p95.is_some());
        assert_eq!(serde_json::to_string(&read).unwrap(), text, "and writes the same text");
    }
}

#[test]
fn recompute_finds_a_figure_that_was_altered() {
    let mut export = Export::new(settings(), bytes(), rough_run(1));
    assert_eq!(export.recompute(), export.figures());
    export.lanes.pull.empty += 1;
    assert_ne!(export.recompute(), export.figures());
}

#[test]
fn an_export_without_bytes_or_clock_is_read_too() {
    let bare = Settings { clock: None, mean_gap_ms: None, seed: None, ..settings() };
    let export = Export::new(bare, Lanes::default(), rough_run(2));
    let read: Export = serde_json::from_str(&serde_json::to_string(&export).unwrap()).unwrap();
    assert_eq!(read, {
        let outcomes = read.outcomes.clone();
        Export { outcomes, ..export }
    });
    assert_eq!(read.lanes.pull.bytes_up, None);
    assert_eq!(read.advantage_ms, figures(&rough_run(2), &context()).advantage_ms);
}
