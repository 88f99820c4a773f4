//! Arguments of `gancho wait`.

use std::time::Duration;

use anyhow::Result;
use clap::Args;
use wire::{Filter, StartAt};

use super::forward::{Place, place};
use super::secret::Unshown;
use super::{Access, View};
use gancho_client::address;
use gancho_client::forward::target;
use gancho_client::race::units;
use gancho_client::wait::Options;

pub(super) const EXAMPLES: &str = "\
Examples:
  gancho wait loja --filter 'provider:stripe event:invoice.paid signature:valid' --timeout 30s
  gancho wait loja --filter 'path:/orders method:POST' --count 3 | jq -r .body.text
  gancho wait loja --from start                    What came before counts too

In a script: say where the channel is before you fire, so that nothing is missed in between.
  gancho wait loja --filter event:push > found.ndjson & waiting=$!
  ./fire-it
  wait $waiting

Exit code: 0 when all came, and each is on a line of its own as JSON; 1 when time was over, with what
came instead on standard error; 2 when it could not wait: no relay, a filter that cannot be read.";

/// Arguments of `wait`.
#[derive(Clone, Debug, Args)]
pub struct Wait {
    /// Channel of the relay, as in loja; or relay and channel, as in
    /// `https://hooks.example.com/loja`
    #[arg(value_name = "RELAY/CHANNEL", value_parser = Unshown(place))]
    pub place: Place,
    /// Where the relay is, when the address is not with the channel
    #[arg(long, env = "GANCHO_RELAY", value_name = "URL", default_value = "http://127.0.0.1:7878",
        value_parser = Unshown(address), hide_env_values = true)]
    pub relay: String,
    /// What to wait for, as the page filters; any event unless given
    #[arg(long, value_name = "FILTER", default_value = "", hide_default_value = true, value_parser = filter,
        allow_hyphen_values = true)]
    pub filter: String,
    /// How many events to wait for
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub count: u32,
    /// How long to wait
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = units::timeout)]
    pub timeout: Duration,
    /// Where to begin: now, start, or a position
    #[arg(long, value_name = "start|now|SEQ", default_value = "now", value_parser = target::start)]
    pub from: StartAt,
    /// Language of what it says
    #[command(flatten)]
    pub view: View,
    /// What to show the relay
    #[command(flatten)]
    pub access: Access,
}

impl Wait {
    /// What is waited for.
    #[must_use]
    pub fn options(&self) -> Options {
        Options {
            relay: self.access.relay(self.place.relay.as_deref().unwrap_or(&self.relay)),
            channel: self.place.channel.clone().unwrap_or_default(),
            filter: self.filter.clone(),
            count: self.count as usize,
            timeout: self.timeout,
            from: self.from,
            lang: self.view.lang(),
        }
    }
}

/// Read here too, so that a wrong one is said before anything is asked.
fn filter(text: &str) -> Result<String> {
    text.parse::<Filter>()?;
    Ok(text.to_owned())
}
