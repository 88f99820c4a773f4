//! Proxies whose word is taken for whom they speak for (RFC 7239, and the `X-Forwarded-…` headers that are older).

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::http::HeaderMap;
use ipnet::IpNet;

/// An address, or a network of them, from which a proxy may say whom it speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustedProxy(IpNet);

impl FromStr for TrustedProxy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let net = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        net.map(Self).map_err(|_| "give an address or a network, as in 127.0.0.1 or 10.0.0.0/8".into())
    }
}

/// The address of a request's sender as a trusted proxy tells it; `None` when `peer` is none.
///
/// Each proxy adds the address it was reached from at the end of the list, so the list is read from its end: the first that
/// is no trusted proxy is the sender. What stands before it is the sender's own word.
#[must_use]
pub fn sender(proxies: &[TrustedProxy], peer: IpAddr, headers: &HeaderMap) -> Option<IpAddr> {
    let is_trusted = |address: IpAddr| proxies.iter().any(|proxy| proxy.0.contains(&address));
    let peer = peer.to_canonical();
    if !is_trusted(peer) {
        return None;
    }
    let first_stranger = |told: Vec<Option<IpAddr>>| {
        let mut sender = peer;
        for address in told.into_iter().rev() {
            // `unknown`, or a name that hides it: the proxy before is the last that is known.
            let Some(address) = address else { break };
            sender = address;
            if !is_trusted(address) {
                break;
            }
        }
        sender
    };
    let (standard, older) = (values(headers, "forwarded"), values(headers, "x-forwarded-for"));
    let standard_says = standard.iter().map(|one| parameter(one, "for").and_then(address)).collect();
    let older_says = older.iter().map(|one| address(one)).collect();
    Some(match (standard.is_empty(), older.is_empty()) {
        (true, _) => first_stranger(older_says),
        (_, true) => first_stranger(standard_says),
        // One of them may be the sender's, which the proxy passed on: it is no evidence against the other.
        _ => Some(first_stranger(standard_says)).filter(|one| *one == first_stranger(older_says)).unwrap_or(peer),
    })
}

/// Host and scheme that a proxy was asked by, as it tells them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedBy {
    /// `host` or `host:port`. A proxy may add its own to one that the sender has set, so there may be several.
    pub hosts: Vec<String>,
    /// `http` or `https`.
    pub scheme: Option<String>,
}

/// Reads `Forwarded`, or `X-Forwarded-Host` and `X-Forwarded-Proto`; nothing where both are there and differ, since one may
/// be the sender's. Ask only where the proxy is believed.
pub fn asked_by<'h>(lines: impl Fn(&str) -> Vec<&'h str>) -> AskedBy {
    let list = |name: &str| lines(name).into_iter().flat_map(split).collect::<Vec<_>>();
    let forwarded = list("forwarded");
    let told =
        |name: &str| forwarded.iter().filter_map(|one| parameter(one, name).map(str::to_owned)).collect::<Vec<_>>();
    let standard = AskedBy::new(told("host"), told("proto"));
    let older = AskedBy::new(list("x-forwarded-host"), list("x-forwarded-proto"));
    match (standard == AskedBy::default(), older == AskedBy::default()) {
        (true, _) => older,
        (_, true) => standard,
        _ if standard == older => standard,
        _ => AskedBy::default(),
    }
}

impl AskedBy {
    fn new(hosts: Vec<String>, schemes: Vec<String>) -> Self {
        // The last is the nearest proxy's own.
        let scheme = schemes.into_iter().next_back().map(|scheme| scheme.to_ascii_lowercase());
        Self { hosts, scheme: scheme.filter(|scheme| matches!(&**scheme, "http" | "https")) }
    }
}

/// Every value of a header, also of one that lists several in a line.
fn values(headers: &HeaderMap, name: &str) -> Vec<String> {
    let lines = headers.get_all(name).into_iter().filter_map(|line| std::str::from_utf8(line.as_bytes()).ok());
    lines.flat_map(split).collect()
}

/// The values of a line. No value of these headers has a comma in it, quoted or not.
fn split(line: &str) -> Vec<String> {
    line.split(',').map(|one| one.trim().to_owned()).collect()
}

/// A parameter of an element of `Forwarded`: `for=192.0.2.60;proto=http;host="a.example:80"`.
fn parameter<'e>(element: &'e str, name: &str) -> Option<&'e str> {
    let mut pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
    let value = pairs.find(|(key, _)| key.trim().eq_ignore_ascii_case(name))?.1.trim();
    Some(value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value))
}

/// An address with or without its port; one of IPv6 may stand in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let found = bare.parse().or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()));
    found.ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(all: &[(&str, &str)]) -> HeaderMap {
        let parsed = |text: &str| text.parse::<HeaderName>().unwrap();
        all.iter().map(|(name, value)| (parsed(name), HeaderValue::from_str(value).unwrap())).collect()
    }

    fn told(peer: &str, all: &[(&str, &str)]) -> Option<String> {
        let proxies = ["127.0.0.1", "10.0.0.0/8", "fd00::/8"].map(|text| text.parse().unwrap());
        sender(&proxies, peer.parse().unwrap(), &headers(all)).map(|address| address.to_string())
    }

    #[test]
    fn the_sender_is_the_last_address_that_is_no_proxy() {
        for (peer, lists, sender) in [
            ("10.0.0.2", &[("x-forwarded-for", "203.0.113.7")][..], "203.0.113.7"),
            ("::ffff:10.0.0.2", &[("x-forwarded-for", "203.0.113.7")], "203.0.113.7"),
            ("10.0.0.2", &[("x-forwarded-for", "6.6.6.6, 203.0.113.7, 10.1.1.1")], "203.0.113.7"),
            ("10.0.0.2", &[("x-forwarded-for", "6.6.6.6"), ("x-forwarded-for", "203.0.113.7")], "203.0.113.7"),
            ("10.0.0.2", &[("x-forwarded-for", "10.1.1.1")], "10.1.1.1"),
            ("10.0.0.2", &[("x-forwarded-for", "6.6.6.6, unknown")], "10.0.0.2"),
            ("10.0.0.2", &[("x-forwarded-for", "6.6.6.6, ")], "10.0.0.2"),
            ("10.0.0.2", &[("forwarded", "for=6.6.6.6, For=\"203.0.113.7:4711\";proto=https")], "203.0.113.7"),
            ("10.0.0.2", &[("forwarded", "for=\"[2001:db8::1]:80\"")], "2001:db8::1"),
            ("10.0.0.2", &[("forwarded", "for=_hidden")], "10.0.0.2"),
            ("10.0.0.2", &[("forwarded", "for=6.6.6.6"), ("x-forwarded-for", "203.0.113.7")], "10.0.0.2"),
            ("10.0.0.2", &[("forwarded", "for=203.0.113.7"), ("x-forwarded-for", "203.0.113.7")], "203.0.113.7"),
            ("fd00::1", &[("forwarded", "proto=https")], "fd00::1"),
            ("127.0.0.1", &[], "127.0.0.1"),
        ] {
            assert_eq!(told(peer, lists).as_deref(), Some(sender), "{peer} {lists:?}");
        }
        for peer in ["192.0.2.1", "127.0.0.2", "::1", "2001:db8::9"] {
            assert_eq!(told(peer, &[("x-forwarded-for", "203.0.113.7")]), None, "{peer} is no proxy of ours");
        }
    }

    #[test]
    fn host_and_scheme_are_the_nearest_proxys() {
        let asked = |all: &'static [(&str, &str)]| {
            asked_by(|name| all.iter().filter(|(n, _)| *n == name).map(|(_, value)| *value).collect())
        };
        let by = |hosts: &[&str], scheme: Option<&str>| AskedBy {
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            scheme: scheme.map(str::to_owned),
        };
        assert_eq!(asked(&[]), by(&[], None));
        let older = asked(&[("x-forwarded-host", "h.example"), ("x-forwarded-proto", "http, HTTPS")]);
        assert_eq!(older, by(&["h.example"], Some("https")));
        assert_eq!(asked(&[("x-forwarded-proto", "gopher")]), by(&[], None));
        let standard = asked(&[("forwarded", "host=\"h.example:8443\";proto=https")]);
        assert_eq!(standard, by(&["h.example:8443"], Some("https")));
        let both = asked(&[("forwarded", "host=6.example"), ("x-forwarded-host", "h.example")]);
        assert_eq!(both, by(&[], None), "one of them may be the sender's");
        assert_eq!(asked(&[("x-forwarded-host", "a.example, b.example")]), by(&["a.example", "b.example"], None));
    }

    #[test]
    fn an_address_or_a_network_is_taken() {
        for text in ["127.0.0.1", "::1", "10.0.0.0/8", "2001:db8::/32"] {
            assert!(text.parse::<TrustedProxy>().is_ok(), "{text}");
        }
        for text in ["", "localhost", "10.0.0.0/33", "10.0.0", "*"] {
            let refused = text.parse::<TrustedProxy>().unwrap_err();
            assert!(refused.contains("127.0.0.1 or 10.0.0.0/8"), "{text}: {refused}");
        }
    }
}
