//! How a Telegram bot's webhook is, as the page shows it. Nothing here has the bot's token in it.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// `GET /api/channels/{c}/telegram`: how the webhook of the relay's bot is, as Telegram tells it.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TelegramStatus {
    /// What is known.
    pub state: TelegramState,
    /// Updates that wait at Telegram; null when the bot's webhook is not this channel's.
    pub waiting: Option<u64>,
    /// Last error of the webhook, in Telegram's words; null when there was none, or the webhook is not this channel's.
    pub last_error: Option<String>,
    /// When it was.
    pub last_error_at: Option<Timestamp>,
    /// What it is; null where that is not known.
    pub fault: Option<TelegramFault>,
}

impl TelegramStatus {
    /// Of a webhook of which no more is told.
    #[must_use]
    pub fn only(state: TelegramState) -> Self {
        Self { state, waiting: None, last_error: None, last_error_at: None, fault: None }
    }
}

/// What is known of a bot's webhook.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TelegramState {
    /// The relay was given no bot's token: nobody was asked.
    NoToken,
    /// The bot has no webhook.
    NoWebhook,
    /// The bot's webhook is another address than this channel's.
    Elsewhere,
    /// The bot's webhook is this channel.
    Here,
    /// Telegram does not know the token that the relay was given.
    BadToken,
    /// Telegram did not say.
    NoAnswer,
}

/// What keeps Telegram from bringing its updates.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TelegramFault {
    /// Nothing listens at the address.
    Refused,
    /// No answer came in time.
    Timeout,
    /// The host's name is not found.
    UnknownHost,
    /// The certificate is not trusted.
    Certificate,
    /// Something before the relay refuses Telegram.
    Forbidden,
    /// The path is not the relay's.
    NotFound,
    /// It was answered with another status than 200.
    OtherStatus,
}

impl TelegramFault {
    /// Reads Telegram's own words; `None` for those that are not known.
    #[must_use]
    pub fn of(message: &str) -> Option<Self> {
        let lower = message.to_ascii_lowercase();
        let has = |text: &str| lower.contains(text);
        Some(if has("connection refused") {
            Self::Refused
        } else if has("timed out") || has("timeout") {
            Self::Timeout
        } else if has("resolve") {
            Self::UnknownHost
        } else if has("certificate") || has("ssl") {
            Self::Certificate
        } else if has("401") || has("403") {
            Self::Forbidden
        } else if has("404") {
            Self::NotFound
        } else if has("wrong response") {
            Self::OtherStatus
        } else {
            return None;
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_from_telegrams_words() {
        for (message, expected) in [
            ("Connection refused", Some(TelegramFault::Refused)),
            ("Connection timed out", Some(TelegramFault::Timeout)),
            ("Read timeout expired", Some(TelegramFault::Timeout)),
            ("Failed to resolve host: Name or service not known", Some(TelegramFault::UnknownHost)),
            ("SSL error {error:0A000086:certificate verify failed}", Some(TelegramFault::Certificate)),
            ("Wrong response from the webhook: 403 Forbidden", Some(TelegramFault::Forbidden)),
            ("Wrong response from the webhook: 404 Not Found", Some(TelegramFault::NotFound)),
            ("Wrong response from the webhook: 502 Bad Gateway", Some(TelegramFault::OtherStatus)),
            ("Something new", None),
        ] {
            assert_eq!(TelegramFault::of(message), expected, "{message}");
        }
    }
}
