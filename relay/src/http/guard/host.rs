//! Host names that the relay answers to: a name can be rebound to this machine (DNS rebinding), an
//! address cannot.

use std::net::IpAddr;

use axum::http::header;
use axum::http::request::Parts;

use crate::origin::host_name;
use crate::trusted_proxy::{AskedBy, asked_by};

use super::{Guard, Origin};
use crate::http::Failure;

/// By what authority, `host` or `host:port`, a browser asked for the page whose request this is.
pub(super) struct Asked {
    /// `Host`.
    host: String,
    /// As a proxy that is believed was asked. Trunk adds the browser's `Host` to one that a page has set, so there may be
    /// several.
    forwarded: Vec<String>,
    /// Such a proxy's, else `http`.
    scheme: String,
}

impl Asked {
    /// Reads it from a request's head. What a proxy adds counts where it is believed.
    pub(super) fn of(parts: &Parts, is_believed: bool) -> Self {
        let lines = |name: &str| {
            let all = parts.headers.get_all(name).into_iter();
            all.map(|line| line.to_str().unwrap_or_default()).collect::<Vec<_>>()
        };
        let told = if is_believed { asked_by(lines) } else { AskedBy::default() };
        let host = parts.headers.get(header::HOST).map(|host| String::from_utf8_lossy(host.as_bytes()).into_owned());
        Self {
            host: host.or_else(|| parts.uri.host().map(str::to_owned)).unwrap_or_default(),
            forwarded: told.hosts,
            scheme: told.scheme.unwrap_or_else(|| "http".into()),
        }
    }

    /// Refuses a name that is not the relay's.
    ///
    /// # Errors
    /// [`Failure::ForbiddenHost`], with the name.
    pub(super) fn check(&self, guard: &Guard) -> Result<(), Failure> {
        let mut names = std::iter::once(&self.host).chain(&self.forwarded).map(|authority| host_name(authority));
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

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    /// A head as Trunk sends it.
    fn asked(is_believed: bool, forwarded: &[&str]) -> Asked {
        let mut request = Request::builder().header("host", "127.0.0.1:7878").header("x-forwarded-proto", "http");
        for host in forwarded {
            request = request.header("x-forwarded-host", *host);
        }
        Asked::of(&request.body(()).unwrap().into_parts().0, is_believed)
    }

    #[test]
    fn a_proxy_counts_where_it_is_believed() {
        let is_own = |asked: &Asked, origin: &str| asked.is_own(&origin.parse().unwrap());
        let near = asked(true, &["localhost:8080"]);
        assert!(is_own(&near, "http://localhost:8080") && !is_own(&near, "http://127.0.0.1:7878"));
        let far = asked(false, &["localhost:8080"]);
        assert!(!is_own(&far, "http://localhost:8080") && is_own(&far, "http://127.0.0.1:7878"));
        for several in [&["localhost:3000", "localhost:8080"][..], &["localhost:3000, localhost:8080"]] {
            let asked = asked(true, several);
            assert!(!is_own(&asked, "http://localhost:3000") && !is_own(&asked, "http://localhost:8080"));
        }
    }

    #[test]
    fn the_name_is_what_is_before_the_port() {
        for (authority, expected) in
            [("localhost:7878", "localhost"), ("[::1]:80", "[::1]"), ("[::1]", "[::1]"), ("a.b", "a.b"), ("", "")]
        {
            assert_eq!(host_name(authority), expected);
        }
    }
}
