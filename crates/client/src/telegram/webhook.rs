//! How a bot's webhook is, for who shows it and does nothing else with the bot.

use std::time::Duration;

use wire::Timestamp;

use super::Token;
use super::api::{Bot, CallError, WebhookInfo};
use crate::lang::Lang;
use crate::tls::Trust;

/// A bot's webhook, as Telegram tells of it.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Its address; empty where there is none.
    pub url: String,
    /// Updates that wait.
    pub waiting: u64,
    /// Its last error, in Telegram's words.
    pub last_error: Option<String>,
    /// When that was.
    pub last_error_at: Option<Timestamp>,
}

/// Why it is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// Telegram does not know the token.
    BadToken,
    /// It was not reached, or does not answer as a Bot API does.
    NoAnswer,
}

/// Asks for it.
///
/// # Errors
/// [`Unknown`].
pub async fn webhook(token: &Token, api_base: &str) -> Result<Webhook, Unknown> {
    let bot = Bot::new(api_base.to_owned(), token.0.clone(), &Trust::default(), Lang::En);
    let bot = bot.map_err(|_| Unknown::NoAnswer)?;
    let info: WebhookInfo =
        bot.call("getWebhookInfo", &serde_json::json!({}), Duration::ZERO).await.map_err(|why| match why {
            CallError::Refused { code: 401 | 404, .. } => Unknown::BadToken,
            _ => Unknown::NoAnswer,
        })?;
    let last_error_at = info.last_error_date.map(|seconds| Timestamp(seconds.saturating_mul(1_000_000)));
    Ok(Webhook {
        url: info.url,
        waiting: info.pending_update_count,
        last_error: info.last_error_message,
        last_error_at,
    })
}
