//! Positions as they are asked for: `1,5-9`.

use wire::Seq;

use crate::http::Invalid;

/// Most ranges in a question: as many as the page can list, which an address of 64 KiB still takes.
const MAX_RANGES: usize = 5000;

/// Ranges of positions, first and last, in their order, none twice.
pub(super) fn parse(text: &str) -> Result<Vec<(Seq, Seq)>, Invalid> {
    let bad = |part: &str| Invalid::Parameter {
        name: "seqs",
        value: part.into(),
        expected: "positions and ranges of them, as in 1,5-9".into(),
    };
    let mut ranges = Vec::new();
    for part in text.split(',').map(str::trim) {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let number = |text: &str| text.parse::<Seq>().ok().filter(|seq| *seq > 0);
        match (number(from), number(to)) {
            (Some(from), Some(to)) if from <= to => ranges.push((from, to)),
            _ => return Err(bad(part)),
        }
        if ranges.len() > MAX_RANGES {
            return Err(Invalid::TooManyRanges(MAX_RANGES));
        }
    }
    ranges.sort_unstable();
    let mut joined: Vec<(Seq, Seq)> = Vec::new();
    for (from, to) in ranges {
        match joined.last_mut() {
            Some((_, last)) if from <= last.saturating_add(1) => *last = to.max(*last),
            _ => joined.push((from, to)),
        }
    }
    Ok(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_sorted_and_none_is_twice() {
        for (text, ranges) in [
            ("1", vec![(1, 1)]),
            ("1,5-9", vec![(1, 1), (5, 9)]),
            ("9, 2-4 ,3,5", vec![(2, 5), (9, 9)]),
            ("1-18446744073709551615,7", vec![(1, u64::MAX)]),
        ] {
            assert_eq!(parse(text).unwrap(), ranges, "{text}");
        }
        for bad in ["", ",", "1,", "0", "a", "-1", "1-", "9-5", "1-2-3", "1.5", "99999999999999999999", "1;2"] {
            let refused = parse(bad).unwrap_err();
            assert!(matches!(refused, Invalid::Parameter { name: "seqs", .. }), "{bad}: {refused:?}");
        }
        assert!(parse(&"1,".repeat(2 * MAX_RANGES)).is_err());
        let many: Vec<_> = (1..MAX_RANGES + 2).map(|n| (2 * n).to_string()).collect();
        assert!(matches!(parse(&many.join(",")), Err(Invalid::TooManyRanges(MAX_RANGES))));
    }
}
