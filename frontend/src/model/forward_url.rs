//! URLs that events are forwarded to.

/// True for what the relay reads as a URL to forward to: `http://localhost:5000/webhook`, or
/// `localhost:5000`. Whether it may forward there, it says itself.
#[must_use]
pub fn is_forward_url(text: &str) -> bool {
    let (rest, has_scheme) = match text.split_once("://") {
        Some(("http" | "https", rest)) => (rest, true),
        Some(_) => return false,
        None => (text, false),
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    // The colons of an IPv6 address stand in brackets.
    let after_host = authority.rsplit(']').next().unwrap_or_default();
    let port = after_host.split_once(':').map(|(_, port)| port);
    let is_port = |port: &str| port.parse::<u16>().is_ok();
    !authority.is_empty()
        && !authority.starts_with(':')
        && port.map_or(has_scheme, is_port)
        && !text.contains(|c: char| c.is_whitespace() || c == '#')
        && !authority.contains('@')
}

/// Host and port of a URL.
#[must_use]
pub fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_relay_reads_is_taken() {
        for url in [
            "http://localhost:5000/webhook",
            "https://app.example",
            "localhost:5000",
            "127.0.0.1:1/a?b=c",
            "http://[::1]:80/",
            "http://[::1]",
            "[::1]:5000",
        ] {
            assert!(is_forward_url(url), "{url}");
        }
        for text in [
            "localhost",
            "ftp://localhost",
            "file:///etc/passwd",
            "http://",
            "http://user@localhost:1",
            "http://localhost:",
            "localhost:99999",
            "http://a b",
            "http://localhost#a",
            ":80",
            "meu programa",
        ] {
            assert!(!is_forward_url(text), "{text}");
        }
        assert_eq!(host_of("http://localhost:5000/webhook?a"), "localhost:5000");
    }
}
