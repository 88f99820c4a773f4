//! Buttons and texts. One function for the many, which keeps the page small: the `html!` macro writes half a kilobyte of
//! code for each element.

use yew::prelude::*;
use yew::virtual_dom::{VTag, VText};

/// A button with a text.
pub fn button(class: &'static str, label: &str, onclick: Callback<MouseEvent>) -> Html {
    view! { <button type="button" {class} {onclick}>{ label }</button> }
}

/// A button that is pressed or not.
pub fn toggle(class: &'static str, label: &str, pressed: bool, onclick: Callback<MouseEvent>) -> Html {
    view! { <button type="button" {class} aria-pressed={pressed.to_string()} {onclick}>{ label }</button> }
}

/// A button that is all drawing, with a name for who does not see it.
pub fn icon_button(id: Option<&'static str>, name: &'static str, icon: Html, onclick: Callback<MouseEvent>) -> Html {
    view! { <button type="button" class="chip square" {id} aria-label={name} title={name} {onclick}>{ icon }</button> }
}

/// An element that holds a text and nothing else.
pub fn leaf(tag: &'static str, class: &'static str, text: impl AsRef<str>) -> Html {
    let mut element = VTag::new(tag);
    if !class.is_empty() {
        element.add_attribute("class", class);
    }
    element.add_child(VText::new(text.as_ref().to_owned()).into());
    element.into()
}
