//! What relay and consumer say to each other: deliveries, acknowledgements, gaps.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{AppAnswer, Attempt, ConsumerInfo, Event, Seq, Timestamp};

/// What a consumer says of an event: the attempt, and by its result whether the event is settled.
/// [`crate::AttemptResult::Failed`] records the attempt and leaves the cursor where it is.
/// Body of `POST …/consumers/{name}/ack`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acknowledgement {
    /// Position of the event. Every event up to it is settled, unless the attempt failed or is a replay.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub seq: Seq,
    /// The attempt; left out, the event is settled without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<Attempt>,
    /// The request that a replay settles: [`Delivery::resend`]. Left out, it is the oldest for this event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resend: Option<u64>,
}

/// Answer to an [`Acknowledgement`]: it is on the disk.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// Position of the event.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub seq: Seq,
    /// The consumer's cursor now.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub cursor: Seq,
}

/// An event for a consumer.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The event; a body above [`crate::PREVIEW_BYTES`] as a preview: `…/events/{seq}/body` has it whole.
    pub event: Arc<Event>,
    /// Number of the next attempt, from 1.
    pub attempt: u32,
    /// Somebody asked for it to be sent again. It is outside the order, and does not move the cursor.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replay: bool,
    /// Which request a replay is of: the same one keeps its number when it is delivered once more, and is settled by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resend: Option<u64>,
    /// Its sender waits for the answer: it is to be told first, with [`ConsumerClientMsg::Answer`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub answer: bool,
}

/// Events that are no longer kept, and were never settled. They are a dead letter.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// First position missing.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub from: Seq,
    /// Last position missing.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub to: Seq,
}

/// `GET …/consumers/{name}/events?wait=&limit=`: events after the cursor, in order, and what somebody
/// asked for again. The cursor stays: without an [`Acknowledgement`] the next page is the same.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsumerPage {
    /// The events.
    pub deliveries: Vec<Delivery>,
    /// What retention took before it was settled. The cursor is past it already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<Gap>,
    /// The consumer.
    pub consumer: ConsumerInfo,
}

/// From the relay, on the WebSocket `…/consumers/{name}/live?window=`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ConsumerServerMsg {
    /// First message of every stream.
    Hello {
        /// The consumer, with the cursor from which the stream goes on.
        consumer: ConsumerInfo,
        /// The relay's clock.
        now: Timestamp,
        /// Longest body that the relay accepts, in bytes.
        max_body: u64,
        /// The relay's version.
        version: String,
    },
    /// The next event. At most `window` of them are out without an acknowledgement.
    Event(Delivery),
    /// Retention overtook the cursor.
    Gap(Gap),
    /// An acknowledgement is on the disk.
    Acked(Acknowledged),
    /// An acknowledgement was refused, and why. The stream goes on.
    Refused {
        /// Position of the event.
        #[cfg_attr(feature = "openapi", schema(value_type = u64))]
        seq: Seq,
        /// The reason, in words.
        detail: String,
        /// True when the relay may take it later as it is: it cannot store at the moment.
        #[serde(default)]
        temporary: bool,
    },
    /// Whether the sender of an event took the answer: it may have gone, or its time may be over.
    Answered {
        /// Position of the event.
        #[cfg_attr(feature = "openapi", schema(value_type = u64))]
        seq: Seq,
        /// True when the answer goes to it.
        taken: bool,
    },
    /// Answers a ping.
    Pong {
        /// What the ping carried.
        t: Option<i64>,
        /// The relay's clock.
        now: Timestamp,
    },
}

/// From a consumer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ConsumerClientMsg {
    /// An event is settled, or an attempt failed.
    Ack(Acknowledgement),
    /// What the sender of an event is to get. Of a consumer that answers; the relay says whether that
    /// took it, with [`ConsumerServerMsg::Answered`].
    Answer(AppAnswer),
    /// Asks for a pong.
    Ping {
        /// Comes back as it is.
        #[serde(default)]
        t: Option<i64>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_event_may_be_settled_without_an_attempt() {
        let ack: ConsumerClientMsg = serde_json::from_value(json!({"type": "ack", "seq": 3})).unwrap();
        assert_eq!(ack, ConsumerClientMsg::Ack(Acknowledgement { seq: 3, attempt: None, resend: None }));
    }
}
