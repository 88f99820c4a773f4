//! Who may read: Host, Origin, token; and how large a head may be.
//!
//! A page of another site cannot read answers across origins, but it can open a WebSocket (cross-site WebSocket hijacking),
//! and with a name that resolves to this machine it can become same-origin (DNS rebinding). So the host must be a name that
//! is ours, and an origin, where there is one, must be too.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{App, Failure, Peer};

/// Longest header block accepted, in bytes, as `name: value` lines.
const MAX_HEAD: usize = 64 * 1024;
const COOKIE: &str = "gancho_token";

/// Lets through what may read the page and the API.
pub(super) async fn check(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if let Err(failure) = head_size(&parts).and_then(|()| names(&app, &parts)) {
        return failure.into_response();
    }
    let Some(token) = app.options.token.as_deref() else {
        return next.run(Request::from_parts(parts, body)).await;
    };
    if shown(&parts.headers).any(|shown| same(shown, token)) {
        return next.run(Request::from_parts(parts, body)).await;
    }
    // The link printed at the start carries the token once; from then on a cookie does, out of reach of scripts.
    match token_in_query(&parts) {
        Some(shown) if same(&shown, token) && !parts.uri.path().starts_with("/api") => remember(token),
        Some(shown) if same(&shown, token) => next.run(Request::from_parts(parts, body)).await,
        _ => Failure::Unauthorized.into_response(),
    }
}

/// Books a request that names a lane.
pub(super) async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let lane = parameter(request.uri().query(), "lane").filter(|lane| is_lane(lane));
    // The meter's own reading names a lane without being of it.
    let lane = lane.filter(|_| request.uri().path() != "/meter");
    let peer = request.extensions().get::<Peer>();
    let _serving = lane.zip(peer).map(|(lane, peer)| peer.meter.claim(&app.meter, &lane));
    next.run(request).await
}

/// Names a lane may have.
pub(super) fn is_lane(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

/// Refuses a header block that is too large.
pub(super) fn head_size(parts: &Parts) -> Result<(), Failure> {
    let size: usize = parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if size > MAX_HEAD { Err(Failure::HeadersTooLarge(MAX_HEAD)) } else { Ok(()) }
}

fn names(app: &App, parts: &Parts) -> Result<(), Failure> {
    let text = |name| parts.headers.get(name).map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned());
    let host = text(header::HOST).or_else(|| parts.uri.host().map(str::to_owned)).unwrap_or_default();
    if !is_ours(app, host_name(&host)) {
        return Err(Failure::ForbiddenHost(host_name(&host).to_owned()));
    }
    match text(header::ORIGIN) {
        None => Ok(()),
        Some(origin) => {
            // An opaque origin, "null", is any sandboxed page's.
            let Some((_, authority)) = origin.split_once("://") else { return Err(Failure::ForbiddenOrigin(origin)) };
            let name = host_name(authority);
            // Its own page's; or of this machine, as a development server's is; or given. Any other address is a stranger's.
            let own = authority.eq_ignore_ascii_case(&host);
            let local = is_local(name) || address(name).is_some_and(|address| address.is_loopback());
            if own || local || is_given(app, name) { Ok(()) } else { Err(Failure::ForbiddenOrigin(origin)) }
        }
    }
}

/// True for names that always mean this machine, names given to this relay, and addresses: only a name can be rebound.
fn is_ours(app: &App, host: &str) -> bool {
    is_local(host) || address(host).is_some() || is_given(app, host)
}

/// RFC 6761, section 6.3.
fn is_local(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost")
}

fn address(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// True for a name that `--allow-host` or `--public-url` gave.
fn is_given(app: &App, host: &str) -> bool {
    let public =
        app.options.public_url.as_deref().and_then(|url| url.split_once("://")).map(|(_, rest)| host_name(rest));
    let listed = app.options.allowed_hosts.iter().map(String::as_str);
    listed.chain(public).any(|name| !name.is_empty() && name.eq_ignore_ascii_case(host))
}

/// The name in `name:port`; brackets of an IPv6 address stay.
fn host_name(authority: &str) -> &str {
    match authority.rfind(':') {
        Some(at) if !authority[at..].contains(']') => &authority[..at],
        _ => authority,
    }
}

fn shown(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let bearer =
        headers.get_all(header::AUTHORIZATION).into_iter().filter_map(|v| v.to_str().ok()?.strip_prefix("Bearer "));
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|v| v.to_str().ok());
    let cookie =
        cookies.flat_map(|all| all.split(';')).filter_map(|one| one.trim().strip_prefix(COOKIE)?.strip_prefix('='));
    bearer.chain(cookie)
}

fn token_in_query(parts: &Parts) -> Option<String> {
    parameter(parts.uri.query(), "token")
}

fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    form_urlencoded::parse(query?.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn remember(token: &str) -> Response {
    let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict");
    match HeaderValue::from_str(&cookie) {
        Ok(cookie) => {
            let headers = [(header::SET_COOKIE, cookie), (header::LOCATION, HeaderValue::from_static("/"))];
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        Err(_) => Failure::Unauthorized.into_response(),
    }
}

/// Compares in a time that tells nothing of where two tokens differ.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_what_is_before_the_port() {
        for (authority, name) in
            [("localhost:7878", "localhost"), ("[::1]:80", "[::1]"), ("[::1]", "[::1]"), ("a.b", "a.b"), ("", "")]
        {
            assert_eq!(host_name(authority), name);
        }
    }

    #[test]
    fn tokens_compare_whole() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd") && !same("abc", "ab") && !same("", "a"));
    }
}
