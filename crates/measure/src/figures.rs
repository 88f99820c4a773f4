use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::clock::{to_ms, to_us};
use crate::{Kind, Lane, Lanes, Offset, Outcome, Quantiles, Transport};

/// What a lane moved, as the relay's meter counted it at the socket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bytes {
    /// From the reader to the relay, bytes.
    pub up: u64,
    /// From the relay to the reader, bytes.
    pub down: u64,
}

/// What the outcomes themselves cannot say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Context {
    /// How each lane moves its events.
    pub transports: Lanes<Transport>,
    /// The clocks' offset; `None` before the first ping, and then no latency is known.
    pub offset: Option<Offset>,
    /// The meter's count; `None` until the relay has told it.
    pub bytes: Lanes<Option<Bytes>>,
}

/// The figures of one lane.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LaneFigures {
    /// How the lane moves its events.
    pub transport: Transport,
    /// HTTP requests made. Push: handshakes, those that failed included. Pull: every outcome.
    /// Preflights would count, but no page can see its own: so lanes must be same-origin, where
    /// there are none.
    pub requests: u64,
    /// Completed responses without an event new to this client.
    pub empty: u64,
    /// Requests without an answer, or with one that is neither 2xx nor 304.
    pub failed: u64,
    /// Long polls that ran to their limit with nothing.
    pub timed_out: u64,
    /// Push: event messages. Pull: responses with at least one new event, so that
    /// `requests = delivered + empty + failed + timed_out`. Distinct events are `latency_ms.n`.
    pub delivered: u64,
    /// Bytes from the reader to the relay; `None` while unknown.
    pub bytes_up: Option<u64>,
    /// Bytes from the relay to the reader; `None` while unknown.
    pub bytes_down: Option<u64>,
    /// From t₀ to the reader, ms, each event once; n = 0 while the clocks' offset is unknown.
    pub latency_ms: Quantiles,
}

impl LaneFigures {
    /// Responses that completed: empty or with events. Failures and time-outs stand apart.
    pub fn completed(&self) -> u64 {
        self.empty + self.delivered
    }

    /// Empty ÷ completed, 0 to 1; `None` when nothing completed. Means nothing for the push lane.
    pub fn empty_share(&self) -> Option<f64> {
        share(self.empty, self.completed())
    }
}

/// Everything the scoreboard shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// The push lane.
    pub push: LaneFigures,
    /// The pull lane.
    pub pull: LaneFigures,
    /// How much sooner push had the same event, ms: see [`advantage`].
    pub advantage_ms: Quantiles,
}

/// Works out every figure from the outcomes, in one walk for each. See [`Tally`](crate::Tally) for
/// a reader that asks every frame.
pub fn figures(outcomes: &[Outcome], context: &Context) -> Figures {
    Figures {
        push: lane_figures(outcomes, Lane::Push, context),
        pull: lane_figures(outcomes, Lane::Pull, context),
        advantage_ms: Quantiles::of(advantage(outcomes).into_iter().map(|(_, ms)| ms)),
    }
}

fn lane_figures(outcomes: &[Outcome], lane: Lane, context: &Context) -> LaneFigures {
    let count = |kind| of_lane(outcomes, lane).filter(|o| o.kind == kind).count() as u64;
    let requests = match lane {
        Lane::Push => count(Kind::Open) + count(Kind::Failed),
        Lane::Pull => of_lane(outcomes, lane).count() as u64,
    };
    let latencies = context.offset.map_or_else(Vec::new, |o| latency(outcomes, lane, o));
    let bytes = context.bytes.of(lane);
    LaneFigures {
        transport: *context.transports.of(lane),
        requests,
        empty: count(Kind::Empty),
        failed: count(Kind::Failed),
        timed_out: count(Kind::TimedOut),
        delivered: count(Kind::Delivered),
        bytes_up: bytes.map(|b| b.up),
        bytes_down: bytes.map(|b| b.down),
        latency_ms: Quantiles::of(latencies.into_iter().map(|(_, ms)| ms)),
    }
}

/// The advantage of push for each event that both lanes delivered: `(seq, t_pull − t_push in ms)`,
/// by rising seq. Both ends are on the reader's clock, so it has no clock error. An event counts
/// once, by its first delivery on each lane; negative where pull had it sooner.
pub fn advantage(outcomes: &[Outcome]) -> Vec<(u64, f64)> {
    advantage_us(outcomes).map(|(seq, us)| (seq, to_ms(us))).collect()
}

/// The latency of each event the lane delivered: `(seq, end − (t₀ + offset) in ms)`, by rising seq.
/// An event counts once, by its first delivery.
///
/// The offset is known to ± RTT/2 only, so a quick delivery can come out slightly negative. It is
/// left so here: cutting it off would shift the quantiles. [`shown_latency_ms`] is for the eye.
pub fn latency(outcomes: &[Outcome], lane: Lane, offset: Offset) -> Vec<(u64, f64)> {
    let after_t0 = |a: &Arrival| a.end_us.saturating_sub(a.t0_us).saturating_sub(offset.us());
    let arrivals = first_arrivals(outcomes, lane);
    arrivals.iter().map(|(seq, arrival)| (*seq, to_ms(after_t0(arrival)))).collect()
}

/// A latency as it is shown: never below 0 ms, for nothing arrives before it was sent.
pub fn shown_latency_ms(ms: f64) -> f64 {
    ms.max(0.0)
}

/// The pull lane's empty ÷ completed, 0 to 1; `None` when nothing completed.
pub fn empty_share(outcomes: &[Outcome]) -> Option<f64> {
    let count = |kind| of_lane(outcomes, Lane::Pull).filter(|o| o.kind == kind).count() as u64;
    let empty = count(Kind::Empty);
    share(empty, empty + count(Kind::Delivered))
}

/// The mean of [`advantage`], ms: what was measured where the theory says
/// [`mean_wait_ms`](crate::mean_wait_ms). `None` when no event came on both lanes.
pub fn mean_advantage_ms(outcomes: &[Outcome]) -> Option<f64> {
    let us: Vec<i64> = advantage_us(outcomes).map(|(_, us)| us).collect();
    mean_ms(us.iter().copied().map(i128::from).sum(), us.len())
}

/// λ as observed: distinct events of both lanes ÷ the time from the first start to the last end, in
/// events per ms. 0 while none has come; `None` while no time has passed.
pub fn observed_rate_per_ms(outcomes: &[Outcome]) -> Option<f64> {
    let events: BTreeSet<u64> = outcomes.iter().flat_map(Outcome::events).map(|e| e.0).collect();
    let start_us = outcomes.iter().map(|o| to_us(o.start_ms)).min()?;
    let end_us = outcomes.iter().map(|o| to_us(o.end_ms)).max()?;
    rate_per_ms(events.len(), start_us, end_us)
}

pub(crate) fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The mean of `n` durations with this sum in µs.
pub(crate) fn mean_ms(sum_us: i128, n: usize) -> Option<f64> {
    (n > 0).then(|| sum_us as f64 / n as f64 / 1000.0)
}

pub(crate) fn rate_per_ms(events: usize, start_us: i64, end_us: i64) -> Option<f64> {
    let span_us = end_us.saturating_sub(start_us);
    (span_us > 0).then(|| events as f64 / to_ms(span_us))
}

struct Arrival {
    end_us: i64,
    t0_us: i64,
}

fn first_arrivals(outcomes: &[Outcome], lane: Lane) -> BTreeMap<u64, Arrival> {
    let mut first = BTreeMap::new();
    for outcome in of_lane(outcomes, lane) {
        let end_us = to_us(outcome.end_ms);
        for (seq, t0_us) in outcome.events() {
            first.entry(seq).or_insert(Arrival { end_us, t0_us });
        }
    }
    first
}

fn advantage_us(outcomes: &[Outcome]) -> impl Iterator<Item = (u64, i64)> {
    let push = first_arrivals(outcomes, Lane::Push);
    let pull = first_arrivals(outcomes, Lane::Pull);
    let both = push.into_iter().filter_map(move |(seq, pushed)| Some((seq, pushed, pull.get(&seq)?.end_us)));
    both.map(|(seq, pushed, pull_us)| (seq, pull_us.saturating_sub(pushed.end_us)))
}

fn of_lane(outcomes: &[Outcome], lane: Lane) -> impl Iterator<Item = &Outcome> {
    outcomes.iter().filter(move |outcome| outcome.lane == lane)
}
