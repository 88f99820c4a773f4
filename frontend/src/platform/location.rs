//! The address of the page.

use super::dom::window;

/// Where the page lies: scheme, host and port, and the path under which a proxy shows it. No slash
/// at its end.
#[must_use]
pub fn folder() -> String {
    let Some(location) = window().map(|window| window.location()) else { return String::new() };
    let path = location.pathname().unwrap_or_default();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{}{folder}", location.origin().unwrap_or_default())
}

/// A parameter of the page's address.
#[must_use]
pub fn query_param(name: &str) -> Option<String> {
    let search = window()?.location().search().ok()?;
    let mut pairs = form_urlencoded::parse(search.trim_start_matches('?').as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The part of the address after its `#`, `#` included; empty without one.
#[must_use]
pub fn hash() -> String {
    window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Sets the part after the `#`. The browser adds a step to its history.
pub fn set_hash(fragment: &str) {
    if let Some(window) = window() {
        // Ours are made of characters that are safe in a fragment.
        let _ = window.location().set_hash(fragment);
    }
}
