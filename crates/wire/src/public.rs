//! The address that providers reach the relay at, and whether it answers there.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// `GET /api/public`: the relay's public address, and whether the relay reached itself by it.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicStatus {
    /// Start of every webhook's URL, without a trailing slash; null when the relay has no public address.
    pub url: Option<String>,
    /// Program that gives the address; null when nobody gave the relay one to run.
    pub tunnel: Option<TunnelStatus>,
    /// Whether the relay reached itself there; null when it did not try.
    pub reachable: Option<bool>,
    /// When it tried; null when it did not.
    pub checked_at: Option<Timestamp>,
    /// Why it did not reach itself; null when it did, or did not try.
    pub error: Option<PublicError>,
}

/// A tunnel's program, and whether it runs.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TunnelStatus {
    /// Its name, as in `cloudflared`.
    pub program: String,
    /// Whether it runs.
    pub state: TunnelState,
    /// Why it does not, in words; null while it does.
    pub why: Option<String>,
}

/// Whether a tunnel's program runs. The relay serves only once it has said its address.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TunnelState {
    /// It runs, and has said its address.
    Up,
    /// It ended, and is being started again.
    Away,
}

/// Why the relay did not reach itself.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicError {
    /// What it is.
    pub kind: PublicErrorKind,
    /// The same for a person, in English.
    pub detail: String,
}

/// Kinds of [`PublicError`].
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicErrorKind {
    /// No answer came in time.
    Timeout,
    /// There is no connection to that address.
    Connection,
    /// The address has no certificate that this machine trusts; providers do not either.
    Certificate,
    /// What answers there is not this relay.
    OtherServer,
}
