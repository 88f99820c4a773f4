//! What providers ask before they send anything, and what they are answered.

mod others;

use serde_json::Value;

use crate::{
    Provider,
    request::Request,
    scheme::{Hash, hmac},
};

/// An answer to a provider that sets a webhook up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
    /// Whose handshake it was: a provider's name, or `asana`, `cloudevents`, `dropbox`, `eventgrid`, `graph`, `okta`,
    /// `strava`, `twitch`, `websub`, `x`.
    pub kind: &'static str,
}

/// What a set-up request asks for, and None when it is not one.
///
/// `provider` and `secret` are those of the channel. Some answers need the secret (Zoom, X): without it there is none.
/// With a key, whatever reaches a channel of Discord's is refused (401) when its signature is wrong, as Discord demands.
/// What is echoed is plain text or JSON, never HTML. `readable` is the body without content coding and charset, where it
/// has them: what is asked stands in it, and what is signed in the request's own.
pub fn handshake(
    provider: Option<Provider>,
    secret: Option<&str>,
    request: &Request<'_>,
    readable: Option<&[u8]>,
    now: i64,
) -> Option<Reply> {
    let secret = secret.filter(|secret| !secret.is_empty());
    let json = Request { body: readable.unwrap_or(request.body), ..*request }.json();
    let asked = Asked { provider, secret, request, json, now };
    // The channel's own first: two ask alike (Meta and Strava).
    let own = provider.and_then(|provider| provider.handshake(&asked));
    own.or_else(|| others::strava(&asked))
        .or_else(|| Provider::ALL.iter().find_map(|provider| provider.handshake(&asked)))
        .or_else(|| others::ALL.iter().find_map(|answer| answer(&asked)))
}

/// A request that may be a handshake.
pub(crate) struct Asked<'a> {
    /// Of the channel.
    pub provider: Option<Provider>,
    /// Of the channel; never empty.
    pub secret: Option<&'a str>,
    pub request: &'a Request<'a>,
    /// The body, if it is JSON.
    pub json: Option<Value>,
    /// In Unix seconds.
    pub now: i64,
}

impl Asked<'_> {
    /// The HMAC-SHA256 of a token, with the channel's secret. None: it has none, or it is of another provider, with which
    /// nothing may be signed that is not asked for by that one.
    ///
    /// Whoever asks gets a signature of what he chose, so he must not choose a body: only the letters of base64, of
    /// which the providers make their tokens and nobody a payload, and never a separator of a signed text.
    pub(crate) fn mac_of(&self, token: &str) -> Option<Vec<u8>> {
        let is_token = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_');
        let harmless = (1..=256).contains(&token.len()) && token.bytes().all(is_token);
        let asked_so = matches!(self.provider, None | Some(Provider::Zoom | Provider::Custom));
        let secret = self.secret.filter(|_| harmless && asked_so)?;
        Some(hmac(Hash::Sha256, secret.as_bytes(), token.as_bytes()))
    }
}

impl Reply {
    /// What was asked for, as plain text. None: nobody's challenge is that long.
    pub(crate) fn echo(kind: &'static str, text: &str) -> Option<Reply> {
        if text.len() <= 4096 { Some(Self::text(kind, text)) } else { None }
    }

    pub(crate) fn text(kind: &'static str, text: &str) -> Reply {
        Self::new(kind, "text/plain; charset=utf-8", text.as_bytes().to_vec())
    }

    pub(crate) fn json(kind: &'static str, value: &Value) -> Reply {
        Self::new(kind, "application/json", value.to_string().into_bytes())
    }

    /// The same with headers more.
    fn with(mut self, headers: &[(&str, &str)]) -> Reply {
        self.headers.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self
    }

    /// What is echoed comes from anyone: no browser may take it for anything but its type.
    fn new(kind: &'static str, content_type: &str, body: Vec<u8>) -> Reply {
        let reply = Reply { status: 200, headers: Vec::new(), body, kind };
        reply.with(&[("content-type", content_type), ("x-content-type-options", "nosniff")])
    }
}
