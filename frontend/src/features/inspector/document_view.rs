//! A document, of which the rows in view are drawn. What is nested can be folded away, and every
//! value and its path can be copied. The keyboard walks a tree as the pattern for trees has it
//! (WAI-ARIA): up, down, right opens, left folds.

use std::ops::Range;
use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use crate::components::VirtualList;
use crate::features::inspector::marked::{Marks, pieces};
use crate::features::inspector::path_bar::PathBar;
use crate::i18n::{Lang, Msg};
use crate::model::document::{Document, Piece};
use crate::model::folds::Folds;
use crate::model::json::Kind;
use crate::model::rows::{Row, Rows};
use crate::platform::size_watch::watch_size;
use crate::state::contexts::use_lang;

/// Height of a row in px, as `work.css` has it: of text, and of a tree, in which a button stands.
const ROWS: [u32; 2] = [20, 24];
/// Characters of a row that is not wrapped: as wide as a browser still draws at once.
const UNWRAPPED: usize = 2_000;
/// Width in px that no text stands in: the padding, the room for the button, a scroll bar.
const MARGIN: f64 = 60.0;

/// A document, equal to itself alone.
#[derive(Clone, Debug)]
pub struct SharedDocument(pub Rc<Document>);

impl PartialEq for SharedDocument {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Props of [`DocumentView`].
#[derive(PartialEq, Properties)]
pub struct DocumentViewProps {
    /// The document.
    pub document: SharedDocument,
    /// Long lines go on below, and are not cut off by the view.
    pub wrap: bool,
    /// The lines that are folded.
    pub folds: Folds,
    /// Called with others.
    pub onfold: Callback<Folds>,
    /// What was searched for and found.
    pub marks: Marks,
}

/// The document.
#[component]
pub fn DocumentView(props: &DocumentViewProps) -> Html {
    let (lang, document) = (use_lang(), props.document.0.clone());
    let is_tree = document.is_tree();
    let active = use_state_eq(|| None::<usize>);
    let (place, ruler) = (use_node_ref(), use_node_ref());
    let columns = use_columns(&place, &ruler);
    let columns = if props.wrap { columns } else { columns.min(1) * UNWRAPPED };
    let deps = (props.document.clone(), props.folds.clone(), columns);
    // Without a width yet, nothing is laid out twice.
    let rows = use_memo(deps, |(document, folds, columns)| match columns {
        0 => Rows::default(),
        columns => Rows::of(&document.0, folds, *columns),
    });
    let keys = use_memo(rows.len(), |count| (0..*count as u64).collect::<Rc<[u64]>>());
    // The match that the reader goes to is shown, whatever was folded over it.
    let found = props.marks.current();
    {
        let (document, folds, onfold, active) =
            (document.clone(), props.folds.clone(), props.onfold.clone(), active.setter());
        use_effect_with(found.clone(), move |found: &Option<Range<u32>>| {
            if let Some(found) = found {
                let line = document.line_at(found.start as usize);
                active.set(Some(line));
                let open = folds.showing(&document, line);
                if open != folds {
                    onfold.emit(open);
                }
            }
        });
    }
    let fold = {
        let (document, folds, onfold) =
            (document.clone(), props.folds.clone(), props.onfold.clone());
        Callback::from(move |(line, folded): (usize, bool)| {
            onfold.emit(folds.with(&document, line, folded));
        })
    };
    let row = {
        let (rows, fold, active) = (rows.clone(), fold.clone(), active.clone());
        let (document, folds, marks) = (document.clone(), props.folds.clone(), props.marks.clone());
        Callback::from(move |at: usize| {
            let Some(row) = rows.get(at) else { return Html::default() };
            let line = row.line as usize;
            let folded = folds.is_folded(&document, line);
            let mut shown = rows.pieces(&document, row);
            if folded {
                fold_pieces(&document, line, &mut shown);
            }
            let text = pieces(rows.depth(&document, row), &shown, &marks);
            if !is_tree {
                return html! {
                    <div class="codeline" data-testid="code-line" key={at} dir="ltr">{ text }</div>
                };
            }
            let opens = document.place(line).is_some_and(|place| place.close > 0);
            let button = (opens && rows.is_first(row)).then(|| {
                let onclick = fold.reform(move |_: MouseEvent| (line, !folded));
                fold_button(lang, folded, onclick)
            });
            let select = {
                let active = active.clone();
                Callback::from(move |_: MouseEvent| active.set(Some(line)))
            };
            let level = document.place(line).map_or(1, |place| place.depth + 1);
            let expanded = button.is_some().then(|| (!folded).to_string());
            html! {
                <div class="codeline" data-testid="code-line" key={at} id={row_id(at)} dir="ltr"
                    role="treeitem" aria-level={level.to_string()} aria-expanded={expanded}
                    aria-selected={(*active == Some(line)).to_string()} onclick={select}>
                    { for button }{ text }
                </div>
            }
        })
    };
    let start = |line: usize| document.place(line).map_or(0, |place| place.start as usize);
    let offset = match (&found, *active) {
        (Some(found), Some(line)) if document.line_at(found.start as usize) == line => {
            Some(found.start as usize)
        }
        (_, line) => line.map(start),
    };
    let at = offset.map(|offset| rows.row_at(document.line_at(offset), offset));
    let onkeydown = {
        let (rows, active, document, folds) =
            (rows.clone(), active.clone(), document.clone(), props.folds.clone());
        Callback::from(move |e: KeyboardEvent| {
            let here = at.and_then(|at| rows.get(at)).map(|row| row.line as usize);
            let folded = here.filter(|line| document.place(*line).is_some_and(|p| p.close > 0));
            let folded = folded.map(|line| (line, folds.is_folded(&document, line)));
            match (e.key().as_str(), folded) {
                ("ArrowDown", _) => active.set(beside(&rows, at, 1)),
                ("ArrowUp", _) => active.set(beside(&rows, at, -1)),
                ("ArrowRight", Some((line, true))) => fold.emit((line, false)),
                ("ArrowLeft", Some((line, false))) => fold.emit((line, true)),
                ("ArrowLeft", _) => active.set(here.and_then(|line| document.parent(line))),
                _ => return,
            }
            e.prevent_default();
            e.stop_propagation();
        })
    };
    html! {
        <div class="tree" data-tree={is_tree.to_string()} ref={place}
            onkeydown={is_tree.then_some(onkeydown)}>
            <span class="ruler" ref={ruler} aria-hidden="true">{ RULER }</span>
            <VirtualList keys={(*keys).clone()} row_height={ROWS[usize::from(is_tree)]} {row}
                reveal={at.map(|at| at as u64)} class="code" role={is_tree.then_some("tree")}
                label={lang.t(Msg::Body)} active={at.filter(|_| is_tree).map(row_id)} />
            <div class="slot">
                if let Some(line) = active.filter(|_| is_tree) {
                    <PathBar document={props.document.clone()} {line} />
                }
            </div>
        </div>
    }
}

/// Its width over its length is that of a character.
const RULER: &str = "00000000000000000000";

/// The number of characters that fit on a row; 0 until it is known.
#[hook]
fn use_columns(place: &NodeRef, ruler: &NodeRef) -> usize {
    let columns = use_state_eq(|| 0);
    {
        let (columns, place, ruler) = (columns.setter(), place.clone(), ruler.clone());
        use_effect_with((), move |()| {
            let watch = place.cast::<Element>().map(|element| {
                watch_size(&element.clone(), move || {
                    let one = ruler.cast::<Element>().map_or(0.0, |ruler| {
                        ruler.get_bounding_client_rect().width() / RULER.len() as f64
                    });
                    let room = f64::from(element.client_width()) - MARGIN;
                    if one > 0.0 && room > 0.0 {
                        columns.set((room / one).max(1.0) as usize);
                    }
                })
            });
            move || drop(watch)
        });
    }
    *columns
}

/// The line of the row beside another, which may be of the same line: then the next.
fn beside(rows: &Rows, at: Option<usize>, by: isize) -> Option<usize> {
    let Some(start) = at else { return rows.get(0).map(|row| row.line as usize) };
    let line = rows.get(start)?.line;
    let step = |at: &usize| at.checked_add_signed(by).filter(|at| *at < rows.len());
    let others = std::iter::successors(step(&start), step).filter_map(|at| rows.get(at));
    let next = others.map(|row: Row| row.line).find(|other| *other != line);
    Some(next.unwrap_or(line) as usize)
}

/// After what a folded line opens: that there is more, how much, and what closes it.
fn fold_pieces(document: &Document, line: usize, shown: &mut Vec<Piece>) {
    let Some(close) = document.place(line).map(|place| place.close as usize) else { return };
    let end = document.place(close).map_or(0..0, |end| end.start as usize..end.end as usize);
    let mark = Piece { kind: Kind::Mark, shown: " … ".into(), place: end.start..end.start };
    shown.push(mark);
    shown.extend(document.pieces(close, end));
}

fn fold_button(lang: Lang, folded: bool, onclick: Callback<MouseEvent>) -> Html {
    let name = lang.t(if folded { Msg::Unfold } else { Msg::Fold });
    html! {
        <button type="button" class="fold" tabindex="-1" aria-label={name} {onclick}>
            { if folded { "▸" } else { "▾" } }
        </button>
    }
}

fn row_id(at: usize) -> String {
    format!("node-{at}")
}
