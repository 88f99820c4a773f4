//! JSON laid out for reading. The text is never parsed into numbers and printed again: what is
//! between the added white space is what came, digit for digit. Nothing of it is copied: a line is a
//! place in the text.

mod check;
mod path;

use std::ops::Range;

use crate::model::document::Place;

pub use path::{path, value};

/// Kind of a piece of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A member's name.
    Key,
    /// A string.
    Text,
    /// A number.
    Number,
    /// `true`, `false` or `null`.
    Word,
    /// A value of no known type.
    Value,
    /// Brackets, colons, commas.
    Mark,
}

/// The place where a text stops being JSON. Lines and columns count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotJson {
    /// The line, 0 when it was not looked at.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Checks that a text is JSON (RFC 8259).
///
/// # Errors
/// The place where it stops being JSON.
pub fn check(text: &str) -> Result<(), NotJson> {
    check::check(text)
}

/// Lays out a part of a document that is JSON ([`check()`]): a line for each member, element and
/// bracket, at this depth and below.
pub fn layout(document: &str, part: Range<usize>, depth: u32, lines: &mut Vec<Place>) {
    let bytes = &document.as_bytes()[..part.end];
    let mut layout = Layout { lines, line: None, depth, open: Vec::new() };
    let mut at = part.start;
    while let Some(byte) = bytes.get(at) {
        let begin = at;
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            b'{' | b'[' => {
                let next = at + 1 + space_length(&bytes[at + 1..]);
                // An empty array or object stays on its line.
                let is_empty = matches!(bytes.get(next), Some(b'}' | b']'));
                at = if is_empty { next + 1 } else { at + 1 };
                layout.take(begin, at);
                if !is_empty {
                    layout.open();
                }
            }
            b'}' | b']' => {
                at += 1;
                layout.close();
                layout.take(begin, at);
            }
            b',' => {
                at += 1;
                layout.take(begin, at);
                layout.end();
            }
            _ => {
                at += token_length(&bytes[at..]);
                layout.take(begin, at);
            }
        }
    }
    layout.end();
}

struct Layout<'l> {
    lines: &'l mut Vec<Place>,
    /// The line that is being made.
    line: Option<Range<usize>>,
    depth: u32,
    /// The lines that opened what is open.
    open: Vec<usize>,
}

impl Layout<'_> {
    fn take(&mut self, begin: usize, end: usize) {
        self.line.get_or_insert(begin..end).end = end;
    }

    fn end(&mut self) {
        if let Some(line) = self.line.take() {
            self.lines.push(Place::new(line, self.depth));
        }
    }

    fn open(&mut self) {
        self.open.push(self.lines.len());
        self.end();
        self.depth += 1;
    }

    fn close(&mut self) {
        self.end();
        self.depth = self.depth.saturating_sub(1);
        let closing = self.lines.len() as u32;
        if let Some(opening) = self.open.pop().and_then(|at| self.lines.get_mut(at)) {
            opening.close = closing;
        }
    }
}

/// The tokens of a line or of a part of one, as places in it. A token that is cut off is one too.
pub fn tokens(line: &str) -> impl Iterator<Item = (Kind, Range<usize>)> {
    let bytes = line.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        at += space_length(&bytes[at..]);
        let begin = at;
        let kind = match bytes.get(at)? {
            b'"' => {
                at += token_length(&bytes[at..]);
                let next = bytes.get(at + space_length(&bytes[at..]));
                if next == Some(&b':') { Kind::Key } else { Kind::Text }
            }
            b'{' | b'[' | b'}' | b']' | b',' | b':' => {
                at += 1;
                Kind::Mark
            }
            first => {
                let kind = if first.is_ascii_alphabetic() { Kind::Word } else { Kind::Number };
                at += token_length(&bytes[at..]);
                kind
            }
        };
        Some((kind, begin..at))
    })
}

fn space_length(text: &[u8]) -> usize {
    text.iter().position(|byte| !b" \t\n\r".contains(byte)).unwrap_or(text.len())
}

/// Length of the string, number, word or mark that a text starts with: at least 1.
fn token_length(text: &[u8]) -> usize {
    match text.first() {
        Some(b'"') => string_length(text),
        Some(b':') => 1,
        _ => {
            let ends = |byte: &u8| b" \t\n\r,:]}".contains(byte);
            text.iter().skip(1).position(ends).map_or(text.len(), |at| at + 1)
        }
    }
}

/// Length of the string that a text starts with, quotes included.
fn string_length(text: &[u8]) -> usize {
    let mut escaped = false;
    for (at, byte) in text.iter().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::Document;

    fn shown(text: &str) -> Vec<String> {
        let document = Document::json(text.into()).unwrap();
        let indented = |at| {
            let depth = document.place(at).map_or(0, |place| place.depth as usize);
            format!("{}{}", "  ".repeat(depth), document.line(at))
        };
        (0..document.len()).map(indented).collect()
    }

    #[test]
    fn lays_out_and_keeps_every_digit() {
        assert_eq!(
            shown(
                "{\"a\" :1.0e+05, \"a\":12345678901234567890,\"s\":\"x, {\\\"}\\u00e9\",\"o\":{},\"l\":[ ],\"n\":[1,[null]]}"
            ),
            [
                "{",
                "  \"a\": 1.0e+05,",
                "  \"a\": 12345678901234567890,",
                "  \"s\": \"x, {\\\"}\\u00e9\",",
                "  \"o\": {},",
                "  \"l\": [],",
                "  \"n\": [",
                "    1,",
                "    [",
                "      null",
                "    ]",
                "  ]",
                "}"
            ]
        );
        assert_eq!(shown(" true\n"), ["true"]);
    }

    #[test]
    fn an_opening_line_knows_where_it_closes() {
        let document = Document::json("{\"a\":[1,{\"b\":2},[]],\"c\":3}".into()).unwrap();
        let closes: Vec<_> =
            (0..document.len()).map(|at| document.place(at).unwrap().close).collect();
        assert_eq!(closes, [9, 7, 0, 5, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn says_where_it_stops_being_json() {
        assert_eq!(check("{\n  \"a\": x\n}"), Err(NotJson { line: 2, column: 8 }));
        assert!(check("").is_err() && check("{} {}").is_err());
        assert!(check(&"[".repeat(10_000)).is_err(), "too deep is refused, not overflowed");
    }

    #[test]
    fn keys_and_values_are_told_apart() {
        let kinds = |line: &str| -> Vec<Kind> { tokens(line).map(|(kind, _)| kind).collect() };
        use Kind::{Key, Mark, Number, Text, Word};
        assert_eq!(kinds("\"k\" : \"v\","), [Key, Mark, Text, Mark]);
        assert_eq!(kinds("-1e5,"), [Number, Mark]);
        assert_eq!(kinds("\"k\":null"), [Key, Mark, Word]);
        // Of a line that is cut: what is there.
        assert_eq!(kinds("\"k\": \"v"), [Key, Mark, Text]);
        assert_eq!(kinds(""), []);
    }
}
