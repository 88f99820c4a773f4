//! A request as a curl command: what is copied everywhere. The other languages are the worker's.

use codegen::{Bytes, Request};

use crate::model::outgoing_request::OutgoingRequest;

/// Scheme and host of a relay, of its URL for webhooks.
#[must_use]
pub fn base(webhook_url: &str) -> &str {
    webhook_url.find("/webhook").map_or(webhook_url, |at| &webhook_url[..at])
}

/// The request as a command of a POSIX shell, sent to a relay at `base` (scheme and host).
#[must_use]
pub fn curl(request: &OutgoingRequest, base: &str) -> String {
    let request = Request {
        method: request.method.clone(),
        path: request.path.clone(),
        headers: request.headers.clone(),
        body: Bytes(request.body.clone().unwrap_or_default()),
    };
    codegen::curl::curl(&request, base)
}
