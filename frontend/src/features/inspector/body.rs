//! The body: a tree of JSON, records, fields, XML, a picture, text, or bytes in hexadecimal. All but
//! the bytes are of its readable form: decompressed, in UTF-8.

use std::ops::Range;
use std::rc::Rc;

use page_worker::Parts;
use wire::Body;
use yew::prelude::*;

use crate::features::inspector::body_bar::{self, BodyBar};
use crate::features::inspector::document_view::{DocumentView, SharedDocument};
use crate::features::inspector::drawn::{Drawn, use_drawn};
use crate::features::inspector::lines::HexView;
use crate::features::inspector::marked::Marks;
use crate::features::inspector::pairs::PairsView;
use crate::features::inspector::parts::{self, Shape, fields, image};
use crate::features::inspector::readable::{Shown, use_readable};
use crate::features::inspector::search_bar;
use crate::features::inspector::view::{View, tree};
use crate::features::inspector::whole_body::{WholeBody, use_whole_body};
use crate::i18n::{Lang, Msg};
use crate::model::app_action::UiAction;
use crate::model::cells::Cells;
use crate::model::document::Document;
use crate::model::folds::Folds;
use crate::model::json::NotJson;
use crate::model::looks_like::looks_like;
use crate::model::pairs::Pairs;
use crate::model::race::tasks::TutorialTask;
use crate::model::shared_event::SharedEvent;
use crate::model::text_search;
use crate::platform::dom;
use crate::platform::storage::{storage_get, storage_set};
use crate::state::contexts::{use_dispatch, use_lang};

/// Props of [`BodyTab`].
#[derive(PartialEq, Properties)]
pub struct BodyTabProps {
    /// The event.
    pub event: SharedEvent,
}

/// The reader's search.
#[derive(Clone, Debug, Default, PartialEq)]
struct Search {
    query: String,
    at: usize,
}

/// The tab.
#[component]
pub fn BodyTab(props: &BodyTabProps) -> Html {
    let (lang, dispatch, event) = (use_lang(), use_dispatch(), &props.event.0);
    let (whole, load) = use_whole_body(&props.event);
    let held: Rc<Body> = match &whole {
        WholeBody::Loaded(body) => body.clone(),
        _ => Rc::new(event.body.clone()),
    };
    let partial = (held.len() as u64) < event.size;
    let shown = use_readable(event, &held);
    let (readable, is_cut) = match &shown {
        Shown::Read(readable, body) => (body.clone(), readable.cut.is_some()),
        _ => (held.clone(), false),
    };
    let waiting = shown == Shown::Waiting || whole == WholeBody::Loading;
    let kind = event.header("content-type").unwrap_or_default().to_owned();
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();

    // The readable form, in every shape that it can have.
    let key = (event.id.clone(), held.len(), waiting);
    let text = use_memo(key.clone(), |_| readable.as_text().map(Rc::<str>::from));
    let found_tree = use_memo(key.clone(), |_| match &*text {
        Some(text) if !waiting && !partial && !is_cut => tree(&essence, text),
        _ => Err(NotJson { line: 0, column: 0 }),
    });
    let shape = Shape::of(&kind, readable.as_bytes()).filter(|_| !partial && !waiting);
    let pairs = use_memo((key.clone(), shape), |(_, shape)| match shape {
        Some(Shape::Form) => Some(Pairs::of(readable.as_bytes())),
        _ => None,
    });
    let drawn = use_drawn(key.clone(), shape, &kind, &readable);
    let looks = text
        .as_ref()
        .as_ref()
        .filter(|_| !partial)
        .and_then(|text| looks_like(&essence, text, found_tree.is_ok()));

    let chosen = use_state_eq(|| None::<View>);
    let default_view = match (shape, &*found_tree, &*text) {
        // Fields of JSON would be one long name.
        (Some(shape), ..) if looks.is_none() => View::Shape(shape),
        (_, Ok(_), _) => View::of_tree(&found_tree),
        (Some(shape), ..) => View::Shape(shape),
        (None, Err(_), Some(_)) => View::Text,
        (None, Err(_), None) => View::Hex,
    };
    let view = chosen.unwrap_or(default_view);
    let lines = use_memo((key.clone(), view == View::Text), |(_, is_text)| match &*text {
        Some(text) if *is_text => Some(Rc::new(Document::text_lines(text.clone()))),
        _ => None,
    });
    let document: Option<SharedDocument> = match (view, &*found_tree, drawn.as_deref()) {
        _ if waiting && view != View::Hex => None,
        (View::Json | View::Records, Ok(tree), _) => Some(tree.clone()),
        (View::Text, ..) => (*lines).clone(),
        (View::Shape(Shape::Xml), _, Some(Drawn::Xml(xml, _))) => Some(xml.clone()),
        _ => None,
    }
    .map(SharedDocument);

    // What is done to the view.
    let folds = use_state_eq(Folds::default);
    let wrap = use_state_eq(|| storage_get("wrap").is_none_or(|wrap| wrap != "false"));
    let search = use_state_eq(Search::default);
    let has_lines = document.is_some();
    let has_fields = match (view, drawn.as_deref()) {
        (View::Shape(Shape::Form), _) => pairs.is_some(),
        (View::Shape(Shape::Parts), Some(Drawn::Fields(..))) => true,
        _ => false,
    };
    let can_search = has_lines || has_fields || view == View::Hex;
    // Decoded for a search only.
    let is_searched = has_fields && !search.query.is_empty();
    let deps = (key.clone(), view, drawn.as_ref().map(Rc::as_ptr), is_searched);
    let cells = use_memo(deps, |(.., is_searched)| match (&*pairs, drawn.as_deref()) {
        _ if !is_searched => None,
        (Some(pairs), _) => Some(Rc::new(pairs.cells())),
        (None, Some(Drawn::Fields(found, _))) => Some(Rc::new(parts::cells(&found.parts))),
        _ => None,
    });
    let deps = (document.clone(), view == View::Hex, (*cells).clone(), search.query.clone());
    let places = use_memo((key.clone(), deps), |(_, (document, is_hex, cells, query))| {
        match (document, cells) {
            (Some(SharedDocument(document)), _) => {
                Rc::from(text_search::find(document.text(), query, document.is_tree()))
            }
            (None, Some(cells)) => Rc::from(text_search::find(cells.text(), query, false)),
            _ if *is_hex => Rc::from(text_search::find_bytes(held.as_bytes(), query)),
            _ => Rc::<[Range<u32>]>::default(),
        }
    });
    let marks = Marks { places: (*places).clone(), at: search.at };
    // A table is scrolled to what is found; the lists see to that themselves.
    use_effect_with((has_fields, marks.clone()), |(has_fields, _)| {
        if *has_fields {
            dom::reveal("#body-pane mark.now");
        }
    });
    let onkeydown = Callback::from(move |e: KeyboardEvent| {
        // While the body has the focus, the page's search is that of the body.
        if can_search && (e.ctrl_key() || e.meta_key()) && e.key().eq_ignore_ascii_case("f") {
            e.prevent_default();
            dom::focus(search_bar::FIELD);
        }
    });
    if event.size == 0 {
        return html! { <p class="blank muted">{ lang.t(Msg::EmptyBody) }</p> };
    }

    let views: Vec<_> = shape
        .map(View::Shape)
        .into_iter()
        .chain([View::of_tree(&found_tree), View::Text, View::Hex])
        .map(|one| {
            let possible = match one {
                View::Shape(_) | View::Hex => true,
                View::Json | View::Records => found_tree.is_ok(),
                View::Text => text.is_some(),
            };
            (one, possible)
        })
        .collect();
    let onview = {
        let (chosen, search) = (chosen.clone(), search.clone());
        Callback::from(move |one: View| {
            chosen.set(Some(one));
            search.set(Search { at: 0, ..(*search).clone() });
            if one == View::Hex {
                dispatch.emit(UiAction::TaskDone(TutorialTask::Hex).into());
            }
        })
    };
    let onwrap = {
        let wrap = wrap.clone();
        Callback::from(move |_: MouseEvent| {
            storage_set("wrap", if *wrap { "false" } else { "true" });
            wrap.set(!*wrap);
        })
    };
    let onfold = Callback::from({
        let folds = folds.setter();
        move |next: Folds| folds.set(next)
    });
    let onquery = {
        let search = search.setter();
        Callback::from(move |query: String| search.set(Search { query, at: 0 }))
    };
    let ongo = {
        let search = search.clone();
        Callback::from(move |at: usize| search.set(Search { at, ..(*search).clone() }))
    };
    let looks_like_json = essence.contains("json");
    let problems = [
        match &*found_tree {
            Err(at) if looks_like_json && !waiting && looks.is_none() && at.line > 0 => {
                Some(format!("{}: {}", lang.t(Msg::NotJson), lang.json_error(at.line, at.column)))
            }
            _ => None,
        },
        match (&whole, &shown) {
            (WholeBody::Failed(error), _) => Some(error.text(lang)),
            (_, Shown::Failed(error)) => Some(lang.tool_error(error)),
            _ => None,
        },
    ];
    let notes = [
        match &shown {
            Shown::Read(readable, _) => Some(("decoded", lang.decoded(readable, !partial))),
            _ => None,
        },
        looks.map(|looks| ("looks-like", body_bar::says_but_looks(lang, &essence, looks))),
        match (view, &*found_tree) {
            (View::Records, Ok(tree)) => tree.records().map(|n| ("record-count", lang.records(n))),
            _ => None,
        },
        match drawn.as_deref() {
            Some(Drawn::Fields(Parts { parts, more: true }, _)) => {
                Some(("first-parts", lang.first_parts(parts.len())))
            }
            Some(Drawn::Xml(lines, true)) => Some(("first-parts", lang.first_lines(lines.len()))),
            _ => None,
        },
    ];
    let content = match (document, view, drawn.as_deref()) {
        (Some(document), ..) => html! {
            <DocumentView key={format!("{view:?}")} {document} wrap={*wrap}
                folds={(*folds).clone()} onfold={onfold.clone()} marks={marks.clone()} />
        },
        (None, View::Hex, _) => html! { <HexView body={held} marks={marks.clone()} /> },
        (None, View::Shape(Shape::Form), _) if pairs.is_some() => {
            let view = |pairs: &Pairs| {
                let (pairs, cells, marks) = (pairs.clone(), (*cells).clone(), marks.clone());
                html! { <PairsView {pairs} {cells} {marks} /> }
            };
            html! { { for pairs.iter().map(view) } }
        }
        (None, View::Shape(_), Some(drawn)) => draw(lang, drawn, cells.as_deref(), &marks),
        _ => html! { <p class="blank muted">{ lang.t(Msg::Loading) }</p> },
    };
    // One button is enough: what is folded in part is opened first.
    let next_folds = if *folds == Folds::default() { Folds::all() } else { Folds::default() };
    let is_tree = matches!(view, View::Json | View::Records) && found_tree.is_ok();
    html! {
        <div class="bodypane" id={search_bar::BODY} tabindex="-1" {onkeydown}>
            <BodyBar {views} {view} {onview} size={event.size} problems={problems.to_vec()}
                notes={notes.to_vec()} load={partial.then_some(load)}
                loading={whole == WholeBody::Loading}
                search={can_search.then_some((search.query.clone(), search.at, places.len()))}
                {onquery} {ongo} wrap={has_lines.then_some(*wrap)} {onwrap}
                onfold={is_tree.then_some((onfold, next_folds))} />
            <div class="slot fill">{ content }</div>
        </div>
    }
}

/// What the worker, or the browser, has drawn.
fn draw(lang: Lang, drawn: &Drawn, cells: Option<&Cells>, marks: &Marks) -> Html {
    let unreadable =
        |why: String| html! { <p class="blank bad" data-testid="unreadable">{ why }</p> };
    match drawn {
        Drawn::NoImage => unreadable(lang.t(Msg::ImageFailed).into()),
        Drawn::Failed(error) => unreadable(lang.tool_error(error)),
        Drawn::Image(url) => image(lang, url),
        Drawn::Fields(found, urls) => fields(lang, &found.parts, urls, cells, marks),
        // Of XML the document is shown.
        Drawn::Xml(..) => Html::default(),
    }
}
