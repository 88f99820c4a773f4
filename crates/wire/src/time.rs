//! A moment, as the relay's clock read it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Microseconds since the Unix epoch, UTC; in JSON an RFC 3339 string with exactly six fractional digits.
///
/// Written by hand because the page carries it too: a calendar library would cost ten kilobytes of wasm for these two
/// functions. `tests` compare both with such a library.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The last moment that can be written: the end of the year 9999.
    pub const MAX: Self = Self(253_402_300_799_999_999);

    /// Reads the system's clock. One set before 1970 reads 1970, one set after 9999 reads [`Timestamp::MAX`]: both can be
    /// written and read back.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub fn now() -> Self {
        let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since_1970.as_micros()).map_or(Self::MAX, |micros| Self(micros).min(Self::MAX))
    }

    /// Milliseconds since the Unix epoch, with the microseconds as a fraction: what a browser's clock counts in.
    #[must_use]
    pub fn as_millis(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, micros) = (self.0.div_euclid(86_400_000_000), self.0.rem_euclid(86_400_000_000));
        let (year, month, day) = civil_from_days(days);
        let seconds = micros / 1_000_000;
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:06}Z",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60,
            micros % 1_000_000
        )
    }
}

/// The text was not `YYYY-MM-DDThh:mm:ss.ffffffZ`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadTimestamp;

impl fmt::Display for BadTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time of the form 2026-11-24T10:42:07.318000Z")
    }
}

impl std::error::Error for BadTimestamp {}

impl FromStr for Timestamp {
    type Err = BadTimestamp;

    fn from_str(text: &str) -> Result<Self, BadTimestamp> {
        let bytes = text.as_bytes();
        if bytes.len() != 27 {
            return Err(BadTimestamp);
        }
        for (at, mark) in [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (26, b'Z')] {
            if bytes[at] != mark {
                return Err(BadTimestamp);
            }
        }
        let number = |from: usize, to: usize| {
            bytes[from..to].iter().try_fold(0_i64, |n, b| b.is_ascii_digit().then(|| n * 10 + i64::from(b - b'0')))
        };
        let field = |from, to, max| number(from, to).filter(|n| *n <= max).ok_or(BadTimestamp);
        let (year, month, day) = (field(0, 4, 9999)?, field(5, 7, 12)?, field(8, 10, 31)?);
        let (hour, minute, second) = (field(11, 13, 23)?, field(14, 16, 59)?, field(17, 19, 59)?);
        let days = days_from_civil(year, month, day);
        // A day that the month does not have comes back as another date.
        if civil_from_days(days) != (year, month, day) {
            return Err(BadTimestamp);
        }
        let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
        Ok(Self(seconds * 1_000_000 + field(20, 26, 999_999)?))
    }
}

impl From<Timestamp> for String {
    fn from(time: Timestamp) -> Self {
        time.to_string()
    }
}

impl TryFrom<String> for Timestamp {
    type Error = BadTimestamp;

    fn try_from(text: String) -> Result<Self, BadTimestamp> {
        text.parse()
    }
}

/// The proleptic Gregorian date of a day counted from 1970-01-01, by the shifted-year method: years begin in March, so
/// that the leap day is the last of the year, and 400-year eras repeat.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let shifted_year = year - i64::from(month <= 2);
    let (era, year_of_era) = (shifted_year.div_euclid(400), shifted_year.rem_euclid(400));
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_a_calendar_library(micros in -62_000_000_000_000_000_i64..253_000_000_000_000_000) {
            let theirs = jiff::Timestamp::from_microsecond(micros).unwrap();
            let ours = Timestamp(micros).to_string();
            prop_assert_eq!(&ours, &format!("{theirs:.6}"));
            prop_assert_eq!(ours.parse::<Timestamp>(), Ok(Timestamp(micros)));
        }

        #[test]
        fn never_panics_on_any_text(text in ".*") {
            let _ = text.parse::<Timestamp>();
        }
    }

    #[test]
    fn refuses_what_is_not_a_date() {
        for text in [
            "",
            "2026-02-29T00:00:00.000000Z",
            "2026-13-01T00:00:00.000000Z",
            "2026-01-01T24:00:00.000000Z",
            "2026-01-01T00:00:00.000000+",
            "2026-01-01 00:00:00.000000Z",
            "2026-00-01T00:00:00.000000Z",
        ] {
            assert_eq!(text.parse::<Timestamp>(), Err(BadTimestamp), "{text}");
        }
    }
}
