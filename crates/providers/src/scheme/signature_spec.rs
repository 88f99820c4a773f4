//! A scheme as data: where the signature stands, what it covers, and how it is made.

use super::{
    Encoding, Hash,
    content::{Content, Stamped},
    key::Key,
    mac::{hmac, same},
    parts::Parts,
    timestamp::{StampFormat, TOLERANCE_S},
};
use crate::request::Request;

/// How one provider signs.
#[derive(Clone, Copy)]
pub(crate) struct SignatureSpec<'a> {
    pub names: Names<'a>,
    /// The same headers under the names they had before.
    pub alias: Option<Names<'a>>,
    pub shape: Shape<'a>,
    pub kind: Kind,
    pub content: Content<'a>,
    /// What must hold of the body beside the signature, where the signature does not cover it itself.
    pub holds: fn(&Request<'_>, &[u8]) -> bool,
    /// How the stamp is written.
    pub stamp: StampFormat,
    /// The member of the body's JSON that holds the stamp, in milliseconds, where the stamp has no header.
    pub body_stamp: Option<&'a str>,
    /// How far the stamp may be from now, in seconds, either way.
    pub tolerance_s: i64,
    /// A header that carried an HMAC-SHA1 of the body, `sha1=` and hexadecimal, before this scheme was.
    pub sha1_header: Option<&'static str>,
}

/// The names of a scheme's headers.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// Of the signature.
    pub signature: &'a str,
    /// Of the stamp, where it has a header of its own.
    pub timestamp: Option<&'a str>,
    /// Of the message's id, where one is signed.
    pub id: Option<&'a str>,
}

/// How the value of the signature's header is built.
#[derive(Clone, Copy, Debug)]
pub enum Shape<'a> {
    /// The signature after a prefix, often an empty one: `sha256=…`.
    Whole {
        /// The prefix.
        prefix: &'a str,
    },
    /// The stamp and signatures as pairs: `t=…,v1=…,v1=…`.
    Pairs {
        /// What stands between two pairs.
        separator: char,
        /// The name of the stamp.
        stamp: &'a str,
        /// The name of each signature.
        signature: &'a str,
    },
    /// Signatures with their versions, between spaces: `v1,… v1a,…`.
    Versions,
}

/// How a signature is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is the secret itself.
    Token,
    /// An HMAC with the secret's text as its key.
    Hmac(Hash, Encoding),
    /// In hexadecimal, with a key in hexadecimal.
    Ed25519,
    /// Of Standard Webhooks: `v1,` and an HMAC-SHA256, or `v1a,` and Ed25519, in base64. The key decides.
    Standard,
}

impl<'a> SignatureSpec<'a> {
    pub(crate) const BASE: SignatureSpec<'static> = SignatureSpec {
        names: Names { signature: "", timestamp: None, id: None },
        alias: None,
        shape: Shape::Whole { prefix: "" },
        kind: Kind::Hmac(Hash::Sha256, Encoding::Hex),
        content: Content::Template("{body}"),
        holds: |_, _| true,
        stamp: StampFormat::Seconds,
        body_stamp: None,
        tolerance_s: TOLERANCE_S,
        sha1_header: None,
    };

    /// A hexadecimal HMAC-SHA256 of the body, after a prefix.
    pub(crate) const fn hex_of_body(header: &'static str, prefix: &'static str) -> SignatureSpec<'static> {
        let names = Names { signature: header, timestamp: None, id: None };
        SignatureSpec { names, shape: Shape::Whole { prefix }, ..SignatureSpec::BASE }
    }

    /// The secret itself in a header.
    pub(crate) const fn token(header: &'static str) -> SignatureSpec<'static> {
        let names = Names { signature: header, timestamp: None, id: None };
        SignatureSpec { names, kind: Kind::Token, content: Content::Template(""), ..SignatureSpec::BASE }
    }

    /// Whether the body alone is signed.
    pub(crate) fn is_of_body(&self) -> bool {
        !self.is_stamped() && self.names.id.is_none()
    }

    /// Whether its headers carry a stamp.
    pub(super) fn is_stamped(&self) -> bool {
        self.names.timestamp.is_some() || matches!(self.shape, Shape::Pairs { .. })
    }

    /// The headers to set; None when the secret cannot sign.
    pub(crate) fn sign(
        &self,
        secret: &str,
        request: &Request<'_>,
        now: i64,
        id: &str,
    ) -> Option<Vec<(String, String)>> {
        let key = Key::new(self.kind, secret)?;
        let names = self.names_in(request);
        let own = names.id.and_then(|name| request.text(name)).filter(|own| !own.is_empty());
        // What no header will carry cannot be signed: whoever verifies would not know it.
        let id = if names.id.is_some() { own.unwrap_or(id) } else { "" };
        let stamp = if self.is_stamped() { now.to_string() } else { String::new() };
        let stamped = Stamped { stamp: &stamp, id };
        let content = self.content(request, request.body, stamped).into_iter().next()?;
        let signature = self.signature(&key, &content)?;
        let mut headers = Vec::new();
        if let Some(name) = names.id.filter(|_| own.is_none()) {
            headers.push((name.to_owned(), id.to_owned()));
        }
        if let Some(name) = names.timestamp {
            headers.push((name.to_owned(), stamp.clone()));
        }
        headers.push((names.signature.to_owned(), self.value(&signature, &stamp)));
        Some(headers)
    }

    /// The names under which this request carries its headers.
    pub(crate) fn names_in(&self, request: &Request<'_>) -> Names<'a> {
        let carried = |names: &Names<'a>| {
            [Some(names.signature), names.timestamp, names.id].into_iter().flatten().any(|name| request.has(name))
        };
        match self.alias {
            Some(alias) if !carried(&self.names) && carried(&alias) => alias,
            _ => self.names,
        }
    }

    /// The value of the signature's header.
    pub(crate) fn value(&self, signature: &str, at: &str) -> String {
        match self.shape {
            Shape::Whole { prefix } => format!("{prefix}{signature}"),
            Shape::Pairs { separator, stamp, signature: name } => format!("{stamp}={at}{separator}{name}={signature}"),
            Shape::Versions => signature.to_owned(),
        }
    }

    /// What is signed: see [`Content`].
    pub(crate) fn content(&self, request: &Request<'_>, body: &[u8], stamped: Stamped<'_>) -> Vec<Vec<u8>> {
        self.content.of(request, body, stamped)
    }

    /// The signature of what is signed. None: the key only verifies.
    pub(crate) fn signature(&self, key: &Key, content: &[u8]) -> Option<String> {
        match (self.kind, key) {
            (Kind::Token, Key::Shared(key)) => String::from_utf8(key.clone()).ok(),
            (Kind::Hmac(hash, encoding), Key::Shared(key)) => Some(encoding.write(&hmac(hash, key, content))),
            (Kind::Standard, Key::Shared(key)) => {
                Some(format!("v1,{}", Encoding::Base64.write(&hmac(Hash::Sha256, key, content))))
            }
            #[cfg(feature = "ed25519")]
            (Kind::Ed25519, Key::Pair(pair)) => Some(Encoding::Hex.write(pair.sk.sign(content, None).as_ref())),
            #[cfg(feature = "ed25519")]
            (Kind::Standard, Key::Pair(pair)) => {
                Some(format!("v1a,{}", Encoding::Base64.write(pair.sk.sign(content, None).as_ref())))
            }
            _ => None,
        }
    }

    /// Whether a signature is right for this key and this body in place of the request's.
    pub(crate) fn fits(&self, key: &Key, request: &Request<'_>, body: &[u8], parts: &Parts<'_>) -> bool {
        self.signed_content(key, request, body, parts).is_some()
    }

    /// Of what may have been signed, that for which a signature is right.
    pub(crate) fn signed_content(
        &self,
        key: &Key,
        request: &Request<'_>,
        body: &[u8],
        parts: &Parts<'_>,
    ) -> Option<Vec<u8>> {
        let holds = (self.holds)(request, body);
        let contents = if holds { self.content(request, body, parts.stamped) } else { Vec::new() };
        contents.into_iter().find(|content| self.is_right(key, content, parts))
    }

    fn is_right(&self, key: &Key, content: &[u8], parts: &Parts<'_>) -> bool {
        match key {
            #[cfg(feature = "ed25519")]
            Key::Public(public) => self.is_signed_by(public, content, parts),
            #[cfg(feature = "ed25519")]
            Key::Pair(pair) => self.is_signed_by(&pair.pk, content, parts),
            Key::Shared(_) => self.signature(key, content).is_some_and(|right| {
                // Each is compared, so that the time does not tell which of several was right.
                parts.signatures.iter().fold(false, |any, sig| same(right.as_bytes(), sig.as_bytes()) | any)
            }),
        }
    }

    #[cfg(feature = "ed25519")]
    fn is_signed_by(&self, public: &ed25519_compact::PublicKey, content: &[u8], parts: &Parts<'_>) -> bool {
        parts.signatures.iter().any(|signature| {
            let bytes = match self.kind {
                Kind::Standard => signature.strip_prefix("v1a,").and_then(|text| Encoding::Base64.read(text)),
                _ => Encoding::Hex.read(signature),
            };
            let signature = bytes.and_then(|bytes| ed25519_compact::Signature::from_slice(&bytes).ok());
            signature.is_some_and(|signature| public.verify(content, &signature).is_ok())
        })
    }
}

impl Kind {
    /// What it signs with, for people.
    pub(crate) fn needs(self) -> &'static str {
        match self {
            Kind::Token | Kind::Hmac(..) => "a text that is not empty",
            Kind::Ed25519 => "a secret key of 64 bytes (its seed, then its public key) in hexadecimal",
            Kind::Standard => "whsec_ and base64, or whsk_ and base64",
        }
    }
}
