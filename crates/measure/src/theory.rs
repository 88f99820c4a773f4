//! What mathematics expects of polling, to be drawn beside what was measured; and *Multiply*.
//!
//! Events come as a Poisson process of rate λ, polls every T at a phase that knows nothing of them.

use crate::LaneFigures;

/// The mean wait of an event for the next poll, in ms: T/2. An event falls anywhere between two
/// polls with equal chance. The way of the response comes on top.
pub fn mean_wait_ms(interval_ms: f64) -> f64 {
    interval_ms / 2.0
}

/// The share of polls that find nothing, 0 to 1: e^(−λT), the chance that no event fell within T.
pub fn empty_share_theory(rate_per_ms: f64, interval_ms: f64) -> f64 {
    (-rate_per_ms * interval_ms).exp()
}

/// How long an event at `event_ms` waits until a poll starts, in ms, at least 0 and below the
/// interval, when polls start every `interval_ms` and one of them, past or coming, at `poll_ms`.
/// `None` unless the interval is above 0.
pub fn wait_for_poll_ms(event_ms: f64, poll_ms: f64, interval_ms: f64) -> Option<f64> {
    (interval_ms > 0.0).then(|| (poll_ms - event_ms).rem_euclid(interval_ms))
}

/// What many clients would do in a day if each polled like this one, and the numbers it was worked
/// out from, to be shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Multiplied {
    /// How many clients.
    pub clients: u64,
    /// How often each asks, ms.
    pub interval_ms: f64,
    /// Measured: empty responses.
    pub empty: u64,
    /// Measured: completed responses.
    pub completed: u64,
    /// Requests of one client in a day: 86,400,000 ÷ interval.
    pub requests_per_client_per_day: f64,
    /// Requests of all in a day: clients × the above.
    pub requests_per_day: f64,
    /// Those that come back empty: the above × empty ÷ completed.
    pub empty_per_day: f64,
}

/// Multiplies the measured empty share of a short-polling lane by `clients` and a day.
///
/// The request rate is the interval's, not the measured one: a run of a minute would carry its
/// first and last poll into the millions. A long poll has no interval and cannot be multiplied so.
/// `None` when nothing completed, or the interval is not a number above 0.
pub fn multiply(pull: &LaneFigures, interval_ms: f64, clients: u64) -> Option<Multiplied> {
    let (empty, completed) = (pull.empty, pull.completed());
    if completed == 0 || !interval_ms.is_finite() || interval_ms <= 0.0 {
        return None;
    }
    let requests_per_client_per_day = DAY_MS / interval_ms;
    let requests_per_day = clients as f64 * requests_per_client_per_day;
    Some(Multiplied {
        clients,
        interval_ms,
        empty,
        completed,
        requests_per_client_per_day,
        requests_per_day,
        empty_per_day: requests_per_day * empty as f64 / completed as f64,
    })
}

const DAY_MS: f64 = 86_400_000.0;
