//! The path that a proxy shows the relay under. Some proxies take it off, some do not: both are understood.

use axum::http::Uri;
use axum::http::uri::PathAndQuery;

/// What is asked for below a prefix.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Below {
    /// The prefix without a `/` at its end, by which the page's own URLs would be beside it: where it is.
    Itself(String),
    /// A path, the prefix taken off.
    Path(Uri),
}

/// Takes a prefix, `/gancho`, off a request's target. `None` when it does not begin with it.
pub(super) fn take_off(uri: &Uri, prefix: &str) -> Option<Below> {
    let rest = uri.path_and_query()?.as_str().strip_prefix(prefix)?;
    match rest.bytes().next() {
        None => Some(Below::Itself(format!("{prefix}/"))),
        Some(b'?') => Some(Below::Itself(format!("{prefix}/{rest}"))),
        Some(b'/') => {
            let mut parts = uri.clone().into_parts();
            // A part of what was parsed, so it parses.
            parts.path_and_query = Some(PathAndQuery::try_from(rest).ok()?);
            Uri::from_parts(parts).ok().map(Below::Path)
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_below_stays_byte_for_byte() {
        let taken = |target: &str| take_off(&target.parse().unwrap(), "/gancho");
        for (target, rest) in [
            ("/gancho/", "/"),
            ("/gancho/webhook/a%2Fb/?x=%20&y", "/webhook/a%2Fb/?x=%20&y"),
            ("/gancho//webhook", "//webhook"),
            ("/gancho/gancho/", "/gancho/"),
        ] {
            assert_eq!(taken(target), Some(Below::Path(rest.parse().unwrap())), "{target}");
        }
        assert_eq!(taken("/gancho"), Some(Below::Itself("/gancho/".into())));
        assert_eq!(taken("/gancho?token=a"), Some(Below::Itself("/gancho/?token=a".into())));
        for target in ["/", "/webhook", "/ganchos", "/api/gancho/", "/Gancho/"] {
            assert_eq!(taken(target), None, "{target}");
        }
        let absolute = take_off(&"http://h.example/gancho/api".parse().unwrap(), "/gancho");
        assert_eq!(absolute, Some(Below::Path("http://h.example/api".parse().unwrap())));
    }
}
