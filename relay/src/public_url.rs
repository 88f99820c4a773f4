//! The URL at which providers reach a relay.

use std::fmt;
use std::str::FromStr;

use crate::origin::Origin;

/// Scheme, host, port and path that a relay is reached at, without a trailing slash: `https://hooks.example.com`, or
/// `https://example.com/gancho` behind a proxy that shows it under a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    text: String,
    origin: Origin,
    /// Length of the scheme and the authority in the text.
    path_at: usize,
}

impl PublicUrl {
    /// The whole URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its origin.
    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Its path; empty, or with a `/` at its beginning and none at its end.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.text[self.path_at..]
    }
}

impl FromStr for PublicUrl {
    type Err = BadPublicUrl;

    fn from_str(text: &str) -> Result<Self, BadPublicUrl> {
        let text = text.trim_end_matches('/');
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or(BadPublicUrl)?;
        let scheme = text.len() - rest.len();
        let path_at = rest.find('/').map_or(text.len(), |at| scheme + at);
        let origin = text[..path_at].parse().map_err(|_| BadPublicUrl)?;
        let is_plain = |segment: &str| {
            let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
            !matches!(segment, "" | "." | "..") && segment.bytes().all(plain)
        };
        match text[path_at..].split('/').skip(1).all(is_plain) {
            true => Ok(Self { text: text.to_owned(), origin, path_at }),
            false => Err(BadPublicUrl),
        }
    }
}

/// The text is no such URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadPublicUrl;

impl fmt::Display for BadPublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "give scheme, host and, where a proxy shows the relay under one, a plain path, as in \
             https://hooks.example.com or https://example.com/gancho",
        )
    }
}

impl std::error::Error for BadPublicUrl {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_follow_and_nothing_else() {
        for (text, whole, path) in [
            ("https://hooks.example.com", "https://hooks.example.com", ""),
            ("http://h.example:8080/", "http://h.example:8080", ""),
            ("https://example.com/gancho/", "https://example.com/gancho", "/gancho"),
            ("https://example.com/a/b-1_2.3", "https://example.com/a/b-1_2.3", "/a/b-1_2.3"),
        ] {
            let url: PublicUrl = text.parse().unwrap();
            assert_eq!((url.as_str(), url.path()), (whole, path), "{text}");
        }
        for text in [
            "",
            "hooks.example.com",
            "ftp://h.example",
            "https://",
            "https:///a",
            "https://u:secret@h.example",
            "https://h.example/a//b",
            "https://h.example/a/../b",
            "https://h.example/a?b",
            "https://h.example/a#b",
            "https://h.example/a b",
            "https://h.example/%61",
        ] {
            assert_eq!(text.parse::<PublicUrl>(), Err(BadPublicUrl), "{text}");
        }
    }
}
