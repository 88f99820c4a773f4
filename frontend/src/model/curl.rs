//! A request as a curl command: what is copied everywhere. The other languages are the worker's.

use codegen::{Bytes, Request};

use crate::model::outgoing_request::OutgoingRequest;

/// Scheme and host of a relay, of its URL for webhooks.
#[must_use]
pub fn base(webhook_url: &str) -> &str {
    let Some((rest, last)) = webhook_url.rsplit_once('/') else { return webhook_url };
    match rest.strip_suffix("/webhook").filter(|base| !base.ends_with('/')) {
        // Its last part is a channel.
        Some(base) => base,
        None if last == "webhook" => rest,
        None => webhook_url,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_may_have_the_word_in_its_own_address() {
        for (webhook_url, expected) in [
            ("http://localhost:7878/webhook", "http://localhost:7878"),
            ("http://localhost:7878/webhook/loja", "http://localhost:7878"),
            ("https://webhooks.example.com/webhook", "https://webhooks.example.com"),
            ("https://webhooks.example.com/webhook/webhook", "https://webhooks.example.com"),
            ("https://example.com/webhooks/webhook/loja", "https://example.com/webhooks"),
            ("http://webhook/webhook", "http://webhook"),
        ] {
            assert_eq!(base(webhook_url), expected, "{webhook_url}");
        }
    }
}
