//! A request as it crosses between page and worker.

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

/// By hand: the page writes requests too, and the library's way takes a kilobyte of it, packed.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |nth: usize| u32::from(three.get(nth).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for nth in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * nth) & 63) as usize];
            text.push(if nth > three.len() { '=' } else { char::from(digit) });
        }
    }
    text
}

/// Bytes: in JSON a string, base64.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&base64(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64.decode(text).map(Self).map_err(serde::de::Error::custom)
    }
}

/// How to check or sign: whose scheme, with what, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheme {
    /// The provider's name.
    pub provider: String,
    /// Its secret.
    pub secret: String,
    /// How `custom` signs, as JSON; empty for the usual.
    pub custom: String,
    /// The clock, in Unix seconds.
    pub now: i64,
    /// Scheme and host that the provider was told, as in `http://localhost:7878`: Twilio signs them.
    pub base: String,
}

impl Scheme {
    /// How the provider signs; none: it does not.
    ///
    /// # Errors
    /// There is no such provider, or its settings cannot be read.
    pub(crate) fn scheme(&self) -> Result<Option<providers::Scheme>, String> {
        let provider = provider(&self.provider)?;
        if provider != providers::Provider::Custom {
            return Ok(provider.scheme());
        }
        let custom = match self.custom.trim() {
            "" => providers::CustomScheme::default(),
            json => serde_json::from_str(json).map_err(|error| error.to_string())?,
        };
        Ok(Some(providers::Scheme::Custom(custom)))
    }
}

/// The provider of a name.
pub(crate) fn provider(name: &str) -> Result<providers::Provider, String> {
    providers::Provider::from_name(name).ok_or_else(|| format!("no provider {name:?}"))
}

impl Request {
    /// Lends it as `providers` takes it.
    pub(crate) fn lend<T>(&self, base: &str, to: impl FnOnce(&providers::Request<'_>) -> T) -> T {
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

    /// Sets a header in place of one of the same name.
    pub(crate) fn set(&mut self, name: String, value: String) {
        match self.headers.iter_mut().find(|(n, _)| n.eq_ignore_ascii_case(&name)) {
            Some((_, old)) => *old = value,
            None => self.headers.push((name, value)),
        }
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn bytes_are_written_as_the_library_writes_them() {
        let bytes: Vec<u8> = (0..=255).rev().chain(0..=255).collect();
        for length in 0..bytes.len() {
            assert_eq!(base64(&bytes[..length]), BASE64.encode(&bytes[..length]));
        }
    }
}
