//! Every header in order, repeated ones marked, well-known ones explained.

use std::collections::HashMap;

use wire::HeaderValue;
use yew::prelude::*;

use crate::components::table;
use crate::i18n::Msg;
use crate::model::shared_event::SharedEvent;
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
    let mut counts = HashMap::<&str, usize>::new();
    headers.iter().for_each(|(name, _)| *counts.entry(name).or_default() += 1);
    let repeated = |name: &str| counts.get(name).is_some_and(|count| *count > 1);
    let note = |on: bool, text: Msg| {
        on.then(|| html! { <small class="tag" data-testid="header-note">{ lang.t(text) }</small> })
    };
    let rows = headers.iter().map(|(name, value)| {
        let odd = matches!(value, HeaderValue::Bytes { .. });
        let said =
            lang.header_meaning(name).map(|said| html! { <small class="said">{ said }</small> });
        vec![
            html! { <>{ name }{ note(repeated(name), Msg::Duplicate) }</> },
            html! { <><bdi>{ value.to_string() }</bdi>{ note(odd, Msg::NotText) }{ said }</> },
        ]
    });
    let head = [lang.t(Msg::Name), lang.t(Msg::Value)];
    html! {
        <div class="scroll" tabindex="0" data-testid="pairs">
            { table("pairs", &head, rows.collect()) }
        </div>
    }
}
