//! Laid-out JSON as a tree: what is nested can be folded away, and every value's path can be
//! copied. The keyboard walks it as the pattern for trees has it (WAI-ARIA): up, down, right opens,
//! left folds.

use std::rc::Rc;

use yew::prelude::*;

use crate::components::{CopyButton, VirtualList};
use crate::features::inspector::lines::{Row, folded, pieces};
use crate::i18n::{Lang, Msg};
use crate::model::json::{Kind, Line};
use crate::state::contexts::use_lang;

/// Height of a row in px, as `page.css` has it: a button stands in it.
const ROW: u32 = 24;

/// Props of [`Tree`].
#[derive(PartialEq, Properties)]
pub struct TreeProps {
    /// The lines.
    pub lines: SharedLines,
}

/// Lines, equal when they are the same ones.
#[derive(Clone, Debug)]
pub struct SharedLines(pub Rc<[Line]>);

impl PartialEq for SharedLines {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// A line that is shown: its number, how it is drawn, and whether what it opens is open.
type Shown = (usize, Row, Option<bool>);

/// The tree.
#[component]
pub fn Tree(props: &TreeProps) -> Html {
    let lang = use_lang();
    let closed = use_state_eq(Vec::<usize>::new);
    let active = use_state_eq(|| None::<usize>);
    let rows = use_memo((props.lines.clone(), (*closed).clone()), |(lines, closed)| {
        shown(&lines.0, closed)
    });
    let keys: Rc<[u64]> =
        (*use_memo(rows.clone(), |rows| (0..rows.len() as u64).collect::<Rc<[u64]>>())).clone();
    let fold = {
        let closed = closed.clone();
        Callback::from(move |(line, close): (usize, bool)| {
            let mut next = (*closed).clone();
            next.retain(|at| *at != line);
            next.extend(close.then_some(line));
            closed.set(next);
        })
    };
    let row = {
        let (rows, fold, active) = (rows.clone(), fold.clone(), active.clone());
        Callback::from(move |at: usize| {
            rows.get(at).map(|row| draw(lang, at, row, &fold, &active)).unwrap_or_default()
        })
    };
    let place = active.and_then(|line| rows.iter().position(|(at, ..)| *at == line));
    let onkeydown = {
        let (rows, active) = (rows.clone(), active.clone());
        Callback::from(move |e: KeyboardEvent| {
            let here = place.and_then(|at| rows.get(at));
            let step = |by: isize| {
                let at = place
                    .map_or(0, |at| at.saturating_add_signed(by).min(rows.len().saturating_sub(1)));
                active.set(rows.get(at).map(|(line, ..)| *line));
            };
            match (e.key().as_str(), here) {
                ("ArrowDown", _) => step(1),
                ("ArrowUp", _) => step(-1),
                ("ArrowRight", Some((line, _, Some(false)))) => fold.emit((*line, false)),
                ("ArrowLeft", Some((line, _, Some(true)))) => fold.emit((*line, true)),
                _ => return,
            }
            e.prevent_default();
            e.stop_propagation();
        })
    };
    let path = active.map(|line| path(&props.lines.0, line));
    html! {
        <div class="tree" {onkeydown}>
            <VirtualList {keys} row_height={ROW} {row} reveal={place.map(|at| at as u64)}
                class="code" role="tree" label={lang.t(Msg::Json)} active={place.map(row_id)} />
            <div class="slot">
                { for path.map(|path| html! {
                    <div class="pathbar" data-testid="json-path">
                        <code>{ path.as_str() }</code>
                        <CopyButton class="link" label={Msg::CopyPath} text={path} />
                    </div>
                }) }
            </div>
        </div>
    }
}

fn row_id(at: usize) -> String {
    format!("node-{at}")
}

fn draw(
    lang: Lang,
    at: usize,
    (line, row, open): &Shown,
    fold: &Callback<(usize, bool)>,
    active: &UseStateHandle<Option<usize>>,
) -> Html {
    let select = {
        let (active, line) = (active.clone(), *line);
        Callback::from(move |_: MouseEvent| active.set(Some(line)))
    };
    let button = open.map(|open| {
        let onclick = fold.reform({
            let line = *line;
            move |_: MouseEvent| (line, open)
        });
        let name = lang.t(if open { Msg::Fold } else { Msg::Unfold });
        html! {
            <button type="button" class="fold" tabindex="-1" aria-label={name} {onclick}>
                { if open { "▾" } else { "▸" } }
            </button>
        }
    });
    html! {
        <div class="codeline" data-testid="code-line" key={at} id={row_id(at)} dir="ltr"
            role="treeitem" aria-level={(row.0 + 1).to_string()}
            aria-expanded={open.map(|open| open.to_string())}
            aria-selected={(**active == Some(*line)).to_string()} onclick={select}>
            { for button }{ pieces(row) }
        </div>
    }
}

/// The lines that are not folded away. A line that is too long goes on in rows of the same number.
fn shown(lines: &[Line], closed: &[usize]) -> Vec<Shown> {
    let mut rows = Vec::with_capacity(lines.len());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let opens = opens(line);
        let close = opens && closed.contains(&at);
        for (nth, row) in folded(line).into_iter().enumerate() {
            rows.push((at, row, (opens && nth == 0).then_some(!close)));
        }
        if close {
            at = end(lines, at);
            if let (Some(last), Some(end)) = (rows.last_mut(), lines.get(at)) {
                last.1.1.push((Kind::Mark, " … ".into()));
                last.1.1.extend(end.pieces.iter().cloned());
            }
        }
        at += 1;
    }
    rows
}

fn opens(line: &Line) -> bool {
    line.pieces
        .last()
        .is_some_and(|(kind, text)| *kind == Kind::Mark && (text == "{" || text == "["))
}

fn closes(line: &Line) -> bool {
    matches!(line.pieces.first(), Some((Kind::Mark, text)) if text == "}" || text == "]")
}

/// The line that closes what another opens.
fn end(lines: &[Line], at: usize) -> usize {
    let depth = lines[at].depth;
    (at + 1..lines.len()).find(|at| lines[*at].depth == depth).unwrap_or(at)
}

/// The JSONPath of a line's value (RFC 9535): `$.itens[0]["a b"]`.
fn path(lines: &[Line], at: usize) -> String {
    let mut steps = Vec::new();
    let mut at = at;
    // A closing bracket stands for the value that it closes.
    if lines.get(at).is_some_and(closes) {
        let depth = lines[at].depth;
        let opening = |before: &usize| lines[*before].depth == depth && opens(&lines[*before]);
        at = (0..at).rev().find(opening).unwrap_or(at);
    }
    while let Some(line) = lines.get(at).filter(|line| line.depth > 0) {
        let parent = (0..at).rev().find(|before| lines[*before].depth < line.depth).unwrap_or(0);
        steps.push(match line.pieces.first() {
            Some((Kind::Key, name)) => member(name),
            _ => {
                let elements = lines[parent + 1..at].iter();
                let before = elements.filter(|other| other.depth == line.depth && !closes(other));
                format!("[{}]", before.count())
            }
        });
        at = parent;
    }
    steps.push("$".into());
    steps.reverse();
    steps.concat()
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
    use crate::model::json::pretty;

    const TEXT: &str = r#"{"a":1,"itens":[{"nome":"x"},[2,3],{}],"b c":{"d":null}}"#;

    #[test]
    fn every_value_has_its_path() {
        let lines = pretty(TEXT).unwrap();
        let paths: Vec<_> = (0..lines.len()).map(|at| path(&lines, at)).collect();
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
    fn what_is_folded_is_one_line() {
        let lines = pretty(TEXT).unwrap();
        let text = |closed: &[usize]| -> Vec<String> {
            let rows = shown(&lines, closed);
            rows.iter()
                .map(|(_, row, _)| row.1.iter().map(|(_, text)| text.as_str()).collect())
                .collect()
        };
        assert_eq!(text(&[]).len(), lines.len());
        assert_eq!(
            text(&[2]),
            ["{", "\"a\": 1,", "\"itens\": [ … ],", "\"b c\": {", "\"d\": null", "}", "}"]
        );
        assert_eq!(text(&[0]), ["{ … }"]);
    }
}
