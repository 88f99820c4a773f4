//! The token that readers show: in a header, in a cookie, or in the link that the relay prints.

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use subtle::ConstantTimeEq as _;

use super::parameter;
use crate::http::Failure;

/// Token that readers show, and the cookie that carries it.
pub(super) struct Token {
    secret: String,
    /// The cookie's name. It carries the relay's port: browsers share cookies among all ports of a
    /// host.
    cookie: String,
    /// Marks the cookie `Secure`: the public URL is https.
    secure: bool,
}

/// Token shown by a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// The token, in a header or a cookie, or in the query of the API.
    Right,
    /// The token, in the link that a person opens.
    InLink,
    /// Something else.
    Wrong,
    /// Nothing.
    Nothing,
}

impl Token {
    pub(super) fn new(secret: String, port: u16, secure: bool) -> Self {
        Self { secret, cookie: cookie_name(port), secure }
    }

    /// Looks at all that a request shows.
    pub(super) fn shown(&self, parts: &Parts) -> Shown {
        let mut any = false;
        let mut right = |shown: &str| {
            any = true;
            // Lengths may be told apart, contents not.
            bool::from(shown.as_bytes().ct_eq(self.secret.as_bytes()))
        };
        let found = bearers(&parts.headers).chain(self.cookies(&parts.headers)).any(&mut right);
        let linked = !found && parameter(parts.uri.query(), "token").is_some_and(|shown| right(&shown));
        match (found, linked) {
            (true, _) => Shown::Right,
            (false, true) if parts.uri.path().starts_with("/api") => Shown::Right,
            (false, true) => Shown::InLink,
            (false, false) if any => Shown::Wrong,
            (false, false) => Shown::Nothing,
        }
    }

    /// Answers the opened link: from then on a cookie carries the token, out of reach of scripts,
    /// and no address does. The place is relative: a proxy may show the page under a path.
    pub(super) fn remember(&self) -> Response {
        let secure = if self.secure { "; Secure" } else { "" };
        let cookie = format!("{}={}; Path=/; HttpOnly; SameSite=Strict{secure}", self.cookie, self.secret);
        match HeaderValue::from_str(&cookie) {
            Ok(cookie) => {
                let headers = [(header::SET_COOKIE, cookie), (header::LOCATION, HeaderValue::from_static("./"))];
                (StatusCode::SEE_OTHER, headers).into_response()
            }
            Err(_) => Failure::Unauthorized.into_response(),
        }
    }

    fn cookies<'a>(&self, headers: &'a HeaderMap) -> impl Iterator<Item = &'a str> {
        let all = headers.get_all(header::COOKIE).into_iter().filter_map(|v| v.to_str().ok());
        all.flat_map(|all| all.split(';')).filter_map(|one| one.trim().strip_prefix(&self.cookie)?.strip_prefix('='))
    }
}

/// The cookie of a relay that listens on `port`.
pub(super) fn cookie_name(port: u16) -> String {
    format!("gancho_token_{port}")
}

/// `Authorization: Bearer …`, whose scheme has no case (RFC 9110, section 11.1).
fn bearers(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers.get_all(header::AUTHORIZATION).into_iter().filter_map(|value| {
        let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_matches(' '))
    })
}
