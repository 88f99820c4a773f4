//! The interval of a poll: the steps of its range, and how people write it.

use super::settings::INTERVAL_MS;

/// Steps of the range: coarse enough that each is another interval, once rounded, and an arrow key
/// is felt.
pub const STEPS: i32 = 60;

/// The interval at a step of the logarithmic range, rounded to two digits.
#[must_use]
pub fn interval_at(step: i32) -> f64 {
    let (shortest, longest) = INTERVAL_MS;
    let share = f64::from(step.clamp(0, STEPS)) / f64::from(STEPS);
    let ms = shortest * (longest / shortest).powf(share);
    let unit = if ms < 1000.0 {
        10.0
    } else if ms < 10_000.0 {
        100.0
    } else {
        1000.0
    };
    ((ms / unit).round() * unit).clamp(shortest, longest)
}

/// The step of an interval: the first that reaches it.
#[must_use]
pub fn step_of(interval_ms: f64) -> i32 {
    (0..STEPS).find(|step| interval_at(*step) >= interval_ms).unwrap_or(STEPS)
}

/// Parses an interval as people write it: `2`, `2 s`, `1,5`, `0.25s`, `500 ms`, `1 min`. `None` for
/// anything else, and for intervals out of bounds.
#[must_use]
pub fn read_interval(text: &str) -> Option<f64> {
    let text = text.trim().to_ascii_lowercase();
    let end =
        text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len());
    let (number, unit) = (&text[..end], text[end..].trim());
    if number.starts_with(['.', ',']) || number.ends_with(['.', ',']) {
        return None;
    }
    let value: f64 = number.replace(',', ".").parse().ok()?;
    let ms = match unit {
        "" | "s" => value * 1000.0,
        "ms" => value,
        "min" => value * 60_000.0,
        _ => return None,
    };
    (INTERVAL_MS.0..=INTERVAL_MS.1).contains(&ms).then_some(ms)
}

/// The interval a key press away: `]` asks less often, `[` more.
#[must_use]
pub fn interval_beside(interval_ms: f64, longer: bool) -> f64 {
    const STOPS: [f64; 9] =
        [250.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0, 20_000.0, 30_000.0, 60_000.0];
    if longer {
        STOPS.into_iter().find(|stop| *stop > interval_ms).unwrap_or(INTERVAL_MS.1)
    } else {
        STOPS.into_iter().rev().find(|stop| *stop < interval_ms).unwrap_or(INTERVAL_MS.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_is_logarithmic_and_reaches_both_ends() {
        assert_eq!((interval_at(0), interval_at(STEPS)), INTERVAL_MS);
        assert_eq!((interval_at(-5), interval_at(i32::MAX)), INTERVAL_MS);
        for ms in [250.0, 2000.0, 60_000.0] {
            assert_eq!(interval_at(step_of(ms)), ms);
        }
        for step in 0..STEPS {
            let (a, b) = (interval_at(step), interval_at(step + 1));
            assert!(a < b && b / a < 1.2, "{a} {b}");
            assert_eq!(step_of(a), step, "an arrow key moves from where the range stands");
        }
    }

    #[test]
    fn an_interval_is_read_as_people_write_it() {
        for (text, ms) in [
            ("2", 2000.0),
            ("2 s", 2000.0),
            ("1,5", 1500.0),
            ("0.25s", 250.0),
            (" 500 MS ", 500.0),
            ("1min", 60_000.0),
            ("2\u{a0}s", 2000.0),
            ("250\u{a0}ms", 250.0),
        ] {
            assert_eq!(read_interval(text), Some(ms), "{text}");
        }
        for text in [
            "",
            "abc",
            "-2",
            "2 horas",
            "0",
            "61",
            "1e3",
            "1.",
            ".",
            "1,2,3",
            "99999999999",
            "NaN",
            "249 ms",
            "2 s s",
        ] {
            assert_eq!(read_interval(text), None, "{text}");
        }
    }

    #[test]
    fn keys_move_between_round_intervals() {
        assert_eq!(
            (interval_beside(2000.0, true), interval_beside(2000.0, false)),
            (5000.0, 1000.0)
        );
        assert_eq!(
            (interval_beside(2300.0, true), interval_beside(2300.0, false)),
            (5000.0, 2000.0)
        );
        assert_eq!(
            (interval_beside(60_000.0, true), interval_beside(250.0, false)),
            (60_000.0, 250.0)
        );
    }
}
