//! Durations, rates and addresses as they are typed.

use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};

pub use crate::address::address as relay;

/// Most webhooks fired, per second.
pub const MAX_RATE: f64 = 100.0;

/// One an hour: the longest race.
const LONGEST_GAP_MS: f64 = 3_600_000.0;

/// How often webhooks are fired.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// From one webhook to the next, on average; none for a rate of 0.
    pub mean_gap: Option<Duration>,
}

/// How often pull asks: 250 ms to 60 s.
///
/// # Errors
/// What is wrong with it.
pub fn interval(text: &str) -> Result<Duration> {
    within(text, Duration::from_millis(250), Duration::from_secs(60), "an interval is from 250ms to 60s")
}

/// How long a race is: 1 s to an hour.
///
/// # Errors
/// What is wrong with it.
pub fn length(text: &str) -> Result<Duration> {
    within(text, Duration::from_secs(1), Duration::from_secs(3600), "a race is from 1s to 1h long")
}

/// How long a program may take to answer: 100 ms to an hour.
///
/// # Errors
/// What is wrong with it.
pub fn timeout(text: &str) -> Result<Duration> {
    within(text, Duration::from_millis(100), Duration::from_secs(3600), "give a time from 100ms to 1h")
}

/// Webhooks per unit of time, as in `8/min` or `2/s`.
///
/// # Errors
/// What is wrong with it.
pub fn rate(text: &str) -> Result<Rate> {
    const HOW: &str = "give webhooks per unit of time, as in 8/min or 2/s; 0 fires none";
    if text.trim() == "0" {
        return Ok(Rate { mean_gap: None });
    }
    let (count, unit) = text.split_once('/').context(HOW)?;
    let (count, unit) = (number(count).context(HOW)?, unit_ms(unit).filter(|ms| *ms > 1.0).context(HOW)?);
    if count == 0.0 {
        return Ok(Rate { mean_gap: None });
    }
    if count * 1000.0 / unit > MAX_RATE {
        bail!("at most {MAX_RATE}/s: this is no load test");
    }
    if unit / count > LONGEST_GAP_MS {
        bail!("at least 1/h, or 0 to fire none");
    }
    let mean_gap = Duration::try_from_secs_f64(unit / count / 1000.0).ok().context(HOW)?;
    Ok(Rate { mean_gap: Some(mean_gap) })
}

fn within(text: &str, least: Duration, most: Duration, limits: &'static str) -> Result<Duration> {
    const HOW: &str = "give a number and a unit, as in 250ms, 2s or 1min";
    let text = text.trim();
    let digits = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let (count, unit) = text.split_at(digits);
    let ms = number(count).context(HOW)? * unit_ms(unit).context(HOW)?;
    let duration = Duration::try_from_secs_f64(ms / 1000.0).ok().context(limits)?;
    ensure!((least..=most).contains(&duration), limits);
    Ok(duration)
}

/// A decimal number; not all that Rust would read as one, as "inf".
fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    text.parse().ok().filter(|_| plain)
}

fn unit_ms(unit: &str) -> Option<f64> {
    Some(match unit.trim() {
        "ms" => 1.0,
        "s" | "sec" | "second" => 1000.0,
        "m" | "min" | "minute" => 60_000.0,
        "h" | "hour" => 3_600_000.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(result: Result<Duration>) -> Option<u128> {
        result.ok().map(|duration| duration.as_millis())
    }

    #[test]
    fn durations_have_a_unit_and_limits() {
        for (text, expected) in [
            ("250ms", Some(250)),
            ("2s", Some(2000)),
            ("1.5 s", Some(1500)),
            ("60s", Some(60_000)),
            ("1min", Some(60_000)),
            ("1m", Some(60_000)),
            ("249ms", None),
            ("60.001s", None),
            ("0s", None),
            ("99999999999999999999999s", None),
            ("1e3ms", None),
            ("-2s", None),
            ("2", None),
            ("s", None),
            ("", None),
            ("1.2.3s", None),
            ("infs", None),
            ("two seconds", None),
        ] {
            assert_eq!(ms(interval(text)), expected, "{text}");
        }
        assert_eq!((ms(length("1h")), ms(length("90s")), ms(length("61min")), ms(length("900ms"))), {
            (Some(3_600_000), Some(90_000), None, None)
        });
        assert!(interval("2").unwrap_err().to_string().contains("250ms, 2s or 1min"));
        assert!(interval("5min").unwrap_err().to_string().contains("250ms to 60s"));
        assert!(length("2h").unwrap_err().to_string().contains("1h"));
    }

    #[test]
    fn rates() {
        let gap = |text| rate(text).map(|rate| rate.mean_gap.map(|gap| gap.as_micros()));
        for (text, us) in
            [("8/min", 7_500_000), ("2/s", 500_000), ("100/s", 10_000), ("0.5 / s", 2_000_000), ("1/h", 3_600_000_000)]
        {
            assert_eq!(gap(text).unwrap(), Some(us), "{text}");
        }
        assert_eq!((gap("0").unwrap(), gap("0/s").unwrap()), (None, None));
        for text in ["8", "8/", "/min", "-1/s", "nan/s", "inf/s", "1/ms", "8/week", "", "1/s/s"] {
            assert!(rate(text).unwrap_err().to_string().contains("8/min"), "{text}");
        }
        assert!(rate("100.1/s").unwrap_err().to_string().contains("100/s"));
        assert!(rate("6001/min").is_err());
        assert!(rate("0.9/h").unwrap_err().to_string().contains("1/h"));
        assert!(rate("0.000000000000000001/h").is_err());
    }
}
