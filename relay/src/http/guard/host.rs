//! Host names that the relay answers to: a name can be rebound to this machine (DNS rebinding), an
//! address cannot.

use std::net::IpAddr;

use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::{Guard, Origin};
use crate::http::Failure;

const FORWARDED_HOST: &str = "x-forwarded-host";
const FORWARDED_PROTO: &str = "x-forwarded-proto";

/// By what authority, `host` or `host:port`, a browser asked for the page whose request this is.
pub(super) struct Asked {
    /// `Host`.
    host: String,
    /// `X-Forwarded-Host`, of a proxy on this machine. Trunk adds the browser's `Host` to one that
    /// a page has set, so there may be several.
    forwarded: Vec<String>,
    /// `X-Forwarded-Proto` of such a proxy, else `http`.
    scheme: String,
}

impl Asked {
    /// Reads it from a request's head. A proxy on another machine is not believed.
    pub(super) fn of(parts: &Parts, peer: IpAddr) -> Self {
        let near = peer.to_canonical().is_loopback();
        let all = |name: &str| if near { values(&parts.headers, name) } else { Vec::new() };
        let host = values(&parts.headers, header::HOST.as_str()).into_iter().next();
        Self {
            host: host.or_else(|| parts.uri.host().map(str::to_owned)).unwrap_or_default(),
            forwarded: all(FORWARDED_HOST),
            scheme: all(FORWARDED_PROTO).into_iter().next().unwrap_or_else(|| "http".into()),
        }
    }

    /// Refuses a name that is not the relay's.
    ///
    /// # Errors
    /// [`Failure::ForbiddenHost`], with the name.
    pub(super) fn check(&self, guard: &Guard) -> Result<(), Failure> {
        let mut names = std::iter::once(&self.host).chain(&self.forwarded).map(|authority| name(authority));
        match names.find(|name| !guard.is_ours(name)) {
            Some(name) => Err(Failure::ForbiddenHost(name.to_owned())),
            None => Ok(()),
        }
    }

    /// True when a page of that origin asks where it came from.
    pub(super) fn is_own(&self, origin: &Origin) -> bool {
        let authority = match &*self.forwarded {
            [] => &self.host,
            [one] => one,
            // Not known by which of them the browser asked.
            _ => return false,
        };
        Origin::of(&self.scheme, authority).is_some_and(|own| own == *origin)
    }
}

/// True for names that always mean this machine (RFC 6761, section 6.3), and for addresses.
pub(super) fn is_local_or_address(host: &str) -> bool {
    let lower = host.to_ascii_lowercase();
    let address = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    lower == "localhost" || lower.ends_with(".localhost") || address.parse::<IpAddr>().is_ok()
}

/// The name in `name:port`; brackets of an IPv6 address stay.
pub(super) fn name(authority: &str) -> &str {
    match authority.rfind(':') {
        Some(at) if !authority[at..].contains(']') => &authority[..at],
        _ => authority,
    }
}

/// Every value of a header, also of one that lists several in a line.
fn values(headers: &HeaderMap, name: &str) -> Vec<String> {
    let lines = headers.get_all(name).into_iter().map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned());
    lines.flat_map(|line| line.split(',').map(|one| one.trim().to_owned()).collect::<Vec<_>>()).collect()
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    /// A head as Trunk sends it, from `peer`.
    fn asked(peer: &str, forwarded: &[&str]) -> Asked {
        let mut request = Request::builder().header("host", "127.0.0.1:7878").header(FORWARDED_PROTO, "http");
        for host in forwarded {
            request = request.header(FORWARDED_HOST, *host);
        }
        Asked::of(&request.body(()).unwrap().into_parts().0, peer.parse().unwrap())
    }

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        let is_own = |asked: &Asked, origin: &str| asked.is_own(&origin.parse().unwrap());
        for near in ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"] {
            let asked = asked(near, &["localhost:8080"]);
            assert!(is_own(&asked, "http://localhost:8080") && !is_own(&asked, "http://127.0.0.1:7878"), "{near}");
        }
        for far in ["192.168.1.9", "2001:db8::1"] {
            let asked = asked(far, &["localhost:8080"]);
            assert!(!is_own(&asked, "http://localhost:8080") && is_own(&asked, "http://127.0.0.1:7878"), "{far}");
        }
        for several in [&["localhost:3000", "localhost:8080"][..], &["localhost:3000, localhost:8080"]] {
            let asked = asked("127.0.0.1", several);
            assert!(!is_own(&asked, "http://localhost:3000") && !is_own(&asked, "http://localhost:8080"));
        }
    }

    #[test]
    fn the_name_is_what_is_before_the_port() {
        for (authority, expected) in
            [("localhost:7878", "localhost"), ("[::1]:80", "[::1]"), ("[::1]", "[::1]"), ("a.b", "a.b"), ("", "")]
        {
            assert_eq!(name(authority), expected);
        }
    }
}
