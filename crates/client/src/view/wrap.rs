//! Text falls into lines of a width.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Start and end of each line of a text, which ends where the text breaks it, or at the width.
pub(super) fn wrap(text: &str, width: usize) -> impl Iterator<Item = (usize, usize)> {
    let width = width.max(2);
    let mut at = 0;
    let mut is_done = false;
    std::iter::from_fn(move || {
        if is_done {
            return None;
        }
        let rest = &text[at..];
        let (length, skipped) = cut(rest, width);
        let line = (at, at + length);
        at += length + skipped;
        // A line feed at the end of a text begins no line.
        is_done = at >= text.len();
        Some(line)
    })
}

/// Bytes of the first line, and of what ends it.
fn cut(text: &str, width: usize) -> (usize, usize) {
    let mut columns = 0;
    for (at, c) in text.char_indices() {
        if c == '\n' {
            return (at, 1);
        }
        columns += c.width().unwrap_or(0);
        if columns > width {
            return (at, 0);
        }
    }
    (text.len(), 0)
}

/// A text in so many columns: cut with `…` where it is too long, with spaces where it is too short.
pub(super) fn fit(text: &str, width: usize) -> String {
    let mut fitted = clip(text, width);
    let columns = fitted.width();
    fitted.extend(std::iter::repeat_n(' ', width.saturating_sub(columns)));
    fitted
}

/// A text in at most so many columns.
pub(super) fn clip(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let (mut clipped, mut columns) = (String::new(), 0);
    for c in text.chars() {
        columns += c.width().unwrap_or(0);
        if columns + 1 > width {
            break;
        }
        clipped.push(c);
    }
    if width > 0 {
        clipped.push('…');
    }
    clipped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: usize) -> Vec<&str> {
        wrap(text, width).map(|(start, end)| &text[start..end]).collect()
    }

    #[test]
    fn lines_end_at_a_line_feed_or_at_the_width() {
        assert_eq!(lines("", 5), [""]);
        assert_eq!(lines("abcdefg\n\nhi\n", 5), ["abcde", "fg", "", "hi"]);
        assert_eq!(lines("abcde\nx", 5), ["abcde", "x"]);
        assert_eq!(lines("ação", 3), ["açã", "o"]);
        // Wide characters are not cut in two.
        assert_eq!(lines("日本語", 5), ["日本", "語"]);
        assert_eq!(lines("日", 0), ["日"], "there is always an end");
    }

    #[test]
    fn texts_fit_into_columns() {
        assert_eq!((fit("ab", 4), fit("abcd", 4), fit("abcde", 4)), ("ab  ".into(), "abcd".into(), "abc…".into()));
        assert_eq!(
            (fit("日本", 4), fit("日本語", 5), fit("日本語", 4)),
            ("日本".into(), "日本…".into(), "日… ".into())
        );
        assert_eq!((fit("", 0), fit("a", 0), clip("abc", 1)), (String::new(), String::new(), "…".into()));
    }
}
