use super::{
    TOLERANCE_S,
    content::Stamped,
    diagnosis,
    key::Key,
    signature_spec::{Kind, SignatureSpec},
};
use crate::request::Request;

/// Whether a signature is right, and what it was compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The scheme's name.
    pub scheme: &'static str,
    /// Why the check failed. None: the signature is valid.
    pub cause: Option<Cause>,
    /// The exact bytes that were signed. Empty when the headers that belong to them are missing, and of schemes that
    /// sign nothing (a token).
    pub signed: Vec<u8>,
    /// The value that the signature's header should have. Empty when it cannot be known (a public key makes no
    /// signature); hidden where it is the secret itself.
    pub expected: String,
    /// The value that it has.
    pub received: String,
}

impl Check {
    /// Whether the signature is right, and as old as it may be.
    pub fn is_valid(&self) -> bool {
        self.cause.is_none()
    }

    /// Of a provider without a scheme, which nobody should ask for: nothing is valid.
    pub(crate) fn unsigned(scheme: &'static str) -> Self {
        let cause = Some(Cause::MissingHeader);
        Self { scheme, cause, signed: Vec::new(), expected: String::new(), received: String::new() }
    }
}

/// Why a check failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// A header of the scheme is not there.
    MissingHeader,
    /// A header is there and is not one of this scheme: another algorithm, another encoding, cut off.
    MalformedHeader,
    /// The signature is right and too old.
    StaleTimestamp,
    /// The signature is right and from the future.
    FutureTimestamp,
    /// The secret is right when it is decoded, not decoded, or trimmed; or it is no key of this scheme.
    SecretEncoding,
    /// The signature is right for the body with, or without, a newline at its end or a byte order mark.
    TrailingWhitespace,
    /// The signature is right for the same JSON printed another way: it was parsed and printed on its way.
    Reserialised,
    /// It was signed as this provider signs, or carries its headers.
    OtherScheme(&'static str),
    /// None of these: another secret, or another body.
    Mismatch,
}

impl Cause {
    /// Its name in the API: `missing_header`.
    pub fn name(&self) -> &'static str {
        match self {
            Cause::MissingHeader => "missing_header",
            Cause::MalformedHeader => "malformed_header",
            Cause::StaleTimestamp => "stale_timestamp",
            Cause::FutureTimestamp => "future_timestamp",
            Cause::SecretEncoding => "secret_encoding",
            Cause::TrailingWhitespace => "trailing_whitespace",
            Cause::Reserialised => "reserialised",
            Cause::OtherScheme(_) => "other_scheme",
            Cause::Mismatch => "mismatch",
        }
    }
}

pub(crate) fn check(
    spec: &SignatureSpec<'_>,
    scheme: &'static str,
    secret: &str,
    request: &Request<'_>,
    now: i64,
) -> Check {
    let key = Key::new(spec.kind, secret);
    let read = spec.read(request);
    let received = request.header(spec.names_in(request).signature).unwrap_or_default();
    let mut check = Check {
        scheme,
        cause: None,
        signed: Vec::new(),
        expected: String::new(),
        received: String::from_utf8_lossy(received).into_owned(),
    };
    // Without its headers only a scheme that signs neither stamp nor id knows what was to be signed.
    let stamped = match &read {
        Ok(parts) => Some(parts.stamped),
        Err(_) if spec.is_of_body() => Some(Stamped::default()),
        Err(_) => None,
    };
    if let Some(stamped) = stamped {
        check.signed = spec.content(request, request.body, stamped).into_iter().next().unwrap_or_default();
        let expected = key.as_ref().and_then(|key| spec.signature(key, &check.signed));
        check.expected = match (spec.kind, expected) {
            (Kind::Token, Some(_)) => "••••••••".to_owned(),
            (_, Some(signature)) => spec.value(&signature, stamped.stamp),
            (_, None) => String::new(),
        };
    }
    check.cause = match &read {
        Err(cause) => Some(diagnosis::unreadable(*cause, scheme, secret, request)),
        Ok(parts) => match &key {
            Some(key) if spec.fits(key, request, request.body, parts) => timestamp_error(parts.at, now),
            _ => Some(diagnosis::wrong(spec, key.as_ref(), scheme, secret, request, parts)),
        },
    };
    check
}

/// The same without the words.
pub(crate) fn is_valid(spec: &SignatureSpec<'_>, secret: &str, request: &Request<'_>, now: i64) -> bool {
    let (Some(key), Ok(parts)) = (Key::new(spec.kind, secret), spec.read(request)) else { return false };
    spec.fits(&key, request, request.body, &parts) && timestamp_error(parts.at, now).is_none()
}

/// What is wrong with the time of a right signature.
fn timestamp_error(at: Option<i64>, now: i64) -> Option<Cause> {
    let age = now.saturating_sub(at?);
    if age > TOLERANCE_S {
        Some(Cause::StaleTimestamp)
    } else if age < -TOLERANCE_S {
        Some(Cause::FutureTimestamp)
    } else {
        None
    }
}
