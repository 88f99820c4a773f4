//! Is it signed as it should be, and if not, why not.

use serde::{Deserialize, Serialize};

use codegen::Request;
use decode::{Declared, Limits, decompress};

use crate::Scheme;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Why it failed, by the cause's name in the API; none: it is valid.
    pub cause: Option<String>,
    /// Whose signature it is instead.
    pub other: Option<String>,
    /// The exact bytes that were signed, as text: what is not UTF-8 is replaced, and control characters are shown.
    pub signed: String,
    /// The value that the header should have; empty when it cannot be known.
    pub expected: String,
    /// The value that it has; empty without one.
    pub received: String,
}

/// Longest text of signed bytes that is shown, in bytes.
const SHOWN: usize = 64 * 1024;

/// Checks a request. None: the provider does not sign.
///
/// # Errors
/// There is no such provider.
pub fn check(request: &Request, scheme: &Scheme) -> Result<Option<Report>, String> {
    let Some(how) = scheme.scheme()? else { return Ok(None) };
    let check = request.lend(&scheme.base, |request| {
        // As the relay does: what was signed before it was compressed is told from what was changed.
        let decoded = decompress(&Declared::of(request.headers.iter().copied()), request.body, &Limits::default());
        let before = (!decoded.is_unchanged()).then_some(&*decoded.bytes);
        how.verify_decoded(scheme.secret.reveal(), request, before, scheme.now)
    });
    let other = check.cause.and_then(|cause| cause.other()).map(str::to_owned);
    let signed = &check.signed[..check.signed.len().min(SHOWN)];
    Ok(Some(Report {
        cause: check.cause.map(|cause| cause.name().to_owned()),
        other,
        signed: String::from_utf8_lossy(signed).into_owned(),
        expected: check.expected,
        received: check.received,
    }))
}
