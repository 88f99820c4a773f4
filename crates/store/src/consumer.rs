//! Consumers as a store keeps them: what they ask, and what becomes of it.

use serde::{Deserialize, Serialize};
use wire::{Acknowledged, Body, ConsumerInfo, Gap, Headers, Seq};

use crate::Record;

/// Most consumers of a channel: each one that is behind costs the writer some work when events are
/// dropped.
pub const MAX_CONSUMERS: usize = 100;

/// Most resends of a channel that wait.
pub const MAX_RESENDS: u64 = 1000;

/// What became of a [`crate::EventStore::make_consumer`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MadeConsumer {
    /// It is there.
    Done(ConsumerInfo),
    /// It was to start at a position that no next event will have: the head is this.
    BeyondHead(Seq),
    /// The channel has [`MAX_CONSUMERS`].
    TooMany,
}

/// What became of a [`crate::EventStore::record_and_ack`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// It is on the disk.
    Done(Acknowledged),
    /// There is no such consumer.
    UnknownConsumer,
    /// No event was received at that position: the head is this.
    BeyondHead(Seq),
}

/// What became of a [`crate::EventStore::resend`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueuedResend {
    /// It waits for the consumer.
    Done,
    /// The event is not kept.
    UnknownEvent,
    /// There is no such consumer.
    UnknownConsumer,
    /// [`MAX_RESENDS`] of the channel wait already.
    TooMany,
}

/// What stands in place of an event's own headers or body when it is sent again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Headers in place of the stored ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<Headers>,
    /// A whole body in place of the stored one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
}

/// What a reader of a [`Backlog`] has seen of it already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BacklogFrom {
    /// Events and gaps up to this position; the cursor counts when it is further.
    pub after: Seq,
    /// Resends up to this [`Resending::id`].
    pub resent: u64,
}

/// What a consumer is to do next, read in one instant.
#[derive(Clone, Debug)]
pub struct Backlog {
    /// What is to be sent again, in the order in which it was asked for.
    pub resends: Vec<Resending>,
    /// What retention took before the first of `events`. It was not settled, and is a dead letter.
    pub gap: Option<Gap>,
    /// Events in order. They end before the next gap.
    pub events: Vec<Due>,
    /// The consumer's cursor.
    pub cursor: Seq,
    /// The channel's head.
    pub head: Seq,
}

/// An event to be delivered.
#[derive(Clone, Debug)]
pub struct Due {
    /// The event.
    pub record: Record,
    /// Number of the next attempt by this consumer, from 1.
    pub attempt: u32,
}

/// An event to be sent again.
#[derive(Clone, Debug)]
pub struct Resending {
    /// Identity of the request; rises.
    pub id: u64,
    /// The event as it is to be sent.
    pub due: Due,
    /// Its body is not the stored one, and is held whole.
    pub edited_body: bool,
}
