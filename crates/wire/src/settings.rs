//! What a channel is told to do: what it keeps, whose webhooks it expects, what it answers.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::Forward;

/// A field of a change: left out (none) it stays, null (some none) clears it.
pub type Patch<T> = Option<Option<T>>;

/// `PUT /api/channels/{c}`: what to change; what is left out stays. Creates the channel when there is none.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// How much to keep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention: Option<Retention>,
    /// Whose webhooks come here, by the provider's name: `github`, `stripe`…
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub provider: Patch<String>,
    /// What signatures are checked with. It is never read back.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub secret: Patch<Secret>,
    /// How the provider `custom` signs.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<CustomScheme>))]
    pub custom: Patch<CustomScheme>,
    /// Whether set-up requests are answered as the provider asks. Null: when the channel has a provider.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub handshakes: Patch<bool>,
    /// What senders get. Null: the relay's own answer.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Answer>))]
    pub answer: Patch<Answer>,
    /// Where the relay itself brings the channel's events. Null: nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Forward>))]
    pub forward: Patch<Forward>,
}

/// Tells null from left out: serde calls it only for a field that is there.
pub(crate) fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Patch<T>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// `GET /api/channels/{c}`, beside [`crate::ChannelInfo`]: the settings, without the secret.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelSettings {
    /// Whose webhooks come here.
    pub provider: Option<String>,
    /// Whether there is a secret.
    pub secret_set: bool,
    /// How the provider `custom` signs.
    pub custom: Option<CustomScheme>,
    /// Whether set-up requests are answered as the provider asks.
    pub handshakes: bool,
    /// What senders get; none: the relay's own answer.
    pub answer: Option<Answer>,
    /// Where the relay itself brings the channel's events, unless it was started with another target; none: nowhere.
    pub forward: Option<Forward>,
    /// What is unusual about the secret, which may still be right: a sentence in English. Left out when nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_warning: Option<String>,
    /// The same for programs, as in `stripe_prefix`. Left out also when an older relay took a secret that cannot work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_warning_code: Option<String>,
}

/// How much a channel keeps; the oldest is dropped first. The newest event is always kept, and so is what is pinned.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Events, without those that are pinned.
    pub max_events: u64,
    /// Stored bytes, as in [`crate::ChannelInfo::bytes`]: heads and bodies, of pinned events too. At most half of them can be
    /// pinned.
    pub max_bytes: u64,
}

impl Default for Retention {
    /// 10,000 events and 256 MiB.
    fn default() -> Self {
        Self { max_events: 10_000, max_bytes: 256 * 1024 * 1024 }
    }
}

/// A channel's secret. It is written to be set, never shown: not even by `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Takes it in.
    #[must_use]
    pub fn new(secret: String) -> Self {
        Self(secret)
    }

    /// The secret itself, for what signs and checks.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How a sender that no provider describes signs.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomScheme {
    /// The header that carries the signature.
    pub header: String,
    /// What stands before it there, as in `sha256=`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// `sha1`, `sha256` or `sha512`.
    #[serde(default = "sha256")]
    pub hash: String,
    /// `hex` or `base64`.
    #[serde(default = "hex")]
    pub encoding: String,
    /// What is signed: `{body}`, `{timestamp}`, `{id}`, and text between them.
    #[serde(default = "body_alone")]
    pub template: String,
    /// The header that carries `{timestamp}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp_header: Option<String>,
    /// The header that carries `{id}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_header: Option<String>,
}

/// What a stored webhook is answered. What is left out is as in the relay's own answer.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// HTTP status, 200 to 599.
    #[serde(default = "ok")]
    pub status: u16,
    /// Header fields, whose values may have `{{…}}` in them as the body may.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The body, with `{{…}}` for what is taken from the event; left out, the receipt.
    #[serde(default)]
    pub body: Option<String>,
    /// How long to wait before it is sent, in milliseconds; at most 30,000.
    #[serde(default)]
    pub delay_ms: u32,
    /// Failures among the answers.
    #[serde(default)]
    pub fail: Option<Fail>,
    /// Whether senders wait in vain: the connection is held without an answer, then closed.
    #[serde(default)]
    pub time_out: bool,
    /// Whether senders are kept waiting, for 30 seconds at most, until somebody answers by hand.
    #[serde(default)]
    pub hold: bool,
}

impl Default for Answer {
    /// The relay's own.
    fn default() -> Self {
        Self { status: 200, headers: Vec::new(), body: None, delay_ms: 0, fail: None, time_out: false, hold: false }
    }
}

/// Which answers are failures: the next `next`, or `percent` of all.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fail {
    /// So many, from when this was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u32>,
    /// How many of them are still to come: told by `GET`, ignored in a `PUT`. A relay that starts again has none to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<u32>,
    /// So many in a hundred, 0 to 100, by chance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u16>,
    /// HTTP status, 400 to 599.
    #[serde(default = "unavailable")]
    pub status: u16,
}

fn sha256() -> String {
    "sha256".into()
}

fn hex() -> String {
    "hex".into()
}

fn body_alone() -> String {
    "{body}".into()
}

fn ok() -> u16 {
    200
}

fn unavailable() -> u16 {
    503
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn left_out_and_null_are_two_things() {
        let read = |text| serde_json::from_str::<Settings>(text).unwrap();
        assert_eq!(read("{}"), Settings::default());
        let cleared = read(r#"{"provider":null,"secret":null,"answer":null,"handshakes":null}"#);
        assert_eq!((cleared.provider, cleared.secret), (Some(None), Some(None)));
        assert_eq!((cleared.answer, cleared.handshakes, cleared.custom), (Some(None), Some(None), None));
        let set = read(r#"{"provider":"github","secret":"s","handshakes":false}"#);
        assert_eq!(set.provider, Some(Some("github".into())));
        assert_eq!(serde_json::to_value(&set).unwrap(), json!({"provider":"github","secret":"s","handshakes":false}));
        assert_eq!(
            serde_json::to_string(&Settings { provider: Some(None), ..Settings::default() }).unwrap(),
            r#"{"provider":null}"#
        );
    }

    #[test]
    fn an_answer_is_the_relays_own_where_it_says_nothing() {
        assert_eq!(serde_json::from_str::<Answer>("{}").unwrap(), Answer::default());
        let fail = serde_json::from_str::<Answer>(r#"{"fail":{"next":3}}"#).unwrap().fail.unwrap();
        assert_eq!(fail, Fail { next: Some(3), left: None, percent: None, status: 503 });
        assert!(serde_json::from_str::<Answer>(r#"{"stauts":200}"#).is_err(), "a typo is not passed over");
    }

    #[test]
    fn debug_does_not_tell_the_secret() {
        let settings = Settings { secret: Some(Some(Secret::new("s3cr3t".into()))), ..Settings::default() };
        assert!(!format!("{settings:?}").contains("s3cr3t"));
    }
}
