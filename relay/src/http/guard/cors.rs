//! CORS headers for pages of the origins given by `--allow-origin` (Fetch standard, "CORS
//! protocol").

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Origin;

/// The origin of a request, when it is one of `readers`.
pub(super) fn reader(readers: &[Origin], headers: &HeaderMap) -> Option<HeaderValue> {
    let value = headers.get(header::ORIGIN).filter(|_| !readers.is_empty())?;
    let origin: Origin = value.to_str().ok()?.parse().ok()?;
    readers.contains(&origin).then(|| value.clone())
}

/// Answers a preflight: the page may send what it asks to send.
pub(super) fn preflight(asked: &HeaderMap) -> Response {
    let mut headers = HeaderMap::new();
    for (question, answer) in [
        (header::ACCESS_CONTROL_REQUEST_METHOD, header::ACCESS_CONTROL_ALLOW_METHODS),
        (header::ACCESS_CONTROL_REQUEST_HEADERS, header::ACCESS_CONTROL_ALLOW_HEADERS),
    ] {
        if let Some(value) = asked.get(question) {
            headers.insert(answer, value.clone());
        }
    }
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Adds what a browser wants to see before it shows an answer to a page of that origin, its cookie
/// included.
pub(super) fn let_read(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    headers.append(header::VARY, HeaderValue::from_static("origin"));
}
