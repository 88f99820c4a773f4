//! Arguments of `gancho telegram`.

use anyhow::{Result, ensure};
use clap::{Args, Subcommand};
use wire::Channel;

use super::secret::Unshown;
use super::{Access, View, channel};
use gancho_client::address;
use gancho_client::telegram::{API_BASE, Options, Task, Token};

pub(super) const EXAMPLES: &str = "\
Examples:
  export TELEGRAM_TOKEN=123456789:AAF…             As @BotFather gives it
  gancho telegram pull --channel bot               The bot's updates in channel bot, without a public address
  gancho telegram connect --channel bot            The same by the bot's webhook: the relay needs an https address
  gancho telegram info                             How the webhook is, and its last error in plain words
  gancho telegram disconnect

With pull each update comes into the channel exactly as the webhook brings it, with its secret, and is
acknowledged only once it is stored. What the channel answers may be a method, as in a webhook's answer:
{\"method\":\"sendMessage\",\"chat_id\":…,\"text\":…} is then sent. So code for the webhook is written, and
run, on a machine that nobody reaches.";

/// Arguments of `telegram`.
#[derive(Clone, Debug, Args)]
pub struct Telegram {
    /// What to do
    #[command(subcommand)]
    pub what: TelegramTask,
    /// Channel of the relay that the updates go to
    #[arg(long, global = true, value_name = "CHANNEL", default_value = "telegram", value_parser = channel)]
    pub channel: Channel,
    /// Where the relay is
    #[arg(long, global = true, env = "GANCHO_RELAY", value_name = "URL", default_value = "http://127.0.0.1:7878",
        value_parser = Unshown(address), hide_env_values = true)]
    pub relay: String,
    /// The bot's token; better given by TELEGRAM_TOKEN, which nobody else sees
    #[arg(long, global = true, env = "TELEGRAM_TOKEN", value_name = "TOKEN", value_parser = Unshown(Token::parse),
        hide_env_values = true)]
    pub bot_token: Option<Token>,
    /// Where the Bot API is: Telegram's own, or a local Bot API server
    #[arg(long, global = true, env = "TELEGRAM_API_BASE", value_name = "URL", default_value = API_BASE,
        value_parser = Unshown(address))]
    pub api_base: String,
    /// Language of what it says
    #[command(flatten)]
    pub view: View,
    /// What to show the relay
    #[command(flatten)]
    pub access: Access,
}

/// What to do with a bot.
#[derive(Clone, Debug, Subcommand)]
pub enum TelegramTask {
    /// Have Telegram send updates to the relay, which it must reach by https
    Connect {
        /// Address of the webhook; without it, the one that the relay gives to providers
        #[arg(long, value_name = "URL")]
        url: Option<String>,
        /// Kinds of updates, as in message,callback_query
        #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = kind)]
        allowed_updates: Vec<String>,
        /// Forget the updates that wait at Telegram
        #[arg(long)]
        drop_pending: bool,
    },
    /// Have Telegram send no more updates
    Disconnect {
        /// Forget the updates that wait at Telegram
        #[arg(long)]
        drop_pending: bool,
    },
    /// Ask Telegram for updates, and put each into the channel as the webhook would
    Pull {
        /// Kinds of updates, as in message,callback_query
        #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = kind)]
        allowed_updates: Vec<String>,
        /// Remove a webhook that is in the way
        #[arg(long)]
        take_over: bool,
        /// End when nothing waits any more
        #[arg(long)]
        until_idle: bool,
    },
    /// Say how the bot's webhook is, and its last error
    Info,
}

impl Telegram {
    /// Which bot, which channel, and what to do.
    #[must_use]
    pub fn options(&self) -> Options {
        let task = match self.what.clone() {
            TelegramTask::Connect { url, allowed_updates, drop_pending } => {
                Task::Connect { url, allowed_updates, drop_pending }
            }
            TelegramTask::Disconnect { drop_pending } => Task::Disconnect { drop_pending },
            TelegramTask::Pull { allowed_updates, take_over, until_idle } => {
                Task::Pull { allowed_updates, take_over, until_idle }
            }
            TelegramTask::Info => Task::Info,
        };
        Options {
            relay: self.access.relay(&self.relay),
            channel: self.channel.clone(),
            bot: self.bot_token.clone(),
            api_base: self.api_base.clone(),
            lang: self.view.lang(),
            task,
        }
    }
}

fn kind(text: &str) -> Result<String> {
    let is_kind = !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    ensure!(is_kind, "give kinds of updates, as in message,callback_query");
    Ok(text.to_owned())
}
