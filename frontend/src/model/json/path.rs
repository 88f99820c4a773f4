//! Where a value stands in a document of JSON, and its text.

use std::ops::Range;

use crate::model::document::Document;
use crate::model::json::{Kind, tokens};

/// The JSONPath of a line's value (RFC 9535): `$.itens[0]["a b"]`. In a sequence of records each has
/// its own `$`.
#[must_use]
pub fn path(document: &Document, at: usize) -> String {
    let mut steps = Vec::new();
    let mut at = opening(document, at);
    let nested =
        |at: &usize| document.place(*at).is_some_and(|place| place.depth > document.root_depth());
    while let Some(parent) = Some(at).filter(nested).and_then(|at| document.parent(at)) {
        let line = document.source(at);
        steps.push(match tokens(line).next() {
            Some((Kind::Key, place)) => member(&line[place]),
            _ => format!("[{}]", elements_before(document, parent, at)),
        });
        at = parent;
    }
    steps.push("$".into());
    steps.reverse();
    steps.concat()
}

/// The text of a line's value, as it came: without its name, and of what the line opens all of it.
#[must_use]
pub fn value(document: &Document, at: usize) -> &str {
    let at = opening(document, at);
    let (Some(first), line) = (document.place(at), document.source(at)) else { return "" };
    let start = match tokens(line).next() {
        Some((Kind::Key, key)) => {
            let colon = key.end + line[key.end..].find(':').map_or(0, |at| at + 1);
            colon + (line[colon..].len() - line[colon..].trim_start().len())
        }
        _ => 0,
    };
    let close = if first.close > 0 { first.close as usize } else { at };
    let end = document.place(close).map_or(first.end, |last| last.end) as usize;
    let whole: Range<usize> = first.start as usize + start..end;
    document.text().get(whole).unwrap_or_default().trim_end_matches([',', ' ', '\n', '\r', '\t'])
}

/// The line that opens what a line closes; other lines stand for themselves.
fn opening(document: &Document, at: usize) -> usize {
    if !document.source(at).starts_with(['}', ']']) {
        return at;
    }
    let closes =
        |before: &usize| document.place(*before).is_some_and(|place| place.close as usize == at);
    (0..at).rev().find(closes).unwrap_or(at)
}

fn elements_before(document: &Document, parent: usize, at: usize) -> usize {
    let mut count = 0;
    let mut next = parent + 1;
    while next < at {
        count += 1;
        let close = document.place(next).map_or(0, |place| place.close as usize);
        next = close.max(next) + 1;
    }
    count
}

/// A member's step: a plain name after a dot, any other in brackets, as it is written.
fn member(quoted: &str) -> String {
    let name = quoted.trim_matches('"');
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    if plain && !name.is_empty() { format!(".{name}") } else { format!("[{quoted}]") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"a" : 1,"itens":[{"nome":"x,"},[2,3],{}],"b c":{"d":null}}"#;

    #[test]
    fn every_value_has_its_path() {
        let document = Document::json(TEXT.into()).unwrap();
        let paths: Vec<_> = (0..document.len()).map(|at| path(&document, at)).collect();
        assert_eq!(
            paths,
            [
                "$",
                "$.a",
                "$.itens",
                "$.itens[0]",
                "$.itens[0].nome",
                "$.itens[0]",
                "$.itens[1]",
                "$.itens[1][0]",
                "$.itens[1][1]",
                "$.itens[1]",
                "$.itens[2]",
                "$.itens",
                "$[\"b c\"]",
                "$[\"b c\"].d",
                "$[\"b c\"]",
                "$"
            ]
        );
    }

    #[test]
    fn a_value_is_all_that_it_holds_and_nothing_beside_it() {
        let document = Document::json(TEXT.into()).unwrap();
        for (at, text) in [
            (0, TEXT),
            (1, "1"),
            (2, r#"[{"nome":"x,"},[2,3],{}]"#),
            (3, r#"{"nome":"x,"}"#),
            (4, r#""x,""#),
            (5, r#"{"nome":"x,"}"#),
            (10, "{}"),
            (13, "null"),
        ] {
            assert_eq!(value(&document, at), text, "{at}");
        }
    }
}
