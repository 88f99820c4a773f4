use serde::{Deserialize, Serialize};

/// Below this many samples a quantile says nothing and is not given ("—").
pub const MIN_SAMPLES: usize = 5;

/// How a set of durations is spread, in ms.
///
/// The p-th percentile of n sorted samples is the one at rank ⌈p·n/100⌉, counting from 1 (nearest
/// rank). So every figure is a duration that was really measured, never a mean of two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Quantiles {
    /// How many samples there are.
    pub n: usize,
    /// Half of them took at most this, ms; `None` below [`MIN_SAMPLES`], and of
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
    /// how many there are. Of an even number it is the smaller of the middle two.
    pub fn from_one(ms: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = ms.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        Self::from_one_sorted(sorted.len(), |index| sorted[index])
    }

    pub(crate) fn from_one_sorted(n: usize, at: impl Fn(usize) -> f64) -> Self {
        let p50 = n.checked_sub(1).map(|last| at(last / 2));
        Quantiles { p50, ..Self::of_sorted(n, at) }
    }

    /// The quantiles of `n` samples, where `at(i)` is the i-th smallest, counting from 0.
    pub(crate) fn of_sorted(n: usize, at: impl Fn(usize) -> f64) -> Self {
        if n < MIN_SAMPLES {
            return Quantiles { n, ..Self::default() };
        }
        // In integers: 0.95 × 20 in floating point need not be 19.
        let percentile = |p: usize| Some(at((p * n).div_ceil(100) - 1));
        Quantiles { n, p50: percentile(50), p95: percentile(95), max: percentile(100) }
    }
}
