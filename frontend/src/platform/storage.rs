//! Values kept between visits, in `localStorage`.

use super::dom::window;

/// Something remembered between visits.
#[must_use]
pub fn storage_get(key: &str) -> Option<String> {
    window()?.local_storage().ok().flatten()?.get_item(key).ok().flatten()
}

/// Remembers something between visits, where the browser lets it.
pub fn storage_set(key: &str, value: &str) {
    if let Some(storage) = window().and_then(|window| window.local_storage().ok().flatten()) {
        // Full, or forbidden: the page works all the same.
        let _ = storage.set_item(key, value);
    }
}
