//! The body: a tree of JSON, fields, XML, a picture, text, or bytes in hexadecimal.

use std::rc::Rc;

use tools::{Bytes, Part};
use wasm_bindgen_futures::spawn_local;
use wire::Body;
use yew::prelude::*;

use super::json::{self, Kind, Line};
use super::lines::{Lines, lines_view};
use super::parts::{BlobUrl, Shape, fields, image};
use super::tree::{self, Tree};
use crate::api;
use crate::components::{hosted, leaf};
use crate::duel::tasks::Task;
use crate::fire::failure_text;
use crate::hooks::{use_effect_with, use_memo, use_state, use_state_eq};
use crate::list::Shared;
use crate::state::Action;
use crate::text::{Lang, T};
use crate::worker;

/// What the tab needs.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The page's language.
    pub lang: Lang,
    /// The event.
    pub event: Shared,
    /// Change what is shown.
    pub act: Callback<Action>,
}

/// How the body is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    /// What its type says it is.
    Shape(Shape),
    Json,
    Text,
    Hex,
}

impl View {
    fn name(self) -> T {
        match self {
            Self::Shape(shape) => shape.name(),
            Self::Json => T::Json,
            Self::Text => T::Text,
            Self::Hex => T::Hex,
        }
    }
}

/// The whole of a body that came as a preview.
#[derive(Default)]
enum Whole {
    /// Not asked for.
    #[default]
    No,
    Loading,
    Held(Rc<Body>),
    Failed(String),
}

/// What the worker made of a body.
#[derive(Debug, PartialEq)]
enum Read {
    Fields(Vec<Part>, Vec<Option<BlobUrl>>),
    Lines(Rc<[Line]>),
    Image(BlobUrl),
    Failed(String),
}

/// Reads a body as what it is.
async fn read(shape: Shape, kind: String, body: Rc<Body>) -> Read {
    if let Shape::Image(kind) = shape {
        return BlobUrl::new(body.as_bytes(), kind).map_or_else(|| Read::Failed(String::new()), Read::Image);
    }
    match worker::ask::<Vec<Part>>(&tools::Task::Parts(kind, Bytes(body.as_bytes().to_vec()))).await {
        Err(why) => Read::Failed(why),
        Ok(parts) if shape == Shape::Xml => {
            let line =
                |part: Part| Line { depth: part.name.parse().unwrap_or(0), pieces: vec![(Kind::Value, part.value)] };
            Read::Lines(parts.into_iter().map(line).collect())
        }
        Ok(parts) => {
            let url =
                |part: &Part| part.bytes.as_ref().and_then(|bytes| BlobUrl::new(&bytes.0, "application/octet-stream"));
            let urls = parts.iter().map(url).collect();
            Read::Fields(parts, urls)
        }
    }
}

/// The tab.
#[component]
pub fn BodyTab(props: &Props) -> Html {
    let (lang, event) = (props.lang, &props.event.0);
    let whole = use_state(Whole::default);
    let held: Rc<Body> = match &*whole {
        Whole::Held(body) => body.clone(),
        _ => Rc::new(event.body.clone()),
    };
    let partial = (held.len() as u64) < event.size;
    let key = (event.id.clone(), held.len());
    let text = use_memo(key.clone(), |_| held.as_text().map(Rc::<str>::from));
    let pretty = use_memo(key.clone(), |_| match (held.as_text(), partial) {
        (Some(text), false) => json::pretty(text),
        _ => Err(json::NotJson { line: 0, column: 0 }),
    });
    let looks_like_json = event.header("content-type").is_some_and(|kind| kind.contains("json"));
    let kind = event.header("content-type").unwrap_or_default().to_owned();
    let shape = Shape::of(&kind, held.as_bytes()).filter(|_| !partial);
    let best = match (shape, &*pretty, &*text) {
        (Some(shape), ..) => View::Shape(shape),
        (None, Ok(_), _) => View::Json,
        (None, Err(_), Some(_)) => View::Text,
        (None, Err(_), None) => View::Hex,
    };
    let seen = use_state(|| None::<Rc<Read>>);
    {
        let (seen, held) = (seen.setter(), held.clone());
        use_effect_with((key, shape), move |(_, shape)| {
            if let Some(shape) = *shape {
                spawn_local(async move { seen.set(Some(Rc::new(read(shape, kind, held).await))) });
            }
        });
    }
    let chosen = use_state_eq(|| None::<View>);
    let view = chosen.unwrap_or(best);
    let load = {
        let (event, whole) = (event.clone(), whole.setter());
        Callback::from(move |_: MouseEvent| {
            let (event, whole) = (event.clone(), whole.clone());
            whole.set(Whole::Loading);
            spawn_local(async move {
                whole.set(match api::event(&event.channel, event.seq).await {
                    Ok(event) => Whole::Held(Rc::new(event.body)),
                    Err(failure) => Whole::Failed(failure_text(lang, &failure)),
                });
            });
        })
    };
    if event.size == 0 {
        return view! { { leaf("p", "blank muted", lang.t(T::EmptyBody)) } };
    }
    let views = shape.map(View::Shape).into_iter().chain([View::Json, View::Text, View::Hex]).map(|one| {
        let chosen = chosen.clone();
        let possible = match one {
            View::Shape(_) => true,
            View::Json => pretty.is_ok(),
            View::Text => text.is_some(),
            View::Hex => true,
        };
        let act = props.act.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            chosen.set(Some(one));
            if one == View::Hex {
                act.emit(Action::Done(Task::Hex));
            }
        });
        let pressed = (view == one).to_string();
        view! { <button type="button" aria-pressed={pressed} disabled={!possible} {onclick}>{ lang.t(one.name()) }</button> }
    });
    let error = match &*pretty {
        Err(at) if looks_like_json && !partial && at.line > 0 => {
            Some(format!("{}: {}", lang.t(T::NotJson), lang.json_error(at.line, at.column)))
        }
        _ => None,
    };
    let failed = match &*whole {
        Whole::Failed(text) => Some(text),
        _ => None,
    };
    let content = match (view, &*pretty, &*text) {
        (View::Shape(_), ..) => match seen.as_deref() {
            None => leaf("p", "blank muted", lang.t(T::Loading)),
            Some(Read::Failed(why)) => {
                view! { <p class="blank bad" data-testid="unreadable">{ lang.unreadable(why) }</p> }
            }
            Some(Read::Image(url)) => image(lang, url),
            Some(Read::Fields(parts, urls)) => fields(lang, parts, urls),
            Some(Read::Lines(lines)) => lines_view(Lines::Indented(lines.clone())),
        },
        (View::Json, Ok(lines), _) => hosted::<Tree>(tree::Props { lang, lines: tree::Shared(lines.clone()) }),
        (View::Text, _, Some(text)) => lines_view(Lines::text(text)),
        _ => lines_view(Lines::Hex(held.clone())),
    };
    view! {
        <>
            <div class="bodybar" data-testid="body-bar">
                <span class="seg" data-testid="body-views" role="group" aria-label={lang.t(T::Body)}>{ for views }</span>
                { leaf("span", "muted num", lang.size(event.size)) }
                <span class="slot">{ for error.map(|text| view! { <span class="bad" data-testid="not-json">{ text }</span> }) }</span>
                <span class="grow"></span>
                <span class="slot">
                    if partial {
                        { leaf("span", "muted", lang.t(T::Truncated)) }
                        <button type="button" class="chip" onclick={load} disabled={matches!(*whole, Whole::Loading)}>{ lang.t(T::LoadWhole) }</button>
                    }
                </span>
                <span class="slot">{ for failed.map(|text| view! { { leaf("span", "bad", text) } }) }</span>
            </div>
            <div class="slot fill">{ content }</div>
        </>
    }
}
