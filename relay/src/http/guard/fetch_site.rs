//! Where a browser says that a request comes from: Fetch Metadata, which no page can set. A program
//! sends none of it, nor does a browser on plain http of another machine.

use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};

/// `Sec-Fetch-Site`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Site {
    /// Not sent.
    Unknown,
    /// `none`: a person typed the address, or opened a bookmark.
    Typed,
    /// `same-origin`: the page itself.
    Own,
    /// `same-site`, as a page on another port of this machine is; `cross-site`; and whatever comes
    /// to be.
    Foreign,
}

impl Site {
    /// Reads it from a request's headers.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        match headers.get("sec-fetch-site").map(|site| site.as_bytes()) {
            None => Self::Unknown,
            Some(b"none") => Self::Typed,
            Some(b"same-origin") => Self::Own,
            Some(_) => Self::Foreign,
        }
    }
}

/// True for a browser that goes to the page, as by a link on another site. What it gets there no
/// other page can read, nor measure: it may not be framed, and it is the same for everybody.
pub(super) fn opens_the_page(parts: &Parts) -> bool {
    let is = |name: &str, value: &str| parts.headers.get(name).is_some_and(|v| v.as_bytes() == value.as_bytes());
    parts.method == Method::GET
        && matches!(parts.uri.path(), "/" | "/index.html")
        && is("sec-fetch-mode", "navigate")
        && is("sec-fetch-dest", "document")
}
