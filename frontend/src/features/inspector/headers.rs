//! Every header in order, repeated ones marked, well-known ones explained.

use std::rc::Rc;

use tools::Task;
use wasm_bindgen_futures::spawn_local;
use wire::HeaderValue;
use yew::prelude::*;

use crate::components::table;
use crate::i18n::Msg;
use crate::model::shared_event::SharedEvent;
use crate::services::worker;
use crate::state::contexts::use_lang;

/// Props of [`HeadersTab`].
#[derive(PartialEq, Properties)]
pub struct HeadersTabProps {
    /// The event.
    pub event: SharedEvent,
}

/// The tab.
#[component]
pub fn HeadersTab(props: &HeadersTabProps) -> Html {
    let (lang, headers) = (use_lang(), &props.event.0.headers.0);
    let names: Vec<String> = headers.iter().map(|(name, _)| name.clone()).collect();
    // The names that were explained, and their explanations.
    let explained = use_state_eq(Rc::<(Vec<String>, Vec<String>)>::default);
    {
        let explained = explained.setter();
        use_effect_with((lang, names.clone()), move |(lang, names)| {
            let (lang, names) = (*lang, names.clone());
            spawn_local(async move {
                // Without the worker they stand as they came, and that is all they need.
                if let Ok(said) =
                    worker::ask(&Task::Headers(lang.tag().into(), names.clone())).await
                {
                    explained.set(Rc::new((names, said)));
                }
            });
        });
    }
    let said = if explained.0 == names { explained.1.as_slice() } else { &[] };
    let repeated = |name: &str| headers.iter().filter(|(n, _)| n == name).count() > 1;
    let note = |on: bool, text: Msg| {
        on.then(|| html! { <small class="tag" data-testid="header-note">{ lang.t(text) }</small> })
    };
    let rows = headers.iter().enumerate().map(|(at, (name, value))| {
        let odd = matches!(value, HeaderValue::Bytes { .. });
        let said = said
            .get(at)
            .filter(|said| !said.is_empty())
            .map(|said| html! { <small class="said">{ said }</small> });
        vec![
            html! { <>{ name }{ for note(repeated(name), Msg::Duplicate) }</> },
            html! { <>{ value.to_string() }{ for note(odd, Msg::NotText) }{ for said }</> },
        ]
    });
    let head = [lang.t(Msg::Name), lang.t(Msg::Value)];
    html! {
        <div class="scroll" data-testid="pairs">{ table("pairs", &head, rows.collect()) }</div>
    }
}
