//! A stored event as its sender's request, for `providers` to look at.

use std::net::{IpAddr, SocketAddr};

use providers::Request;

use gancho_store::NewEvent;

use crate::trusted_proxy::{AskedBy, asked_by};

/// Scheme, host and path that a sender was told: `public_url`, or by what headers it reached the relay. Those of a proxy
/// count where it `is_believed`.
pub(crate) fn base<'h>(public_url: Option<&str>, is_believed: bool, lines: impl Fn(&str) -> Vec<&'h str>) -> String {
    if let Some(base) = public_url {
        return base.to_owned();
    }
    let host = lines("host").first().copied().unwrap_or_default().to_owned();
    let told = if is_believed { asked_by(lines) } else { AskedBy::default() };
    let host = told.hosts.into_iter().next_back().unwrap_or(host);
    format!("{}://{host}", told.scheme.as_deref().unwrap_or("http"))
}

/// True when the other end, as it is stored, is believed by what host and scheme it was asked: a trusted proxy tells its
/// sender's address without a port; a tunnel on this machine ends TLS before the relay.
fn is_believed(remote: &str) -> bool {
    let direct = remote.parse::<SocketAddr>();
    direct.map_or_else(|_| remote.parse::<IpAddr>().is_ok(), |address| address.ip().to_canonical().is_loopback())
}

/// What a [`Request`] borrows.
pub(crate) struct ProviderRequest<'r> {
    event: &'r NewEvent,
    url: String,
    headers: Vec<(&'r str, &'r [u8])>,
}

impl<'r> ProviderRequest<'r> {
    /// `public_url` is where senders reach the relay, when it was told; else they reached it by its `Host`.
    pub(crate) fn of(event: &'r NewEvent, public_url: Option<&str>) -> Self {
        let headers: Vec<_> = event.headers.0.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let lines = |name: &str| {
            let found = headers.iter().filter(|(n, _)| *n == name);
            found.filter_map(|(_, value)| std::str::from_utf8(value).ok()).collect()
        };
        let mut url = base(public_url, is_believed(&event.remote), lines);
        url.push_str(&event.path);
        if let Some(query) = &event.query {
            url.push('?');
            url.push_str(query);
        }
        Self { event, url, headers }
    }

    /// The request with that much of its body.
    pub(crate) fn with_body<'a>(&'a self, body: &'a [u8]) -> Request<'a> {
        let NewEvent { method, query, .. } = self.event;
        Request { method, url: &self.url, query: query.as_deref(), headers: &self.headers, body }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_counts_where_it_is_trusted_or_near() {
        let headers = [("host", "127.0.0.1:7878"), ("x-forwarded-host", "h.example"), ("x-forwarded-proto", "https")];
        let lines = |name: &str| headers.iter().filter(|(n, _)| *n == name).map(|(_, value)| *value).collect();
        for (remote, expected) in [
            ("203.0.113.7", "https://h.example"),
            ("127.0.0.1:40000", "https://h.example"),
            ("[::ffff:127.0.0.1]:40000", "https://h.example"),
            ("203.0.113.7:40000", "http://127.0.0.1:7878"),
            ("", "http://127.0.0.1:7878"),
        ] {
            assert_eq!(base(None, is_believed(remote), lines), expected, "{remote}");
        }
        assert_eq!(base(Some("https://public.example/g"), true, lines), "https://public.example/g");
    }
}
