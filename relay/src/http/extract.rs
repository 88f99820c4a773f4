//! axum's extractors, refusing with a problem instead of plain text; and what `If-None-Match` says.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::Failure;

/// The query, by name.
#[derive(Debug)]
pub(super) struct Query<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let query = axum::extract::Query::from_request_parts(parts, state).await;
        query.map(|query| Self(query.0)).map_err(|e| Failure::BadRequest(e.body_text()))
    }
}

/// The path's variables.
#[derive(Debug)]
pub(super) struct Path<T>(pub(super) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let path = axum::extract::Path::from_request_parts(parts, state).await;
        path.map(|path| Self(path.0)).map_err(|e| Failure::BadRequest(e.body_text()))
    }
}

/// A short body, whole.
#[derive(Debug)]
pub(super) struct Whole(pub(super) Bytes);

/// Longest body that the API takes, in bytes: settings with an answer's body of 1 MiB, each byte escaped.
const MAX_BODY: usize = 7 * 1024 * 1024;

impl<S: Send + Sync> FromRequest<S> for Whole {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        super::ingest::read(body, &parts.headers, MAX_BODY, |_| Ok(())).await.map(Self)
    }
}

/// True when an `If-None-Match` names the tag: `*`, or a list, in which a proxy may have made it weak (RFC 9110, 13.1.2).
pub(super) fn knows(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let Ok(tag) = tag.to_str() else { return false };
    let lists = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}
