use crate::clock::{to_ms, to_us};
use crate::figures::{mean_ms, rate_per_ms};
use crate::{Context, Figures, Kind, Lane, LaneFigures, Lanes, Offset, Outcome, Quantiles};

/// The figures of a run while it grows: fed one outcome at a time, asked as often as one likes.
///
/// Gives exactly what [`figures`](fn@crate::figures) gives for the same outcomes in the same order.
/// An answer costs the same whether there were ten outcomes or ten thousand; taking one in costs a
/// search and moving half of a sorted list (0.4 µs on average up to 5,000 events, 3 µs up to 50,000).
///
/// It never forgets. A reader that keeps a ring of outcomes drops them in blocks and tallies the
/// rest anew (`outcomes.iter().collect()`), so that figures and kept rows still agree.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    lanes: Lanes<LaneTally>,
    advantages: Sorted,
    /// Time from t₀ of the events that both lanes had, µs, without the clocks' offset.
    compared: Lanes<Sorted>,
    /// When each lane first had an event, by rising position, in which order they nearly always come.
    arrivals: Vec<(u64, Lanes<Option<Arrival>>)>,
    /// The first start and the last end, µs.
    span_us: Option<(i64, i64)>,
}

impl Tally {
    /// A tally of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in the next outcome.
    pub fn add(&mut self, outcome: &Outcome) {
        let (start_us, end_us) = (to_us(outcome.start_ms), to_us(outcome.end_ms));
        let (first, last) = self.span_us.unwrap_or((start_us, end_us));
        self.span_us = Some((first.min(start_us), last.max(end_us)));
        self.lanes.of_mut(outcome.lane).count(outcome.kind);
        for (seq, t0_us) in outcome.events() {
            self.arrived(outcome.lane, seq, end_us, t0_us);
        }
    }

    fn arrived(&mut self, lane: Lane, seq: u64, end_us: i64, t0_us: i64) {
        let at = self.place_of(seq).unwrap_or_else(|at| {
            self.arrivals.insert(at, (seq, Lanes::default()));
            at
        });
        let arrivals = &mut self.arrivals[at].1;
        if arrivals.of(lane).is_some() {
            return; // the first delivery counts
        }
        let after_t0_us = end_us.saturating_sub(t0_us);
        *arrivals.of_mut(lane) = Some(Arrival { end_us, after_t0_us });
        self.lanes.of_mut(lane).after_t0.insert(after_t0_us);
        if let (Some(push), Some(pull)) = (arrivals.push, arrivals.pull) {
            self.advantages.insert(pull.end_us.saturating_sub(push.end_us));
            self.compared.push.insert(push.after_t0_us);
            self.compared.pull.insert(pull.after_t0_us);
        }
    }

    fn place_of(&self, seq: u64) -> Result<usize, usize> {
        self.arrivals.binary_search_by_key(&seq, |(seq, _)| *seq)
    }

    /// Every figure of the outcomes so far.
    pub fn figures(&self, context: &Context) -> Figures {
        Figures {
            push: self.lane(Lane::Push, context),
            pull: self.lane(Lane::Pull, context),
            advantage_ms: self.advantages.quantiles(0),
        }
    }

    fn lane(&self, lane: Lane, context: &Context) -> LaneFigures {
        let tally = self.lanes.of(lane);
        let bytes = context.bytes.of(lane);
        LaneFigures {
            transport: *context.transports.of(lane),
            requests: match lane {
                Lane::Push => tally.open + tally.failed,
                Lane::Pull => tally.all(),
            },
            empty: tally.empty,
            failed: tally.failed,
            timed_out: tally.timed_out,
            delivered: tally.delivered,
            bytes_up: bytes.map(|b| b.up),
            bytes_down: bytes.map(|b| b.down),
            latency_ms: context.offset.map_or_else(Quantiles::default, |offset| tally.after_t0.quantiles(offset.us())),
        }
    }

    /// The delays and the advantage of the events that both lanes had: three numbers of the same
    /// events.
    pub fn compared(&self, offset: Option<Offset>) -> Compared {
        let quantiles =
            |sorted: &Sorted| offset.map_or_else(Quantiles::default, |offset| sorted.quantiles_of_any(offset.us()));
        Compared {
            push_ms: quantiles(&self.compared.push),
            pull_ms: quantiles(&self.compared.pull),
            advantage_ms: self.advantages.quantiles_of_any(0),
        }
    }

    /// As [`empty_share`](crate::empty_share).
    pub fn empty_share(&self) -> Option<f64> {
        let pull = &self.lanes.pull;
        crate::figures::share(pull.empty, pull.empty + pull.delivered)
    }

    /// As [`mean_advantage_ms`](crate::mean_advantage_ms).
    pub fn mean_advantage_ms(&self) -> Option<f64> {
        mean_ms(self.advantages.sum_us, self.advantages.us.len())
    }

    /// As [`observed_rate_per_ms`](crate::observed_rate_per_ms).
    pub fn observed_rate_per_ms(&self) -> Option<f64> {
        let (start_us, end_us) = self.span_us?;
        rate_per_ms(self.arrivals.len(), start_us, end_us)
    }

    /// How much sooner push had this event, ms; `None` until both lanes had it.
    pub fn advantage_of(&self, seq: u64) -> Option<f64> {
        let (_, arrivals) = self.place_of(seq).ok().and_then(|at| self.arrivals.get(at))?;
        Some(to_ms(arrivals.pull?.end_us.saturating_sub(arrivals.push?.end_us)))
    }
}

impl<'a> Extend<&'a Outcome> for Tally {
    fn extend<I: IntoIterator<Item = &'a Outcome>>(&mut self, outcomes: I) {
        outcomes.into_iter().for_each(|outcome| self.add(outcome));
    }
}

impl<'a> FromIterator<&'a Outcome> for Tally {
    fn from_iter<I: IntoIterator<Item = &'a Outcome>>(outcomes: I) -> Self {
        let mut tally = Self::new();
        tally.extend(outcomes);
        tally
    }
}

/// The delays of the events that both lanes had. Medians are given from one event on: see
/// [`Quantiles::from_one`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Compared {
    /// From t₀ to push's reader, ms; n = 0 while the clocks' offset is unknown.
    pub push_ms: Quantiles,
    /// From t₀ to pull's reader, ms; n = 0 while the clocks' offset is unknown.
    pub pull_ms: Quantiles,
    /// How much sooner push had each event, ms. Its median need not be the difference of the
    /// lanes' medians.
    pub advantage_ms: Quantiles,
}

/// The first delivery of an event on a lane, µs on the reader's clock.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Arrival {
    end_us: i64,
    after_t0_us: i64,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct LaneTally {
    open: u64,
    delivered: u64,
    empty: u64,
    failed: u64,
    timed_out: u64,
    /// end − t₀ of each event, µs, still without the clocks' offset: the offset changes with every
    /// better ping, and subtracting one number from all of them leaves their order as it is.
    after_t0: Sorted,
}

impl LaneTally {
    fn count(&mut self, kind: Kind) {
        *match kind {
            Kind::Open => &mut self.open,
            Kind::Delivered => &mut self.delivered,
            Kind::Empty => &mut self.empty,
            Kind::Failed => &mut self.failed,
            Kind::TimedOut => &mut self.timed_out,
        } += 1;
    }

    fn all(&self) -> u64 {
        self.open + self.delivered + self.empty + self.failed + self.timed_out
    }
}

/// Durations in order, µs. A plain list: at this size moving memory beats any tree.
#[derive(Clone, Debug, Default, PartialEq)]
struct Sorted {
    us: Vec<i64>,
    sum_us: i128,
}

impl Sorted {
    fn insert(&mut self, us: i64) {
        let index = self.us.partition_point(|other| *other <= us);
        self.us.insert(index, us);
        self.sum_us += i128::from(us);
    }

    fn quantiles_of_any(&self, minus_us: i64) -> Quantiles {
        Quantiles::from_one_sorted(self.us.len(), |index| to_ms(self.us[index].saturating_sub(minus_us)))
    }

    fn quantiles(&self, minus_us: i64) -> Quantiles {
        Quantiles::of_sorted(self.us.len(), |index| to_ms(self.us[index].saturating_sub(minus_us)))
    }
}
