//! The request that an event becomes.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONNECTION, CONTENT_LENGTH, EXPECT, HOST, HeaderMap, HeaderName, HeaderValue};
use hyper::http::uri::PathAndQuery;
use hyper::{Method, Request, Uri};
use wire::{Channel, Delivery, Event};

use super::target::Url;

/// Headers of one connection only (RFC 9110, section 7.6.1); `Content-Length` is the body's own,
/// and nobody waits for a `100 Continue`.
const HOP_BY_HOP: [&str; 8] = [
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];
/// Most headers that are added to an event's own.
const OWN_HEADERS: usize = 8;
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
/// Identity of the event: to know it again when it comes twice.
const EVENT_ID: HeaderName = HeaderName::from_static("gancho-event-id");
const SEQ: HeaderName = HeaderName::from_static("gancho-seq");
const ATTEMPT: HeaderName = HeaderName::from_static("gancho-attempt");
const REPLAY: HeaderName = HeaderName::from_static("gancho-replay");

/// An event that cannot be sent as a request; one from an import may be such.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unsendable {
    #[error("its method '{0}' cannot be sent")]
    Method(String),
    #[error("its path and query cannot be sent in HTTP: {0}")]
    Path(String),
    #[error("its header '{0}' cannot be sent in HTTP")]
    Header(String),
    #[error("its {0} headers are more than can be sent")]
    TooManyHeaders(usize),
}

/// Rebuilds an event's request for a target.
pub(super) fn build(
    delivery: &Delivery,
    number: u32,
    url: &Url,
    body: Bytes,
) -> Result<Request<Full<Bytes>>, Unsendable> {
    let event = &*delivery.event;
    let unsendable = || Unsendable::Method(event.method.clone());
    let method = Method::from_bytes(event.method.as_bytes()).map_err(|_| unsendable())?;
    // It asks for a tunnel, and has no path.
    if method == Method::CONNECT {
        return Err(unsendable());
    }
    let target = target(event, url);
    let bad = || Unsendable::Path(target.clone());
    let path = PathAndQuery::from_maybe_shared(Bytes::from(target.clone())).map_err(|_| bad())?;
    // It would have cut a fragment off.
    if path.as_str() != target {
        return Err(bad());
    }
    let uri = Uri::builder().scheme(&*url.scheme).authority(&*url.authority).path_and_query(path);
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = method;
    *request.uri_mut() = uri.build().map_err(|_| bad())?;
    *request.headers_mut() = headers(delivery, number, url)?;
    Ok(request)
}

/// Path and query: the target's own, and below it what came after the channel.
pub(super) fn target(event: &Event, url: &Url) -> String {
    let mut target = format!("{}{}", url.path, below(&event.path, &event.channel));
    if target.is_empty() {
        target.push('/');
    }
    match (url.query.as_deref(), event.query.as_deref()) {
        (Some(own), Some(query)) if !query.is_empty() => target += &format!("?{own}&{query}"),
        (Some(query), _) | (None, Some(query)) => target += &format!("?{query}"),
        (None, None) => {}
    }
    target
}

/// The path after `/webhook/<channel>`, as it came.
fn below<'a>(path: &'a str, channel: &Channel) -> &'a str {
    let Some(rest) = path.trim_start_matches('/').strip_prefix("webhook").filter(|_| path.starts_with('/')) else {
        return path;
    };
    let trimmed = rest.trim_start_matches('/');
    match trimmed.strip_prefix(channel.as_str()) {
        Some(below) if below.is_empty() || below.starts_with('/') => below,
        // An import may bring an event from another channel.
        _ => trimmed.find('/').map_or("", |at| &trimmed[at..]),
    }
}

fn headers(delivery: &Delivery, number: u32, url: &Url) -> Result<HeaderMap, Unsendable> {
    let event = &*delivery.event;
    let count = event.headers.0.len();
    let too_many = || Unsendable::TooManyHeaders(count);
    // An older relay imported any number, and a map without room panics.
    let mut headers = HeaderMap::try_with_capacity(count + OWN_HEADERS).map_err(|_| too_many())?;
    for (name, value) in &event.headers.0 {
        let bad = || Unsendable::Header(name.clone());
        let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| bad())?;
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad())?;
        headers.try_append(name, value).map_err(|_| too_many())?;
    }
    for name in connection_names(&headers) {
        headers.remove(name);
    }
    for name in HOP_BY_HOP {
        headers.remove(name);
    }
    for name in [CONNECTION, CONTENT_LENGTH, EXPECT, EVENT_ID, SEQ, ATTEMPT, REPLAY] {
        headers.remove(name);
    }
    // A proxy before the relay knows better than the relay which host was asked for, and how.
    if let Some(host) = headers.remove(HOST) {
        headers.entry(FORWARDED_HOST).or_insert(host);
    }
    headers.entry(FORWARDED_PROTO).or_insert(HeaderValue::from_static("http"));
    let mut set = |name: HeaderName, value: String| {
        let value = HeaderValue::from_str(&value).map_err(|_| Unsendable::Header(name.to_string()))?;
        headers.insert(name, value);
        Ok(())
    };
    set(HOST, url.authority.clone())?;
    set(EVENT_ID, event.id.clone())?;
    set(SEQ, event.seq.to_string())?;
    set(ATTEMPT, number.to_string())?;
    if delivery.replay {
        set(REPLAY, "1".into())?;
    }
    forwarded_for(&mut headers, &event.remote);
    Ok(headers)
}

/// Puts the sender's address behind those that proxies wrote: one list, in one line, since some
/// programs read the first line only.
fn forwarded_for(headers: &mut HeaderMap, remote: &str) {
    let remote = remote_address(remote);
    let mut list = Vec::new();
    for before in headers.get_all(FORWARDED_FOR) {
        list.extend_from_slice(before.as_bytes());
        list.extend_from_slice(b", ");
    }
    list.extend_from_slice(remote.as_bytes());
    if let Ok(list) = HeaderValue::from_bytes(&list) {
        headers.insert(FORWARDED_FOR, list);
    }
}

/// Names that `Connection` lists.
fn connection_names(headers: &HeaderMap) -> Vec<HeaderName> {
    let lists = headers.get_all(CONNECTION).iter().filter_map(|value| value.to_str().ok());
    let names = lists.flat_map(|list| list.split(','));
    names.filter_map(|name| HeaderName::from_bytes(name.trim().as_bytes()).ok()).collect()
}

/// The address without its port.
fn remote_address(remote: &str) -> String {
    remote.parse::<SocketAddr>().map_or_else(|_| remote.to_owned(), |address| address.ip().to_string())
}

#[cfg(test)]
mod tests;
