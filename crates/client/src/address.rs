//! Addresses of relays as they are typed.

use hyper::Uri;

/// An address that is none of a relay's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("give the relay's address only, as in http://localhost:7878; a token goes into GANCHO_TOKEN")]
pub struct BadAddress;

/// Where a relay is: `http://host:port` or `https://host:port`, with the path under which a proxy has
/// it. Without a scheme it is `http`.
///
/// # Errors
/// [`BadAddress`] when there is more than that, or less.
pub fn address(text: &str) -> Result<String, BadAddress> {
    let address = text.trim_end_matches('/');
    let address = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    let uri: Uri = address.parse().map_err(|_| BadAddress)?;
    let authority = uri.authority().ok_or(BadAddress)?;
    let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https")).ok_or(BadAddress)?;
    let path = uri.path().trim_end_matches('/');
    let plain = uri.query().is_none() && path.split('/').skip(1).all(|part| !matches!(part, "" | "." | ".."));
    if !plain
        || authority.host().is_empty()
        || authority.as_str().contains('@')
        || authority.as_str().ends_with(':')
        || address.contains('#')
    {
        return Err(BadAddress);
    }
    Ok(format!("{scheme}://{authority}{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (text, expected) in [
            ("http://127.0.0.1:7878", "http://127.0.0.1:7878"),
            ("http://localhost:7878/", "http://localhost:7878"),
            ("localhost:7878", "http://localhost:7878"),
            ("relay.example", "http://relay.example"),
            ("http://[::1]:7878", "http://[::1]:7878"),
            ("https://relay.example", "https://relay.example"),
            ("https://relay.example/gancho", "https://relay.example/gancho"),
            ("relay.example/a/b/", "http://relay.example/a/b"),
            ("HTTPS://relay.example:8443/", "https://relay.example:8443"),
        ] {
            assert_eq!(address(text).as_deref(), Ok(expected), "{text}");
        }
        for text in [
            "",
            "http://",
            "ftp://x",
            "ws://x",
            "http://x?token=abc",
            "http://x/a?token=abc",
            "http://x/a//b",
            "http://x/../a",
            "http://u:p@x",
            "https://u:p@x",
            "http://a b",
            "http://:1",
            "http://x:",
            "http://x/#a",
        ] {
            assert!(address(text).is_err(), "{text}");
        }
    }
}
