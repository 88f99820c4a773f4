//! Arguments and environment become options.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use bytesize::ByteSize;
use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};
use uuid::Uuid;
use wire::{Channel, Retention, Secret};

use crate::config::{MAX_INFLIGHT_BYTES, Options, Timeouts};
use crate::origin::{Origin, Senders};
use crate::public_url::PublicUrl;
use crate::telegram::Bot;
use crate::trusted_proxy::TrustedProxy;
use crate::tunnel::Tunnel;
use gancho_client::address;
use gancho_client::forward::policy::AllowedTarget;
use gancho_client::race::units;
use gancho_client::telegram::{API_BASE, Token};
use gancho_store::Defaults;
use gancho_store::sqlite::Location;

mod access;
mod answer;
mod events;
mod forward;
mod in_relay;
mod race;
mod secret;
mod send;
mod tail;
mod telegram;
mod view;
mod wait;

pub use access::{Access, Trust};
pub use answer::Answer;
pub use events::{At, Compact, Events, Format, What, Which};
pub use forward::{Forward, Place};
pub use race::{Pull, Push, Race};
pub use send::Send;
pub use tail::Tail;
pub use telegram::{Telegram, TelegramTask};
pub use view::{Language, View};
pub use wait::Wait;

use in_relay::forward_to;
use secret::{Unshown, token, token_file};

const STYLES: Styles =
    Styles::styled().header(AnsiColor::Green.on_default().bold()).literal(AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
Examples:
  gancho                                  Serve on http://localhost:7878, events kept in your data folder
  gancho --data :memory:                  Keep nothing when it stops
  gancho --listen 0.0.0.0:7878            For other machines too: prints a link with a token in it
  gancho --tunnel cloudflared             With a public address, by a program that is installed
  gancho --public-url https://x.example   Behind a tunnel of yours: the page shows this address to give to providers

Then, from another terminal:
  curl -d '{\"oi\":1}' -H 'content-type: application/json' localhost:7878/webhook

Every flag is also an environment variable: --max-body is GANCHO_MAX_BODY.";

/// Receives any webhook, stores it, and shows it live beside a poll of the same events.
#[derive(Debug, Parser)]
#[command(name = "gancho", version, about, styles = STYLES, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do; without it, `serve`.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The arguments of `serve`, when it is left out.
    #[command(flatten)]
    pub serve: Serve,
}

/// What `gancho` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Receive, store and show webhooks (what `gancho` alone does)
    #[command(after_help = EXAMPLES)]
    Serve(Serve),
    /// Race push against pull on a relay's channel, and see by how much push knows first
    #[command(after_help = race::EXAMPLES)]
    Race(Race),
    /// List, show, export and import the events of a relay
    #[command(after_help = events::EXAMPLES)]
    Events(Events),
    /// Pass the events of a channel on to a program, in order, each once it has answered
    #[command(after_help = forward::EXAMPLES)]
    Forward(Forward),
    /// Show the events of a channel as they come
    #[command(after_help = tail::EXAMPLES)]
    Tail(Tail),
    /// Wait for the events that a filter finds, and print them: to fire it, wait, and assert
    #[command(after_help = wait::EXAMPLES)]
    Wait(Wait),
    /// Bring a Telegram bot's updates into a channel, with or without a public address
    #[command(after_help = telegram::EXAMPLES)]
    Telegram(Telegram),
    /// Answer an event whose sender is held, as a person
    #[command(after_help = answer::EXAMPLES)]
    Answer(Answer),
    /// Send a webhook, signed as its provider signs
    #[command(after_help = send::EXAMPLES)]
    Send(Send),
    /// Print completions for a shell: gancho completions bash > /etc/bash_completion.d/gancho
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

/// Arguments of `serve`.
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// Address to listen on; a port of 0 takes any free one
    #[arg(long, env = "GANCHO_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:7878")]
    pub listen: SocketAddr,
    /// File to keep events in, or :memory:; without it, gancho.db in your data folder
    #[arg(long, env = "GANCHO_DATA", value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Longest body accepted: bytes, or with a unit as in 512KiB or 5MiB
    #[arg(long, env = "GANCHO_MAX_BODY", value_name = "SIZE", default_value = "5MiB", value_parser = size)]
    pub max_body: u64,
    /// Events that a new channel keeps, the oldest dropped first
    #[arg(long, env = "GANCHO_MAX_EVENTS", value_name = "N", default_value_t = Retention::default().max_events,
        value_parser = clap::value_parser!(u64).range(1..))]
    pub max_events: u64,
    /// Bytes that a new channel keeps, of headers, paths and bodies; at most half of them can be pinned
    #[arg(long, env = "GANCHO_MAX_BYTES", value_name = "SIZE", default_value = "256MiB", value_parser = size)]
    pub max_bytes: u64,
    /// Channels that the relay keeps; what would make one more is refused
    #[arg(long, env = "GANCHO_MAX_CHANNELS", value_name = "N", default_value_t = Defaults::default().max_channels,
        value_parser = clap::value_parser!(u64).range(1..))]
    pub max_channels: u64,
    /// Bytes that all channels' data may take; over it the oldest events of the largest channel go, but for pinned ones. No
    /// limit unless it is given
    #[arg(long, env = "GANCHO_MAX_DISK", value_name = "SIZE", value_parser = disk)]
    pub max_disk: Option<u64>,
    /// Secret that readers must show; made up when listening beyond this machine, or behind a
    /// public URL. Better given by --token-file or GANCHO_TOKEN: other users of this machine see a
    /// command's arguments, and shells keep them
    #[arg(long, env = "GANCHO_TOKEN", value_name = "TOKEN", value_parser = Unshown(token), hide_env_values = true)]
    pub token: Option<String>,
    /// File with that secret on a line
    #[arg(long, env = "GANCHO_TOKEN_FILE", value_name = "FILE", value_parser = token_file, conflicts_with = "token")]
    pub token_file: Option<String>,
    /// Let anybody read who can reach the address, without a token
    #[arg(long, env = "GANCHO_OPEN", value_parser = clap::builder::FalseyValueParser::new())]
    pub open: bool,
    /// Address that providers reach this relay at, as in `https://hooks.example.com`; with a path where a proxy shows it
    /// under one
    #[arg(long, env = "GANCHO_PUBLIC_URL", value_name = "URL", value_parser = Unshown(public_url), hide_env_values = true)]
    pub public_url: Option<PublicUrl>,
    /// Address or network of a proxy that is believed when it says whom it speaks for, as in 10.0.0.0/8 (repeat, or
    /// separate by commas)
    #[arg(long = "trusted-proxy", env = "GANCHO_TRUSTED_PROXY", value_name = "ADDRESS", value_delimiter = ',')]
    pub trusted_proxies: Vec<TrustedProxy>,
    /// Program that gives this relay a public address: ngrok, cloudflared, or ssh:HOST for a host that
    /// forwards, as in ssh:localhost.run. It must be installed. A token is asked for
    #[arg(long, env = "GANCHO_TUNNEL", value_name = "PROGRAM", conflicts_with = "public_url")]
    pub tunnel: Option<Tunnel>,
    /// Another host name that the page may be opened by (repeat, or separate by commas)
    #[arg(long = "allow-host", env = "GANCHO_ALLOW_HOST", value_name = "NAME", value_delimiter = ',')]
    pub allow_hosts: Vec<String>,
    /// Another origin whose pages may read events and change them, as in http://localhost:3000
    /// (repeat, or separate by commas)
    #[arg(long = "allow-origin", env = "GANCHO_ALLOW_ORIGIN", value_name = "ORIGIN", value_delimiter = ',')]
    pub allow_origins: Vec<Origin>,
    /// Origin whose pages may send webhooks to a relay that is for this machine only, or * for any;
    /// it opens nothing else (repeat, or separate by commas)
    #[arg(
        long = "allow-webhook-origin",
        env = "GANCHO_ALLOW_WEBHOOK_ORIGIN",
        value_name = "ORIGIN",
        value_delimiter = ','
    )]
    pub allow_webhook_origins: Vec<Senders>,
    /// Bring the events of a channel, else of 'default', on to a program (repeat, or separate by commas)
    #[arg(long = "forward", env = "GANCHO_FORWARD", value_name = "[CHANNEL=]URL", value_delimiter = ',',
        value_parser = forward_to)]
    pub forwards: Vec<(Channel, wire::Forward)>,
    /// Have senders wait for the answers of those programs, and get them, whatever they say
    #[arg(long, env = "GANCHO_ANSWER", value_parser = clap::builder::FalseyValueParser::new(), requires = "forwards")]
    pub answer: bool,
    /// How long they wait before they get the channel's answer, at most 30s
    #[arg(long, env = "GANCHO_ANSWER_TIMEOUT", value_name = "TIME", default_value = "10s", value_parser = units::timeout)]
    pub answer_timeout: Duration,
    /// Program that the relay may forward to, besides those of its own machine where nobody else reaches it, as in
    /// app.internal:3000; without a port, any (repeat, or separate by commas)
    #[arg(long = "allow-target", env = "GANCHO_ALLOW_TARGET", value_name = "HOST[:PORT]", value_delimiter = ',')]
    pub allow_targets: Vec<AllowedTarget>,
    /// Token of a Telegram bot, of whose webhook the page then tells; better given by TELEGRAM_TOKEN, which
    /// nobody else sees
    // Read where it is used: of other commands it may be whatever it is.
    #[arg(long, env = "TELEGRAM_TOKEN", value_name = "TOKEN", value_parser = secret, hide_env_values = true)]
    pub telegram_token: Option<Secret>,
    /// Where the Bot API is: Telegram's own, or a local Bot API server
    #[arg(long, env = "TELEGRAM_API_BASE", value_name = "URL", default_value = API_BASE)]
    pub telegram_api_base: String,
    /// How log lines are written, to standard error
    #[arg(long, env = "GANCHO_LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,
    /// Which log lines are written, as in debug or gancho=debug,warn
    #[arg(long, env = "GANCHO_LOG", value_name = "FILTER", default_value = "gancho=info,warn")]
    pub log: String,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

impl Serve {
    /// What the server is to do.
    ///
    /// # Errors
    /// A sentence for the user, when there is no folder to keep events in.
    pub fn options(&self) -> Result<Options> {
        let data = location(self.data.as_deref())?;
        let given = self.token.as_ref().or(self.token_file.as_ref());
        if self.open && given.is_some() {
            bail!("--open lets anybody read, and a token does not: choose one");
        }
        let token = match (given, self.is_wide() && !self.open) {
            (Some(token), _) => Some(token.clone()),
            (None, true) => Some(Uuid::new_v4().simple().to_string()),
            (None, false) => None,
        };
        let max_body = usize::try_from(self.max_body).unwrap_or(usize::MAX);
        Ok(Options {
            data,
            defaults: Defaults {
                retention: Retention { max_events: self.max_events, max_bytes: self.max_bytes },
                max_channels: self.max_channels,
                max_disk: self.max_disk,
            },
            max_body,
            max_inflight_bytes: MAX_INFLIGHT_BYTES.max(max_body.saturating_mul(2)),
            token,
            public_url: self.public_url.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            allowed_hosts: self.allow_hosts.clone(),
            allowed_origins: self.allow_origins.clone(),
            webhook_origins: self.allow_webhook_origins.clone(),
            allowed_targets: self.allow_targets.clone(),
            forwards: self.forwards()?,
            telegram: self.bot()?,
            timeouts: Timeouts::default(),
        })
    }

    /// The bot of whose webhook the page tells.
    fn bot(&self) -> Result<Option<Bot>> {
        let given = self.telegram_token.as_ref().filter(|token| !token.reveal().is_empty());
        let Some(given) = given else { return Ok(None) };
        let token = Token::parse(given.reveal()).context("--telegram-token, or TELEGRAM_TOKEN")?;
        let api_base = address(&self.telegram_api_base).context("--telegram-api-base, or TELEGRAM_API_BASE")?;
        Ok(Some(Bot { token, api_base }))
    }

    /// True when others than this machine reach the relay: a tunnel brings the world to a loopback
    /// address.
    fn is_wide(&self) -> bool {
        !self.listen.ip().is_loopback() || self.public_url.is_some() || self.tunnel.is_some()
    }

    /// Warning for the log and the welcome; `None` when there is nothing to warn of.
    #[must_use]
    pub fn warning(&self) -> Option<&'static str> {
        (self.open && self.is_wide()).then_some(
            "--open: everybody who reaches this address reads every event and may delete it. Without --open a token is \
             asked for",
        )
    }

    /// What to print once the relay listens on `address`: addresses, and a line to paste.
    #[must_use]
    pub fn welcome(&self, options: &Options, address: SocketAddr) -> String {
        let base = crate::server::base_url(address);
        let public = options.public_url.as_ref().map_or(&*base, PublicUrl::as_str);
        let page = match &options.token {
            Some(token) => format!("{base}/?token={token}"),
            None => format!("{base}/"),
        };
        let kept = match &options.data {
            Location::File(path) => path.display().to_string(),
            Location::Memory => "in memory, gone when it stops".into(),
        };
        let local = base.trim_start_matches("http://");
        let warning = self.warning().map(|text| format!("  Warning  {text}\n")).unwrap_or_default();
        format!(
            "Gancho {version} is listening.\n\n  Page     {page}\n  Webhook  {public}/webhook\n  Events   {kept}\n{warning}\n\
             Send one:\n  curl -d '{{\"oi\":1}}' -H 'content-type: application/json' {local}/webhook\n",
            version = crate::VERSION
        )
    }
}

/// The least that `--max-disk` can be: several commits fit into it, and a long body.
const MIN_DISK: u64 = 64 << 20;

fn disk(text: &str) -> Result<u64> {
    let bytes = size(text)?;
    ensure!(bytes >= MIN_DISK, "give at least 64MiB");
    Ok(bytes)
}

/// Where `--data` says that the data lies.
fn location(data: Option<&Path>) -> Result<Location> {
    Ok(match data {
        Some(path) if path.as_os_str() == ":memory:" => Location::Memory,
        Some(path) => Location::File(path.to_owned()),
        None => Location::File(default_data()?),
    })
}

fn default_data() -> Result<PathBuf> {
    directories::ProjectDirs::from("", "", "gancho")
        .map(|dirs| dirs.data_dir().join("gancho.db"))
        .context("this account has no data folder: say where to keep events with --data FILE")
}

/// Bytes, with an optional unit: kB, MB, GB, TB (thousands) or KiB, MiB, GiB, TiB.
fn size(text: &str) -> Result<u64> {
    let bytes = text.parse::<ByteSize>().map(|size| size.as_u64()).ok();
    // SQLite counts in 63 bits.
    bytes.filter(|bytes| i64::try_from(*bytes).is_ok()).context("give bytes, or a unit as in 512KiB or 5MiB")
}

fn channel(text: &str) -> Result<Channel> {
    Ok(Channel::new(text)?)
}

fn secret(text: &str) -> Result<Secret> {
    Ok(Secret::new(text.to_owned()))
}

fn public_url(text: &str) -> Result<PublicUrl> {
    Ok(text.parse()?)
}

/// Why the relay could not listen, and what to do.
#[must_use]
pub fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::AddrInUse => format!(
            "port {} is taken, perhaps by another gancho: stop that one, or choose another with --listen {}",
            address.port(),
            SocketAddr::new(address.ip(), 0)
        ),
        ErrorKind::PermissionDenied => {
            format!("this account may not listen on port {}: choose one above 1023 with --listen", address.port())
        }
        ErrorKind::AddrNotAvailable => {
            let any = IpAddr::from([127, 0, 0, 1]);
            format!("this machine has no address {}: --listen {}", address.ip(), SocketAddr::new(any, address.port()))
        }
        _ => format!("cannot listen on {address}: {error}"),
    }
}

#[cfg(test)]
mod tests;
