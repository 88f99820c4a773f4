use serde::{Deserialize, Serialize, Serializer};

use crate::clock::{to_ms, to_us};

/// Who speaks first: the relay tells (push) or the reader asks (pull).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// The relay sends each event over a connection that stays open.
    Push,
    /// The reader asks again and again.
    Pull,
}

/// One value for each lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lanes<T> {
    /// The push lane's value.
    pub push: T,
    /// The pull lane's value.
    pub pull: T,
}

impl<T> Lanes<T> {
    /// The value of `lane`.
    pub fn of(&self, lane: Lane) -> &T {
        match lane {
            Lane::Push => &self.push,
            Lane::Pull => &self.pull,
        }
    }

    /// The value of `lane`, to change it.
    pub fn of_mut(&mut self, lane: Lane) -> &mut T {
        match lane {
            Lane::Push => &mut self.push,
            Lane::Pull => &mut self.pull,
        }
    }
}

/// How a lane moves its events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// Push over a WebSocket (`"websocket"`).
    #[serde(rename = "websocket")]
    WebSocket,
    /// Push over Server-Sent Events (`"sse"`).
    Sse,
    /// Pull: ask every interval, be answered at once (`"short-poll"`).
    ShortPoll,
    /// Pull: ask, be answered when there is something or time is up (`"long-poll"`).
    LongPoll,
}

/// What one outcome was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Push: a handshake that succeeded. Each reconnect is another one.
    Open,
    /// Push: one event message. Pull: a completed response with at least one event new to this
    /// client.
    Delivered,
    /// Pull: a completed response with none (`[]`, 204, 304).
    Empty,
    /// No answer, or one that is neither 2xx nor 304. On the push lane: a handshake that failed.
    /// A connection lost after its handshake is no outcome; the reconnect that follows is.
    Failed,
    /// Pull: a long poll that ran to its limit with nothing.
    TimedOut,
}

/// One thing that happened on a lane: a row of the export. Record it when it ends, in that order:
/// where an event came twice, the row recorded first counts, even if the clock was set back between.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The lane it happened on.
    pub lane: Lane,
    /// What it was.
    pub kind: Kind,
    /// When the request or handshake began; for a push message, when its handler was entered.
    /// Reader's clock, ms since the Unix epoch. JSON `start`, written in whole microseconds.
    #[serde(rename = "start", serialize_with = "whole_us")]
    pub start_ms: f64,
    /// When the body was fully read, the handshake done or the handler entered. Reader's clock, ms
    /// since the Unix epoch. JSON `end`, written in whole microseconds.
    #[serde(rename = "end", serialize_with = "whole_us")]
    pub end_ms: f64,
    /// The events it brought, in order; empty unless `Delivered`.
    pub seqs: Vec<u64>,
    /// For each of `seqs`, when the relay had read the last byte of its body: relay clock, µs since
    /// the Unix epoch. JSON `t0`. A seq without its t₀ is not counted.
    #[serde(rename = "t0")]
    pub t0_us: Vec<i64>,
}

impl Outcome {
    /// Each event this outcome delivered, with its t₀ in µs.
    pub(crate) fn events(&self) -> impl Iterator<Item = (u64, i64)> {
        let delivered = self.kind == Kind::Delivered;
        let pairs = self.seqs.iter().copied().zip(self.t0_us.iter().copied());
        pairs.filter(move |_| delivered)
    }
}

/// At most 16 digits, so that every JSON reader gets back the microsecond that was written.
fn whole_us<S: Serializer>(ms: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(to_ms(to_us(*ms)))
}
