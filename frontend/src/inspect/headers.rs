//! Every header in order, repeated ones marked.

use wire::{Event, HeaderValue};
use yew::prelude::*;

use crate::components::{leaf, table};
use crate::text::{Lang, T};

/// The tab.
pub fn headers_tab(lang: Lang, event: &Event) -> Html {
    let headers = &event.headers.0;
    let repeated = |name: &str| headers.iter().filter(|(n, _)| n == name).count() > 1;
    let tag = |on: bool, name: T| view! { { for on.then(|| view! { { leaf("small", "tag", lang.t(name)) } }) } };
    let rows = headers.iter().map(|(name, value)| {
        let odd = matches!(value, HeaderValue::Bytes { .. });
        vec![
            view! { <>{ name }{ tag(repeated(name), T::Duplicate) }</> },
            view! { <>{ value.to_string() }{ tag(odd, T::NotText) }</> },
        ]
    });
    let head = [lang.t(T::Name), lang.t(T::Value)];
    view! { <div class="scroll">{ table("pairs", &head, rows.collect()) }</div> }
}
