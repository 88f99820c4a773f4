//! Secrets, looked at when they are set: those that cannot work, and those that are unusual.

use super::{
    Scheme,
    key::{Key, is_blank},
    mac::any_base64,
    signature_spec::Kind,
};

/// What is to be said of a secret. `Err`: it can never be right, and why. `Ok(Some(…))`: it may be right, and what is
/// unusual about it. Sentences in English, without the secret in them.
pub type SecretVerdict = Result<Option<SecretWarning>, &'static str>;

/// What is unusual about a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretWarning {
    /// Its name, for programs: it stays when the words change.
    pub code: &'static str,
    /// The same as a sentence in English, without the secret in it.
    pub text: &'static str,
}

impl SecretWarning {
    /// Every code.
    pub const CODES: [&'static str; 11] = [
        "linear_prefix",
        "mercadopago_form",
        "meta_form",
        "not_base64",
        "padded",
        "paddle_prefix",
        "shopify_token",
        "short_key",
        "slack_form",
        "stripe_prefix",
        "twilio_sid",
    ];
}

impl Scheme {
    /// Whether a secret can be right for this scheme, asked when it is set.
    ///
    /// # Errors
    ///
    /// Why it never can be.
    pub fn check_secret(&self, secret: &str) -> SecretVerdict {
        if is_blank(secret.as_bytes()) {
            return Err("an empty secret would make every signature right that anybody can work out");
        }
        let unusual = match self {
            Scheme::Of(provider) => provider.usual_secret(secret)?,
            Scheme::Custom(_) => None,
        };
        let around = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'');
        let padded = secret.starts_with(around) || secret.ends_with(around);
        Ok(unusual.or(padded.then_some(SecretWarning {
            code: "padded",
            text: "it begins or ends with a space, a line break or a quote: those count too, and are seldom meant",
        })))
    }
}

/// A secret that a header carries as it is.
pub(crate) fn token(secret: &str) -> SecretVerdict {
    if secret.trim() != secret || secret.chars().any(char::is_control) {
        return Err("no header can carry it as it is: it has a line break, or a space at an end");
    }
    Ok(None)
}

/// A secret of Standard Webhooks, in the forms in which people have them.
pub(crate) fn standard(secret: &str) -> SecretVerdict {
    let bare = secret.strip_prefix("v1,").unwrap_or(secret);
    if bare.starts_with("whpk_") || bare.starts_with("whsk_") {
        let is_key = Key::new(Kind::Standard, secret).is_some();
        let needs = "after whpk_ or whsk_ comes the base64 of an Ed25519 key: 32 bytes, or 64 after whsk_";
        return if is_key { Ok(None) } else { Err(needs) };
    }
    if let Some(encoded) = bare.strip_prefix("whsec_") {
        let key = any_base64(encoded.trim()).ok_or("what stands after whsec_ is not base64: copy the secret again")?;
        if is_blank(&key) {
            return Err("nothing stands after whsec_: an empty key would make every signature right");
        }
    }
    match Key::new(Kind::Standard, secret) {
        Some(Key::Shared(key)) if key.len() < 24 => {
            usual(false, "short_key", "its key is shorter than the 24 bytes that Standard Webhooks asks for")
        }
        Some(_) => Ok(None),
        None => usual(
            false,
            "not_base64",
            "it is not base64 as libraries of Standard Webhooks read it (standard alphabet, padded): they refuse it. A \
             sender that uses its text as the key is told by secret_encoding",
        ),
    }
}

/// Whether a secret looks as it usually does, and what to say when it does not.
pub(crate) fn usual(is_usual: bool, code: &'static str, text: &'static str) -> SecretVerdict {
    Ok(if is_usual { None } else { Some(SecretWarning { code, text }) })
}

/// Whether a text is so many hexadecimal digits.
pub(crate) fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|b| b.is_ascii_hexdigit())
}
