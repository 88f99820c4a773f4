//! Signature schemes: sign, verify, and why a check failed.

mod cause;
mod check;
mod content;
mod custom;
mod date;
mod diagnosis;
mod key;
mod mac;
mod parts;
mod scheme_summary;
mod secret;
mod signature_spec;
mod timestamp;

use std::fmt;

use crate::{Provider, request::Request};
use check::Received;

pub use cause::Cause;
pub use check::Check;
pub(crate) use content::{Content, Stamped};
pub use custom::{CustomScheme, Encoding, Hash};
pub(crate) use key::Key;
pub(crate) use mac::{any_base64, hmac, same, sha256_hex};
pub use scheme_summary::SchemeSummary;
pub use secret::{SecretVerdict, SecretWarning};
pub(crate) use secret::{is_hex, standard as standard_secret, token as token_secret, usual as usual_secret};
pub(crate) use signature_spec::SignatureSpec;
pub use signature_spec::{Kind, Names, Shape};
pub(crate) use timestamp::StampFormat;
pub use timestamp::TOLERANCE_S;

/// How requests are signed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// As this provider does. [`Provider::scheme`] gives it, for those that have one.
    Of(Provider),
    /// As these settings say.
    Custom(CustomScheme),
}

impl Scheme {
    /// The provider's name, or `custom`.
    pub fn name(&self) -> &'static str {
        match self {
            Scheme::Of(provider) => provider.name(),
            Scheme::Custom(_) => Provider::Custom.name(),
        }
    }

    /// Signs a request as the provider would: the headers to set, each in place of one of the same name.
    ///
    /// `now` is in Unix seconds. `id` is for schemes that sign an id, unless the request carries one in the header
    /// for it already (that one is signed then).
    ///
    /// # Errors
    ///
    /// The secret is not a key with which this scheme signs.
    pub fn sign(
        &self,
        secret: &str,
        request: &Request<'_>,
        now: i64,
        id: &str,
    ) -> Result<Vec<(String, String)>, BadSecret> {
        let Some(spec) = self.spec_for(request, secret) else {
            return Err(BadSecret { scheme: self.name(), needs: "nothing" });
        };
        spec.sign(secret, request, now, id).ok_or(BadSecret { scheme: self.name(), needs: spec.kind.needs() })
    }

    /// A body as the provider would send it at `now`, where the stamp is in the body (Linear). None: nothing in it would
    /// change.
    pub fn stamp_body(&self, body: &[u8], now: i64) -> Option<Vec<u8>> {
        timestamp::body_stamped(self.spec()?.body_stamp?, body, now)
    }

    /// Whether a time is signed, in a header or in the body: without one an old request is as good as a new one.
    pub fn signs_time(&self) -> bool {
        self.spec().is_some_and(|spec| spec.is_stamped() || spec.body_stamp.is_some())
    }

    /// Checks the signature of a request that arrived at `now`, in Unix seconds.
    pub fn verify(&self, secret: &str, request: &Request<'_>, now: i64) -> Check {
        self.verify_decoded(secret, request, None, now)
    }

    /// The same, knowing the body without its content coding (`Content-Encoding: gzip`), where it has one: what was
    /// signed before it was compressed is told from what was changed.
    pub fn verify_decoded(&self, secret: &str, request: &Request<'_>, decoded: Option<&[u8]>, now: i64) -> Check {
        match self.spec_for(request, secret) {
            Some(spec) => check::check(&spec, self.name(), secret, &Received { request, decoded, now }),
            None => Check::unsigned(self.name()),
        }
    }

    /// Whether [`verify`](Self::verify) finds nothing wrong, in the time of one signature: a wrong one is not explained.
    pub fn is_valid(&self, secret: &str, request: &Request<'_>, now: i64) -> bool {
        let spec = self.spec_for(request, secret);
        spec.is_some_and(|spec| check::is_valid(&spec, secret, &Received { request, decoded: None, now }))
    }

    /// How it signs, as far as that does not hang on the request.
    fn spec(&self) -> Option<SignatureSpec<'_>> {
        match self {
            Scheme::Of(provider) => provider.spec(),
            Scheme::Custom(custom) => Some(custom.spec()),
        }
    }

    /// How it signs this request with this secret.
    fn spec_for(&self, request: &Request<'_>, secret: &str) -> Option<SignatureSpec<'_>> {
        match self {
            Scheme::Of(provider) => provider.spec_for(request, secret),
            Scheme::Custom(custom) => Some(custom.spec()),
        }
    }
}

/// A secret that is not a key of the scheme. It says what would be one, never the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadSecret {
    /// The scheme's name.
    pub scheme: &'static str,
    /// What it signs with.
    pub needs: &'static str,
}

impl fmt::Display for BadSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} signs with {}", self.scheme, self.needs)
    }
}

impl std::error::Error for BadSecret {}
