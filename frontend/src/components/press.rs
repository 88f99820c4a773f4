//! Buttons. One function for the many, which keeps the page small.

use yew::prelude::*;

/// A button with a text.
#[must_use]
pub fn button(class: &'static str, label: &str, onclick: Callback<MouseEvent>) -> Html {
    html! { <button type="button" {class} {onclick}>{ label }</button> }
}

/// A button that is pressed or not.
#[must_use]
pub fn toggle(class: &'static str, label: &str, pressed: bool, onclick: Callback<MouseEvent>) -> Html {
    html! { <button type="button" {class} aria-pressed={pressed.to_string()} {onclick}>{ label }</button> }
}

/// A button that is all drawing, with a name for who does not see it.
#[must_use]
pub fn icon_button(id: Option<&'static str>, name: &'static str, icon: Html, onclick: Callback<MouseEvent>) -> Html {
    html! { <button type="button" class="chip square" {id} aria-label={name} title={name} {onclick}>{ icon }</button> }
}
