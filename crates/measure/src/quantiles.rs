use serde::{Deserialize, Serialize};

/// Below this many samples a quantile says nothing and is not given ("—").
pub const MIN_SAMPLES: usize = 5;

/// How a set of durations is spread, in ms.
///
/// The median is the one in the middle, and of an even number the mean of the middle two, as who
/// works it out by hand expects. Another percentile p of n sorted samples is the one at rank
/// ⌈p·n/100⌉, counting from 1 (nearest rank): a duration that was really measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Quantiles {
    /// How many samples there are.
    pub n: usize,
    /// The median, ms; `None` below [`MIN_SAMPLES`], and of
    /// [`from_one`](Self::from_one) only without any.
    pub p50: Option<f64>,
    /// 95 of 100 took at most this, ms; `None` below [`MIN_SAMPLES`].
    pub p95: Option<f64>,
    /// The longest, ms; `None` below [`MIN_SAMPLES`].
    pub max: Option<f64>,
}

impl Quantiles {
    /// The quantiles of these durations, in ms, in any order.
    pub fn of(ms: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = ms.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        Self::of_sorted(sorted.len(), |index| sorted[index])
    }

    /// As [`of`](Self::of), but the median is given from one sample on: for a reader who is told
    /// how many there are.
    pub fn from_one(ms: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = ms.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        Self::from_one_sorted(sorted.len(), |index| sorted[index])
    }

    pub(crate) fn from_one_sorted(n: usize, at: impl Fn(usize) -> f64) -> Self {
        let p50 = (n > 0).then(|| median(n, &at));
        Quantiles { p50, ..Self::of_sorted(n, at) }
    }

    /// The quantiles of `n` samples, where `at(i)` is the i-th smallest, counting from 0.
    pub(crate) fn of_sorted(n: usize, at: impl Fn(usize) -> f64) -> Self {
        if n < MIN_SAMPLES {
            return Quantiles { n, ..Self::default() };
        }
        // In integers: 0.95 × 20 in floating point need not be 19.
        let percentile = |p: usize| Some(at((p * n).div_ceil(100) - 1));
        Quantiles { n, p50: Some(median(n, &at)), p95: percentile(95), max: percentile(100) }
    }
}

/// The median of `n` samples, at least one, where `at(i)` is the i-th smallest, counting from 0.
fn median(n: usize, at: impl Fn(usize) -> f64) -> f64 {
    if !n.is_multiple_of(2) {
        return at(n / 2);
    }
    // Times are of whole microseconds: the half of one is kept, and not the rounding of a sum, so
    // that a race worked out again gives the same.
    (f64::midpoint(at(n / 2 - 1), at(n / 2)) * 1e4).round() / 1e4
}
