//! Origins: scheme, host and port of a page (RFC 6454).

use std::fmt;
use std::str::FromStr;

use super::host;

/// Where a page comes from. Two are equal when scheme, host and port are; a default port may be
/// left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// In lower case.
    scheme: String,
    /// In lower case; an IPv6 address in brackets.
    host: String,
    /// `None` for a scheme without a default port.
    port: Option<u16>,
}

impl Origin {
    /// The origin of a page that was asked for at `authority`, `host` or `host:port`. `None` when
    /// it is no authority.
    pub(super) fn of(scheme: &str, authority: &str) -> Option<Self> {
        let scheme = scheme.to_ascii_lowercase();
        let name = host::name(authority);
        let bad = |c: char| c.is_control() || c.is_whitespace() || "/?#@\\,".contains(c);
        if name.is_empty() || authority.contains(bad) || !scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        {
            return None;
        }
        let default = match scheme.as_str() {
            "http" => Some(80),
            "https" => Some(443),
            _ => None,
        };
        let port = match authority[name.len()..].strip_prefix(':') {
            Some(port) if port.bytes().all(|b| b.is_ascii_digit()) => Some(port.parse().ok()?),
            Some(_) => return None,
            None => default,
        };
        Some(Self { scheme, host: name.to_ascii_lowercase(), port })
    }

    /// True for `https`.
    pub(super) fn is_secure(&self) -> bool {
        self.scheme == "https"
    }

    /// The host alone.
    pub(super) fn host(&self) -> &str {
        &self.host
    }
}

impl FromStr for Origin {
    type Err = BadOrigin;

    fn from_str(text: &str) -> Result<Self, BadOrigin> {
        let (scheme, authority) = text.split_once("://").ok_or(BadOrigin)?;
        if scheme.is_empty() { Err(BadOrigin) } else { Self::of(scheme, authority).ok_or(BadOrigin) }
    }
}

/// The text is no origin. `null`, the origin of sandboxed pages, is none: it would be anybody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadOrigin;

impl fmt::Display for BadOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("give scheme, host and port of the page, as in http://localhost:3000")
    }
}

impl std::error::Error for BadOrigin {}

/// Pages that may send webhooks to a relay on loopback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Senders {
    /// Pages of any origin: `*`.
    Any,
    /// Pages of this origin.
    Of(Origin),
}

impl FromStr for Senders {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "*" => Ok(Self::Any),
            text => text.parse().map(Self::Of).map_err(|e: BadOrigin| format!("{e}, or * for any")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_equal_by_scheme_host_and_port() {
        let origin = |text: &str| text.parse::<Origin>();
        for (a, b) in [
            ("http://localhost:80", "HTTP://LocalHost"),
            ("https://h.example", "https://h.example:443"),
            ("http://[::1]:7878", "http://[::1]:7878"),
        ] {
            assert_eq!(origin(a).unwrap(), origin(b).unwrap());
        }
        for (a, b) in [
            ("http://localhost", "https://localhost"),
            ("http://localhost:7878", "http://localhost:7879"),
            ("http://localhost:7878", "http://127.0.0.1:7878"),
            ("http://localhost:443", "https://localhost"),
        ] {
            assert_ne!(origin(a).unwrap(), origin(b).unwrap());
        }
        for text in [
            "",
            "null",
            "localhost",
            "http://",
            "://a",
            "http://a/",
            "http://a/b",
            "http://a#b",
            "http://u@a",
            "http://a:x",
            "http://a:",
            "http://a:99999",
            "http://a b",
            "file://",
            "http://a,http://b",
            "a b://c",
        ] {
            assert_eq!(origin(text), Err(BadOrigin), "{text}");
        }
    }
}
