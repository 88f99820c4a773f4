//! The rows in which the lines of a document are shown. All have one height: a line that is too long
//! goes on in rows below it.

use std::ops::Range;

use crate::model::document::{Document, Piece, Place};
use crate::model::folds::Folds;
use crate::model::json::Kind;

/// A row: a line, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Number of the line.
    pub line: u32,
    /// 0: the whole line. Else the number of its part, from 1.
    part: u32,
}

/// A part of a line that is longer than a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    start: u32,
    /// The end of what goes on from the row above, and the kind of that; `start` when nothing does.
    goes_on: u32,
    kind: Kind,
    end: u32,
    is_first: bool,
}

/// The rows of a document.
#[derive(Debug, Default)]
pub struct Rows {
    rows: Vec<Row>,
    parts: Vec<Part>,
}

/// Deepest indentation, in steps.
const DEEPEST: u32 = 40;
/// Fewest characters that a row holds, however deep it stands.
const FEWEST: usize = 16;

impl Rows {
    /// The rows of a document, of so many characters each.
    #[must_use]
    pub fn of(document: &Document, folds: &Folds, columns: usize) -> Self {
        let mut rows = Self::default();
        let mut line = 0;
        while let Some(place) = document.place(line) {
            rows.put(document, line, place, columns);
            line = match folds.is_folded(document, line) {
                true => place.close as usize + 1,
                false => line + 1,
            };
        }
        rows
    }

    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// A row.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<Row> {
        self.rows.get(at).copied()
    }

    /// True for the first row of a line.
    #[must_use]
    pub fn is_first(&self, row: Row) -> bool {
        self.part(row).is_none_or(|part| part.is_first)
    }

    /// How far a row is indented, in steps: what goes on stands deeper.
    #[must_use]
    pub fn depth(&self, document: &Document, row: Row) -> u32 {
        let depth = document.place(row.line as usize).map_or(0, |place| place.depth).min(DEEPEST);
        depth + u32::from(!self.is_first(row))
    }

    /// The pieces of a row.
    #[must_use]
    pub fn pieces(&self, document: &Document, row: Row) -> Vec<Piece> {
        let line = row.line as usize;
        let Some(part) = self.part(row) else {
            let place = document.place(line).unwrap_or(Place::new(0..0, 0));
            return document.pieces(line, place.start as usize..place.end as usize);
        };
        let place = part.start as usize..part.goes_on as usize;
        let shown = document.text().get(place.clone()).unwrap_or_default().to_owned();
        let begun = (!shown.is_empty()).then_some(Piece { kind: part.kind, shown, place });
        let rest = document.pieces(line, part.goes_on as usize..part.end as usize);
        begun.into_iter().chain(rest).collect()
    }

    /// The row in which a place of a line's text is shown; of a line that is folded away, the row
    /// above it.
    #[must_use]
    pub fn row_at(&self, line: usize, offset: usize) -> usize {
        let starts_by = |row: &Row| match (row.line as usize).cmp(&line) {
            std::cmp::Ordering::Equal => {
                self.part(*row).is_none_or(|part| part.is_first || part.start as usize <= offset)
            }
            order => order.is_lt(),
        };
        self.rows.partition_point(starts_by).saturating_sub(1)
    }

    fn part(&self, row: Row) -> Option<Part> {
        self.parts.get((row.part as usize).checked_sub(1)?).copied()
    }

    fn put(&mut self, document: &Document, line: usize, place: Place, columns: usize) {
        let indented = 2 * place.depth.min(DEEPEST) as usize;
        let room = columns.saturating_sub(indented).max(FEWEST);
        let line_number = line as u32;
        // As many bytes as characters, or more: what is short in bytes is short.
        if (place.end - place.start) as usize <= room {
            self.rows.push(Row { line: line_number, part: 0 });
            return;
        }
        let start = place.start;
        let mut row = Part { start, goes_on: start, kind: Kind::Value, end: start, is_first: true };
        let mut left = room;
        for piece in document.pieces(line, place.start as usize..place.end as usize) {
            let long = piece.shown.chars().count();
            if piece.kind == Kind::Mark && long <= 2 {
                // A mark hangs over: alone on a row it would be nothing.
                (row.end, left) = (piece.place.end as u32, left.saturating_sub(long));
                continue;
            }
            if long > left && left < FEWEST {
                self.push(line_number, row);
                let start = piece.place.start as u32;
                row =
                    Part { start, goes_on: start, kind: Kind::Value, end: start, is_first: false };
                left = room;
            }
            for (chunk, length) in chunks(&piece, left, room) {
                let end = chunk.end as u32;
                if chunk.start > piece.place.start {
                    self.push(line_number, row);
                    let start = chunk.start as u32;
                    row = Part { start, goes_on: end, kind: piece.kind, end, is_first: false };
                    left = room;
                }
                row.end = end;
                left = left.saturating_sub(length);
            }
        }
        self.push(line_number, row);
    }

    fn push(&mut self, line: u32, part: Part) {
        self.parts.push(part);
        self.rows.push(Row { line, part: self.parts.len() as u32 });
    }
}

/// Parts of a piece's text, and how many characters each has: the first of so many, the others of
/// `room`.
fn chunks(piece: &Piece, first: usize, room: usize) -> Vec<(Range<usize>, usize)> {
    let mut chunks = Vec::new();
    let (mut start, mut most) = (piece.place.start, first);
    let mut rest = piece.shown.as_str();
    while !rest.is_empty() {
        let length = rest.char_indices().nth(most).map_or(rest.len(), |(at, _)| at);
        let end = start + length;
        chunks.push((start..end, rest[..length].chars().count()));
        (start, rest, most) = (end, &rest[length..], room);
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(document: &Document, columns: usize) -> Vec<String> {
        let rows = Rows::of(document, &Folds::default(), columns);
        let text = |at| {
            let row: Row = rows.get(at).unwrap();
            rows.pieces(document, row).into_iter().map(|piece| piece.shown).collect::<String>()
        };
        (0..rows.len()).map(text).collect()
    }

    #[test]
    fn a_long_line_goes_on_below_and_nothing_of_it_is_lost() {
        let value = "0123456789".repeat(5);
        let json = Document::json(format!("{{\"k\":\"{value}\",\"n\":1}}").into()).unwrap();
        let rows = shown(&json, 24);
        assert_eq!(
            rows,
            [
                "{",
                "\"k\": \"0123456789012345",
                "6789012345678901234567",
                "890123456789\",",
                "\"n\": 1",
                "}"
            ]
        );
        for text in ["a".repeat(5000), "é".repeat(5000), "x y ".repeat(999), String::new()] {
            for columns in [0, 1, 17, 80, 160] {
                let document = Document::text_lines(text.clone().into());
                assert_eq!(shown(&document, columns).concat(), text, "{columns}");
            }
        }
        let xml = Document::xml([(3, "<a b='cccccccccccccccccccccccccc'>ddddd</a>")].into_iter());
        assert_eq!(shown(&xml, 20).concat(), xml.line(0));
        assert!(shown(&xml, 20).len() > 2);
    }

    #[test]
    fn a_place_is_found_in_its_row() {
        let document = Document::text_lines(format!("ab\n{}\ncd", "x".repeat(100)).into());
        let rows = Rows::of(&document, &Folds::default(), 40);
        assert_eq!(rows.len(), 5);
        for (offset, row) in [(0, 0), (3, 1), (42, 1), (43, 2), (102, 3), (104, 4)] {
            assert_eq!(rows.row_at(document.line_at(offset), offset), row, "{offset}");
        }
        assert!(rows.is_first(rows.get(1).unwrap()) && !rows.is_first(rows.get(2).unwrap()));
        assert_eq!(rows.depth(&document, rows.get(2).unwrap()), 1);
    }

    #[test]
    fn what_is_folded_is_one_row() {
        let document = Document::json("{\"a\":[{\"b\":1},2],\"c\":3}".into()).unwrap();
        let lines = |folds: &Folds| -> Vec<u32> {
            let rows = Rows::of(&document, folds, 80);
            (0..rows.len()).filter_map(|at| rows.get(at)).map(|row| row.line).collect()
        };
        assert_eq!(lines(&Folds::default()).len(), document.len());
        assert_eq!(lines(&Folds::all()), [0, 1, 7, 8]);
        let folded = Folds::default().with(&document, 0, true);
        assert_eq!(lines(&folded), [0]);
        // What is hidden is where its fold is.
        assert_eq!(Rows::of(&document, &Folds::all(), 80).row_at(3, 8), 1);
    }
}
