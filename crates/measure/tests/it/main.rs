//! The definitions of screen.md, section 2, against cases worked out by hand; and the simulation.

mod clock;
mod export;
mod figures;
mod gaps;
mod quantiles;
mod schedule;
mod simulation;
mod tally;
mod theory;

use measure::{Context, Kind, Lane, Lanes, Outcome, Transport};

/// A minute of a day in 2023, ms: instants of the size that real ones have.
const EPOCH_MS: f64 = 1_700_000_000_000.0;

/// An outcome from `start_ms` to `end_ms` after the epoch of the tests, without events.
fn outcome(lane: Lane, kind: Kind, start_ms: f64, end_ms: f64) -> Outcome {
    Outcome {
        lane,
        kind,
        start_ms: EPOCH_MS + start_ms,
        end_ms: EPOCH_MS + end_ms,
        seqs: Vec::new(),
        t0_us: Vec::new(),
    }
}

/// A delivery at `end_ms`; events are `(seq, t0_ms)`.
fn delivery(lane: Lane, end_ms: f64, events: &[(u64, f64)]) -> Outcome {
    let us = |ms: f64| ((EPOCH_MS + ms) * 1000.0).round() as i64;
    Outcome {
        seqs: events.iter().map(|e| e.0).collect(),
        t0_us: events.iter().map(|e| us(e.1)).collect(),
        ..outcome(lane, Kind::Delivered, end_ms, end_ms)
    }
}

fn context() -> Context {
    Context {
        transports: Lanes { push: Transport::WebSocket, pull: Transport::ShortPoll },
        offset: Some(measure::Offset { offset_ms: 0.0, rtt_ms: 0.0 }),
        bytes: Lanes::default(),
    }
}
