//! The address that providers reach the relay at, and whether it answers there.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// `GET /api/public`: the relay's public address, and whether the relay reached itself by it.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicStatus {
    /// Start of every webhook's URL, without a trailing slash; null when the relay has no public address.
    pub url: Option<String>,
    /// Program that gives the address, as in `cloudflared`; null when the relay runs none.
    pub tunnel: Option<String>,
    /// Why that program does not run, in words; it is being started again. Null while it runs.
    pub tunnel_error: Option<String>,
    /// Whether the relay reached itself there; null when it did not try.
    pub reachable: Option<bool>,
    /// When it tried; null when it did not.
    pub checked_at: Option<Timestamp>,
    /// Why it did not reach itself; null when it did, or did not try.
    pub error: Option<PublicError>,
    /// The same for a person, in English.
    pub detail: Option<String>,
}

/// Why the relay did not reach itself.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicError {
    /// No answer came in time.
    Timeout,
    /// The host's name is not found.
    UnknownHost,
    /// There is no connection to that address.
    Connection,
    /// The address has no certificate that this machine trusts; providers do not either.
    Certificate,
    /// What answers there is not this relay.
    OtherServer,
}
