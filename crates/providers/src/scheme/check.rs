use super::{
    cause::Cause,
    content::Stamped,
    diagnosis,
    key::Key,
    parts::Parts,
    signature_spec::{Kind, SignatureSpec},
    timestamp,
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

/// What a check is about, beside the scheme and the secret.
#[derive(Clone, Copy)]
pub(crate) struct Received<'a> {
    pub request: &'a Request<'a>,
    /// The body without its content coding, of a request that has one.
    pub decoded: Option<&'a [u8]>,
    /// In Unix seconds.
    pub now: i64,
}

pub(crate) fn check(spec: &SignatureSpec<'_>, scheme: &'static str, secret: &str, received: &Received<'_>) -> Check {
    let request = received.request;
    let key = Key::new(spec.kind, secret);
    let read = spec.read(request);
    let value = request.header(spec.names_in(request).signature).unwrap_or_default();
    let received_value = String::from_utf8_lossy(value).into_owned();
    let mut check =
        Check { scheme, cause: None, signed: Vec::new(), expected: String::new(), received: received_value };
    let right = match (&read, &key) {
        (Ok(parts), Some(key)) => spec.signed_content(key, request, request.body, parts),
        _ => None,
    };
    check.cause = match &read {
        Err(cause) => Some(diagnosis::unreadable(spec, *cause, scheme, secret, request)),
        Ok(parts) if right.is_some() => time_of(spec, parts, received),
        Ok(parts) => Some(diagnosis::wrong(spec, key.as_ref(), scheme, secret, received, parts)),
    };
    // Without its headers only a scheme that signs neither stamp nor id knows what was to be signed.
    let stamped = match &read {
        Ok(parts) => Some(parts.stamped),
        Err(_) if spec.is_of_body() => Some(Stamped::default()),
        Err(_) => None,
    };
    if let Some(stamped) = stamped {
        let usual = || spec.content(request, request.body, stamped).into_iter().next();
        check.signed = right.or_else(usual).unwrap_or_default();
        let expected = key.as_ref().and_then(|key| spec.signature(key, &check.signed));
        check.expected = match (spec.kind, expected) {
            (Kind::Token, Some(_)) => "••••••••".to_owned(),
            (_, Some(signature)) => spec.value(&signature, stamped.stamp),
            (_, None) => String::new(),
        };
    }
    check
}

/// The same without the words.
pub(crate) fn is_valid(spec: &SignatureSpec<'_>, secret: &str, received: &Received<'_>) -> bool {
    let request = received.request;
    let (Some(key), Ok(parts)) = (Key::new(spec.kind, secret), spec.read(request)) else { return false };
    spec.fits(&key, request, request.body, &parts) && time_of(spec, &parts, received).is_none()
}

/// What is wrong with the time of a right signature.
fn time_of(spec: &SignatureSpec<'_>, parts: &Parts<'_>, received: &Received<'_>) -> Option<Cause> {
    let at = match spec.body_stamp {
        // What a header says beside it is not signed.
        Some(member) => match timestamp::in_body(member, received.decoded.unwrap_or(received.request.body)) {
            Some(at) => at,
            None => return Some(Cause::MissingTimestamp),
        },
        None => parts.at?,
    };
    timestamp::timestamp_error(at, received.now, spec.tolerance_s)
}
