use serde_json::{Value, json};

use crate::{
    Provider,
    request::Request,
    scheme::{Encoding, Hash, hmac},
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

impl Asked<'_> {
    /// The HMAC-SHA256 of a token, with the channel's secret.
    ///
    /// Whoever asks gets a signature of what he chose, so he must not choose a body: only the letters of base64, of
    /// which the providers make their tokens and nobody a payload, and never a separator of a signed text.
    pub(crate) fn mac_of(&self, token: &str) -> Option<Vec<u8>> {
        let is_token = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_');
        let harmless = (1..=256).contains(&token.len()) && token.bytes().all(is_token);
        let secret = self.secret.filter(|secret| harmless && !secret.is_empty())?;
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

    /// What is echoed comes from anyone: no browser may take it for anything but its type.
    fn new(kind: &'static str, content_type: &str, body: Vec<u8>) -> Reply {
        let headers = [("content-type", content_type), ("x-content-type-options", "nosniff")];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Reply { status: 200, headers, body, kind }
    }
}

/// What a set-up request asks for, and None when it is not one.
///
/// Some answers need the channel's secret (Zoom, X): without it there is none. With one, Discord's ping is refused (401)
/// when its signature is wrong, as Discord demands. What is echoed is plain text, never HTML.
pub fn handshake(request: &Request<'_>, secret: Option<&str>, now: i64) -> Option<Reply> {
    let asked = Asked { request, json: request.json(), secret, now };
    let own = Provider::ALL.iter().find_map(|provider| provider.handshake(&asked));
    // Of those that are no row of the list: they only ask.
    own.or_else(|| cloudevents(&asked)).or_else(|| graph(&asked)).or_else(|| x(&asked)).or_else(|| dropbox(&asked))
}

/// Microsoft Graph: <https://learn.microsoft.com/graph/change-notifications-delivery-webhooks>, by POST, decoded.
fn graph(asked: &Asked<'_>) -> Option<Reply> {
    Reply::echo("graph", &asked.request.parameter("validationToken").filter(|_| asked.request.method == "POST")?)
}

/// Dropbox: <https://www.dropbox.com/developers/reference/webhooks>.
fn dropbox(asked: &Asked<'_>) -> Option<Reply> {
    Reply::echo("dropbox", &asked.request.parameter("challenge").filter(|_| asked.request.method == "GET")?)
}

/// X, the challenge-response check: <https://docs.x.com/x-api/webhooks/quickstart>.
fn x(asked: &Asked<'_>) -> Option<Reply> {
    let token = asked.request.parameter("crc_token").filter(|_| asked.request.method == "GET")?;
    let answer = format!("sha256={}", Encoding::Base64.write(&asked.mac_of(&token)?));
    Some(Reply::json("x", &json!({ "response_token": answer })))
}

/// CloudEvents, HTTP 1.1 Web Hooks for Event Delivery 1.0.2, section 4: who may send, and how many a minute.
fn cloudevents(asked: &Asked<'_>) -> Option<Reply> {
    let is_text = |text: &&str| !text.is_empty() && text.len() <= 1024 && text.bytes().all(|b| b.is_ascii_graphic());
    let origin = asked.request.text("webhook-request-origin").filter(is_text)?;
    if asked.request.method != "OPTIONS" {
        return None;
    }
    let is_number = |rate: &&str| rate.len() <= 9 && rate.parse().is_ok_and(|rate: u32| rate > 0);
    let rate = asked.request.text("webhook-request-rate").filter(is_number).unwrap_or("*");
    let allowed = [("allow", "POST"), ("webhook-allowed-origin", origin), ("webhook-allowed-rate", rate)];
    let mut reply = Reply::text("cloudevents", "");
    reply.headers.extend(allowed.map(|(name, value)| (name.to_owned(), value.to_owned())));
    Some(reply)
}
