//! Messages of the WebSocket `/api/channels/{c}/live` and of its Server-Sent twin `/sse`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    AnswerSummary, Channel, ConsumerAttempt, ConsumerName, Event, ForwardState, ForwardStatus, HeldEvent, Seq,
    Timestamp,
};

/// From the relay.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", try_from = "Flat")]
pub enum ServerMsg {
    /// First message of every stream.
    Hello(Hello),
    /// The next event, in order.
    Event {
        /// The event; a body above [`crate::PREVIEW_BYTES`] as a preview.
        event: Arc<Event>,
        /// What became of it since its receipt; of one that was read from the store it is not known any more.
        #[serde(skip_serializing_if = "Option::is_none")]
        took: Option<EventTimings>,
    },
    /// Events asked for are no longer kept: the stream goes on after `to`.
    Gap {
        /// First position missing.
        #[cfg_attr(feature = "openapi", schema(value_type = u64))]
        from: Seq,
        /// Last position missing.
        #[cfg_attr(feature = "openapi", schema(value_type = u64))]
        to: Seq,
    },
    /// The reader fell behind what the relay holds in memory; what follows is read from the store. Nothing is lost.
    Lagged {
        /// Last position sent before.
        #[cfg_attr(feature = "openapi", schema(value_type = u64))]
        after: Seq,
        /// Position of the oldest event kept: what is before it is gone.
        #[cfg_attr(feature = "openapi", schema(value_type = u64))]
        oldest: Seq,
    },
    /// One event was deleted.
    Deleted {
        /// Its position.
        #[cfg_attr(feature = "openapi", schema(value_type = u64))]
        seq: Seq,
    },
    /// An event was pinned, unpinned or noted.
    Marked {
        /// Its position.
        #[cfg_attr(feature = "openapi", schema(value_type = u64))]
        seq: Seq,
        /// Kept until it is unpinned or deleted.
        pinned: bool,
        /// What is written beside it.
        note: Option<String>,
    },
    /// Every event up to `upto` was removed, but for those that are pinned.
    Cleared {
        /// Last position removed.
        #[cfg_attr(feature = "openapi", schema(value_type = u64))]
        upto: Seq,
    },
    /// A consumer made an attempt at an event, or more tries of one.
    Attempt {
        /// The event's position.
        #[cfg_attr(feature = "openapi", schema(value_type = u64))]
        seq: Seq,
        /// The attempt as it is kept.
        attempt: Arc<ConsumerAttempt>,
    },
    /// The answer that an event's sender got is known now, or known better.
    Answer {
        /// The event's position.
        #[cfg_attr(feature = "openapi", schema(value_type = u64))]
        seq: Seq,
        /// The answer.
        answer: AnswerSummary,
    },
    /// An event's sender waits for an answer by hand.
    Held {
        /// The event's position.
        #[cfg_attr(feature = "openapi", schema(value_type = u64))]
        seq: Seq,
        /// When it is given the channel's answer.
        until: Timestamp,
    },
    /// An event's sender waits for an answer by hand no more: somebody gave one, or the time is over.
    Released {
        /// The event's position.
        #[cfg_attr(feature = "openapi", schema(value_type = u64))]
        seq: Seq,
    },
    /// The relay's own forwarding of the channel goes so now.
    Forward(ForwardStatus),
    /// The relay's public address is another now, or its tunnel ended or came back: `GET /api/public` says more.
    Public {
        /// Start of every webhook's URL, without a trailing slash.
        url: String,
    },
    /// Answers a ping; on a stream without pings, says that the relay is still there.
    Pong {
        /// What the ping carried.
        t: Option<i64>,
        /// The relay's clock.
        now: Timestamp,
    },
}

/// How long the relay took with an event, in microseconds since its receipt.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventTimings {
    /// Until its commit was on the disk: only then its sender was answered.
    pub stored_us: u64,
    /// Until it was handed to the streams.
    pub sent_us: u64,
}

/// Every field of every message. Reading a message into it and choosing by its type takes no buffer, as what serde
/// derives for a tagged enum does.
#[derive(Deserialize)]
pub(crate) struct Flat {
    #[serde(rename = "type", default)]
    kind: String,
    event: Option<Arc<Event>>,
    took: Option<EventTimings>,
    seq: Option<Seq>,
    from: Option<Seq>,
    to: Option<Seq>,
    after: Option<Seq>,
    oldest: Option<Seq>,
    upto: Option<Seq>,
    attempt: Option<Arc<ConsumerAttempt>>,
    answer: Option<AnswerSummary>,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
    url: Option<String>,
    name: Option<ConsumerName>,
    from_flag: Option<bool>,
    state: Option<ForwardState>,
    waiting_for: Option<String>,
    lag: Option<u64>,
    dead: Option<u64>,
    pinned: Option<bool>,
    note: Option<String>,
    head: Option<Seq>,
    t: Option<i64>,
    now: Option<Timestamp>,
    channel: Option<Channel>,
    epoch: Option<String>,
    webhook_url: Option<String>,
    max_body: Option<u64>,
    version: Option<String>,
}

/// The message is of no known type, or lacks a field of its type.
pub(crate) struct NotAMessage;

impl std::fmt::Display for NotAMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not a message of the stream")
    }
}

impl Flat {
    fn forward(self) -> Option<ForwardStatus> {
        Some(ForwardStatus {
            url: self.url,
            name: self.name,
            // A relay of before does not say.
            from_flag: self.from_flag.unwrap_or_default(),
            state: self.state?,
            waiting_for: self.waiting_for,
            lag: self.lag?,
            dead: self.dead?,
        })
    }
}

/// Also where it stands alone: the page has the code to read it once.
impl TryFrom<Flat> for ForwardStatus {
    type Error = NotAMessage;

    fn try_from(flat: Flat) -> Result<Self, NotAMessage> {
        flat.forward().ok_or(NotAMessage)
    }
}

/// Likewise.
impl TryFrom<Flat> for HeldEvent {
    type Error = NotAMessage;

    fn try_from(flat: Flat) -> Result<Self, NotAMessage> {
        let read = || Some(Self { seq: flat.seq?, since: flat.since?, until: flat.until? });
        read().ok_or(NotAMessage)
    }
}

impl TryFrom<Flat> for ServerMsg {
    type Error = NotAMessage;

    fn try_from(flat: Flat) -> Result<Self, NotAMessage> {
        Self::from_flat(flat).ok_or(NotAMessage)
    }
}

impl ServerMsg {
    fn from_flat(flat: Flat) -> Option<Self> {
        Some(match flat.kind.as_str() {
            "hello" => Self::Hello(Hello {
                channel: flat.channel?,
                head: flat.head?,
                oldest: flat.oldest?,
                after: flat.after?,
                epoch: flat.epoch?,
                now: flat.now?,
                webhook_url: flat.webhook_url?,
                max_body: flat.max_body?,
                version: flat.version?,
            }),
            "event" => Self::Event { event: flat.event?, took: flat.took },
            "gap" => Self::Gap { from: flat.from?, to: flat.to? },
            "lagged" => Self::Lagged { after: flat.after?, oldest: flat.oldest? },
            "deleted" => Self::Deleted { seq: flat.seq? },
            "marked" => Self::Marked { seq: flat.seq?, pinned: flat.pinned?, note: flat.note },
            "cleared" => Self::Cleared { upto: flat.upto? },
            "attempt" => Self::Attempt { seq: flat.seq?, attempt: flat.attempt? },
            "answer" => Self::Answer { seq: flat.seq?, answer: flat.answer? },
            "held" => Self::Held { seq: flat.seq?, until: flat.until? },
            "released" => Self::Released { seq: flat.seq? },
            "forward" => Self::Forward(flat.forward()?),
            "public" => Self::Public { url: flat.url? },
            "pong" => Self::Pong { t: flat.t, now: flat.now? },
            _ => return None,
        })
    }
}

/// Where a stream stands as it opens.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The channel.
    pub channel: Channel,
    /// Position of the last event received; 0 when none was.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub head: Seq,
    /// Position from which on nothing was dropped: that of the oldest event kept, `head + 1` when none is.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub oldest: Seq,
    /// Position after which this stream starts.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub after: Seq,
    /// Identity of the sequence. When it is not the one the reader resumed with, positions read before mean nothing.
    pub epoch: String,
    /// The relay's clock.
    pub now: Timestamp,
    /// The URL to give to a provider for this channel.
    pub webhook_url: String,
    /// Longest body accepted, in bytes.
    pub max_body: u64,
    /// The relay's version.
    pub version: String,
}

/// From the page.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientMsg {
    /// Asks for a pong.
    Ping {
        /// Comes back as it is: the sender's clock in microseconds, say. A whole number, so that a page needs no code to
        /// write fractions.
        #[serde(default)]
        t: Option<i64>,
    },
}

/// Close codes (RFC 6455, section 7.4; 4000–4999 are the application's own).
pub mod close {
    /// The relay is stopping.
    pub const GOING_AWAY: u16 = 1001;
    /// A message was not understood.
    pub const INVALID_MESSAGE: u16 = 1007;
    /// The relay could not go on; try again.
    pub const INTERNAL: u16 = 1011;
    /// Nothing was heard from the reader for too long.
    pub const SILENT: u16 = 4000;
    /// Another one holds this consumer now.
    pub const TAKEN_OVER: u16 = 4001;
    /// The channel was deleted, or the consumer.
    pub const CHANNEL_DELETED: u16 = 4004;
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_message_comes_back_from_its_json() {
        let hello = Hello {
            channel: Channel::default(),
            head: 3,
            oldest: 2,
            after: 1,
            epoch: "e".into(),
            now: Timestamp(5),
            webhook_url: "http://localhost:7878/webhook".into(),
            max_body: 5,
            version: "0".into(),
        };
        let event = Arc::new(crate::event::tests::sample());
        let attempt: ConsumerAttempt = serde_json::from_value(json!({
            "consumer": "a", "number": 2, "result": "failed", "target": "http://localhost:5000", "ms": 1.5,
            "started_at": "2026-11-28T12:00:00.000000Z", "error": "connection refused", "tries": 3,
        }))
        .unwrap();
        for message in [
            ServerMsg::Hello(hello),
            ServerMsg::Event { event: event.clone(), took: None },
            ServerMsg::Event { event, took: Some(EventTimings { stored_us: 1, sent_us: 2 }) },
            ServerMsg::Gap { from: 1, to: 2 },
            ServerMsg::Lagged { after: 1, oldest: 2 },
            ServerMsg::Deleted { seq: 4 },
            ServerMsg::Marked { seq: 4, pinned: true, note: Some("a".into()) },
            ServerMsg::Marked { seq: 4, pinned: false, note: None },
            ServerMsg::Cleared { upto: 9 },
            ServerMsg::Attempt { seq: 4, attempt: attempt.into() },
            ServerMsg::Answer { seq: 4, answer: AnswerSummary::RECEIPT },
            ServerMsg::Held { seq: 4, until: Timestamp(9) },
            ServerMsg::Released { seq: 4 },
            ServerMsg::Forward(ForwardStatus::off()),
            ServerMsg::Forward(ForwardStatus {
                url: Some("http://localhost:5000".into()),
                name: ConsumerName::new("localhost-5000").ok(),
                from_flag: true,
                state: ForwardState::Waiting,
                waiting_for: Some("localhost:5000".into()),
                lag: 1,
                dead: 2,
            }),
            ServerMsg::Public { url: "https://one-two.trycloudflare.com".into() },
            ServerMsg::Pong { t: None, now: Timestamp(1) },
            ServerMsg::Pong { t: Some(-15), now: Timestamp(1) },
        ] {
            let json = serde_json::to_string(&message).unwrap();
            assert_eq!(serde_json::from_str::<ServerMsg>(&json).unwrap(), message, "{json}");
        }
        for bad in [r#"{"type":"event"}"#, r#"{"type":"other"}"#, "{}", "[]"] {
            assert!(serde_json::from_str::<ServerMsg>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn messages_are_tagged_by_type() {
        let json = |msg: &ServerMsg| serde_json::to_value(msg).unwrap();
        assert_eq!(json(&ServerMsg::Cleared { upto: 9 }), json!({"type": "cleared", "upto": 9}));
        assert_eq!(json(&ServerMsg::Gap { from: 1, to: 4 }), json!({"type": "gap", "from": 1, "to": 4}));
        assert_eq!(serde_json::to_value(ClientMsg::Ping { t: None }).unwrap(), json!({"type": "ping", "t": null}));
        assert_eq!(serde_json::from_str::<ClientMsg>(r#"{"type":"ping"}"#).unwrap(), ClientMsg::Ping { t: None });
        assert!(serde_json::from_str::<ClientMsg>(r#"{"type":"pong"}"#).is_err());
    }
}
