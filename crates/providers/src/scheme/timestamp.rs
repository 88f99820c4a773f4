//! Signed times: where they stand, how they are written, and how far they may be from now.

use serde_json::Value;

use super::cause::Cause;
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
    /// That, or as in RFC 3339: `2026-03-10T09:14:02.5-03:00`.
    Any,
}

impl StampFormat {
    /// The Unix time in seconds of a stamp. None: it is not written so.
    pub(crate) fn seconds(self, stamp: &str) -> Option<i64> {
        // `parse` would also take a sign.
        if !stamp.is_empty() && stamp.bytes().all(|b| b.is_ascii_digit()) {
            let number: i64 = stamp.parse().ok()?;
            // In seconds this is the year 5138, in milliseconds 1973.
            let counts_milliseconds = self != StampFormat::Seconds && number >= 100_000_000_000;
            return Some(if counts_milliseconds { number / 1000 } else { number });
        }
        if self == StampFormat::Any { rfc3339(stamp) } else { None }
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

/// RFC 3339, without its leap seconds. By hand: a library of dates would be a tenth of the page.
fn rfc3339(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = text.get(from..to)?;
        if digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse().ok() } else { None }
    };
    let mark = |at: usize, any_of: &[u8]| text.as_bytes().get(at).filter(|b| any_of.contains(b)).map(drop);
    mark(4, b"-").and(mark(7, b"-")).and(mark(10, b"Tt ")).and(mark(13, b":")).and(mark(16, b":"))?;
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let rest = text.get(19..)?;
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    let offset = match zone {
        "Z" | "z" => 0,
        _ => {
            let at = text.len().checked_sub(6).filter(|at| zone.len() == 6 && *at >= 19)?;
            mark(at, b"+-").and(mark(at + 3, b":"))?;
            let (hours, minutes) = (number(at + 1, at + 3)?, number(at + 4, at + 6)?);
            let east = if zone.starts_with('-') { -1 } else { 1 };
            if hours > 23 || minutes > 59 { return None } else { east * (hours * 3600 + minutes * 60) }
        }
    };
    Some(days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset)
}

/// Days from 1970-01-01 in the Gregorian calendar. Years begin in March, so that a leap day is the last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
}
