use crate::clock::{to_ms, to_us};

/// The mean gap between two events of the demonstration, ms.
pub const MEAN_GAP_MS: f64 = 8_000.0;

/// A small seeded source of chance (SplitMix64), so that a run can be run again. Not for secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Random {
    state: u64,
}

impl Random {
    /// The same seed gives the same numbers, natively and in wasm. 32 bits, so that every JSON
    /// reader and a link can carry the seed.
    pub fn new(seed: u32) -> Self {
        Random { state: u64::from(seed) }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// The next number, at least 0 and below 1, all equally likely: times the interval, a phase.
    pub fn fraction(&mut self) -> f64 {
        // The 53 bits an f64 can hold.
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The gaps between the events of the demonstration: exponentially distributed, so that the events
/// are a Poisson process and no poll can fall into step with them. Endless.
///
/// Gaps are whole µs, in which the last bit of a platform's logarithm drowns.
#[derive(Clone, Debug, PartialEq)]
pub struct Gaps {
    random: Random,
    mean_ms: f64,
}

impl Gaps {
    /// Gaps of this mean in ms, usually [`MEAN_GAP_MS`]. A mean that is no number from 1 ms up
    /// counts as [`MEAN_GAP_MS`]: a source without gaps would fire without end.
    pub fn new(seed: u32, mean_ms: f64) -> Self {
        let usable = mean_ms.is_finite() && mean_ms >= 1.0;
        Gaps { random: Random::new(seed), mean_ms: if usable { mean_ms } else { MEAN_GAP_MS } }
    }

    /// The next gap, ms: −mean · ln(1 − u) for an even u below 1.
    pub fn next_ms(&mut self) -> f64 {
        let u = self.random.fraction();
        to_ms(to_us(-self.mean_ms * (1.0 - u).ln()))
    }
}

impl Iterator for Gaps {
    type Item = f64;

    fn next(&mut self) -> Option<f64> {
        Some(self.next_ms())
    }
}
