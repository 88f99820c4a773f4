//! Dates as senders stamp with them. By hand: a library of dates would be a tenth of the page.

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The Unix time in seconds of a date, `None` when it is none of these:
///
/// - RFC 3339, `2026-03-10T09:14:02.5-03:00`; also `-0300` and, taken for UTC, without a zone;
/// - ISO 8601 in its short form, `20260310T121402Z`;
/// - HTTP and mail, `Tue, 10 Mar 2026 12:14:02 GMT`.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let digit = text.as_bytes().first()?.is_ascii_digit();
    match text.as_bytes().get(8) {
        Some(b'T' | b't') if digit => short(text),
        _ if digit => rfc3339(text),
        _ => http(text),
    }
}

fn rfc3339(text: &str) -> Option<i64> {
    mark(text, 4, b"-").and(mark(text, 7, b"-")).and(mark(text, 10, b"Tt "))?;
    mark(text, 13, b":").and(mark(text, 16, b":"))?;
    let day = [number(text, 0, 4)?, number(text, 5, 7)?, number(text, 8, 10)?];
    let time = [number(text, 11, 13)?, number(text, 14, 16)?, number(text, 17, 19)?];
    moment(day, time, offset(text.get(19..)?)?)
}

fn short(text: &str) -> Option<i64> {
    let day = [number(text, 0, 4)?, number(text, 4, 6)?, number(text, 6, 8)?];
    let time = [number(text, 9, 11)?, number(text, 11, 13)?, number(text, 13, 15)?];
    moment(day, time, offset(text.get(15..)?)?)
}

fn http(text: &str) -> Option<i64> {
    let mut words = text.split_once(", ")?.1.split(' ');
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let (time, zone) = (words.next()?, words.next()?);
    let month = (1..).zip(MONTHS).find(|(_, name)| *name == month)?.0;
    let day = [number(year, 0, year.len())?, month, number(day, 0, day.len())?];
    mark(time, 2, b":").and(mark(time, 5, b":"))?;
    let time = [number(time, 0, 2)?, number(time, 3, 5)?, number(time, 6, time.len())?];
    moment(day, time, if matches!(zone, "GMT" | "UTC") { 0 } else { offset(zone)? })
}

/// Seconds east of UTC, behind a fraction of a second that says nothing here.
fn offset(zone: &str) -> Option<i64> {
    let zone = match zone.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => zone,
    };
    if matches!(zone, "" | "Z" | "z") {
        return Some(0);
    }
    mark(zone, 0, b"+-")?;
    let minutes_at = if zone.as_bytes().get(3) == Some(&b':') { 4 } else { 3 };
    let (hours, minutes) = (number(zone, 1, 3)?, number(zone, minutes_at, minutes_at + 2)?);
    let is_whole = zone.len() == minutes_at + 2 && hours < 24 && minutes < 60;
    let east = if zone.starts_with('-') { -1 } else { 1 };
    is_whole.then_some(east * (hours * 3600 + minutes * 60))
}

/// Without leap seconds.
fn moment([year, month, day]: [i64; 3], [hour, minute, second]: [i64; 3], offset: i64) -> Option<i64> {
    let is_day = (1..=12).contains(&month) && (1..=31).contains(&day);
    let is_time = hour < 24 && minute < 60 && second <= 60;
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
    (is_day && is_time).then_some(seconds)
}

/// Days from 1970-01-01 in the Gregorian calendar. Years begin in March, so that a leap day is the last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
}

/// At most four digits.
fn number(text: &str, from: usize, to: usize) -> Option<i64> {
    let digits = text.get(from..to).filter(|digits| (1..=4).contains(&digits.len()))?;
    if digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse().ok() } else { None }
}

fn mark(text: &str, at: usize, any_of: &[u8]) -> Option<()> {
    text.as_bytes().get(at).filter(|b| any_of.contains(b)).map(drop)
}
