//! Pieces of a row, with what was searched for marked in them.

use std::ops::Range;
use std::rc::Rc;

use yew::prelude::*;

use crate::model::document::Piece;
use crate::model::json::Kind;

/// What was found, in order, and which of it the reader goes to.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Places in the text.
    pub places: Rc<[Range<u32>]>,
    /// Number of the one that the reader is at, from 0.
    pub at: usize,
}

impl PartialEq for Marks {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.places, &other.places) && self.at == other.at
    }
}

impl Marks {
    /// The place that the reader is at.
    #[must_use]
    pub fn current(&self) -> Option<Range<u32>> {
        self.places.get(self.at).cloned()
    }

    /// The parts of a place: where each ends, and whether it is marked; true inside for the one that
    /// the reader is at.
    #[must_use]
    pub fn parts(&self, place: Range<usize>) -> Vec<(Range<usize>, Option<bool>)> {
        let mut parts = Vec::new();
        let mut start = place.start;
        let first = self.places.partition_point(|mark| mark.end as usize <= place.start);
        for (nth, mark) in self.places.iter().enumerate().skip(first) {
            if mark.start as usize >= place.end || place.is_empty() {
                break;
            }
            let from = (mark.start as usize).max(place.start);
            let to = (mark.end as usize).min(place.end);
            if from > start {
                parts.push((start..from, None));
            }
            parts.push((from..to, Some(nth == self.at)));
            start = to;
        }
        if start < place.end {
            parts.push((start..place.end, None));
        }
        parts
    }
}

/// The pieces of a row, indented. What came stands isolated (`bdi`), piece by piece: a text from
/// right to left, or with an override in it (U+202E), turns only itself around.
pub fn pieces(depth: u32, pieces: &[Piece], marks: &Marks) -> Html {
    let indent = "  ".repeat(depth as usize);
    let pieces = pieces.iter().map(|piece| {
        let text = marked(piece, marks);
        match piece.kind {
            Kind::Key => html! { <bdi class="k">{ text }</bdi> },
            Kind::Text => html! { <bdi class="s">{ text }</bdi> },
            Kind::Number => html! { <bdi class="n">{ text }</bdi> },
            Kind::Word => html! { <bdi class="b">{ text }</bdi> },
            Kind::Value => html! { <bdi>{ text }</bdi> },
            Kind::Mark => html! { <span class="p">{ text }</span> },
        }
    });
    html! { <>{ indent }{ for pieces }</> }
}

/// A text that stands at a place of what was searched, with what was found marked.
pub fn text(text: &str, start: usize, marks: &Marks) -> Html {
    let place = start..start + text.len();
    marked(&Piece { kind: Kind::Value, shown: text.to_owned(), place }, marks)
}

fn marked(piece: &Piece, marks: &Marks) -> Html {
    let parts = marks.parts(piece.place.clone());
    if parts.iter().all(|(_, mark)| mark.is_none()) {
        return html! { { piece.shown.as_str() } };
    }
    // A mark may be shown with a space that the text has not: then it is marked as one.
    let cut = |place: &Range<usize>| {
        let place = place.start - piece.place.start..place.end - piece.place.start;
        if piece.shown.len() == piece.place.len() { piece.shown.get(place) } else { None }
    };
    let parts = parts.iter().map(|(place, mark)| {
        let text = cut(place).unwrap_or(&piece.shown);
        match mark {
            None => html! { { text } },
            Some(true) => html! { <mark class="now">{ text }</mark> },
            Some(false) => html! { <mark>{ text }</mark> },
        }
    });
    html! { <>{ for parts }</> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_cut_where_marks_begin_and_end() {
        let marks = Marks { places: [2..4, 4..6, 8..20].into(), at: 1 };
        assert_eq!(
            marks.parts(0..10),
            [
                (0..2, None),
                (2..4, Some(false)),
                (4..6, Some(true)),
                (6..8, None),
                (8..10, Some(false)),
            ]
        );
        assert_eq!(marks.parts(10..12), [(10..12, Some(false))]);
        assert_eq!(marks.parts(20..22), [(20..22, None)]);
        assert_eq!(marks.parts(5..5), []);
        assert_eq!((marks.current(), Marks::default().current()), (Some(4..6), None));
    }
}
