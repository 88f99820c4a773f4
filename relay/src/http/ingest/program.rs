//! A sender gets what the program behind the channel's consumer answers.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use wire::AppAnswer;

use super::super::{App, Peer};
use crate::answerers::{Expected, Said};
use crate::respond::check;

/// Says where the answer came from: `app`, or why it is the channel's: `timeout`, `unreachable`,
/// `backlog`, or `none` when the consumer, the sender or the relay went.
pub(super) const LABEL: HeaderName = HeaderName::from_static("gancho-answer");
/// Names the program's header fields that were left out.
const DROPPED: HeaderName = HeaderName::from_static("gancho-dropped");

/// Waits for the program's answer; none when there is none in time. Returns its label too.
pub(super) async fn answer(app: &App, peer: &Peer, mut expected: Expected) -> (Option<&'static str>, Option<Response>) {
    if expected.is_behind() {
        return (Some("backlog"), None);
    }
    let wait = tokio::time::sleep(expected.timeout);
    let (said, otherwise) = tokio::select! {
        biased;
        said = expected.said() => (said, "none"),
        () = wait => (expected.close(), "timeout"),
        () = peer.watch.closed() => (expected.close(), "none"),
        () = app.shutdown.cancelled() => (expected.close(), "none"),
    };
    match said {
        Some(Said::Answer(answer)) => match response(answer) {
            Some(response) => (Some("app"), Some(response)),
            None => (Some("none"), None),
        },
        Some(Said::Unreachable) => (Some("unreachable"), None),
        Some(Said::Backlog) => (Some("backlog"), None),
        None => (Some(otherwise), None),
    }
}

/// The answer as it is sent; none when HTTP cannot carry it.
fn response(AppAnswer { status, headers, body, .. }: AppAnswer) -> Option<Response> {
    let status = StatusCode::from_u16(status?).ok().filter(|status| status.as_u16() >= 200)?;
    let body = body.map(|body| body.as_bytes().to_vec()).unwrap_or_default();
    let bodiless = matches!(status.as_u16(), 204 | 205 | 304);
    let mut response = if bodiless { Body::empty() } else { Body::from(body) }.into_response();
    *response.status_mut() = status;
    let mut dropped = Vec::new();
    for (name, value) in headers.0 {
        let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_bytes(value.as_bytes())) else {
            continue;
        };
        if check::reserved(name.as_str()).is_none() {
            response.headers_mut().append(name, value);
        } else if name != header::CONTENT_LENGTH && !dropped.contains(&name) {
            dropped.push(name);
        }
    }
    let names: Vec<_> = dropped.iter().map(HeaderName::as_str).collect();
    if let Ok(names) = HeaderValue::from_str(&names.join(", "))
        && !names.is_empty()
    {
        response.headers_mut().insert(DROPPED, names);
    }
    Some(response)
}
