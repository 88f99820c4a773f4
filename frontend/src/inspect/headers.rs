//! Every header in order, repeated ones marked, well-known ones explained.

use std::rc::Rc;

use tools::Task;
use wasm_bindgen_futures::spawn_local;
use wire::HeaderValue;
use yew::prelude::*;

use crate::components::{leaf, table};
use crate::hooks::{use_effect_with, use_state_eq};
use crate::list::Shared;
use crate::text::{Lang, T};
use crate::worker;

/// What the tab needs.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The page's language.
    pub lang: Lang,
    /// The event.
    pub event: Shared,
}

/// The tab.
#[component]
pub fn HeadersTab(props: &Props) -> Html {
    let (lang, headers) = (props.lang, &props.event.0.headers.0);
    let names: Vec<String> = headers.iter().map(|(name, _)| name.clone()).collect();
    // What was explained, and what it says.
    let explained = use_state_eq(Rc::<(Vec<String>, Vec<String>)>::default);
    {
        let explained = explained.setter();
        use_effect_with((lang, names.clone()), move |(lang, names)| {
            let (lang, names) = (*lang, names.clone());
            spawn_local(async move {
                // Without the worker they stand as they came, and that is all they need.
                if let Ok(said) = worker::ask(&Task::Headers(lang.tag().into(), names.clone())).await {
                    explained.set(Rc::new((names, said)));
                }
            });
        });
    }
    let said = if explained.0 == names { explained.1.as_slice() } else { &[] };
    let repeated = |name: &str| headers.iter().filter(|(n, _)| n == name).count() > 1;
    let tag = |on: bool, name: T| view! { { for on.then(|| view! { <small class="tag" data-testid="header-note">{ lang.t(name) }</small> }) } };
    let rows = headers.iter().enumerate().map(|(at, (name, value))| {
        let odd = matches!(value, HeaderValue::Bytes { .. });
        let said = said.get(at).filter(|said| !said.is_empty()).map(|said| leaf("small", "said", said));
        vec![
            view! { <>{ name }{ tag(repeated(name), T::Duplicate) }</> },
            view! { <>{ value.to_string() }{ tag(odd, T::NotText) }{ for said }</> },
        ]
    });
    let head = [lang.t(T::Name), lang.t(T::Value)];
    view! { <div class="scroll" data-testid="pairs">{ table("pairs", &head, rows.collect()) }</div> }
}
