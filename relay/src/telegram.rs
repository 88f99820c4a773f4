//! How the webhook of a Telegram bot is, for a relay that was given the bot's token.

use std::time::{Duration, Instant};

use gancho_client::telegram::{Token, Unknown, Webhook, webhook};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use wire::{TelegramFault, TelegramState, TelegramStatus};

/// For how long an answer is told again.
const FRESH: Duration = Duration::from_secs(5);

/// A bot, and where to ask for it.
#[derive(Clone, Debug)]
pub struct Bot {
    /// Its token. It stays in this process.
    pub token: Token,
    /// Where the Bot API is: `https://host`.
    pub api_base: String,
}

/// Asks Telegram how the webhook of the relay's bot is.
pub struct TelegramWatch {
    bot: Option<Bot>,
    /// Held while it is asked: one at a time.
    last: Mutex<Option<(Instant, Result<Webhook, Unknown>)>>,
    shutdown: CancellationToken,
}

impl TelegramWatch {
    /// Asks nobody yet; without a bot, never.
    #[must_use]
    pub fn new(bot: Option<Bot>, shutdown: CancellationToken) -> Self {
        Self { bot, last: Mutex::default(), shutdown }
    }

    /// How the bot's webhook is, where it is the channel of this URL. Of another nothing is told: an address may be a
    /// secret.
    pub async fn status(&self, webhook_url: &str) -> TelegramStatus {
        let Some(bot) = &self.bot else { return TelegramStatus::only(TelegramState::NoToken) };
        let mut last = self.last.lock().await;
        let told = match last.as_ref().filter(|(at, _)| at.elapsed() < FRESH) {
            Some((_, told)) => told,
            None => {
                let asked = self.shutdown.run_until_cancelled(webhook(&bot.token, &bot.api_base)).await;
                let Some(told) = asked else { return TelegramStatus::only(TelegramState::NoAnswer) };
                &last.insert((Instant::now(), told)).1
            }
        };
        match told {
            Err(Unknown::BadToken) => TelegramStatus::only(TelegramState::BadToken),
            Err(Unknown::NoAnswer) => TelegramStatus::only(TelegramState::NoAnswer),
            Ok(webhook) if webhook.url.is_empty() => TelegramStatus::only(TelegramState::NoWebhook),
            Ok(webhook) if webhook.url != webhook_url => TelegramStatus::only(TelegramState::Elsewhere),
            Ok(webhook) => TelegramStatus {
                state: TelegramState::Here,
                waiting: Some(webhook.waiting),
                last_error: webhook.last_error.clone(),
                last_error_at: webhook.last_error_at,
                fault: webhook.last_error.as_deref().and_then(TelegramFault::of),
            },
        }
    }
}
