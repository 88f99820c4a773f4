//! Whether the tab is seen.

use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AddEventListenerOptions, VisibilityState};

use super::dom::document;

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
                let listened = document
                    .add_event_listener_with_callback_and_add_event_listener_options(
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
