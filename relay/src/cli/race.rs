//! Arguments of `gancho race`.

use std::time::Duration;

use clap::{Args, ValueEnum};
use measure::Transport;
use uuid::Uuid;
use wire::Channel;

use super::secret::Unshown;
use super::{Access, channel};
use gancho_client::race::{Options, units};

pub(super) const EXAMPLES: &str = "\
Examples:
  gancho race                                   Push against a poll every 2 s, for a minute
  gancho race --interval 10s --for 5min         A lazier poll: an event waits T/2 on average
  gancho race --interval 250ms --conditional    A hasty one, answered 304 when nothing is new
  gancho race --pull long                       A poll that is held until something comes
  gancho race --push sse --rate 2/s             Server-Sent Events, and many webhooks
  GANCHO_TOKEN=… gancho race http://10.0.0.5:7878   A relay on another machine
  gancho race --rate 0 --channel orders         Fire nothing: race on what others send
  gancho race --seed 7 --json > race.json       The same gaps each time; figures and every row

Webhooks are fired at random times, so that no poll can fall into step with them. Both lanes read
the same events. A race ends once both have seen the last one; Ctrl-C ends it early, and it is
still printed.

Every flag is also an environment variable: --interval is GANCHO_INTERVAL.";

/// Arguments of `race`.
#[derive(Clone, Debug, Args)]
pub struct Race {
    /// Where the relay is
    #[arg(env = "GANCHO_RELAY", value_name = "RELAY-URL", default_value = "http://127.0.0.1:7878",
        value_parser = Unshown(units::relay), hide_env_values = true)]
    pub relay: String,
    /// How often pull asks: 250ms to 60s
    #[arg(long, env = "GANCHO_INTERVAL", value_name = "TIME", default_value = "2s", value_parser = units::interval)]
    pub interval: Duration,
    /// How many webhooks are fired, on average: up to 100/s; 0 fires none
    #[arg(long, env = "GANCHO_RATE", value_name = "N/UNIT", default_value = "8/min", value_parser = units::rate)]
    pub rate: units::Rate,
    /// How long they are fired: up to 1h
    #[arg(long = "for", env = "GANCHO_FOR", value_name = "TIME", default_value = "60s", value_parser = units::length)]
    pub length: Duration,
    /// How push is carried
    #[arg(long, env = "GANCHO_PUSH", value_name = "HOW", default_value = "websocket")]
    pub push: Push,
    /// How pull asks
    #[arg(long, env = "GANCHO_PULL", value_name = "HOW", default_value = "short")]
    pub pull: Pull,
    /// Let polls say what they have seen, to be answered 304 without a body
    #[arg(long, env = "GANCHO_CONDITIONAL", value_parser = clap::builder::FalseyValueParser::new())]
    pub conditional: bool,
    /// Channel to race on; made when there is none
    #[arg(long, env = "GANCHO_CHANNEL", value_name = "NAME", default_value = "race", value_parser = channel)]
    pub channel: Channel,
    /// Makes the random gaps between webhooks the same each time
    #[arg(long, env = "GANCHO_SEED", value_name = "N")]
    pub seed: Option<u32>,
    /// What to show the relay
    #[command(flatten)]
    pub access: Access,
    /// Print figures and every row as JSON, as the page exports them
    #[arg(long, env = "GANCHO_JSON", value_parser = clap::builder::FalseyValueParser::new())]
    pub json: bool,
}

/// How push is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Push {
    /// One connection, both ways
    Websocket,
    /// Server-Sent Events: one answer that does not end
    Sse,
}

/// How pull asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Pull {
    /// Every interval, answered at once
    Short,
    /// Answered when there is something, then asked again
    Long,
}

impl Race {
    /// How the race is to run.
    #[must_use]
    pub fn options(&self) -> Options {
        Options {
            relay: self.access.relay(&self.relay),
            channel: self.channel.clone(),
            push: match self.push {
                Push::Websocket => Transport::WebSocket,
                Push::Sse => Transport::Sse,
            },
            pull: match self.pull {
                Pull::Short => Transport::ShortPoll,
                Pull::Long => Transport::LongPoll,
            },
            interval: self.interval,
            conditional: self.conditional,
            mean_gap: self.rate.mean_gap,
            // Any one will do; it is told, to be given again.
            seed: self.seed.unwrap_or_else(|| Uuid::new_v4().as_fields().0),
            length: self.length,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::{Cli, Command};
    use gancho_client::RelayAccess;
    use gancho_client::tls::Trust;

    fn race(line: &str) -> anyhow::Result<Options> {
        let args = ["gancho", "race"].into_iter().chain(line.split_whitespace());
        match Cli::try_parse_from(args)?.command {
            Some(Command::Race(race)) => Ok(race.options()),
            other => anyhow::bail!("{other:?}"),
        }
    }

    #[test]
    fn a_race_needs_no_arguments_and_takes_many() {
        let usual = race("").unwrap();
        assert_eq!((usual.relay.url.as_str(), usual.channel.as_str()), ("http://127.0.0.1:7878", "race"));
        assert_eq!((usual.push, usual.pull, usual.conditional), (Transport::WebSocket, Transport::ShortPoll, false));
        let times = (usual.interval, usual.mean_gap, usual.length);
        let (s, ms) = (Duration::from_secs, Duration::from_millis);
        assert_eq!(times, (s(2), Some(ms(7500)), s(60)));
        assert_ne!(usual.seed, race("").unwrap().seed, "another race each time");

        let all = "localhost:1 --interval 250ms --rate 2/s --for 1min --push sse --pull long --conditional --channel a_b \
                   --seed 7 --token abcdefgh --ca-file ca.pem --json";
        let expected = Options {
            relay: RelayAccess {
                url: "http://localhost:1".into(),
                token: Some("abcdefgh".into()),
                trust: Trust { ca_file: Some("ca.pem".into()), insecure: false },
            },
            channel: Channel::new("a_b").unwrap(),
            push: Transport::Sse,
            pull: Transport::LongPoll,
            interval: ms(250),
            conditional: true,
            mean_gap: Some(ms(500)),
            seed: 7,
            length: s(60),
        };
        assert_eq!(race(all).unwrap(), expected);
        for wrong in [
            "ftp://x",
            "--interval two",
            "--rate 8",
            "--for 2h",
            "--push poll",
            "--channel a/b",
            "--seed -1",
            "--data x",
        ] {
            assert!(race(wrong).is_err(), "{wrong}");
        }
    }
}
