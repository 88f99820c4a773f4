//! The body: a tree of JSON, fields, XML, a picture, text, or bytes in hexadecimal. All but the
//! bytes are of its readable form: decompressed, in UTF-8.

use std::rc::Rc;

use page_worker::{Bytes, Part, Parts, ToolError, WorkerTask};
use wasm_bindgen_futures::spawn_local;
use wire::Body;
use yew::prelude::*;

use crate::features::inspector::lines::{Lines, LinesView};
use crate::features::inspector::pairs::PairsView;
use crate::features::inspector::parts::{Shape, fields, image};
use crate::features::inspector::readable::{Shown, use_readable};
use crate::features::inspector::tree::{self, Tree};
use crate::i18n::Msg;
use crate::model::api_error::ApiError;
use crate::model::app_action::UiAction;
use crate::model::json::{self, Line};
use crate::model::pairs::Pairs;
use crate::model::race::tasks::TutorialTask;
use crate::model::shared_event::SharedEvent;
use crate::model::xml;
use crate::platform::download::BlobUrl;
use crate::platform::task::AbortOnDrop;
use crate::services::{api, worker};
use crate::state::contexts::{use_dispatch, use_lang};

/// Props of [`BodyTab`].
#[derive(PartialEq, Properties)]
pub struct BodyTabProps {
    /// The event.
    pub event: SharedEvent,
}

/// A view of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    /// By its content type.
    Shape(Shape),
    Json,
    Text,
    Hex,
}

impl View {
    fn name(self) -> Msg {
        match self {
            Self::Shape(shape) => shape.name(),
            Self::Json => Msg::Json,
            Self::Text => Msg::Text,
            Self::Hex => Msg::Hex,
        }
    }
}

/// The whole of a body that came as a preview.
#[derive(Default)]
enum FullBody {
    /// Not asked for.
    #[default]
    No,
    Loading,
    Loaded(Rc<Body>),
    Failed(ApiError),
}

/// A body as it is drawn in its shape.
#[derive(Debug, PartialEq)]
enum Drawn {
    Fields(Parts, Vec<Option<BlobUrl>>),
    Lines(Rc<[Line]>, bool),
    Image(BlobUrl),
    /// The browser cannot hold the picture.
    NoImage,
    Failed(ToolError),
}

/// Draws a readable body as what it is. A form needs no drawing: [`PairsView`] does.
async fn draw(shape: Shape, kind: String, body: Rc<Body>) -> Option<Drawn> {
    match shape {
        Shape::Form => return None,
        Shape::Image(kind) => {
            let url = BlobUrl::new(body.as_bytes(), kind);
            return Some(url.map_or(Drawn::NoImage, Drawn::Image));
        }
        Shape::Parts | Shape::Xml => {}
    }
    let task = WorkerTask::Parts(kind, Bytes(body.as_bytes().to_vec()));
    Some(match worker::run::<Parts>(&task).await {
        Err(error) => Drawn::Failed(error),
        Ok(found) if shape == Shape::Xml => {
            let line = |part: Part| Line {
                depth: part.name.parse().unwrap_or(0),
                pieces: xml::pieces(&part.value),
            };
            Drawn::Lines(found.parts.into_iter().map(line).collect(), found.more)
        }
        Ok(found) => {
            let url = |part: &Part| {
                part.bytes
                    .as_ref()
                    .and_then(|bytes| BlobUrl::new(&bytes.0, "application/octet-stream"))
            };
            let urls = found.parts.iter().map(url).collect();
            Drawn::Fields(found, urls)
        }
    })
}

/// The tab.
#[component]
pub fn BodyTab(props: &BodyTabProps) -> Html {
    let (lang, dispatch, event) = (use_lang(), use_dispatch(), &props.event.0);
    let whole = use_state(FullBody::default);
    let held: Rc<Body> = match &*whole {
        FullBody::Loaded(body) => body.clone(),
        _ => Rc::new(event.body.clone()),
    };
    let partial = (held.len() as u64) < event.size;
    let shown = use_readable(event, &held);
    let (readable, is_cut) = match &shown {
        Shown::Read(readable, body) => (body.clone(), readable.cut.is_some()),
        _ => (held.clone(), false),
    };
    let waiting = shown == Shown::Waiting;
    let key = (event.id.clone(), held.len(), waiting);
    let text = use_memo(key.clone(), |_| readable.as_text().map(Rc::<str>::from));
    let pretty = use_memo(key.clone(), |_| match (readable.as_text(), partial || is_cut) {
        (Some(text), false) => json::pretty(text),
        _ => Err(json::NotJson { line: 0, column: 0 }),
    });
    let looks_like_json = event.header("content-type").is_some_and(|kind| kind.contains("json"));
    let kind = event.header("content-type").unwrap_or_default().to_owned();
    let shape = Shape::of(&kind, readable.as_bytes()).filter(|_| !partial && !waiting);
    let pairs = use_memo((key.clone(), shape), |(_, shape)| match shape {
        Some(Shape::Form) => Some(Pairs::of(readable.as_bytes())),
        _ => None,
    });
    let default_view = match (shape, &*pretty, &*text) {
        (Some(shape), ..) => View::Shape(shape),
        (None, Ok(_), _) => View::Json,
        (None, Err(_), Some(_)) => View::Text,
        (None, Err(_), None) => View::Hex,
    };
    let drawn = use_state(|| None::<Rc<Drawn>>);
    {
        let (drawn, readable) = (drawn.setter(), readable.clone());
        use_effect_with((key, shape), move |(_, shape)| {
            let task = shape.map(|shape| {
                AbortOnDrop::spawn(async move {
                    drawn.set(draw(shape, kind, readable).await.map(Rc::new));
                })
            });
            move || drop(task)
        });
    }
    let chosen = use_state_eq(|| None::<View>);
    let view = chosen.unwrap_or(default_view);
    let load = {
        let (event, whole) = (event.clone(), whole.setter());
        Callback::from(move |_: MouseEvent| {
            let (event, whole) = (event.clone(), whole.clone());
            whole.set(FullBody::Loading);
            spawn_local(async move {
                whole.set(match api::whole_body(&event).await {
                    Ok(body) => FullBody::Loaded(Rc::new(body)),
                    Err(error) => FullBody::Failed(error),
                });
            });
        })
    };
    if event.size == 0 {
        return html! { <p class="blank muted">{ lang.t(Msg::EmptyBody) }</p> };
    }
    let views =
        shape.map(View::Shape).into_iter().chain([View::Json, View::Text, View::Hex]).map(|one| {
            let chosen = chosen.clone();
            let possible = match one {
                View::Shape(_) => true,
                View::Json => pretty.is_ok(),
                View::Text => text.is_some(),
                View::Hex => true,
            };
            let dispatch = dispatch.clone();
            let onclick = Callback::from(move |_: MouseEvent| {
                chosen.set(Some(one));
                if one == View::Hex {
                    dispatch.emit(UiAction::TaskDone(TutorialTask::Hex).into());
                }
            });
            let pressed = (view == one).to_string();
            html! {
                <button type="button" aria-pressed={pressed} disabled={!possible} {onclick}>
                    { lang.t(one.name()) }
                </button>
            }
        });
    let error = match &*pretty {
        Err(at) if looks_like_json && !waiting && at.line > 0 => {
            Some(format!("{}: {}", lang.t(Msg::NotJson), lang.json_error(at.line, at.column)))
        }
        _ => None,
    };
    let failed = match (&*whole, &shown) {
        (FullBody::Failed(error), _) => Some(error.text(lang)),
        (_, Shown::Failed(error)) => Some(lang.tool_error(error)),
        _ => None,
    };
    let decoded = match &shown {
        Shown::Read(readable, _) => Some(lang.decoded(readable, !partial)),
        _ => None,
    };
    let first_of = match drawn.as_deref() {
        Some(Drawn::Fields(Parts { parts, more: true }, _)) => Some(parts.len()),
        Some(Drawn::Lines(lines, true)) => Some(lines.len()),
        _ => None,
    };
    let content = match (view, &*pretty, &*text) {
        _ if waiting && *chosen != Some(View::Hex) => {
            html! { <p class="blank muted">{ lang.t(Msg::Loading) }</p> }
        }
        (View::Shape(_), ..) => match (&*pairs, drawn.as_deref()) {
            (Some(pairs), _) => html! { <PairsView pairs={pairs.clone()} /> },
            (_, None) => html! { <p class="blank muted">{ lang.t(Msg::Loading) }</p> },
            (_, Some(Drawn::NoImage)) => unreadable(lang.t(Msg::ImageFailed).into()),
            (_, Some(Drawn::Failed(error))) => unreadable(lang.tool_error(error)),
            (_, Some(Drawn::Image(url))) => image(lang, url),
            (_, Some(Drawn::Fields(found, urls))) => fields(lang, &found.parts, urls),
            (_, Some(Drawn::Lines(lines, _))) => {
                html! { <LinesView lines={Lines::Indented(lines.clone())} /> }
            }
        },
        (View::Json, Ok(lines), _) => html! { <Tree lines={tree::SharedLines(lines.clone())} /> },
        (View::Text, _, Some(text)) => html! { <LinesView lines={Lines::text(text)} /> },
        _ => html! { <LinesView lines={Lines::Hex(held.clone())} /> },
    };
    html! {
        <>
            <div class="bodybar" data-testid="body-bar">
                <span class="seg" data-testid="body-views" role="group"
                    aria-label={lang.t(Msg::Body)}>
                    { for views }
                </span>
                <span class="muted num">{ lang.size(event.size) }</span>
                <span class="slot">
                    { decoded.map(|text| html! {
                        <bdi class="muted" data-testid="decoded">{ text }</bdi>
                    }) }
                </span>
                <span class="slot">
                    { first_of.map(|n| html! {
                        <span class="muted" data-testid="first-parts">{ lang.first_parts(n) }</span>
                    }) }
                </span>
                <span class="slot">
                    if let Some(text) = error {
                        <span class="bad" data-testid="not-json">{ text }</span>
                    }
                </span>
                <span class="grow"></span>
                <span class="slot">
                    if partial {
                        <span class="muted">{ lang.t(Msg::Truncated) }</span>
                        <button type="button" class="chip" onclick={load}
                            disabled={matches!(*whole, FullBody::Loading)}>
                            { lang.t(Msg::LoadWhole) }
                        </button>
                    }
                </span>
                <span class="slot">
                    { failed.map(|text| html! { <span class="bad">{ text }</span> }) }
                </span>
            </div>
            <div class="slot fill">{ content }</div>
        </>
    }
}

fn unreadable(why: String) -> Html {
    html! { <p class="blank bad" data-testid="unreadable">{ why }</p> }
}
