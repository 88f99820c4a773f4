use serde_json::Value;

use crate::{Provider, request::Request};

/// An answer to a provider that sets a webhook up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
    /// Whose handshake it was: `slack`, `meta`, `graph`, `dropbox`, `zoom`, `x`, `discord`, `cloudevents`.
    pub kind: &'static str,
}

/// A request that may be a handshake.
pub(crate) struct Asked<'a> {
    pub request: &'a Request<'a>,
    /// The body, if it is JSON.
    pub json: Option<Value>,
    pub secret: Option<&'a str>,
    pub now: i64,
}

/// What a set-up request asks for, and None when it is not one.
///
/// Some answers need the channel's secret (Zoom, X): without it there is none. What is echoed is
/// echoed as plain text that no browser may take for something else: it comes from anyone.
pub fn handshake(request: &Request<'_>, secret: Option<&str>, now: i64) -> Option<Reply> {
    let asked = Asked { request, json: request.json(), secret, now };
    Provider::ALL.iter().find_map(|provider| provider.handshake(&asked))
}
