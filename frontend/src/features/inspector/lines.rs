//! Lines of text or of bytes, of which only those in view are in the document. Long ones are
//! folded, so that every row has one height and a body of one endless line does not stop the page.

use std::rc::Rc;

use wire::Body;
use yew::prelude::*;

use crate::components::VirtualList;
use crate::features::inspector::hex;
use crate::model::json::{Kind, Line};
use crate::model::pairs::Pairs;

/// Height of a row in px, as `page.css` has it.
const ROW: u32 = 20;
/// Characters after which a line is folded.
const FOLD: usize = 160;

/// Lines to show.
#[derive(Clone, Debug)]
pub enum Lines {
    /// Lines with their depth.
    Indented(Rc<[Line]>),
    /// Text, already folded.
    Text(Rc<[String]>),
    /// Bytes, sixteen a line.
    Hex(Rc<Body>),
    /// Names and values.
    Pairs(Pairs),
}

impl PartialEq for Lines {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Indented(a), Self::Indented(b)) => Rc::ptr_eq(a, b),
            (Self::Text(a), Self::Text(b)) => Rc::ptr_eq(a, b) || a == b,
            (Self::Hex(a), Self::Hex(b)) => Rc::ptr_eq(a, b) || a == b,
            (Self::Pairs(a), Self::Pairs(b)) => a == b,
            _ => false,
        }
    }
}

impl Lines {
    /// A text, line by line.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.lines().flat_map(|line| fold(line, FOLD)).map(str::to_owned).collect())
    }
}

/// Props of [`LinesView`].
#[derive(PartialEq, Properties)]
pub struct LinesViewProps {
    /// The lines.
    pub lines: Lines,
}

/// Lines, of which those in view are drawn.
#[component]
pub fn LinesView(props: &LinesViewProps) -> Html {
    let rows = use_memo(props.lines.clone(), Rows::of);
    let keys: Rc<[u64]> =
        (*use_memo(rows.len(), |count| (0..*count as u64).collect::<Rc<[u64]>>())).clone();
    let row = Callback::from(move |at: usize| rows.draw(at));
    html! { <VirtualList {keys} row_height={ROW} {row} class="code" /> }
}

enum Rows {
    Text(Vec<Row>),
    Hex(Rc<Body>),
    Pairs(Pairs, Vec<PairRow>),
}

/// A row of a pair. Most pairs are one row, and decoded when it is drawn.
enum PairRow {
    Whole(u32),
    Part(Box<Row>),
}

impl PairRow {
    /// The rows of a pair: of a long one each holds its own text, since the whole would be folded
    /// for every row again.
    fn of(pairs: &Pairs, at: usize) -> Vec<Self> {
        if pairs.length(at) < FOLD {
            return vec![Self::Whole(at as u32)];
        }
        let rows = pair_line(pairs, at).map(|line| folded(&line)).unwrap_or_default();
        rows.into_iter().map(|row| Self::Part(Box::new(row))).collect()
    }
}

/// A pair as a line.
fn pair_line(pairs: &Pairs, at: usize) -> Option<Line> {
    let pair = pairs.get(at)?;
    let pieces =
        vec![(Kind::Key, pair.name), (Kind::Mark, " = ".to_owned()), (Kind::Value, pair.value)];
    Some(Line { depth: 0, pieces })
}

impl Rows {
    fn of(lines: &Lines) -> Self {
        match lines {
            Lines::Text(lines) => Self::Text(
                lines.iter().map(|line| (0, vec![(Kind::Value, line.clone())])).collect(),
            ),
            Lines::Indented(lines) => Self::Text(lines.iter().flat_map(folded).collect()),
            Lines::Hex(body) => Self::Hex(body.clone()),
            Lines::Pairs(pairs) => {
                let rows = (0..pairs.len()).flat_map(|at| PairRow::of(pairs, at)).collect();
                Self::Pairs(pairs.clone(), rows)
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Text(rows) => rows.len(),
            Self::Hex(body) => body.len().div_ceil(hex::WIDTH),
            Self::Pairs(_, rows) => rows.len(),
        }
    }

    fn draw(&self, at: usize) -> Html {
        match self {
            Self::Text(rows) => rows.get(at).map(|row| draw(at, row)).unwrap_or_default(),
            Self::Hex(body) => draw(at, &(0, hex::row(body.as_bytes(), at))),
            Self::Pairs(pairs, rows) => match rows.get(at) {
                Some(PairRow::Whole(pair)) => pair_line(pairs, *pair as usize)
                    .map(|line| draw(at, &(0, line.pieces)))
                    .unwrap_or_default(),
                Some(PairRow::Part(row)) => draw(at, row),
                None => Html::default(),
            },
        }
    }
}

/// A row: how far it is indented, and what stands on it.
pub(super) type Row = (usize, Vec<(Kind, String)>);

/// A line as rows: long values go on, deeper, on the next.
pub(super) fn folded(line: &Line) -> Vec<Row> {
    let mut rows: Vec<Row> = vec![(line.depth, vec![])];
    let mut used = 0;
    for (kind, text) in &line.pieces {
        let short = used + text.len() <= FOLD;
        for (nth, part) in
            fold(text, if short { FOLD } else { FOLD.saturating_sub(used).max(FOLD / 2) })
                .into_iter()
                .enumerate()
        {
            if nth > 0 {
                rows.push((line.depth + 1, vec![]));
            }
            if let Some((_, pieces)) = rows.last_mut() {
                pieces.push((*kind, part.to_owned()));
            }
        }
        used += text.len();
    }
    rows
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

fn draw(at: usize, row: &Row) -> Html {
    html! {
        <div class="codeline" data-testid="code-line" key={at} dir="ltr">{ pieces(row) }</div>
    }
}

/// The pieces of a row, indented. What came stands isolated (`bdi`), piece by piece: a text from
/// right to left, or with an override in it (U+202E), turns only itself around.
pub(super) fn pieces((depth, pieces): &Row) -> Html {
    let indent = "  ".repeat((*depth).min(40));
    let pieces = pieces.iter().map(|(kind, text)| match kind {
        Kind::Key => html! { <bdi class="k">{ text }</bdi> },
        Kind::Mark => html! { <span class="p">{ text }</span> },
        Kind::Value => html! { <bdi>{ text }</bdi> },
    });
    html! { <>{ indent }{ for pieces }</> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters() {
        assert_eq!(fold("áéíóú", 2), ["áé", "íó", "ú"]);
        assert_eq!(fold("", 2), [""]);
        let Lines::Text(lines) = Lines::text(&"x".repeat(5_000_000)) else { panic!() };
        assert_eq!(lines.len(), 5_000_000 / FOLD);
    }

    #[test]
    fn a_pair_is_a_row_and_a_long_one_several() {
        let text = format!("a=1&b={}&c=2", "v".repeat(FOLD * 3));
        let Rows::Pairs(_, rows) = Rows::of(&Lines::Pairs(Pairs::of(text.as_bytes()))) else {
            panic!()
        };
        assert!(matches!(rows.first(), Some(PairRow::Whole(0))));
        assert!(matches!(rows.last(), Some(PairRow::Whole(2))));
        assert!((5..=6).contains(&rows.len()), "{}", rows.len());
    }

    #[test]
    fn a_long_value_goes_on_below() {
        let line = Line {
            depth: 1,
            pieces: vec![(Kind::Key, "\"k\"".into()), (Kind::Value, "v".repeat(FOLD * 2))],
        };
        let rows = folded(&line);
        assert!(rows.len() >= 2 && rows[0].0 == 1 && rows[1].0 == 2, "{}", rows.len());
        let text: String =
            rows.iter().flat_map(|(_, pieces)| pieces.iter().map(|(_, t)| t.as_str())).collect();
        assert_eq!(text.len(), FOLD * 2 + 3);
    }
}
