//! Bytes, and names and values: lists of which only the rows in view are in the document.

use std::rc::Rc;

use wire::Body;
use yew::prelude::*;

use crate::components::VirtualList;
use crate::features::inspector::hex;
use crate::features::inspector::marked::{Marks, pieces};
use crate::model::cells::Cells;
use crate::model::document::Piece;
use crate::model::json::Kind;
use crate::model::pairs::Pairs;

/// Height of a row in px, as `work.css` has it.
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
    /// What was searched, when something is.
    pub cells: Option<Rc<Cells>>,
    /// What was found in it.
    pub marks: Marks,
}

/// Names and values, a pair a row; of a long one several.
#[component]
pub fn PairsList(props: &PairsListProps) -> Html {
    let rows = use_memo(props.pairs.clone(), |pairs| {
        (0..pairs.len()).flat_map(|at| PairRow::of(pairs, at)).collect::<Vec<_>>()
    });
    let keys = use_keys(rows.len());
    let current = props.marks.current().zip(props.cells.as_ref());
    let reveal = current.map(|(place, cells)| row_of(&rows, cells.entry_of(&place)) as u64);
    let (pairs, cells, marks) = (props.pairs.clone(), props.cells.clone(), props.marks.clone());
    let row = Callback::from(move |at: usize| {
        let Some(row) = rows.get(at) else { return Html::default() };
        let mut shown = match row {
            PairRow::Whole(pair) => pair_pieces(&pairs, *pair as usize),
            PairRow::Part(_, part) => part.clone(),
        };
        let start = cells.as_ref().map_or(0, |cells| cells.start(row.pair()));
        for piece in &mut shown {
            piece.place = piece.place.start + start..piece.place.end + start;
        }
        html! {
            <div class="codeline" data-testid="code-line" key={at} dir="ltr">
                { pieces(0, &shown, &marks) }
            </div>
        }
    });
    html! { <VirtualList {keys} row_height={ROW} {row} {reveal} class="code" /> }
}

#[hook]
fn use_keys(count: usize) -> Rc<[u64]> {
    (*use_memo(count, |count| (0..*count as u64).collect::<Rc<[u64]>>())).clone()
}

/// A row of a pair. Most pairs are one row, and decoded when it is drawn.
enum PairRow {
    Whole(u32),
    Part(u32, Vec<Piece>),
}

impl PairRow {
    /// The rows of a pair: of a long one each holds its own text, since the whole would be decoded
    /// for every row again.
    fn of(pairs: &Pairs, at: usize) -> Vec<Self> {
        if pairs.length(at) < FOLD {
            return vec![Self::Whole(at as u32)];
        }
        let parts = pair_pieces(pairs, at).into_iter().flat_map(|piece| {
            if piece.place.is_empty() {
                return vec![piece];
            }
            let mut start = piece.place.start;
            let parts = fold(&piece.shown, FOLD).into_iter().map(|part| {
                let part = text(piece.kind, part, start);
                start = part.place.end;
                part
            });
            parts.collect::<Vec<_>>()
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
        rows.into_iter().map(|(_, row)| Self::Part(at as u32, row)).collect()
    }

    /// The number of its pair.
    fn pair(&self) -> usize {
        match self {
            Self::Whole(pair) | Self::Part(pair, _) => *pair as usize,
        }
    }
}

/// The row that a place of a pair stands in.
fn row_of(rows: &[PairRow], (pair, place): (usize, usize)) -> usize {
    let first = rows.partition_point(|row| row.pair() < pair);
    let is_before = |row: &&PairRow| match row {
        PairRow::Whole(_) => false,
        PairRow::Part(one, pieces) => {
            *one as usize == pair && pieces.first().is_some_and(|piece| piece.place.start <= place)
        }
    };
    first + rows[first..].iter().take_while(is_before).count().saturating_sub(1)
}

/// A pair in pieces, with their places as [`Cells`] has them, counted from the pair's start.
fn pair_pieces(pairs: &Pairs, at: usize) -> Vec<Piece> {
    let Some(pair) = pairs.get(at) else { return Vec::new() };
    // Of no length where it is searched: it is not what came.
    let sign = Piece { kind: Kind::Mark, shown: " = ".into(), place: 0..0 };
    let value = text(Kind::Value, &pair.value, pair.name.len() + 1);
    vec![text(Kind::Key, &pair.name, 0), sign, value]
}

/// A piece that starts there.
fn text(kind: Kind, shown: &str, start: usize) -> Piece {
    Piece { kind, shown: shown.to_owned(), place: start..start + shown.len() }
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
                PairRow::Part(_, pieces) => Some(pieces),
                PairRow::Whole(_) => None,
            })
            .flatten()
            .map(|piece| piece.shown.as_str())
            .collect();
        assert_eq!(shown, format!("b = {}", "v".repeat(FOLD * 3)));
        // Where something is found, there it is shown.
        assert_eq!(row_of(&rows, (0, 2)), 0);
        assert_eq!(row_of(&rows, (1, 0)), 1);
        assert_eq!(row_of(&rows, (1, FOLD * 3)), rows.len() - 2);
        assert_eq!(row_of(&rows, (2, 0)), rows.len() - 1);
    }
}
