//! What a secret is to a scheme.

use super::{
    Kind,
    mac::{any_base64, unhex},
};

#[cfg(feature = "ed25519")]
use ed25519_compact::{KeyPair, PublicKey, SecretKey, Seed};

/// A secret, read as its scheme reads it.
pub(crate) enum Key {
    /// For an HMAC, or a token.
    Shared(Vec<u8>),
    /// For Ed25519 (RFC 8032): only verifies.
    #[cfg(feature = "ed25519")]
    Public(PublicKey),
    /// For Ed25519: signs, and verifies with its public half.
    #[cfg(feature = "ed25519")]
    Pair(KeyPair),
}

impl Key {
    /// The key that a secret is. None: it is none of this kind.
    pub(crate) fn new(kind: Kind, secret: &str) -> Option<Key> {
        match kind {
            Kind::Token | Kind::Hmac(..) => shared(secret.as_bytes().to_vec()),
            Kind::Ed25519 => match unhex(secret)? {
                key if key.len() == 32 => public(&key),
                key if key.len() == 64 => pair(&key),
                _ => None,
            },
            Kind::Standard => {
                use base64::{Engine, engine::general_purpose::STANDARD};
                let decoded = |text: &str| STANDARD.decode(text).ok();
                // Supabase shows its secrets with the version of the signature before them.
                let secret = secret.strip_prefix("v1,").filter(|rest| rest.starts_with("whsec_")).unwrap_or(secret);
                if let Some(text) = secret.strip_prefix("whpk_") {
                    public(&decoded(text)?)
                } else if let Some(text) = secret.strip_prefix("whsk_") {
                    pair(&decoded(text)?)
                } else {
                    shared(decoded(secret.strip_prefix("whsec_").unwrap_or(secret))?)
                }
            }
        }
    }

    /// What else people take a secret for: its text where it is an encoding, its decoding where it is text, either
    /// with the newline of a file or the quotes of a shell around it.
    pub(crate) fn secret_variants(kind: Kind, secret: &str) -> Vec<Key> {
        let bare = secret.trim().trim_matches(['"', '\'']);
        let body = bare.strip_prefix("v1,").unwrap_or(bare);
        let body = body.strip_prefix("whsec_").unwrap_or(body);
        let mut keys = Vec::new();
        if bare != secret {
            keys.extend(Key::new(kind, bare));
        }
        match kind {
            Kind::Ed25519 => keys.extend(any_base64(bare).filter(|key| key.len() == 32).and_then(|key| public(&key))),
            _ => {
                let texts = [secret, bare, body].map(|text| Some(text.as_bytes().to_vec()));
                let decoded = [any_base64(bare), any_base64(body), unhex(bare), unhex(body)];
                keys.extend(texts.into_iter().chain(decoded).flatten().filter_map(shared));
            }
        }
        keys
    }
}

/// Whether bytes are no key: empty, or zeros, which HMAC takes for an empty one (it pads keys with zeros). Such a key
/// would make every signature right that anybody can work out.
pub(crate) fn is_blank(key: &[u8]) -> bool {
    key.iter().all(|byte| *byte == 0)
}

fn shared(key: Vec<u8>) -> Option<Key> {
    if is_blank(&key) { None } else { Some(Key::Shared(key)) }
}

/// Of bytes that are a point of the curve, and not one of the few under which anybody can sign.
#[cfg(feature = "ed25519")]
fn public(key: &[u8]) -> Option<Key> {
    PublicKey::from_slice(key).ok().filter(|key| key.validate().is_ok()).map(Key::Public)
}

/// Of a seed (32 bytes), or of a seed and its public key (64), whose halves must belong together.
#[cfg(feature = "ed25519")]
fn pair(key: &[u8]) -> Option<Key> {
    let (seed, public) = key.split_at_checked(32)?;
    let pair = KeyPair::from_seed(Seed::from_slice(seed).ok()?);
    if !public.is_empty() && SecretKey::from_slice(key).ok()? != pair.sk {
        return None;
    }
    Some(Key::Pair(pair))
}

#[cfg(not(feature = "ed25519"))]
fn public(_: &[u8]) -> Option<Key> {
    None
}

#[cfg(not(feature = "ed25519"))]
fn pair(_: &[u8]) -> Option<Key> {
    None
}
