//! The document: its elements, their focus, and the values of its fields.

use wasm_bindgen::JsCast as _;
use web_sys::{
    Document, Element, FocusEvent, HtmlElement, HtmlInputElement, HtmlSelectElement,
    HtmlTextAreaElement, Node, ScrollIntoViewOptions, ScrollLogicalPosition, Window,
};

/// The window; none only outside a browser.
#[must_use]
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// The document.
#[must_use]
pub fn document() -> Option<Document> {
    window()?.document()
}

/// The element of `<body>`, for what lies over everything.
#[must_use]
pub fn body() -> Option<Element> {
    document()?.body().map(Into::into)
}

/// The element of `<html>`.
#[must_use]
pub fn root() -> Option<HtmlElement> {
    document()?.document_element()?.dyn_into().ok()
}

/// Moves the keyboard's focus to the element with this id.
pub fn focus(id: &str) {
    if let Some(element) = document()
        .and_then(|d| d.get_element_by_id(id))
        .and_then(|e| e.dyn_into::<HtmlElement>().ok())
    {
        // An element that takes no focus leaves it where it was.
        let _ = element.focus();
    }
}

/// Clicks the element with this id.
pub fn click(id: &str) {
    if let Some(element) = document()
        .and_then(|d| d.get_element_by_id(id))
        .and_then(|e| e.dyn_into::<HtmlElement>().ok())
    {
        element.click();
    }
}

/// Scrolls the row that the element with this id stands in, so that it is in the middle of what is
/// seen, as far as there is more. Nothing else moves.
pub fn center(id: &str) {
    let element = document()
        .and_then(|d| d.get_element_by_id(id))
        .and_then(|e| e.dyn_into::<HtmlElement>().ok());
    let Some(element) = element else { return };
    if let Some(row) = element.parent_element().and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let before = element.offset_left() - row.offset_left();
        row.set_scroll_left(before + element.offset_width() / 2 - row.client_width() / 2);
    }
}

/// Scrolls the first element that matches into view, by no more than that takes.
pub fn reveal(css: &str) {
    let found = document().and_then(|d| d.query_selector(css).ok().flatten());
    if let Some(element) = found {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// The element that has the keyboard's focus.
#[must_use]
pub fn focused() -> Option<HtmlElement> {
    document()?.active_element()?.dyn_into().ok()
}

/// True when the keyboard's focus is in an element that matches.
#[must_use]
pub fn has_focus(css: &str) -> bool {
    focused().is_some_and(|element| element.closest(css).ok().flatten().is_some())
}

/// True when the keyboard's focus goes out of a place, to something else in the page: not when the
/// window loses it, and not when what had it is drawn no more.
#[must_use]
pub fn focus_leaves(event: &FocusEvent, place: Option<Node>) -> bool {
    let next = event.related_target().and_then(|next| next.dyn_into::<Node>().ok());
    place.zip(next).is_some_and(|(place, next)| !place.contains(Some(&next)))
}

/// True when an element matches.
#[must_use]
pub fn has(css: &str) -> bool {
    document().is_some_and(|d| d.query_selector(css).ok().flatten().is_some())
}

/// Moves the keyboard's focus to an element.
pub fn focus_element(element: &HtmlElement) {
    // One that has left the page takes none.
    let _ = element.focus();
}

/// Sets a property of an element's style. By script and not by a `style` attribute, which the
/// page's policy forbids.
pub fn set_style(element: &HtmlElement, property: &str, value: &str) {
    // The property names are ours.
    let _ = element.style().set_property(property, value);
}

/// Value of the input that an event comes from.
#[must_use]
pub fn input_value(event: &web_sys::InputEvent) -> String {
    event
        .target()
        .and_then(|e| e.dyn_into::<HtmlInputElement>().ok())
        .map(|e| e.value())
        .unwrap_or_default()
}

/// Value of the text area that an event comes from.
#[must_use]
pub fn textarea_value(event: &web_sys::Event) -> String {
    event
        .target()
        .and_then(|e| e.dyn_into::<HtmlTextAreaElement>().ok())
        .map(|e| e.value())
        .unwrap_or_default()
}

/// Value of the select that an event comes from.
#[must_use]
pub fn select_value(event: &web_sys::Event) -> String {
    event
        .target()
        .and_then(|e| e.dyn_into::<HtmlSelectElement>().ok())
        .map(|e| e.value())
        .unwrap_or_default()
}

/// Number in the field that an event comes from: of a range or a number field. `None` while what is
/// in it is no number.
#[must_use]
pub fn number_value(event: &web_sys::Event) -> Option<f64> {
    let field = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    Some(field.value_as_number()).filter(|number| number.is_finite())
}
