/// Why a check failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// A header of the scheme is not there.
    MissingHeader,
    /// The same, but the header that the provider sent before is, and is right: GitHub's SHA-1.
    LegacyHeader(&'static str),
    /// A header is there and is not one of this scheme: another algorithm, another encoding, cut off.
    MalformedHeader,
    /// The signature is right, but the body has no time in it, where this provider signs one.
    MissingTimestamp,
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
    /// The signature is right for the body before it was compressed.
    SignedUncompressed,
    /// It is signed as this provider signs, with this secret.
    OtherScheme(&'static str),
    /// None of these: another secret, or another body.
    Mismatch,
}

impl Cause {
    /// Its name in the API: `missing_header`.
    pub fn name(&self) -> &'static str {
        match self {
            Cause::MissingHeader | Cause::LegacyHeader(_) => "missing_header",
            Cause::MalformedHeader => "malformed_header",
            Cause::MissingTimestamp => "missing_timestamp",
            Cause::StaleTimestamp => "stale_timestamp",
            Cause::FutureTimestamp => "future_timestamp",
            Cause::SecretEncoding => "secret_encoding",
            Cause::TrailingWhitespace => "trailing_whitespace",
            Cause::Reserialised => "reserialised",
            Cause::SignedUncompressed => "signed_uncompressed",
            Cause::OtherScheme(_) => "other_scheme",
            Cause::Mismatch => "mismatch",
        }
    }

    /// What was found in place of what was asked for: the name of the other scheme, or of the older header.
    pub fn other(&self) -> Option<&'static str> {
        match self {
            Cause::OtherScheme(other) | Cause::LegacyHeader(other) => Some(other),
            _ => None,
        }
    }
}
