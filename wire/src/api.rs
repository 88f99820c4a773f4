//! Bodies of the HTTP API.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Channel, Event, Retention, Seq, Timestamp};

/// What a stored webhook answers to its sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// The event's UUIDv7.
    pub id: String,
    /// Its position in the channel.
    pub seq: Seq,
    /// Where it was received.
    pub channel: Channel,
}

/// `GET /api/channels/{c}/events`: a page of events, ascending with `after`, else the newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventsPage {
    /// The events; bodies above [`crate::PREVIEW_BYTES`] as previews. A page may be shorter than the limit asked for:
    /// ask again from its last event.
    pub events: Vec<Arc<Event>>,
    /// Position of the last event ever received; 0 when none was.
    pub head: Seq,
    /// Position of the oldest event kept; `head + 1` when none is.
    pub oldest: Seq,
    /// Identity of this sequence: another value means that positions read before mean nothing any more.
    pub epoch: String,
}

/// `GET /api/channels`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channels {
    /// Every channel, by name.
    pub channels: Vec<ChannelInfo>,
}

/// What is kept of a channel. `GET /api/channels/{c}` gives it with the channel's [`crate::ChannelSettings`] in one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelInfo {
    /// Its name.
    pub channel: Channel,
    /// Position of the last event ever received; 0 when none was.
    pub head: Seq,
    /// Position of the oldest event kept; `head + 1` when none is.
    pub oldest: Seq,
    /// How many events are kept.
    pub count: u64,
    /// Body bytes kept.
    pub bytes: u64,
    /// Identity of this sequence.
    pub epoch: String,
    /// How much is kept.
    pub retention: Retention,
}

/// `GET /api/meter?lane=…`: what the relay counted at the socket for one lane of a race. HTTP/1.1 bytes, without TLS and
/// TCP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterReading {
    /// HTTP requests, handshakes included.
    pub requests: u64,
    /// Bytes read from the client: request heads and bodies, WebSocket frames.
    pub bytes_up: u64,
    /// Bytes written to the client: response heads and bodies, WebSocket frames.
    pub bytes_down: u64,
    /// Sockets and streams open now.
    pub open: u64,
    /// The relay's clock.
    pub now: Timestamp,
}

/// An error (RFC 9457, `application/problem+json`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Stable name of the kind of error, a URI reference: `/problems/…`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few words, the same each time.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time, and what to do.
    pub detail: String,
}
