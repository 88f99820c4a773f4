//! A body, or its beginning.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::base64_bytes;

/// Bodies longer than this, in bytes, cross lists and streams as a preview; the whole is fetched on demand.
pub const PREVIEW_BYTES: usize = 64 * 1024;

/// Body bytes: `{"text":…}` when they are UTF-8, else `{"base64":…}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Body {
    /// UTF-8 text.
    #[serde(rename = "text")]
    Text(String),
    /// Anything else.
    #[serde(rename = "base64", serialize_with = "base64_bytes::serialize")]
    Bytes(Vec<u8>),
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneEntry;
        impl<'de> de::Visitor<'de> for OneEntry {
            type Value = Body;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("{\"text\":…} or {\"base64\":…}")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Body, A::Error> {
                match map.next_entry::<Cow<'de, str>, Cow<'de, str>>()? {
                    Some((name, text)) if name == "text" => Ok(Body::Text(text.into_owned())),
                    Some((name, text)) if name == "base64" => Ok(Body::Bytes(base64_bytes::decode(&text)?)),
                    _ => Err(de::Error::missing_field("text")),
                }
            }
        }
        deserializer.deserialize_map(OneEntry)
    }
}

impl Body {
    /// The whole of `bytes`.
    #[must_use]
    pub fn whole(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Bytes(bytes.to_vec()),
        }
    }

    /// At most the first [`PREVIEW_BYTES`], not cutting a character in two.
    #[must_use]
    pub fn preview(bytes: &[u8]) -> Self {
        if bytes.len() <= PREVIEW_BYTES {
            return Self::whole(bytes);
        }
        let start = &bytes[..PREVIEW_BYTES];
        match std::str::from_utf8(start) {
            Ok(text) => Self::Text(text.to_owned()),
            // `error_len` is none when the cut, not the text, is what is wrong.
            Err(e) if e.error_len().is_none() => Self::whole(&start[..e.valid_up_to()]),
            Err(_) => Self::Bytes(start.to_vec()),
        }
    }

    /// The bytes held.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    /// The bytes as text, when they are.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Bytes(_) => None,
        }
    }

    /// How many bytes are held here (not the size of the whole body).
    #[must_use]
    pub fn len(&self) -> usize {
        self.as_bytes().len()
    }

    /// True when no byte is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preview_never_cuts_a_character() {
        let text = format!("x{}", "ã".repeat(PREVIEW_BYTES));
        let preview = Body::preview(text.as_bytes());
        assert_eq!(preview.len(), PREVIEW_BYTES - 1);
        assert!(text.starts_with(preview.as_text().unwrap()));
        assert!(matches!(Body::preview(&vec![0xff; PREVIEW_BYTES + 1]), Body::Bytes(b) if b.len() == PREVIEW_BYTES));
    }
}
