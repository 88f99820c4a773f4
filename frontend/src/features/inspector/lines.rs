//! Lines of text or of bytes, of which only those in view are in the document. Long ones are
//! folded, so that every row has one height and a body of one endless line does not stop the page.

use std::rc::Rc;

use wire::Body;
use yew::prelude::*;

use crate::components::VirtualList;
use crate::features::inspector::hex;
use crate::model::json::{Kind, Line};

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
}

impl PartialEq for Lines {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Indented(a), Self::Indented(b)) => Rc::ptr_eq(a, b),
            (Self::Text(a), Self::Text(b)) => Rc::ptr_eq(a, b) || a == b,
            (Self::Hex(a), Self::Hex(b)) => Rc::ptr_eq(a, b) || a == b,
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
}

impl Rows {
    fn of(lines: &Lines) -> Self {
        match lines {
            Lines::Text(lines) => Self::Text(
                lines.iter().map(|line| (0, vec![(Kind::Value, line.clone())])).collect(),
            ),
            Lines::Indented(lines) => Self::Text(lines.iter().flat_map(folded).collect()),
            Lines::Hex(body) => Self::Hex(body.clone()),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Text(rows) => rows.len(),
            Self::Hex(body) => body.len().div_ceil(hex::WIDTH),
        }
    }

    fn draw(&self, at: usize) -> Html {
        match self {
            Self::Text(rows) => rows.get(at).map(|row| draw(at, row)).unwrap_or_default(),
            Self::Hex(body) => draw(at, &(0, hex::row(body.as_bytes(), at))),
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
    // Isolated, so that a right-to-left text turns only itself around.
    html! {
        <div class="codeline" data-testid="code-line" key={at} dir="auto">
            <bdi>{ pieces(row) }</bdi>
        </div>
    }
}

/// The pieces of a row, indented.
pub(super) fn pieces((depth, pieces): &Row) -> Html {
    let indent = "  ".repeat((*depth).min(40));
    let pieces = pieces.iter().map(|(kind, text)| match kind {
        Kind::Key => html! { <span class="k">{ text }</span> },
        Kind::Mark => html! { <span class="p">{ text }</span> },
        Kind::Value => html! { { text } },
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
