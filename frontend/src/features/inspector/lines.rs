//! Bytes, and names and values: lists of which only the rows in view are in the document.

use std::rc::Rc;

use wire::Body;
use yew::prelude::*;

use crate::components::VirtualList;
use crate::features::inspector::hex;
use crate::features::inspector::marked::{Marks, pieces};
use crate::model::document::Piece;
use crate::model::json::Kind;
use crate::model::pairs::Pairs;

/// Height of a row in px, as `page.css` has it.
const ROW: u32 = 20;
/// Characters after which a pair is folded.
const FOLD: usize = 160;

/// Props of [`HexView`].
#[derive(PartialEq, Properties)]
pub struct HexViewProps {
    /// The bytes.
    pub body: Rc<Body>,
    /// What was searched for and found.
    pub marks: Marks,
}

/// Bytes, sixteen a row.
#[component]
pub fn HexView(props: &HexViewProps) -> Html {
    let keys = use_keys(props.body.len().div_ceil(hex::WIDTH));
    let row = {
        let (body, marks) = (props.body.clone(), props.marks.clone());
        Callback::from(move |at: usize| hex::draw(body.as_bytes(), at, &marks))
    };
    let reveal = props.marks.current().map(|place| u64::from(place.start) / hex::WIDTH as u64);
    html! { <VirtualList {keys} row_height={ROW} {row} {reveal} class="code" /> }
}

/// Props of [`PairsList`].
#[derive(PartialEq, Properties)]
pub struct PairsListProps {
    /// The pairs.
    pub pairs: Pairs,
}

/// Names and values, a pair a row; of a long one several.
#[component]
pub fn PairsList(props: &PairsListProps) -> Html {
    let rows = use_memo(props.pairs.clone(), |pairs| {
        (0..pairs.len()).flat_map(|at| PairRow::of(pairs, at)).collect::<Vec<_>>()
    });
    let keys = use_keys(rows.len());
    let pairs = props.pairs.clone();
    let row = Callback::from(move |at: usize| {
        let shown = match rows.get(at) {
            Some(PairRow::Whole(pair)) => pair_pieces(&pairs, *pair as usize),
            Some(PairRow::Part(part)) => part.clone(),
            None => return Html::default(),
        };
        html! {
            <div class="codeline" data-testid="code-line" key={at} dir="ltr">
                { pieces(0, &shown, &Marks::default()) }
            </div>
        }
    });
    html! { <VirtualList {keys} row_height={ROW} {row} class="code" /> }
}

#[hook]
fn use_keys(count: usize) -> Rc<[u64]> {
    (*use_memo(count, |count| (0..*count as u64).collect::<Rc<[u64]>>())).clone()
}

/// A row of a pair. Most pairs are one row, and decoded when it is drawn.
enum PairRow {
    Whole(u32),
    Part(Vec<Piece>),
}

impl PairRow {
    /// The rows of a pair: of a long one each holds its own text, since the whole would be decoded
    /// for every row again.
    fn of(pairs: &Pairs, at: usize) -> Vec<Self> {
        if pairs.length(at) < FOLD {
            return vec![Self::Whole(at as u32)];
        }
        let parts = pair_pieces(pairs, at).into_iter().flat_map(|piece| {
            let parts: Vec<Piece> =
                fold(&piece.shown, FOLD).into_iter().map(|part| text(piece.kind, part)).collect();
            parts
        });
        let mut rows: Vec<(usize, Vec<Piece>)> = vec![(0, vec![])];
        for part in parts {
            let length = part.shown.len();
            match rows.last_mut() {
                Some((used, row)) if *used + length <= FOLD => {
                    *used += length;
                    row.push(part);
                }
                _ => rows.push((length, vec![part])),
            }
        }
        rows.into_iter().map(|(_, row)| Self::Part(row)).collect()
    }
}

/// A pair in pieces.
fn pair_pieces(pairs: &Pairs, at: usize) -> Vec<Piece> {
    let Some(pair) = pairs.get(at) else { return Vec::new() };
    vec![text(Kind::Key, &pair.name), text(Kind::Mark, " = "), text(Kind::Value, &pair.value)]
}

/// A piece that stands in no document.
fn text(kind: Kind, shown: &str) -> Piece {
    Piece { kind, shown: shown.to_owned(), place: 0..0 }
}

/// Cuts a line into parts of at most `most` characters.
fn fold(line: &str, most: usize) -> Vec<&str> {
    if line.len() <= most {
        return vec![line];
    }
    let mut parts = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let at = rest.char_indices().nth(most).map_or(rest.len(), |(at, _)| at);
        let (part, after) = rest.split_at(at);
        parts.push(part);
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters() {
        assert_eq!(fold("áéíóú", 2), ["áé", "íó", "ú"]);
        assert_eq!(fold("", 2), [""]);
    }

    #[test]
    fn a_pair_is_a_row_and_a_long_one_several() {
        let text = format!("a=1&b={}&c=2", "v".repeat(FOLD * 3));
        let pairs = Pairs::of(text.as_bytes());
        let rows: Vec<_> = (0..pairs.len()).flat_map(|at| PairRow::of(&pairs, at)).collect();
        assert!(matches!(rows.first(), Some(PairRow::Whole(0))));
        assert!(matches!(rows.last(), Some(PairRow::Whole(2))));
        assert!((5..=6).contains(&rows.len()), "{}", rows.len());
        let shown: String = rows
            .iter()
            .filter_map(|row| match row {
                PairRow::Part(pieces) => Some(pieces),
                PairRow::Whole(_) => None,
            })
            .flatten()
            .map(|piece| piece.shown.as_str())
            .collect();
        assert_eq!(shown, format!("b = {}", "v".repeat(FOLD * 3)));
    }
}
