use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// How far the reader's clock is ahead of the relay's: `reader = relay + offset`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offset {
    /// Reader's clock − relay's clock, ms; negative when the reader's is behind.
    pub offset_ms: f64,
    /// Round trip of the ping it was taken from, ms.
    pub rtt_ms: f64,
}

impl Offset {
    /// The clocks' offset is `offset_ms` ± this, ms: the relay read its clock somewhere within the
    /// round trip, at worst at one of its ends.
    pub fn uncertainty_ms(&self) -> f64 {
        self.rtt_ms / 2.0
    }

    pub(crate) fn us(&self) -> i64 {
        to_us(self.offset_ms)
    }
}

/// Estimates the [`Offset`] from the last eight pings: the quickest is the one that says most.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OffsetEstimator {
    samples: VecDeque<Offset>,
}

impl OffsetEstimator {
    /// How many pings are remembered. Few, so that a drifting or corrected clock is soon forgotten.
    pub const KEPT: usize = 8;

    /// An estimator that has heard no ping.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in one ping: when it was sent and its pong received (reader's clock, ms since the Unix
    /// epoch), and what the relay's clock said in between (µs since the Unix epoch).
    ///
    /// A ping that came back before it was sent, or whose times are no numbers, is ignored: the
    /// reader's clock was set back meanwhile.
    pub fn ping(&mut self, sent_ms: f64, received_ms: f64, relay_now_us: i64) {
        let rtt_ms = received_ms - sent_ms;
        if !rtt_ms.is_finite() || rtt_ms < 0.0 {
            return;
        }
        let middle_us = to_us(sent_ms + rtt_ms / 2.0);
        if self.samples.len() == Self::KEPT {
            self.samples.pop_front();
        }
        self.samples.push_back(Offset {
            offset_ms: to_ms(middle_us.saturating_sub(relay_now_us)),
            rtt_ms: to_ms(to_us(rtt_ms)),
        });
    }

    /// The remembered sample with the smallest round trip, the newest of equals; `None` before the
    /// first ping.
    pub fn offset(&self) -> Option<Offset> {
        let newest_first = self.samples.iter().rev().copied();
        newest_first.min_by(|a, b| a.rtt_ms.total_cmp(&b.rtt_ms))
    }
}

/// Rounds to the nearest microsecond. Absurd input saturates, and no number is 0: nothing panics.
pub(crate) fn to_us(ms: f64) -> i64 {
    (ms * 1000.0).round() as i64
}

pub(crate) fn to_ms(us: i64) -> f64 {
    us as f64 / 1000.0
}
