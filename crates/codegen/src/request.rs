//! The request that a program is to send.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A request, fired or received.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Headers in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

/// Bytes: in JSON a string, base64.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64.decode(text).map(Self).map_err(serde::de::Error::custom)
    }
}

impl Request {
    /// Lends it as `providers` takes it. `base` is the scheme and host that it is sent to.
    pub fn lend<T>(&self, base: &str, to: impl FnOnce(&providers::Request<'_>) -> T) -> T {
        let headers: Vec<(&str, &[u8])> = self.headers.iter().map(|(n, v)| (n.as_str(), v.as_bytes())).collect();
        let url = format!("{base}{}", self.path);
        to(&providers::Request {
            method: &self.method,
            url: &url,
            query: self.path.split_once('?').map(|(_, query)| query),
            headers: &headers,
            body: &self.body.0,
        })
    }

    /// It says what its body is.
    pub(crate) fn has_type(&self) -> bool {
        self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
    }

    /// Its path has segments that clients take away: `.` and `..`, also as `%2e`.
    pub(crate) fn has_dots(&self) -> bool {
        let path = self.path.split(['?', '#']).next().unwrap_or_default();
        path.to_ascii_lowercase().replace("%2e", ".").split('/').any(|segment| matches!(segment, "." | ".."))
    }

    /// Sets a header in place of one of the same name.
    pub fn set(&mut self, name: String, value: String) {
        match self.headers.iter_mut().find(|(n, _)| n.eq_ignore_ascii_case(&name)) {
            Some((_, old)) => *old = value,
            None => self.headers.push((name, value)),
        }
    }
}
