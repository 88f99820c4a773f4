//! The clipboard.

use wasm_bindgen_futures::JsFuture;
use web_sys::Window;

use super::dom::window;

/// Puts text on the clipboard; false when the browser does not let it.
pub async fn copy(text: &str) -> bool {
    // A page that is not of a secure origin has no clipboard: asking would throw.
    let Some(window) = window().filter(Window::is_secure_context) else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}
