//! Why a signature is wrong: what would make it right, tried from the most particular to the least.

use super::{
    Encoding, Hash,
    cause::Cause,
    check::Received,
    key::Key,
    parts::Parts,
    signature_spec::{Kind, Names, Shape, SignatureSpec},
};
use crate::{
    Provider, json_reserialize,
    request::{BOM, Request},
};

/// Of larger bodies it is not tried what they may have been: that takes some forty signatures, a tenth of a second here.
const EXPLAINED: usize = 256 * 1024;

/// The headers could not be read.
pub(crate) fn unreadable(
    spec: &SignatureSpec<'_>,
    cause: Cause,
    own: &str,
    secret: &str,
    request: &Request<'_>,
) -> Cause {
    // A signature that another scheme finds right says more than that this one's header is missing or odd.
    if let Some(other) = signed_as(own, secret, request) {
        return Cause::OtherScheme(other.name());
    }
    match spec.sha1_header {
        Some(older) if cause == Cause::MissingHeader && is_signed_as_before(older, secret, request) => {
            Cause::LegacyHeader(older)
        }
        _ => cause,
    }
}

/// Whether the header of before is there, and right.
fn is_signed_as_before(older: &str, secret: &str, request: &Request<'_>) -> bool {
    let names = Names { signature: older, timestamp: None, id: None };
    let shape = Shape::Whole { prefix: "sha1=" };
    let spec = SignatureSpec { names, shape, kind: Kind::Hmac(Hash::Sha1, Encoding::Hex), ..SignatureSpec::BASE };
    holds_by(&spec, secret, request)
}

/// The signature is not right for this secret and this body.
pub(crate) fn wrong(
    spec: &SignatureSpec<'_>,
    key: Option<&Key>,
    own: &str,
    secret: &str,
    received: &Received<'_>,
    parts: &Parts<'_>,
) -> Cause {
    let (request, body) = (received.request, received.request.body);
    if Key::secret_variants(spec.kind, secret).iter().any(|key| spec.fits(key, request, body, parts)) {
        return Cause::SecretEncoding;
    }
    if let (Some(key), Some(decoded)) = (key, received.decoded)
        && spec.fits(key, request, decoded, parts)
    {
        return Cause::SignedUncompressed;
    }
    if let Some(key) = key.filter(|_| body.len() <= EXPLAINED) {
        if padded(body).iter().any(|body| spec.fits(key, request, body, parts)) {
            return Cause::TrailingWhitespace;
        }
        if json_reserialize::any(body, &|body| spec.fits(key, request, body.as_bytes(), parts)) {
            return Cause::Reserialised;
        }
    }
    match signed_as(own, secret, request) {
        Some(other) => Cause::OtherScheme(other.name()),
        None if key.is_none() => Cause::SecretEncoding,
        None => Cause::Mismatch,
    }
}

/// The body with, or without, what editors, shells and Windows put around a text.
fn padded(body: &[u8]) -> Vec<Vec<u8>> {
    let bare = body.strip_prefix(BOM).unwrap_or(body);
    let (without, trimmed) = (bare.trim_ascii_end(), bare.trim_ascii());
    let line = bare.strip_suffix(b"\n").map_or(bare, |line| line.strip_suffix(b"\r").unwrap_or(line));
    vec![
        bare.to_vec(),
        line.to_vec(),
        trimmed.to_vec(),
        [without, b"\n"].concat(),
        [without, b"\r\n"].concat(),
        [bare, b"\n"].concat(),
        [bare, b"\r\n"].concat(),
        [BOM, bare].concat(),
    ]
}

/// The other provider that finds this signature right for the same secret.
fn signed_as(own: &str, secret: &str, request: &Request<'_>) -> Option<Provider> {
    // Two sign alike (GitHub and Meta): first, then, who also names itself.
    let named = Provider::ALL.iter().copied().find(|provider| provider.has_headers(request));
    named.into_iter().chain(Provider::ALL.iter().copied()).find(|provider| {
        let spec = if provider.name() == own { None } else { provider.spec_for(request, secret) };
        spec.is_some_and(|spec| holds_by(&spec, secret, request))
    })
}

/// Whether the signature is right, whenever it was made.
fn holds_by(spec: &SignatureSpec<'_>, secret: &str, request: &Request<'_>) -> bool {
    let (Some(key), Ok(parts)) = (Key::new(spec.kind, secret), spec.read(request)) else { return false };
    spec.fits(&key, request, request.body, &parts)
}
