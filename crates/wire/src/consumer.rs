//! Consumers of a channel, and the attempts that they made.
//!
//! A consumer carries a channel's events on, in order. The relay keeps its cursor: the position up to
//! which every event is settled. An event is settled by an [`Acknowledgement`], which brings the last
//! attempt with it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Body, Channel, Headers, Seq, Timestamp};

/// A consumer's name in its channel: 1 to 64 of `A–Z a–z 0–9 . _ -`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ConsumerName(Arc<str>);

impl ConsumerName {
    /// Checks a name.
    ///
    /// # Errors
    /// [`BadConsumerName`] when the name is empty, longer than 64 characters or has another character
    /// in it.
    pub fn new(name: &str) -> Result<Self, BadConsumerName> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        if (1..=64).contains(&name.len()) && name.bytes().all(allowed) {
            Ok(Self(name.into()))
        } else {
            Err(BadConsumerName)
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ConsumerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<ConsumerName> for String {
    fn from(name: ConsumerName) -> Self {
        name.0.as_ref().to_owned()
    }
}

impl TryFrom<String> for ConsumerName {
    type Error = BadConsumerName;

    fn try_from(name: String) -> Result<Self, BadConsumerName> {
        Self::new(&name)
    }
}

/// The name is not one that a consumer can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadConsumerName;

impl fmt::Display for BadConsumerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a consumer's name has 1 to 64 letters, digits, '.', '-' or '_'")
    }
}

impl std::error::Error for BadConsumerName {}

/// Place where a new consumer starts: `"now"`, `"start"` or a position. A known consumer resumes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartAt {
    /// After the last event of this moment.
    #[default]
    Now,
    /// At the oldest event that is kept.
    Start,
    /// At this position.
    #[serde(untagged)]
    Seq(Seq),
}

/// `PUT /api/channels/{c}/consumers/{name}`: makes a consumer where there is none, and its channel.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewConsumer {
    /// Where a new one starts.
    #[serde(default)]
    pub from: StartAt,
}

/// A consumer: `GET /api/channels/{c}/consumers/{name}`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsumerInfo {
    /// Its name.
    pub name: ConsumerName,
    /// Its channel.
    pub channel: Channel,
    /// Position up to which every event is settled.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub cursor: Seq,
    /// Position of the last event ever received in the channel.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub head: Seq,
    /// Identity of the channel's sequence.
    pub epoch: String,
    /// Events kept that are not settled yet.
    pub waiting: u64,
    /// Dead letters: events given up, and gaps that retention made.
    pub dead: u64,
    /// Something holds it now: a socket, or a long poll.
    pub connected: bool,
}

/// `GET /api/channels/{c}/consumers`.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consumers {
    /// Every consumer of the channel, by name.
    pub consumers: Vec<ConsumerInfo>,
}

/// What an attempt came to.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptResult {
    /// The target answered, and the answer is final.
    Ok,
    /// It is tried again.
    Failed,
    /// It was given up: a dead letter.
    Dead,
}

/// One attempt to deliver an event; of refused connections, one row for all that follow each other.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// Number of the attempt among those of this event by this consumer, from 1.
    pub number: u32,
    /// What the attempt came to.
    pub result: AttemptResult,
    /// Where it went: a URL, or a command.
    pub target: String,
    /// When it began.
    pub started_at: Timestamp,
    /// Time until the answer was read, in milliseconds.
    pub ms: f64,
    /// Status of the answer; of a command that ended with 0: 200. Left out when there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Reason why there was no answer, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Headers of the answer.
    #[serde(default)]
    pub headers: Headers,
    /// The answer's first [`ATTEMPT_BODY_BYTES`] bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// Somebody asked for the event to be sent again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replay: bool,
    /// Number of tries that this row stands for: refused connections are one row.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub tries: u32,
}

fn one() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_one(tries: &u32) -> bool {
    *tries == 1
}

/// Most bytes kept of an attempt's answer.
pub const ATTEMPT_BODY_BYTES: usize = 64 * 1024;

/// An attempt, and who made it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConsumerAttempt {
    /// The consumer.
    pub consumer: ConsumerName,
    /// The attempt.
    #[serde(flatten)]
    pub attempt: Attempt,
}

/// The last attempt to deliver an event, in short.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliverySummary {
    /// The consumer that made it.
    pub consumer: ConsumerName,
    /// What it came to.
    pub result: AttemptResult,
    /// Status of the answer. Left out when there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
}

impl ConsumerAttempt {
    /// The attempt in short.
    #[must_use]
    pub fn summary(&self) -> DeliverySummary {
        let Attempt { result, status, .. } = self.attempt;
        DeliverySummary { consumer: self.consumer.clone(), result, status }
    }
}

/// `GET /api/channels/{c}/events/{seq}/attempts`: the last [`MAX_ATTEMPTS_KEPT`], oldest first.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempts {
    /// The attempts.
    pub attempts: Vec<ConsumerAttempt>,
}

/// Most attempts kept of an event.
pub const MAX_ATTEMPTS_KEPT: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_are_of_a_few_characters() {
        for name in ["a", "localhost-5000", "Loja_1.a", &"a".repeat(64)] {
            assert_eq!(ConsumerName::new(name).unwrap().as_str(), name);
        }
        for name in ["", "a b", "a/b", "ação", "a:b", &"a".repeat(65)] {
            assert_eq!(ConsumerName::new(name), Err(BadConsumerName), "{name}");
        }
    }

    #[test]
    fn a_start_is_a_word_or_a_position() {
        for (text, start) in
            [(json!("now"), StartAt::Now), (json!("start"), StartAt::Start), (json!(7), StartAt::Seq(7))]
        {
            assert_eq!(serde_json::to_value(start).unwrap(), text);
            assert_eq!(serde_json::from_value::<StartAt>(text).unwrap(), start);
        }
        for bad in [json!("later"), json!(-1), json!(1.5), json!(null)] {
            assert!(serde_json::from_value::<StartAt>(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_attempt_needs_only_what_every_attempt_has() {
        let attempt: Attempt = serde_json::from_value(json!({
            "number": 1, "result": "ok", "target": "http://localhost:5000", "ms": 1.5, "status": 200,
            "started_at": "2026-11-28T12:00:00.000000Z",
        }))
        .unwrap();
        assert_eq!((attempt.tries, attempt.replay, &attempt.body), (1, false, &None));
        let made = ConsumerAttempt { consumer: ConsumerName::new("app").unwrap(), attempt };
        let short = json!({"consumer": "app", "result": "ok", "status": 200});
        assert_eq!(serde_json::to_value(made.summary()).unwrap(), short);
    }
}
