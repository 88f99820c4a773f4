//! An event as a test writes it: only what matters to it is set.

use wire::{Body, Channel, Digest, Event, Headers, Seq, Timestamp};

/// A `POST` to `/webhook` without headers or body, at a position of `default`.
#[must_use]
pub fn event(seq: Seq) -> Event {
    Event {
        seq,
        id: String::new(),
        received_at: Timestamp(0),
        channel: Channel::default(),
        method: "POST".into(),
        path: "/webhook".into(),
        query: None,
        headers: Headers::default(),
        body: Body::whole(b""),
        size: 0,
        sha256: Digest([0; 32]),
        remote: String::new(),
        pinned: false,
        note: None,
        provider: None,
        event: None,
        summary: None,
        signature: None,
        answer: None,
        delivery: None,
    }
}
