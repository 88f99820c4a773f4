//! Media queries.

use web_sys::MediaQueryList;

use super::dom::window;

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
