use serde::{Deserialize, Serialize};

use crate::scheme::{Content, Kind, Names, Shape, SignatureSpec, StampFormat, content};

/// A scheme made of settings: an HMAC over a template, in a header.
///
/// What is left out of its JSON is: no prefix, SHA-256, hexadecimal, the body alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CustomScheme {
    /// The header that carries the signature.
    pub header: String,
    /// What stands before the signature in that header: `sha256=`.
    #[serde(default)]
    pub prefix: String,
    /// The hash of the HMAC.
    #[serde(default)]
    pub hash: Hash,
    /// How the signature is written.
    #[serde(default)]
    pub encoding: Encoding,
    /// What is signed, of `{body}`, `{timestamp}`, `{id}` and any header, `{headers.x-event}`: `{timestamp}.{body}`.
    #[serde(default = "body_alone")]
    pub template: String,
    /// The header that carries the time: Unix seconds (also with a fraction), milli-, micro- or nanoseconds, or a date
    /// as in RFC 3339, in ISO 8601's short form or as in HTTP. With it, old requests are refused. It is signed in
    /// seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp_header: Option<String>,
    /// The header that carries the message's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_header: Option<String>,
}

/// The hash of an HMAC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hash {
    /// HMAC-SHA1.
    Sha1,
    /// HMAC-SHA256.
    #[default]
    Sha256,
    /// HMAC-SHA512.
    Sha512,
}

/// How a signature is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// Hexadecimal, in lower case.
    #[default]
    Hex,
    /// The standard alphabet, padded (RFC 4648, section 4).
    Base64,
}

fn body_alone() -> String {
    "{body}".to_owned()
}

impl Default for CustomScheme {
    fn default() -> Self {
        Self {
            header: "X-Signature".to_owned(),
            prefix: String::new(),
            hash: Hash::default(),
            encoding: Encoding::default(),
            template: body_alone(),
            timestamp_header: None,
            id_header: None,
        }
    }
}

impl CustomScheme {
    /// The names of the headers that the template puts in: `x-event` for `{headers.x-event}`.
    pub fn template_headers(&self) -> impl Iterator<Item = &str> {
        content::headers_in(&self.template)
    }

    pub(crate) fn spec(&self) -> SignatureSpec<'_> {
        SignatureSpec {
            names: Names {
                signature: &self.header,
                timestamp: self.timestamp_header.as_deref(),
                id: self.id_header.as_deref(),
            },
            shape: Shape::Whole { prefix: &self.prefix },
            kind: Kind::Hmac(self.hash, self.encoding),
            content: Content::Template(&self.template),
            stamp: StampFormat::Any,
            ..SignatureSpec::BASE
        }
    }
}
