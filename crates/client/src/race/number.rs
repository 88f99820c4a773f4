//! Numbers as the terminal shows them.

/// A whole number in groups of three: 1,012.
pub(super) fn whole(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Whole milliseconds: `1,012 ms`, `<1 ms`, `−40 ms`.
pub(super) fn milliseconds(ms: f64) -> String {
    match ms {
        ms if ms.abs() < 0.5 => "<1 ms".into(),
        ms if ms < 0.0 => format!("−{} ms", whole(ms.abs().round() as u64)),
        ms => format!("{} ms", whole(ms.round() as u64)),
    }
}

/// As one says it: `840 ms`, `1.01 s`.
pub(super) fn duration(ms: f64) -> String {
    if ms < 999.5 { milliseconds(ms) } else { format!("{:.2} s", ms / 1000.0) }
}

/// Half a round trip, which on one machine is well below a millisecond.
pub(super) fn uncertainty(ms: f64) -> String {
    if ms < 9.95 { format!("{:.1} ms", (ms * 10.0).ceil() / 10.0) } else { milliseconds(ms) }
}

/// What was given in seconds, without zeros at the end: `2 s`, `0.25 s`.
pub(super) fn seconds(ms: f64) -> String {
    format!("{} s", (ms / 10.0).round() / 100.0)
}

/// Never 0 or 100 unless it is.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let shown = if percent > 0.0 && percent < 100.0 { percent.round().clamp(1.0, 99.0) } else { percent.round() };
    format!("{shown}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!((whole(0), whole(999), whole(1_234_567)), ("0".into(), "999".into(), "1,234,567".into()));
        let ms: Vec<_> = [0.0, 0.49, -0.3, 0.5, 999.4, 1012.6, -40.0].map(milliseconds).into();
        assert_eq!(ms, ["<1 ms", "<1 ms", "<1 ms", "1 ms", "999 ms", "1,013 ms", "−40 ms"]);
        assert_eq!(
            (duration(999.0), duration(999.6), duration(61_234.0)),
            ("999 ms".into(), "1.00 s".into(), "61.23 s".into())
        );
        assert_eq!(
            (seconds(250.0), seconds(60_000.0), seconds(13_456.7)),
            ("0.25 s".into(), "60 s".into(), "13.46 s".into())
        );
        assert_eq!((percent(0.0), percent(0.001), percent(0.999), percent(1.0)), {
            ("0%".into(), "1%".into(), "99%".into(), "100%".into())
        });
        assert_eq!(
            (uncertainty(0.04), uncertainty(0.11), uncertainty(12.0)),
            ("0.1 ms".into(), "0.2 ms".into(), "12 ms".into())
        );
    }
}
