//! Every header in order, repeated ones marked.

use wire::{Event, HeaderValue};
use yew::prelude::*;

use crate::text::{Lang, T};

/// The tab.
#[must_use]
pub fn headers_tab(lang: Lang, event: &Event) -> Html {
    let headers = &event.headers.0;
    let repeated = |name: &str| headers.iter().filter(|(n, _)| n == name).count() > 1;
    let rows = headers.iter().map(|(name, value)| {
        let odd = matches!(value, HeaderValue::Bytes { .. });
        html! {
            <tr>
                <th scope="row">
                    { name }<span class="slot">if repeated(name) { <small class="tag">{ lang.t(T::Duplicate) }</small> }</span>
                </th>
                <td>
                    { value.to_string() }<span class="slot">if odd { <small class="tag">{ lang.t(T::NotText) }</small> }</span>
                </td>
            </tr>
        }
    });
    html! {
        <div class="scroll">
            <table class="pairs">
                <thead class="visually-hidden"><tr><th>{ lang.t(T::Name) }</th><th>{ lang.t(T::Value) }</th></tr></thead>
                <tbody>{ for rows }</tbody>
            </table>
        </div>
    }
}
