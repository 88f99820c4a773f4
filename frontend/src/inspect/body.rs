//! The body: JSON laid out, text, or bytes in hexadecimal.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use wire::Body;
use yew::prelude::*;

use super::json;
use super::lines::{Lines, LinesView};
use crate::api;
use crate::components::leaf;
use crate::duel::tasks::Task;
use crate::fire::failure_text;
use crate::list::Shared;
use crate::state::Action;
use crate::text::{Lang, T};

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
    Json,
    Text,
    Hex,
}

impl View {
    fn name(self) -> T {
        match self {
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
    let best = match (&*pretty, &*text) {
        (Ok(_), _) => View::Json,
        (Err(_), Some(_)) => View::Text,
        (Err(_), None) => View::Hex,
    };
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
    let views = [View::Json, View::Text, View::Hex].into_iter().map(|one| {
        let chosen = chosen.clone();
        let possible = match one {
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
        (View::Json, Ok(lines), _) => html! { <LinesView lines={Lines::Json(lines.clone())} /> },
        (View::Text, _, Some(text)) => html! { <LinesView lines={Lines::text(text)} /> },
        _ => html! { <LinesView lines={Lines::Hex(held.clone())} /> },
    };
    view! {
        <>
            <div class="bodybar">
                <span class="seg" role="group" aria-label={lang.t(T::Body)}>{ for views }</span>
                { leaf("span", "muted num", lang.size(event.size)) }
                <span class="slot">{ for error.map(|text| view! { { leaf("span", "bad", text) } }) }</span>
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
