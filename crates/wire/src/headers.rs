//! Header fields as they were received.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::base64_bytes;

/// Header fields; those of one name in the order received.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Headers(pub Vec<(String, HeaderValue)>);

/// A header's value: a JSON string when it is UTF-8, `{"base64":…}` when it is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum HeaderValue {
    /// UTF-8, which in practice is ASCII.
    Text(String),
    /// Anything else that HTTP lets through.
    Bytes {
        /// The raw value.
        #[serde(serialize_with = "base64_bytes::serialize")]
        base64: Vec<u8>,
    },
}

/// By hand: what serde derives for an untagged enum first buffers any value.
impl<'de> Deserialize<'de> for HeaderValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> de::Visitor<'de> for Either {
            type Value = HeaderValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or {\"base64\":…}")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<HeaderValue, E> {
                Ok(HeaderValue::Text(text.to_owned()))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<HeaderValue, A::Error> {
                match map.next_entry::<Cow<'de, str>, Cow<'de, str>>()? {
                    Some((name, text)) if name == "base64" => {
                        Ok(HeaderValue::Bytes { base64: base64_bytes::decode(&text)? })
                    }
                    _ => Err(de::Error::missing_field("base64")),
                }
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl HeaderValue {
    /// Keeps the bytes, as text when they are UTF-8.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Bytes { base64: bytes.to_vec() },
        }
    }

    /// The bytes that came in.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes { base64 } => base64,
        }
    }
}

impl fmt::Display for HeaderValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(self.as_bytes()))
    }
}
