//! URLs that events are forwarded to.

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
    fn a_host_is_what_stands_before_the_path() {
        for (url, host) in [
            ("http://localhost:5000/webhook?a", "localhost:5000"),
            ("http://[::1]:80?a", "[::1]:80"),
            ("localhost:1", "localhost:1"),
        ] {
            assert_eq!(host_of(url), host);
        }
    }
}
