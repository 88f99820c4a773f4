//! Answers that senders got: in short beside each event, and whole.

use serde::{Deserialize, Serialize};

use crate::{Body, Headers, Seq, Timestamp};

/// Most bytes kept of an answer's body.
pub const ANSWER_BODY_BYTES: usize = 64 * 1024;

/// Answer that an event's sender got, in short.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerSummary {
    /// HTTP status; 0 when the connection was closed without an answer.
    pub status: u16,
    /// Where it came from.
    pub source: AnswerSource,
    /// Milliseconds from the receipt until it was sent. Left out of the relay's own receipt, which
    /// is sent as soon as the event is stored, and until it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ms: Option<u32>,
}

/// Where an answer came from.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerSource {
    /// The relay: its receipt.
    Default,
    /// The channel's settings, or the path that asked for a status.
    Channel,
    /// The relay: what a provider asks for at set-up.
    Handshake,
    /// The program that events are forwarded to.
    App,
    /// A person who answered by hand.
    Hold,
}

impl AnswerSummary {
    /// The relay's receipt.
    pub const RECEIPT: Self = Self { status: 200, source: AnswerSource::Default, ms: None };
}

/// `GET /api/channels/{c}/events/{seq}/answer`: the answer that an event's sender got.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenAnswer {
    /// HTTP status; 0 when the connection was closed without an answer.
    pub status: u16,
    /// Where it came from.
    pub source: AnswerSource,
    /// Milliseconds from the receipt until it was sent. Null when that was not recorded.
    pub ms: Option<u32>,
    /// Wait that the channel asked for, in milliseconds; part of `ms`.
    pub delay_ms: u32,
    /// When it was sent. Null when that was not recorded: the receipt is sent at once.
    pub at: Option<Timestamp>,
    /// Header fields.
    pub headers: Headers,
    /// At most the first [`ANSWER_BODY_BYTES`] of its body. Null when it was not recorded.
    pub body: Option<Body>,
    /// The body was longer.
    pub truncated: bool,
}

impl GivenAnswer {
    /// The answer in short.
    #[must_use]
    pub fn summary(&self) -> AnswerSummary {
        AnswerSummary { status: self.status, source: self.source, ms: self.ms }
    }
}

/// Answer of the program behind a consumer, for the sender that waits.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppAnswer {
    /// Position of the event.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub seq: Seq,
    /// The event's id.
    pub id: String,
    /// HTTP status; left out when nobody answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Header fields.
    #[serde(default)]
    pub headers: Headers,
    /// The whole body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
}

/// `GET /api/channels/{c}/held`: events whose senders wait for an answer by hand.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldEvents {
    /// By position.
    pub held: Vec<HeldEvent>,
}

/// An event whose sender waits for an answer by hand.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "crate::live::Flat")]
pub struct HeldEvent {
    /// Its position.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub seq: Seq,
    /// When it began to wait.
    pub since: Timestamp,
    /// When it is given the channel's answer.
    pub until: Timestamp,
}

/// `POST /api/channels/{c}/held/{seq}/answer`: what a sender that waits is answered.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandAnswer {
    /// HTTP status, 200 to 599.
    pub status: u16,
    /// Header fields.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The body, as it is sent; left out, the receipt.
    #[serde(default)]
    pub body: Option<String>,
}

/// Fields of one connection (RFC 9110, section 7.6.1), and the body's length: the relay's to write.
/// So is all of `proxy-…`.
const HOP_BY_HOP: &[&str] =
    &["connection", "content-length", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];
/// Fields by which an answer changes what a browser keeps for the relay's origin, its page and
/// token included.
const ORIGIN_STATE: &[&str] =
    &["clear-site-data", "service-worker-allowed", "set-cookie", "set-cookie2", "strict-transport-security"];

/// Why an answer cannot have a header field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReservedHeader {
    /// It is about the connection, and the relay writes it itself.
    Connection,
    /// A browser would keep it for the relay's own page.
    Browser,
}

impl ReservedHeader {
    /// Looks at a field's name, whose case does not matter.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let is_in = |names: &[&str]| names.iter().any(|one| one.eq_ignore_ascii_case(name));
        if is_in(HOP_BY_HOP) || name.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("proxy-")) {
            Some(Self::Connection)
        } else if is_in(ORIGIN_STATE) {
            Some(Self::Browser)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_summary_is_short() {
        assert_eq!(serde_json::to_value(AnswerSummary::RECEIPT).unwrap(), json!({"status": 200, "source": "default"}));
        let held = json!({"status": 0, "source": "hold", "ms": 30_000});
        let summary = AnswerSummary { status: 0, source: AnswerSource::Hold, ms: Some(30_000) };
        assert_eq!(serde_json::from_value::<AnswerSummary>(held).unwrap(), summary);
    }

    #[test]
    fn an_answer_by_hand_needs_its_status_only() {
        let read = |text| serde_json::from_str::<HandAnswer>(text);
        assert_eq!(read(r#"{"status":204}"#).unwrap(), HandAnswer { status: 204, headers: Vec::new(), body: None });
        for bad in ["{}", r#"{"status":"200"}"#, r#"{"status":200,"boby":""}"#, r#"{"status":200,"headers":{"a":"b"}}"#]
        {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
