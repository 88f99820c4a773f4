//! `gancho telegram`: a bot's updates in a channel, by its webhook or, without a public address, by
//! `getUpdates` (<https://core.telegram.org/bots/api#getting-updates>).

use std::fmt;
use std::io::Write;

use anyhow::{Context as _, Result, ensure};
use hyper::Method;
use hyper::header::CONTENT_TYPE;
use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;
use wire::{Channel, ChannelInfo, Digest, Secret, Settings};

use crate::http::{Relay, Request};
use crate::lang::Lang;
use crate::relay_access::RelayAccess;
use crate::relay_channel::{ask, read};
use crate::terminal::visible_lines;

mod api;
mod connect;
mod pull;
mod stored;
mod webhook;
mod words;

use api::Bot;
pub use webhook::{Unknown, Webhook, webhook};

/// Where Telegram is.
pub const API_BASE: &str = "https://api.telegram.org";

/// A bot's token. It is never shown, not even by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Reads `123456789:AA…`.
    ///
    /// # Errors
    /// When it cannot be one. The message has nothing of it.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let is_token = text.split_once(':').is_some_and(|(id, secret)| {
            let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
            !id.is_empty()
                && id.bytes().all(|b| b.is_ascii_digit())
                && secret.len() >= 20
                && secret.bytes().all(allowed)
        });
        ensure!(is_token, "a bot's token looks like 123456789:AAF…, as @BotFather gives it");
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// A bot, and the channel that its updates go to.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// How the relay is reached; of the Bot API the same certificates are trusted.
    pub relay: RelayAccess,
    /// The channel; made when there is none.
    pub channel: Channel,
    /// The bot's token.
    pub bot: Option<Token>,
    /// Where the Bot API is: `http://host:port`.
    pub api_base: String,
    /// Language of what is said.
    pub lang: Lang,
    /// What to do.
    pub task: Task,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Have Telegram send updates to the relay.
    Connect {
        /// The webhook's address; the relay's own for the channel when none is given.
        url: Option<String>,
        /// Kinds of updates; empty: all that Telegram sends unless asked.
        allowed_updates: Vec<String>,
        /// Forget what waits.
        drop_pending: bool,
    },
    /// Have it send none any more.
    Disconnect {
        /// Forget what waits.
        drop_pending: bool,
    },
    /// Ask for updates, and put each into the channel.
    Pull {
        /// Kinds of updates; empty: all that Telegram sends unless asked.
        allowed_updates: Vec<String>,
        /// Remove a webhook that is in the way.
        take_over: bool,
        /// End when nothing waits.
        until_idle: bool,
    },
    /// Say how the webhook is.
    Info,
}

/// Does it.
///
/// # Errors
/// A sentence for the user, in their language where Telegram refuses.
pub async fn run(options: Options, stop: CancellationToken, out: &mut (dyn Write + Send)) -> Result<()> {
    let lang = options.lang;
    let token = options.bot.clone().context(lang.pick(
        "give the bot's token in TELEGRAM_TOKEN: @BotFather shows it by /mybots, API Token",
        "passe o token do bot em TELEGRAM_TOKEN: o @BotFather mostra em /mybots, API Token",
    ))?;
    let bot = Bot::new(options.api_base.clone(), token.0.clone(), &options.relay.trust, lang)?;
    let relay = options.relay.relay()?;
    let link = Link { bot, relay, channel: options.channel.clone(), secret: secret(&token, &options.channel), lang };
    // Whoever closed it does not want to read more.
    let mut say = |text: &str| drop(writeln!(out, "{}", visible_lines(text)).and_then(|()| out.flush()));
    match options.task {
        Task::Connect { url, allowed_updates, drop_pending } => {
            let is_telegram = options.api_base == API_BASE;
            connect::connect(&link, url, &allowed_updates, drop_pending, is_telegram, &mut say).await
        }
        Task::Disconnect { drop_pending } => connect::disconnect(&link, drop_pending, &mut say).await,
        Task::Info => connect::info(&link, &mut say).await,
        Task::Pull { allowed_updates, take_over, until_idle } => {
            let asked = pull::Asked { allowed_updates, take_over, until_idle };
            pull::pull(&link, &asked, &stop, &mut say).await
        }
    }
}

/// A bot and a channel.
struct Link {
    bot: Bot,
    relay: Relay,
    channel: Channel,
    /// What Telegram shows with each update, and the channel checks.
    secret: String,
    lang: Lang,
}

impl Link {
    /// Tells the channel whose webhooks come, and by which secret; made where there is none.
    async fn prepare(&self) -> Result<ChannelInfo> {
        let settings = Settings {
            provider: Some(Some("telegram".into())),
            secret: Some(Some(Secret::new(self.secret.clone()))),
            ..Settings::default()
        };
        let target = format!("/api/channels/{}", self.channel);
        let body = serde_json::to_vec(&settings)?.into();
        let headers = [(CONTENT_TYPE, "application/json")];
        let request = Request { method: Method::PUT, headers: &headers, body, ..Request::get(&target) };
        read(&self.relay, &ask(&self.relay, request).await?)
    }
}

/// The webhook's secret: made from the bot's token, so that nothing has to be kept, and `connect`
/// and `pull` agree. The token is not found from it.
fn secret(token: &Token, channel: &Channel) -> String {
    let text = format!("gancho telegram secret_token\n{channel}\n{}", token.0);
    Digest(Sha256::digest(text).into()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens() {
        let good = "123456789:AAFabcdefghijklmnopqrstuvwxyz-_0123";
        assert_eq!(Token::parse(&format!(" {good}\n")).unwrap().0, good);
        for bad in [
            "",
            "x",
            ":",
            "987654321",
            "987654321:short",
            "a1:AAFabcdefghijklmnopqrstuvwxyz",
            "1:AAF bcdefghijklmnopqrstuvwxyz",
        ] {
            let why = Token::parse(bad).unwrap_err().to_string();
            assert!(why.contains("@BotFather") && (bad.len() < 3 || !why.contains(bad)), "{why}");
        }
        assert!(!format!("{:?}", Token::parse(good).unwrap()).contains("AAF"));
    }

    #[test]
    fn secrets_are_the_same_each_time_and_each_channel_has_its_own() {
        let token = Token::parse("123456789:AAFabcdefghijklmnopqrstuvwxyz").unwrap();
        let of = |channel: &str| secret(&token, &Channel::new(channel).unwrap());
        assert_eq!(of("bot"), of("bot"));
        assert_ne!(of("bot"), of("other"));
        assert_eq!(of("bot").len(), 64);
    }
}
