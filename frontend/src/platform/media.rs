//! Media queries.

use web_sys::MediaQueryList;

use super::dom::window;

/// True when a media query matches now.
#[must_use]
pub fn prefers(query: &str) -> bool {
    media(query).is_some_and(|list| list.matches())
}

/// A media query as a list that stays up to date, for frequent use.
#[must_use]
pub fn media(query: &str) -> Option<MediaQueryList> {
    window()?.match_media(query).ok().flatten()
}
