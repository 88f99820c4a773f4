//! An event as the relay's own tests write it: only what matters to a test is set.

use bytes::Bytes;
use gancho_store::{NewEvent, event_id};
use wire::{Channel, Digest, Headers, Timestamp};

/// A `POST` to `/webhook` of `default`, received now.
pub(crate) fn new_event(body: impl Into<Bytes>) -> NewEvent {
    let received_at = Timestamp::now();
    NewEvent {
        id: event_id(received_at),
        received_at,
        channel: Channel::default(),
        method: "POST".into(),
        path: "/webhook".into(),
        query: None,
        headers: Headers::default(),
        body: body.into(),
        sha256: Digest([0; 32]),
        remote: "127.0.0.1:1".into(),
        answer: None,
    }
}
