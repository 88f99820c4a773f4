//! A readable body as lines. A line is a place in the text, so that a body of megabytes is laid out
//! at once, and only what is in view is taken apart.

use std::ops::Range;
use std::rc::Rc;

use crate::model::json::{self, Kind, NotJson};
use crate::model::xml;

mod records;

/// A line: where it stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its first byte.
    pub start: u32,
    /// The byte after its last.
    pub end: u32,
    /// Depth of nesting.
    pub depth: u32,
    /// The line that closes what this one opens; 0 when it opens nothing.
    pub close: u32,
}

impl Place {
    /// A line that opens nothing. Bodies have less than 4 GiB.
    #[must_use]
    pub fn new(range: Range<usize>, depth: u32) -> Self {
        Self { start: range.start as u32, end: range.end as u32, depth, close: 0 }
    }
}

/// By which rules the lines of a document are taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// Not at all.
    Text,
    /// As JSON.
    Json,
    /// As a stream of server-sent events: fields at depth 0, below them JSON.
    Sse,
    /// As XML.
    Xml,
}

/// A readable body.
#[derive(Debug)]
pub struct Document {
    text: Rc<str>,
    lines: Vec<Place>,
    syntax: Syntax,
    /// Records that it consists of. `None`: it is one thing.
    records: Option<usize>,
}

/// A piece of a line: its kind, what is shown, and where in the text that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its kind.
    pub kind: Kind,
    /// What is shown.
    pub shown: String,
    /// Place in the document's text.
    pub place: Range<usize>,
}

impl Document {
    /// A text, line by line.
    #[must_use]
    pub fn text_lines(text: Rc<str>) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let length = line.trim_end_matches('\n').trim_end_matches('\r').len();
            lines.push(Place::new(start..start + length, 0));
            start += line.len();
        }
        Self { text, lines, syntax: Syntax::Text, records: None }
    }

    /// JSON.
    ///
    /// # Errors
    /// The place where it stops being JSON.
    pub fn json(text: Rc<str>) -> Result<Self, NotJson> {
        // Checks the whole first, so that the layout can trust its brackets.
        json::check(&text)?;
        let mut lines = Vec::new();
        json::layout(&text, 0..text.len(), 0, &mut lines);
        Ok(Self { text, lines, syntax: Syntax::Json, records: None })
    }

    /// JSON texts, one a line (NDJSON). `None`: some line is something else, or there is none.
    #[must_use]
    pub fn ndjson(text: Rc<str>) -> Option<Self> {
        let (lines, count) = records::ndjson(&text)?;
        Some(Self { text, lines, syntax: Syntax::Json, records: Some(count) })
    }

    /// A stream of server-sent events (WHATWG HTML, 9.2).
    #[must_use]
    pub fn sse(text: Rc<str>) -> Self {
        let (lines, count) = records::sse(&text);
        Self { text, lines, syntax: Syntax::Sse, records: Some(count) }
    }

    /// XML that was laid out: the depth of each line, and its text.
    #[must_use]
    pub fn xml<'a>(laid_out: impl Iterator<Item = (u32, &'a str)>) -> Self {
        let (mut text, mut lines) = (String::new(), Vec::new());
        for (depth, line) in laid_out {
            let start = text.len();
            text.push_str(line);
            lines.push(Place::new(start..text.len(), depth));
            text.push('\n');
        }
        Self { text: text.into(), lines, syntax: Syntax::Xml, records: None }
    }

    /// The text that the lines stand in.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The number of its lines.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// A line's place.
    #[must_use]
    pub fn place(&self, line: usize) -> Option<Place> {
        self.lines.get(line).copied()
    }

    /// A line as it came, from its first token to its last.
    #[must_use]
    pub fn source(&self, line: usize) -> &str {
        let place = self.place(line).map(|place| place.start as usize..place.end as usize);
        place.and_then(|place| self.text.get(place)).unwrap_or_default()
    }

    /// The number of records in it; `None` when it is one thing.
    #[must_use]
    pub fn records(&self) -> Option<usize> {
        self.records
    }

    /// True when some of its lines open others.
    #[must_use]
    pub fn is_tree(&self) -> bool {
        matches!(self.syntax, Syntax::Json | Syntax::Sse)
    }

    /// The depth at which JSON begins: data of an event stream stands below its field.
    #[must_use]
    pub fn root_depth(&self) -> u32 {
        u32::from(self.syntax == Syntax::Sse)
    }

    /// The depth from which on *fold all* folds: the outermost brackets of one JSON text stay open.
    #[must_use]
    pub fn fold_depth(&self) -> u32 {
        u32::from(self.records.is_none())
    }

    /// The line that opens what a line stands in.
    #[must_use]
    pub fn parent(&self, line: usize) -> Option<usize> {
        let depth = self.place(line)?.depth;
        let above = |at: &usize| self.lines[*at].depth < depth && self.lines[*at].close > 0;
        (depth > 0).then(|| (0..line).rev().find(above))?
    }

    /// The line at a place in the text.
    #[must_use]
    pub fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|place| place.start as usize <= offset).saturating_sub(1)
    }

    /// The pieces of a part of a line.
    #[must_use]
    pub fn pieces(&self, line: usize, part: Range<usize>) -> Vec<Piece> {
        let Some(text) = self.text.get(part.clone()) else { return Vec::new() };
        let piece = |kind, shown: String, at: Range<usize>| Piece {
            kind,
            shown,
            place: part.start + at.start..part.start + at.end,
        };
        let whole = |kind| vec![piece(kind, text.to_owned(), 0..text.len())];
        let depth = self.place(line).map_or(0, |place| place.depth);
        match self.syntax {
            Syntax::Text => whole(Kind::Value),
            Syntax::Sse if depth == 0 => match text.find(':') {
                Some(colon) => vec![
                    piece(Kind::Key, text[..colon].to_owned(), 0..colon),
                    piece(Kind::Mark, ":".to_owned(), colon..colon + 1),
                    piece(Kind::Value, text[colon + 1..].to_owned(), colon + 1..text.len()),
                ],
                None => whole(Kind::Value),
            },
            Syntax::Json | Syntax::Sse => json::tokens(text)
                .map(|(kind, at)| {
                    let shown = match &text[at.clone()] {
                        ":" => ": ".to_owned(),
                        token => token.to_owned(),
                    };
                    piece(kind, shown, at)
                })
                .collect(),
            Syntax::Xml => {
                let mut start = 0;
                let place = |(kind, text): (Kind, String)| {
                    let at = start..start + text.len();
                    start = at.end;
                    piece(kind, text, at)
                };
                xml::pieces(text).into_iter().map(place).collect()
            }
        }
    }

    /// All of it as it is shown, a line each, indented.
    #[must_use]
    pub fn to_text(&self) -> String {
        let indented = |(line, place): (usize, &Place)| {
            format!("{}{}\n", "  ".repeat(place.depth as usize), self.line(line))
        };
        self.lines.iter().enumerate().map(indented).collect()
    }

    /// A line as it is shown, without its indentation.
    #[must_use]
    pub fn line(&self, line: usize) -> String {
        let place = self.place(line).map_or(0..0, |place| place.start as usize..place.end as usize);
        self.pieces(line, place).into_iter().map(|piece| piece.shown).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_text_end_without_their_ends() {
        let document = Document::text_lines("a\r\n\nb".into());
        let lines: Vec<_> = (0..document.len()).map(|at| document.line(at)).collect();
        assert_eq!(lines, ["a", "", "b"]);
        assert_eq!((document.line_at(0), document.line_at(3), document.line_at(9)), (0, 1, 2));
        assert_eq!(Document::text_lines("".into()).len(), 0);
    }

    #[test]
    fn pieces_know_where_they_stand() {
        let document = Document::json("{\"a\" : \"á\"}".into()).unwrap();
        let pieces = document.pieces(1, 1..11);
        let shown: Vec<_> = pieces.iter().map(|piece| piece.shown.as_str()).collect();
        assert_eq!(shown, ["\"a\"", ": ", "\"á\""]);
        for piece in pieces.iter().filter(|piece| piece.kind != Kind::Mark) {
            assert_eq!(&document.text()[piece.place.clone()], piece.shown);
        }
        let xml = Document::xml([(0, "<a>"), (1, "<b c='1'>x</b>")].into_iter());
        assert_eq!(xml.line(1), "<b c='1'>x</b>");
        let place = xml.place(1).unwrap();
        let pieces = xml.pieces(1, place.start as usize..place.end as usize);
        assert!(pieces.iter().all(|piece| xml.text()[piece.place.clone()] == piece.shown));
    }
}
