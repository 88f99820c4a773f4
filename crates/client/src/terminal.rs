//! Text for a terminal. What was received, and what a relay answers, may be anything: what a
//! terminal would obey is shown instead.

use std::borrow::Cow;
use std::io::{self, Write};

use wire::is_display_control;

/// Escapes what a terminal would obey, as `\u{1b}` or `\u{202e}`: control characters, what changes
/// the direction of writing (U+202E makes `gpj.exe` look like `exe.jpg`) and what nobody would see.
///
/// Line feeds and tabs are escaped as well: use [`visible_lines`] where lines may stay.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, |c| is_display_control(c) || matches!(c, '\t' | '\n'), |c, out| out.extend(c.escape_unicode()))
}

/// The same, for text of several lines: line feeds and tabs stay.
#[must_use]
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    let obeyed = is_display_control;
    escaped(text, obeyed, |c, out| out.extend(c.escape_unicode()))
}

/// The same, for JSON, by JSON's own escapes: it stays the same document. Such characters stand in
/// strings only, where serde leaves most of them as they are; what stands between strings are line
/// feeds.
#[must_use]
pub fn visible_json(json: &str) -> Cow<'_, str> {
    let obeyed = |c: char| is_display_control(c) && !c.is_ascii_whitespace();
    escaped(json, obeyed, |c, out| {
        for unit in c.encode_utf16(&mut [0; 2]) {
            *out += &format!("\\u{unit:04x}");
        }
    })
}

fn escaped(text: &str, obeyed: impl Fn(char) -> bool, escape: impl Fn(char, &mut String)) -> Cow<'_, str> {
    if !text.contains(&obeyed) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if obeyed(c) {
            escape(c, &mut out);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Writes to a terminal what is visible of it, line by line; bytes that are no text become U+FFFD.
///
/// For what is otherwise written byte for byte: to a file or a pipe it goes as it is.
#[derive(Debug)]
pub(crate) struct Visible<W: Write> {
    inner: W,
    /// The end of what was written last, when it is the beginning of a character.
    rest: Vec<u8>,
}

impl<W: Write> Visible<W> {
    pub(crate) fn new(inner: W) -> Self {
        Self { inner, rest: Vec::new() }
    }

    /// Writes what is left, when no more comes.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.rest);
        self.inner.write_all(visible_lines(&String::from_utf8_lossy(&rest)).as_bytes())?;
        self.inner.flush()
    }
}

impl<W: Write> Write for Visible<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.rest) {
            // A character may go on in the next bytes.
            Err(e) if e.error_len().is_none() => e.valid_up_to(),
            _ => whole_characters(&self.rest),
        };
        let now: Vec<u8> = self.rest.drain(..whole).collect();
        self.inner.write_all(visible_lines(&String::from_utf8_lossy(&now)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// How many of these bytes do not end within a character.
fn whole_characters(bytes: &[u8]) -> usize {
    // A character has at most four bytes: only the last three can begin one that goes on.
    let tail = bytes.len().saturating_sub(3);
    let begun = (tail..bytes.len())
        .find(|&at| std::str::from_utf8(&bytes[at..]).is_err_and(|e| e.valid_up_to() == 0 && e.error_len().is_none()));
    begun.unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        for (text, shown) in [
            (
                "ol\u{e1} 👩\u{200d}👧 \u{5e9}\u{5dc}\u{5d5}\u{5dd}",
                "ol\u{e1} 👩\u{200d}👧 \u{5e9}\u{5dc}\u{5d5}\u{5dd}",
            ),
            ("\u{1b}[31m\u{7f}\u{9b}2J", "\\u{1b}[31m\\u{7f}\\u{9b}2J"),
            ("a\u{202e}gpj.exe", "a\\u{202e}gpj.exe"),
            ("\u{2066}\u{2069}\u{200f}\u{61c}", "\\u{2066}\\u{2069}\\u{200f}\\u{61c}"),
            ("a\u{2028}b\u{feff}\u{200b}\u{e0041}", "a\\u{2028}b\\u{feff}\\u{200b}\\u{e0041}"),
        ] {
            assert_eq!((visible(text).as_ref(), visible_lines(text).as_ref()), (shown, shown));
        }
        assert_eq!(visible("a\r\n\tb"), "a\\u{d}\\u{a}\\u{9}b");
        assert_eq!(visible_lines("a\r\n\tb"), "a\\u{d}\n\tb");
        assert!(matches!(visible("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn json_stays_the_same_document() {
        let value = serde_json::json!({"a\u{202e}": "\u{1b}\u{7f}\u{85}\n\u{e0041}\u{feff}é👍"});
        for json in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            let shown = visible_json(&json);
            assert!(!shown.contains(|c| is_display_control(c) || c == '\t'), "{shown}");
            assert!(shown.contains("a\\u202e") && shown.contains("\\udb40\\udc41") && shown.contains("é👍"), "{shown}");
            assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
        }
    }

    #[test]
    fn bytes_are_shown_however_they_are_cut() {
        let bytes = "é\u{202e}👍\n\u{1b}[2J".as_bytes();
        let expected = "é\\u{202e}👍\n\\u{1b}[2J";
        for size in 1..=bytes.len() {
            let mut out = Vec::new();
            let mut visible = Visible::new(&mut out);
            for part in bytes.chunks(size) {
                visible.write_all(part).unwrap();
            }
            visible.finish().unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected, "{size} at a time");
        }
        let mut out = Vec::new();
        let mut visible = Visible::new(&mut out);
        visible.write_all(b"\xff\xfe a \xf0\x9f").unwrap();
        visible.finish().unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\u{fffd}\u{fffd} a \u{fffd}");
    }
}
