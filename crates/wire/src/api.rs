//! Bodies of the HTTP API.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::settings::given;
use crate::{AnswerSummary, Body, Channel, ConsumerInfo, Event, Gap, Headers, Patch, Retention, Seq, Timestamp};

/// What a stored webhook answers to its sender.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// The event's UUIDv7.
    pub id: String,
    /// Its position in the channel.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub seq: Seq,
    /// Where it was received.
    pub channel: Channel,
}

/// `GET /api/channels/{c}/events`: a page of events, ascending with `after`, else the newest first.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventsPage {
    /// The events; bodies above [`crate::PREVIEW_BYTES`] as previews. A page may be shorter than the limit asked for:
    /// ask again from its last event.
    pub events: Vec<Arc<Event>>,
    /// Position of the last event ever received; 0 when none was.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub head: Seq,
    /// Position from which on nothing was dropped: that of the oldest event kept, `head + 1` when none is. Pinned events
    /// may be kept below it.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub oldest: Seq,
    /// Identity of this sequence: another value means that positions read before mean nothing any more.
    pub epoch: String,
    /// Of a search that did not come to the end of what is kept: ask again with `before` of this position, or `after`
    /// when that was asked. Left out at the end, and of pages that are no search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>))]
    pub next: Option<Seq>,
}

/// A consumer with what retention took from it: the answer of `GET …/consumers/{name}`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsumerDetail {
    /// The consumer.
    #[serde(flatten)]
    pub info: ConsumerInfo,
    /// The last 100 gaps, oldest first. Events that were given up are found by `filter=delivery:dead`.
    pub gaps: Vec<Gap>,
}

/// `PATCH /api/channels/{c}/events/{seq}`: what to change; what is left out stays.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marking {
    /// Keep the event until it is unpinned or deleted, or let it go with the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
    /// At most [`NOTE_CHARS`] characters; null takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub note: Patch<String>,
}

/// Longest note, in characters.
pub const NOTE_CHARS: usize = 2000;

/// What somebody did to keep an event: the answer to a [`Marking`].
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// Kept until it is unpinned or deleted.
    pub pinned: bool,
    /// What is written beside it.
    pub note: Option<String>,
}

/// A line of an import (`POST /api/channels/{c}/import`, newline-delimited JSON): an event as an export has it, of which
/// these fields are read. Position, id and time of receipt are given anew. `method` or `body` must be there; a field that no
/// event has is refused.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedEvent {
    /// `POST` when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The raw path; that of the channel's webhook when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The raw query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Every header.
    #[serde(default)]
    pub headers: Headers,
    /// The whole body; empty when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// Length of the whole body: a preview is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Keep it whatever the retention.
    #[serde(default)]
    pub pinned: bool,
    /// What is written beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Answer that the sender got, where the event was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<AnswerSummary>,
}

/// What an import answers: all of it was stored.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// How many events.
    pub imported: u64,
    /// Position of the first of them; null when there was none.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>))]
    pub first: Option<Seq>,
    /// Position of the last.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>))]
    pub last: Option<Seq>,
}

/// What a deletion of some events answers.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// How many events are gone.
    pub deleted: u64,
    /// How many stayed because they are pinned.
    pub pinned: u64,
}

/// `GET /api/channels`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channels {
    /// Every channel, by name.
    pub channels: Vec<ChannelInfo>,
}

/// What is kept of a channel. `GET /api/channels/{c}` gives it with the channel's [`crate::ChannelSettings`] in one object.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelInfo {
    /// Its name.
    pub channel: Channel,
    /// Position of the last event ever received; 0 when none was.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub head: Seq,
    /// Position from which on nothing was dropped: that of the oldest event kept, `head + 1` when none is. Pinned events
    /// may be kept below it.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub oldest: Seq,
    /// How many events are kept.
    pub count: u64,
    /// Stored bytes of the events kept, pinned ones included: of each event its body, method, path, query, sender's address,
    /// and headers as the JSON array they are kept as.
    pub bytes: u64,
    /// Identity of this sequence.
    pub epoch: String,
    /// How much is kept.
    pub retention: Retention,
}

/// `POST /api/channels/{c}/sign`: a request to be signed with the channel's secret.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToSign {
    /// As whom: refused when the channel has another provider. Left out, as the channel's.
    #[serde(default)]
    pub provider: Option<String>,
    /// Its method.
    pub method: String,
    /// Its path, with its query.
    pub path: String,
    /// Its headers: some schemes sign one of them.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Body,
    /// The time to sign, in Unix seconds; left out, the relay's.
    #[serde(default)]
    pub now: Option<i64>,
    /// For schemes that sign an id, unless the request has one; left out, a new one.
    #[serde(default)]
    pub id: Option<String>,
}

/// The answer to [`ToSign`].
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHeaders {
    /// The headers to set, each in place of one of the same name.
    pub headers: Vec<(String, String)>,
}

/// `GET /api/meter?lane=…`: what the relay counted at the socket for one lane of a race. HTTP/1.1 bytes, without TLS and
/// TCP.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marking_tells_null_from_what_is_left_out() {
        let read = |text| serde_json::from_str::<Marking>(text).unwrap();
        assert_eq!(read("{}"), Marking::default());
        assert_eq!(read(r#"{"note":null}"#), Marking { pinned: None, note: Some(None) });
        assert_eq!(read(r#"{"pinned":true,"note":"a"}"#), Marking { pinned: Some(true), note: Some(Some("a".into())) });
        for bad in ["7", r#"{"pin":true}"#, r#"{"pinned":"yes"}"#, r#"{"note":7}"#] {
            assert!(serde_json::from_str::<Marking>(bad).is_err(), "{bad}");
        }
    }
}
