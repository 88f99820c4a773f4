//! JSON laid out for reading. The text is never parsed into numbers and printed again: what is
//! between the added white space is what came, digit for digit.

mod check;

use std::rc::Rc;

/// A laid-out line: its depth, and its pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Depth of nesting.
    pub depth: usize,
    /// Its pieces.
    pub pieces: Vec<(Kind, String)>,
}

/// Kind of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A member's name.
    Key,
    /// A string, number, or word.
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

/// Lays out a JSON text (RFC 8259).
///
/// # Errors
/// The place where it stops being JSON.
pub fn pretty(text: &str) -> Result<Rc<[Line]>, NotJson> {
    // Checks the whole first, so that the layout below can trust its brackets.
    check::check(text)?;
    let mut layout = Layout { lines: vec![], line: Line { depth: 0, pieces: vec![] } };
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string_length(rest),
            '{' | '}' | '[' | ']' | ',' | ':' => 1,
            _ => rest
                .find(|c: char| c.is_ascii_whitespace() || ",:]}".contains(c))
                .unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(length);
        rest = after.trim_start();
        layout.put(token, rest);
        // An empty array or object stays on its line.
        if matches!(token, "{" | "[") && rest.starts_with(['}', ']']) {
            layout.line.pieces.push((Kind::Mark, rest[..1].to_owned()));
            rest = rest[1..].trim_start();
        }
    }
    layout.end();
    Ok(layout.lines.into())
}

struct Layout {
    lines: Vec<Line>,
    line: Line,
}

impl Layout {
    fn put(&mut self, token: &str, rest: &str) {
        match token {
            "{" | "[" => {
                self.line.pieces.push((Kind::Mark, token.into()));
                if !rest.starts_with(['}', ']']) {
                    self.end();
                    self.line.depth += 1;
                }
            }
            "}" | "]" => {
                self.end();
                self.line.depth -= 1;
                self.line.pieces.push((Kind::Mark, token.into()));
            }
            "," => {
                self.line.pieces.push((Kind::Mark, ",".into()));
                self.end();
            }
            ":" => self.line.pieces.push((Kind::Mark, ": ".into())),
            _ => {
                let kind = if rest.starts_with(':') { Kind::Key } else { Kind::Value };
                self.line.pieces.push((kind, token.into()));
            }
        }
    }

    fn end(&mut self) {
        let pieces = std::mem::take(&mut self.line.pieces);
        if !pieces.is_empty() {
            self.lines.push(Line { depth: self.line.depth, pieces });
        }
    }
}

/// Length of the string that `text` starts with, quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
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

    fn shown(text: &str) -> Vec<String> {
        let lines = pretty(text).unwrap();
        let line = |line: &Line| {
            format!(
                "{}{}",
                "  ".repeat(line.depth),
                line.pieces.iter().map(|(_, text)| text.as_str()).collect::<String>()
            )
        };
        lines.iter().map(line).collect()
    }

    #[test]
    fn lays_out_and_keeps_every_digit() {
        assert_eq!(
            shown(
                "{\"a\":1.0e+05, \"a\":12345678901234567890,\"s\":\"x, {\\\"}\\u00e9\",\"o\":{},\"l\":[ ],\"n\":[1,[null]]}"
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
    fn says_where_it_stops_being_json() {
        assert_eq!(pretty("{\n  \"a\": x\n}"), Err(NotJson { line: 2, column: 8 }));
        assert!(pretty("").is_err() && pretty("{} {}").is_err());
        assert!(pretty(&"[".repeat(10_000)).is_err(), "too deep is refused, not overflowed");
    }

    #[test]
    fn keys_and_values_are_told_apart() {
        let lines = pretty("{\"k\":\"v\"}").unwrap();
        let kinds: Vec<_> = lines[1].pieces.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [Kind::Key, Kind::Mark, Kind::Value]);
    }
}
