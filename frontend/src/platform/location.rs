//! The address of the page.

use super::dom::window;

/// Address that the relay's paths are added to: the page's own, without its last `/` and what
/// follows. `http://localhost:7878`, or `https://example.com/relay` under a prefix.
#[must_use]
pub fn base() -> String {
    let href = window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    directory(&href).to_owned()
}

/// An address up to the last `/` of its path, without it.
fn directory(href: &str) -> &str {
    let path = &href[..href.find(['?', '#']).unwrap_or(href.len())];
    path.rfind('/').map_or(path, |at| &path[..at])
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_may_stand_under_a_prefix() {
        for (href, base) in [
            ("http://localhost:7878/", "http://localhost:7878"),
            ("http://localhost:7878/?next=/a/b#loja/1", "http://localhost:7878"),
            ("https://example.com/relay/#loja/1", "https://example.com/relay"),
            ("https://example.com/relay/index.html?a", "https://example.com/relay"),
        ] {
            assert_eq!(directory(href), base, "{href}");
        }
    }
}
