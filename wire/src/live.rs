//! Messages of the WebSocket `/api/channels/{c}/live` and of its Server-Sent twin `/sse`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Channel, Event, Seq, Timestamp};

/// From the relay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMsg {
    /// First message of every stream.
    Hello(Hello),
    /// The next event, in order.
    Event {
        /// The event; a body above [`crate::PREVIEW_BYTES`] as a preview.
        event: Arc<Event>,
    },
    /// Events asked for are no longer kept: the stream goes on after `to`.
    Gap {
        /// First position missing.
        from: Seq,
        /// Last position missing.
        to: Seq,
    },
    /// The reader fell behind what the relay holds in memory; what follows is read from the store. Nothing is lost.
    Lagged {
        /// Last position sent before.
        after: Seq,
        /// Position of the oldest event kept: what is before it is gone.
        oldest: Seq,
    },
    /// One event was deleted.
    Deleted {
        /// Its position.
        seq: Seq,
    },
    /// Every event up to `upto` was removed.
    Cleared {
        /// Last position removed.
        upto: Seq,
    },
    /// Answers a ping; on a stream without pings, says that the relay is still there.
    Pong {
        /// What the ping carried.
        t: Option<f64>,
        /// The relay's clock.
        now: Timestamp,
    },
}

/// Where a stream stands as it opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The channel.
    pub channel: Channel,
    /// Position of the last event received; 0 when none was.
    pub head: Seq,
    /// Position of the oldest event kept; `head + 1` when none is.
    pub oldest: Seq,
    /// Position after which this stream starts.
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
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientMsg {
    /// Asks for a pong.
    Ping {
        /// Comes back as it is: the sender's clock, say.
        #[serde(default)]
        t: Option<f64>,
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
    /// The channel was deleted.
    pub const CHANNEL_DELETED: u16 = 4004;
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
