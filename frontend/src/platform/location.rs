//! The address of the page.

use web_sys::History;

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

/// Adds a step to the browser's history, at which the part after the `#` is this. No event tells of
/// it.
pub fn push_hash(fragment: &str) {
    // Ours are made of characters that are safe in a fragment. A browser that limits how often this
    // may be done leaves the address as it is.
    let _ = history().map(|history| {
        history.push_state_with_url(&OURS.into(), "", Some(&format!("#{fragment}")))
    });
}

/// Sets the part after the `#`, at the same step of the history.
pub fn replace_hash(fragment: &str) {
    let _ = history().map(|history| {
        let state = history.state().unwrap_or_default();
        history.replace_state_with_url(&state, "", Some(&format!("#{fragment}")))
    });
}

/// Goes back to the step before, when this page made the one that is shown; `hashchange` tells of it
/// later. False: this step is where the reader came in.
pub fn go_back() -> bool {
    let ours = |history: &History| history.state().is_ok_and(|state| state == OURS);
    history().filter(ours).is_some_and(|history| history.back().is_ok())
}

/// State of a step that this page made.
const OURS: &str = "gancho";

fn history() -> Option<History> {
    window()?.history().ok()
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
