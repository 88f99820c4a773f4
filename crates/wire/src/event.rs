//! One webhook, as it was received.

use serde::{Deserialize, Serialize};

use crate::{AnswerSummary, Body, Channel, DeliverySummary, Digest, HeaderValue, Headers, Timestamp};

/// Position of an event in its channel: rises by one with each event, starts at 1. 0 means "before the first".
pub type Seq = u64;

/// A received webhook. Method, path, query, header values and body are exactly what came in.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Position in the channel.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub seq: Seq,
    /// UUIDv7 (RFC 9562), made at receipt.
    pub id: String,
    /// The relay's clock when the last body byte was read: t₀ of every latency.
    pub received_at: Timestamp,
    /// Where it was received.
    pub channel: Channel,
    /// The method as sent, known to HTTP or not.
    pub method: String,
    /// The raw path, percent-encoding untouched.
    pub path: String,
    /// The raw query, without the `?`; null when the URL had none, `""` when it ended in `?`.
    pub query: Option<String>,
    /// Every header, duplicates kept, names in lower case; those of one name in the order received.
    pub headers: Headers,
    /// The body, or its preview.
    pub body: Body,
    /// Length of the whole body, in bytes.
    pub size: u64,
    /// SHA-256 of the whole body.
    pub sha256: Digest,
    /// Address that the request came from.
    pub remote: String,
    /// Kept until it is unpinned or deleted, whatever the channel's retention. Left out when false.
    #[serde(default, skip_serializing_if = "is_false")]
    pub pinned: bool,
    /// What somebody wrote beside it. Left out when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whose webhook it is, by the provider's name: what the channel says, else what the request looks like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// What the provider calls this kind of event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// What happened, in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Whether it is signed as it should be, when the channel has a secret and its provider a scheme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
    /// Answer that its sender got. Left out when it is not known: of an event that was imported or
    /// that an older relay received, and while the sender waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<AnswerSummary>,
    /// The last attempt to deliver it. Left out as long as there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<DeliverySummary>,
}

/// What the check of a signature found.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The scheme it was checked by.
    pub scheme: String,
    /// True when it is the one that the secret makes.
    pub valid: bool,
    /// Why not: `missing_header`, `malformed_header`, `missing_timestamp`, `stale_timestamp`, `future_timestamp`,
    /// `secret_encoding`, `trailing_whitespace`, `reserialised`, `signed_uncompressed`, `other_scheme` or `mismatch`.
    pub cause: Option<String>,
    /// The scheme that it is valid by, of the cause `other_scheme`; the older header that is there in place of the one
    /// asked for, and right, of `missing_header`.
    pub other: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Event {
    /// True when `body` holds only the first [`crate::PREVIEW_BYTES`] of it.
    #[must_use]
    pub fn is_preview(&self) -> bool {
        (self.body.len() as u64) < self.size
    }

    /// Path and query, as they stand in the request's target: `/webhook/loja?a=1`.
    #[must_use]
    pub fn path_and_query(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }

    /// The first header of this name (lower case) whose value is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.0.iter().find(|(n, _)| n == name).and_then(|(_, value)| match value {
            HeaderValue::Text(text) => Some(text.as_str()),
            HeaderValue::Bytes { .. } => None,
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    /// The page compares lists of shared events at each drawing: only of an `Eq` are two that are the same one not
    /// compared whole.
    const _: fn() = || {
        fn is_compared_by_identity<T: Eq>() {}
        is_compared_by_identity::<Event>();
    };

    pub(crate) fn sample() -> Event {
        Event {
            seq: 7,
            id: "0193a1b2-0000-7000-8000-000000000000".into(),
            received_at: Timestamp(1_795_516_927_318_000),
            channel: Channel::default(),
            method: "POST".into(),
            path: "/webhook".into(),
            query: Some("a=1&a=2&b=%20%2B&c".into()),
            headers: Headers(vec![
                ("x-a".into(), HeaderValue::from_bytes(b"1")),
                ("x-a".into(), HeaderValue::from_bytes(b"\xff")),
            ]),
            body: Body::whole(b"oi"),
            size: 2,
            sha256: Digest([0xab; 32]),
            remote: "127.0.0.1:1".into(),
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

    #[test]
    fn a_query_follows_the_path_as_it_came() {
        let event = Event { path: "/webhook/loja".into(), query: Some("a=1&a=%20".into()), ..sample() };
        assert_eq!(event.path_and_query(), "/webhook/loja?a=1&a=%20");
        assert_eq!(Event { query: Some(String::new()), ..event.clone() }.path_and_query(), "/webhook/loja?");
        assert_eq!(Event { query: None, ..event }.path_and_query(), "/webhook/loja");
    }

    #[test]
    fn marks_are_told_when_there_are_any() {
        let event = Event { pinned: true, note: Some("why".into()), ..sample() };
        let json = serde_json::to_value(&event).unwrap();
        assert_eq!((&json["pinned"], &json["note"]), (&json!(true), &json!("why")));
        assert_eq!(serde_json::from_value::<Event>(json).unwrap(), event);
    }

    #[test]
    fn json_is_the_documented_shape() {
        assert_eq!(
            serde_json::to_value(sample()).unwrap(),
            json!({
                "seq": 7, "id": "0193a1b2-0000-7000-8000-000000000000", "received_at": "2026-11-24T10:42:07.318000Z",
                "channel": "default", "method": "POST", "path": "/webhook", "query": "a=1&a=2&b=%20%2B&c",
                "headers": [["x-a", "1"], ["x-a", {"base64": "/w=="}]], "body": {"text": "oi"}, "size": 2,
                "sha256": "ab".repeat(32), "remote": "127.0.0.1:1",
            })
        );
        let signature =
            Signature { scheme: "github".into(), valid: false, cause: Some("mismatch".into()), other: None };
        let known = Event { provider: Some("github".into()), signature: Some(signature), ..sample() };
        let json = serde_json::to_value(&known).unwrap();
        assert_eq!(json["signature"], json!({"scheme": "github", "valid": false, "cause": "mismatch", "other": null}));
        assert_eq!((&json["provider"], json.get("summary")), (&json!("github"), None));
        assert_eq!(serde_json::from_value::<Event>(json).unwrap(), known);
    }

    proptest! {
        #[test]
        fn every_body_and_header_survives_json(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut event = sample();
            event.body = Body::whole(&bytes);
            event.headers.0.push(("x".into(), HeaderValue::from_bytes(&bytes)));
            let back: Event = serde_json::from_str(&serde_json::to_string(&event).unwrap()).unwrap();
            prop_assert_eq!(back.body.as_bytes(), &bytes[..]);
            prop_assert_eq!(back, event);
        }
    }
}
