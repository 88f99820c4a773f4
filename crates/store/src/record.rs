//! An event, before it is stored and after.

use bytes::Bytes;
use uuid::Uuid;
use wire::{AnswerSummary, Body, Channel, DeliverySummary, Digest, Event, Headers, Marks, Seq, Timestamp};

/// A webhook that was read whole and is not stored yet.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// UUIDv7, made at receipt.
    pub id: Uuid,
    /// When the last body byte was read.
    pub received_at: Timestamp,
    /// Where to.
    pub channel: Channel,
    /// The method as sent.
    pub method: String,
    /// The raw path.
    pub path: String,
    /// The raw query.
    pub query: Option<String>,
    /// Every header in order.
    pub headers: Headers,
    /// The body.
    pub body: Bytes,
    /// SHA-256 of the body.
    pub sha256: Digest,
    /// Address that the request came from.
    pub remote: String,
    /// Answer that its sender gets, as far as it is decided; none when it is not, or not known.
    pub answer: Option<AnswerSummary>,
}

/// A stored event.
#[derive(Clone, Debug)]
pub struct Record {
    /// Position in the channel.
    pub seq: Seq,
    /// What was received; `body` may be cut to a preview.
    pub event: NewEvent,
    /// Length of the whole body, in bytes.
    pub size: u64,
    /// What somebody did to keep it.
    pub marks: Marks,
    /// The last attempt to deliver it; none of an event that has just been received.
    pub delivery: Option<DeliverySummary>,
    /// The body is not the one that was received: its SHA-256 differs. Looked at by [`crate::EventStore::get`] only.
    pub damaged: bool,
}

impl NewEvent {
    /// Bytes of text and body that it holds in memory.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        let headers: usize = self.headers.0.iter().map(|(name, value)| name.len() + value.as_bytes().len()).sum();
        let query = self.query.as_ref().map_or(0, String::len);
        self.body.len() + headers + self.path.len() + query + self.method.len() + self.remote.len()
    }
}

impl Record {
    /// The event as it crosses the wire, with what is held of its body.
    #[must_use]
    pub fn to_event(&self) -> Event {
        self.with_body(Body::whole(&self.event.body))
    }

    /// The event with at most the first [`wire::PREVIEW_BYTES`] of its body.
    #[must_use]
    pub fn to_preview(&self) -> Event {
        self.with_body(Body::preview(&self.event.body))
    }

    fn with_body(&self, body: Body) -> Event {
        let e = &self.event;
        Event {
            seq: self.seq,
            id: e.id.to_string(),
            received_at: e.received_at,
            channel: e.channel.clone(),
            method: e.method.clone(),
            path: e.path.clone(),
            query: e.query.clone(),
            headers: e.headers.clone(),
            body,
            size: self.size,
            sha256: e.sha256,
            remote: e.remote.clone(),
            pinned: self.marks.pinned,
            note: self.marks.note.clone(),
            // What they are depends on the settings of the moment: `annotate` knows.
            provider: None,
            event: None,
            summary: None,
            signature: None,
            answer: e.answer,
            delivery: self.delivery.clone(),
        }
    }
}
