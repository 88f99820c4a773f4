//! Why a signature is wrong: what would make it right, tried from the most particular to the least.

use super::{
    check::Cause,
    key::Key,
    signature_spec::{Parts, SignatureSpec},
};
use crate::{Provider, json_reserialize, request::Request};

/// Of larger bodies it is not tried what they may have been: that takes some forty signatures, a tenth of a second here.
const EXPLAINED: usize = 256 * 1024;

/// The headers could not be read.
pub(crate) fn unreadable(cause: Cause, own: &str, secret: &str, request: &Request<'_>) -> Cause {
    // A signature that another scheme finds right says more than that this one's header is missing or odd. Of headers
    // alone that holds only when this scheme's are not there.
    signed_as(own, secret, request)
        .or_else(|| if cause == Cause::MissingHeader { carries_those_of(own, request) } else { None })
        .map_or(cause, |other| Cause::OtherScheme(other.name()))
}

/// The signature is not right for this secret and this body.
pub(crate) fn wrong(
    spec: &SignatureSpec<'_>,
    key: Option<&Key>,
    own: &str,
    secret: &str,
    request: &Request<'_>,
    parts: &Parts<'_>,
) -> Cause {
    let body = request.body;
    if Key::secret_variants(spec.kind, secret).iter().any(|key| spec.fits(key, request, body, parts)) {
        return Cause::SecretEncoding;
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
    const BOM: &[u8] = b"\xef\xbb\xbf";
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
    others(own, request)
        .find(|(_, spec)| {
            let (Some(key), Ok(parts)) = (Key::new(spec.kind, secret), spec.read(request)) else { return false };
            spec.fits(&key, request, request.body, &parts)
        })
        .map(|(other, _)| other)
}

/// The other provider whose signature this request carries, right or wrong.
fn carries_those_of(own: &str, request: &Request<'_>) -> Option<Provider> {
    others(own, request).find(|(_, spec)| spec.read(request).is_ok()).map(|(other, _)| other)
}

/// All that sign, but this one. Two sign alike (GitHub and Meta): first, then, who also names itself.
fn others(own: &str, request: &Request<'_>) -> impl Iterator<Item = (Provider, SignatureSpec<'static>)> {
    let named = Provider::ALL.iter().copied().find(|provider| provider.has_headers(request));
    named
        .into_iter()
        .chain(Provider::ALL.iter().copied())
        .filter(move |provider| provider.name() != own)
        .filter_map(|provider| provider.spec().map(|spec| (provider, spec)))
}
