use serde_json::Value;

use crate::{
    handshake::{Asked, Reply},
    request::Request,
    scheme::{SecretVerdict, SignatureSpec},
    text,
};

/// All that the crate knows of one provider. What a provider does not have is left out.
pub(crate) trait Profile {
    /// As people write it.
    const TITLE: &'static str;

    /// Several events, as the provider sends them, without its signature.
    const SAMPLES: &'static [Sample];

    /// How it signs.
    const SPEC: Option<SignatureSpec<'static>> = None;

    /// How it signs this request with this secret, where it signs in more than one way.
    fn spec_for(_request: &Request<'_>, _secret: &str) -> Option<SignatureSpec<'static>> {
        Self::SPEC
    }

    /// Whether a secret can be one of its. It is not empty.
    fn secret(_secret: &str) -> SecretVerdict {
        Ok(None)
    }

    /// Whether these are headers that nobody else sends.
    fn by_headers(_request: &Request<'_>) -> bool {
        false
    }

    /// Whether this is a body that nobody else sends. Asked when no provider knows the headers.
    fn by_body(_body: &Value) -> bool {
        false
    }

    /// The event and what it is about. Anything may stand in the request.
    fn describe(request: &Request<'_>) -> Description;

    /// The answer to what it asks at set-up, when this is that.
    fn handshake(_asked: &Asked<'_>) -> Option<Reply> {
        None
    }
}

/// What a request is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// The event, as the provider calls it: `push`, `checkout.session.completed`.
    pub event: Option<String>,
    /// One short line, at most 120 characters: `push to main by ana`.
    pub summary: Option<String>,
}

impl Description {
    pub(crate) fn new(event: Option<&str>, summary: Option<String>) -> Self {
        Self { event: event.map(str::to_owned), summary }
    }

    /// As it may stand in a list: one line, bounded.
    pub(crate) fn shown(self) -> Self {
        let line =
            |text: Option<String>, longest| text.map(|text| text::line(&text, longest)).filter(|t| !t.is_empty());
        Self { event: line(self.event, 80), summary: line(self.summary, 120) }
    }
}

/// A realistic request of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The event, as [`Description::event`] gives it.
    pub event: &'static str,
    /// Its method.
    pub method: &'static str,
    /// Its query, without `?`.
    pub query: Option<&'static str>,
    /// Its headers, without those that the signature adds.
    pub headers: &'static [(&'static str, &'static str)],
    /// Its body.
    pub body: &'static str,
}

impl Sample {
    /// A sample by POST without a query, which most are.
    pub(crate) const fn post(
        event: &'static str,
        headers: &'static [(&'static str, &'static str)],
        body: &'static str,
    ) -> Self {
        Self { event, method: "POST", query: None, headers, body }
    }
}
