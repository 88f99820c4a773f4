//! Signed times: where they stand, how they are written, and how far they may be from now.

use serde_json::Value;

use super::{cause::Cause, date};
use crate::request;

/// How far a signed time may be from now, in seconds, either way, unless the provider says otherwise.
pub const TOLERANCE_S: i64 = 300;

/// How a stamp is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StampFormat {
    /// Unix time in seconds.
    Seconds,
    /// Unix time in seconds or in milliseconds.
    Unix,
    /// That, also in micro- or nanoseconds or with a fraction, or a date: see [`date`].
    Any,
}

impl StampFormat {
    /// The Unix time in seconds of a stamp. None: it is not written so.
    pub(crate) fn seconds(self, stamp: &str) -> Option<i64> {
        // `parse` would also take a sign.
        if !stamp.is_empty() && stamp.bytes().all(|b| b.is_ascii_digit()) {
            let number: i64 = stamp.parse().ok()?;
            // In seconds this is the year 5138, in milliseconds 1973.
            const FIRST: i64 = 100_000_000_000;
            return Some(match self {
                StampFormat::Seconds => number,
                StampFormat::Any if number >= FIRST * 1_000_000 => number / 1_000_000_000,
                StampFormat::Any if number >= FIRST * 1000 => number / 1_000_000,
                _ if number >= FIRST => number / 1000,
                _ => number,
            });
        }
        if self == StampFormat::Any { fraction(stamp).or_else(|| date::seconds(stamp)) } else { None }
    }
}

/// The Unix time in seconds of a member of a JSON object that counts milliseconds.
pub(crate) fn in_body(member: &str, body: &[u8]) -> Option<i64> {
    let legible = if body.len() <= request::LEGIBLE { body } else { &[] };
    let Some(Value::Number(stamp)) = request::json(legible)?.get_mut(member).map(Value::take) else { return None };
    #[expect(clippy::cast_possible_truncation, reason = "a float saturates, and is then far from now")]
    let milliseconds = stamp.as_i64().or_else(|| stamp.as_f64().map(|float| float as i64))?;
    Some(milliseconds.div_euclid(1000))
}

/// Seconds with a fraction, as Python's clock gives them: `1773144842.25`.
fn fraction(stamp: &str) -> Option<i64> {
    let (seconds, fraction) = stamp.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if digits(seconds) && digits(fraction) { seconds.parse().ok() } else { None }
}

/// A body whose member counts `now` in milliseconds, all its other bytes as they are. None: it has no such number.
pub(crate) fn body_stamped(member: &str, body: &[u8], now: i64) -> Option<Vec<u8>> {
    let (text, key) = (str::from_utf8(body).ok()?, format!("\"{member}\""));
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
    text.match_indices(&key).find_map(|(at, key)| {
        let after = text[at + key.len()..].trim_start().strip_prefix(':')?.trim_start();
        let rest = after.trim_start_matches(is_of_number);
        let stamped = format!("{}{}{rest}", &text[..text.len() - after.len()], now.saturating_mul(1000));
        // One of the same name may stand deeper.
        let is_it = rest.len() < after.len() && in_body(member, stamped.as_bytes()) == Some(now);
        is_it.then(|| stamped.into_bytes())
    })
}

/// What is wrong with the time of a right signature.
pub(crate) fn timestamp_error(at: i64, now: i64, tolerance_s: i64) -> Option<Cause> {
    let age = now.saturating_sub(at);
    if age > tolerance_s {
        Some(Cause::StaleTimestamp)
    } else if age < -tolerance_s {
        Some(Cause::FutureTimestamp)
    } else {
        None
    }
}
