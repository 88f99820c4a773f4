//! Sending an event again.

use serde::{Deserialize, Serialize};

use crate::{Body, ConsumerName, Headers};

/// `POST /api/channels/{c}/events/{seq}/resend`: sends an event again through a consumer.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resend {
    /// The consumer; left out, the channel's only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer: Option<ConsumerName>,
    /// Headers in place of the stored ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<Headers>,
    /// A body in place of the stored one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
}

/// Answer to a [`Resend`].
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resent {
    /// The consumer that sends it.
    pub consumer: ConsumerName,
    /// Nobody holds the consumer now: it is sent when somebody does.
    pub waits: bool,
}
