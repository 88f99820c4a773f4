//! Forwarding in the relay's own process: what a channel is told, and how it goes.

use serde::{Deserialize, Serialize};

use crate::ConsumerName;

/// Where a channel's events go: the relay itself brings them to this URL, in order.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forward {
    /// Target, as in `http://localhost:3000/webhooks`.
    pub url: String,
    /// Whether senders wait for the target's answer, and get it.
    #[serde(default)]
    pub answer: bool,
    /// How long they wait before they get the channel's answer, in milliseconds; 10,000 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_timeout_ms: Option<u32>,
    /// Most events under way at once; 1, which keeps the order, when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<u32>,
}

/// `GET /api/channels/{c}/forward`: how the relay's own forwarding of a channel goes.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "crate::live::Flat")]
pub struct ForwardStatus {
    /// Target; null when the relay forwards nothing of the channel.
    pub url: Option<String>,
    /// Consumer that carries the events; null likewise.
    pub name: Option<ConsumerName>,
    /// True when the relay was started with `--forward` for the channel: the channel's own setting is kept meanwhile, and counts
    /// once the relay is started without it.
    pub from_flag: bool,
    /// Whether events go.
    pub state: ForwardState,
    /// Reason why none goes, in words: the address that refuses connections. Left out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_for: Option<String>,
    /// Events that wait.
    pub lag: u64,
    /// Dead letters.
    pub dead: u64,
}

/// Whether events go.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForwardState {
    /// The relay forwards nothing of the channel.
    Off,
    /// They go as they come.
    On,
    /// The target takes none, and is waited for: nobody is there, or an event failed and is tried again.
    Waiting,
    /// The relay may not forward to the address that the target is at.
    Refused,
}

impl ForwardStatus {
    /// Of a channel of which the relay forwards nothing.
    #[must_use]
    pub fn off() -> Self {
        Self { url: None, name: None, from_flag: false, state: ForwardState::Off, waiting_for: None, lag: 0, dead: 0 }
    }
}
