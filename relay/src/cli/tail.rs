//! Arguments of `gancho tail`.

use std::io::{self, IsTerminal as _};

use clap::Args;

use super::forward::{Place, place};
use super::secret::Unshown;
use super::{Access, View};
use gancho_client::address;
use gancho_client::tail::{Options, Show};

pub(super) const EXAMPLES: &str = "\
Examples:
  gancho tail loja                                 The channel's events on the whole screen, as they come
  gancho tail https://hooks.example.com/loja       Of the relay of another machine
  gancho tail loja --json | jq .body               A JSON object a line, of what comes from now on

On a terminal it fills the screen: j/k move, Enter opens an event, r has it sent again, / filters
as the page does, o opens it in the browser, p lets the list stand still, q ends. Elsewhere, and with
--plain, it prints a line an event.";

/// Arguments of `tail`.
#[derive(Clone, Debug, Args)]
pub struct Tail {
    /// Channel of the relay, as in loja; or relay and channel, as in
    /// `https://hooks.example.com/loja`; the channel default unless given
    #[arg(value_name = "RELAY/CHANNEL", value_parser = Unshown(place))]
    pub place: Option<Place>,
    /// Where the relay is, when the address is not with the channel
    #[arg(long, env = "GANCHO_RELAY", value_name = "URL", default_value = "http://127.0.0.1:7878",
        value_parser = Unshown(address), hide_env_values = true)]
    pub relay: String,
    /// Print a line an event, without colours, as it is done for what is no terminal
    #[arg(long, conflicts_with = "json")]
    pub plain: bool,
    /// Print a JSON object a line: the event
    #[arg(long)]
    pub json: bool,
    /// How the screen looks
    #[command(flatten)]
    pub view: View,
    /// What to show the relay
    #[command(flatten)]
    pub access: Access,
}

impl Tail {
    /// Which channel, and how it is shown.
    #[must_use]
    pub fn options(&self) -> Options {
        let lang = self.view.lang();
        let show = match (self.json, self.plain || !io::stdout().is_terminal() || !io::stdin().is_terminal()) {
            (true, _) => Show::Json(lang),
            (false, true) => Show::Lines(lang),
            (false, false) => Show::Screen(self.view.style()),
        };
        let place = self.place.as_ref();
        Options {
            relay: self.access.relay(place.and_then(|place| place.relay.as_deref()).unwrap_or(&self.relay)),
            channel: place.and_then(|place| place.channel.clone()).unwrap_or_default(),
            show,
        }
    }
}
