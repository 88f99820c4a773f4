//! Small things asked of the browser.

use js_sys::Promise;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AddEventListenerOptions, Document, Element, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
    MediaQueryList, ResizeObserver, VisibilityState, Window,
};

/// The window; none only outside a browser.
#[must_use]
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// Where the page came from: scheme, host and port.
#[must_use]
pub fn origin() -> String {
    window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// The document.
#[must_use]
pub fn document() -> Option<Document> {
    window()?.document()
}

/// The element of `<html>`.
#[must_use]
pub fn root() -> Option<HtmlElement> {
    document()?.document_element()?.dyn_into().ok()
}

/// The tab is not seen.
#[must_use]
pub fn is_hidden() -> bool {
    document().is_some_and(|document| document.visibility_state() == VisibilityState::Hidden)
}

/// Waits until the tab is seen.
pub async fn until_shown() {
    while is_hidden() {
        let changed = Promise::new(&mut |resolve, _| {
            let options = AddEventListenerOptions::new();
            options.set_once(true);
            if let Some(document) = document() {
                let listened = document.add_event_listener_with_callback_and_add_event_listener_options(
                    "visibilitychange",
                    &resolve,
                    &options,
                );
                debug_assert!(listened.is_ok());
            }
        });
        if JsFuture::from(changed).await.is_err() {
            return;
        }
    }
}

/// Watches the size of an element, until dropped.
pub struct SizeWatch {
    observer: Option<ResizeObserver>,
    /// What the observer calls.
    _call: Closure<dyn FnMut()>,
}

/// Calls back when an element gets its size, and whenever it changes: with the window, with what is beside it, or because it
/// is shown.
#[must_use]
pub fn watch_size(element: &Element, call: impl Fn() + 'static) -> SizeWatch {
    let call = Closure::<dyn FnMut()>::new(call);
    let observer = ResizeObserver::new(call.as_ref().unchecked_ref()).ok();
    if let Some(observer) = &observer {
        observer.observe(element);
    }
    SizeWatch { observer, _call: call }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// What the reader's settings ask for.
#[must_use]
pub fn prefers(query: &str) -> bool {
    media(query).is_some_and(|list| list.matches())
}

/// The same for whoever asks often: the list stays true.
#[must_use]
pub fn media(query: &str) -> Option<MediaQueryList> {
    window()?.match_media(query).ok().flatten()
}

/// Puts text on the clipboard; false when the browser does not let it.
pub async fn copy(text: &str) -> bool {
    // A page that is not of a secure origin has no clipboard: asking would throw.
    let Some(window) = window().filter(Window::is_secure_context) else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

/// A parameter of the page's address.
#[must_use]
pub fn asked(name: &str) -> Option<String> {
    let search = window()?.location().search().ok()?;
    let mut pairs = form_urlencoded::parse(search.trim_start_matches('?').as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Something remembered between visits.
#[must_use]
pub fn recall(key: &str) -> Option<String> {
    window()?.local_storage().ok().flatten()?.get_item(key).ok().flatten()
}

/// Remembers something between visits, where the browser lets it.
pub fn remember(key: &str, value: &str) {
    if let Some(storage) = window().and_then(|window| window.local_storage().ok().flatten()) {
        // Full, or forbidden: the page works all the same.
        let _ = storage.set_item(key, value);
    }
}

/// Moves the keyboard's focus to the element with this id.
pub fn focus(id: &str) {
    if let Some(element) =
        document().and_then(|d| d.get_element_by_id(id)).and_then(|e| e.dyn_into::<HtmlElement>().ok())
    {
        // An element that takes no focus leaves it where it was.
        let _ = element.focus();
    }
}

/// The element that has the keyboard's focus.
#[must_use]
pub fn focused() -> Option<HtmlElement> {
    document()?.active_element()?.dyn_into().ok()
}

/// Moves the keyboard's focus to an element.
pub fn focus_element(element: &HtmlElement) {
    // One that has left the page takes none.
    let _ = element.focus();
}

/// Sets a property of an element's style. By script and not by a `style` attribute, which the page's policy forbids.
pub fn set_style(element: &HtmlElement, property: &str, value: &str) {
    // The property names are ours.
    let _ = element.style().set_property(property, value);
}

/// What stands in the field that an event is of.
#[must_use]
pub fn written(event: &web_sys::InputEvent) -> String {
    event.target().and_then(|e| e.dyn_into::<HtmlInputElement>().ok()).map(|e| e.value()).unwrap_or_default()
}

/// What stands in the large field that an event is of.
#[must_use]
pub fn written_in_area(event: &web_sys::Event) -> String {
    event.target().and_then(|e| e.dyn_into::<HtmlTextAreaElement>().ok()).map(|e| e.value()).unwrap_or_default()
}

/// What is chosen in the list that an event is of.
#[must_use]
pub fn chosen(event: &web_sys::Event) -> String {
    event.target().and_then(|e| e.dyn_into::<HtmlSelectElement>().ok()).map(|e| e.value()).unwrap_or_default()
}
