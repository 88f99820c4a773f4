//! HTTP Archive 1.2 (<http://www.softwareishard.com/blog/har-12-spec/>). What the relay answered is not kept, so each
//! entry's response is the one that browsers write for a request without one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use gancho_store::Record;
use wire::HeaderValue;

/// What comes before the entries.
pub(super) fn head() -> Vec<u8> {
    let creator = json!({"name": "gancho", "version": crate::VERSION});
    format!(r#"{{"log":{{"version":"1.2","creator":{creator},"entries":["#).into_bytes()
}

/// What comes after them.
pub(super) const TAIL: &[u8] = b"\n]}}\n";

/// One event. A header value that is not UTF-8 is read as ISO-8859-1, which its `comment` says; a body
/// that is no text is in base64, which `_encoding` says.
pub(super) fn entry(record: &Record, base: &str) -> Vec<u8> {
    let event = &record.event;
    let query = event.query.as_deref();
    let named = |(name, value): (&str, &str)| json!({"name": name, "value": value});
    let headers: Vec<_> = event.headers.0.iter().map(|(name, value)| header(name, value)).collect();
    let cookies = event.headers.0.iter().filter(|(name, _)| name == "cookie");
    let cookies = cookies.flat_map(|(_, value)| cookies_of(&readable(value)));
    let cookies: Vec<_> = cookies.map(|(name, value)| named((&name, &value))).collect();
    let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let pairs: Vec<_> = pairs.map(|(name, value)| named((&name, &value))).collect();
    let mut request = json!({
        "method": event.method,
        "url": format!("{base}{}{}{}", event.path, if query.is_some() { "?" } else { "" }, query.unwrap_or_default()),
        "httpVersion": "HTTP/1.1",
        "cookies": cookies,
        "headers": headers,
        "queryString": pairs,
        "headersSize": -1,
        "bodySize": record.size,
    });
    if !event.body.is_empty() {
        request["postData"] = post_data(record);
    }
    let mut entry = json!({
        "startedDateTime": event.received_at.to_string(),
        "time": 0,
        "request": request,
        "response": {
            "status": 0,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [],
            "content": {"size": 0, "mimeType": "x-unknown"},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
        "_seq": record.seq,
        "_id": event.id.to_string(),
        "_sha256": event.sha256.to_string(),
    });
    if let Some(note) = &record.marks.note {
        entry["comment"] = note.as_str().into();
    }
    // A `Value` always serialises.
    serde_json::to_vec(&entry).unwrap_or_default()
}

fn header(name: &str, value: &HeaderValue) -> Value {
    let mut header = json!({"name": name, "value": readable(value)});
    if let HeaderValue::Bytes { .. } = value {
        header["comment"] = "not UTF-8: read as ISO-8859-1".into();
    }
    header
}

/// A value as text. What is not UTF-8 is ISO-8859-1, as HTTP once had it (RFC 9110, section 5.5).
fn readable(value: &HeaderValue) -> String {
    match value {
        HeaderValue::Text(text) => text.clone(),
        HeaderValue::Bytes { base64 } => base64.iter().copied().map(char::from).collect(),
    }
}

/// Names and values of a `Cookie` header (RFC 6265, section 4.2.1).
fn cookies_of(value: &str) -> Vec<(String, String)> {
    let pairs = value.split(';').map(str::trim).filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or(("", pair)));
    pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect()
}

/// The body as text and never as `params`, which exclude each other: of a form these would lose how
/// it was written.
fn post_data(record: &Record) -> Value {
    let event = &record.event;
    let kind = event.headers.0.iter().find(|(name, _)| name == "content-type");
    let kind = kind.map_or_else(|| "application/octet-stream".into(), |(_, value)| readable(value));
    match std::str::from_utf8(&event.body) {
        Ok(text) => json!({"mimeType": kind, "text": text}),
        Err(_) => json!({"mimeType": kind, "text": BASE64.encode(&event.body), "_encoding": "base64"}),
    }
}
