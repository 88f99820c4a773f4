//! Arguments of `gancho forward`.

use std::io::{self, IsTerminal as _};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use wire::{Channel, ConsumerName, StartAt};

use super::secret::Unshown;
use super::{Access, View};
use gancho_client::address;
use gancho_client::forward::output::{Format, Output};
use gancho_client::forward::target::{self, Target, Url};
use gancho_client::forward::{Options, Route, Settings};
use gancho_client::race::units;
use gancho_client::view::Style;

pub(super) const EXAMPLES: &str = "\
Examples:
  gancho forward default --to http://localhost:3000/webhooks
  gancho forward https://hooks.example.com/loja --to localhost:5000   The relay of another machine
  gancho forward https://example.com/gancho/loja --to localhost:5000   Under a path of a proxy
  gancho forward --to loja=localhost:5000 --to github=localhost:3000/gh   Two channels, two programs
  gancho forward loja --exec './handle.py'         A command each: the body is its input
  gancho forward loja --to localhost:5000 --from start --until-idle   Everything kept, then end

Events arrive in order, one at a time, as they came in: method, path below the channel, query,
headers and body. What your program answers is recorded beside the event. The relay keeps how far
this consumer is: stop it, and it goes on there the next time.

Delivery is at least once: after a crash, the event that was under way comes again. To know it
again, compare the header Gancho-Event-Id, which is the same each time.

A program that refuses connections is waited for. An answer of 5xx, 429 or 408, and none in time,
are tried again, later each time; after --max-attempts the event is a dead letter and the next one
comes. Any other answer is final. A failing event so holds up the line: --concurrency lets others
pass, and then the order at your program is not kept.";

/// Arguments of `forward`.
#[derive(Clone, Debug, Args)]
pub struct Forward {
    /// Channel of the relay, as in loja; or relay and channel, as in
    /// `https://hooks.example.com/loja`
    #[arg(value_name = "RELAY/CHANNEL", value_parser = Unshown(place))]
    pub place: Option<Place>,
    /// Where the relay is, when the address is not with the channel
    #[arg(long, env = "GANCHO_RELAY", value_name = "URL", default_value = "http://127.0.0.1:7878",
        value_parser = Unshown(address), hide_env_values = true)]
    pub relay: String,
    /// Where events go, as in `http://localhost:3000/webhooks`; with a channel's name before it,
    /// that channel's (repeat)
    #[arg(long = "to", value_name = "[CHANNEL=]URL", value_parser = Unshown(target::of_channel))]
    pub targets: Vec<(Option<Channel>, Url)>,
    /// Command to run for each event, by sh: the body is its input, the event in GANCHO_…
    /// variables, 0 as its exit code means done
    #[arg(long, value_name = "COMMAND")]
    pub exec: Option<String>,
    /// Name of the consumer, whose place the relay keeps; made from the target unless given
    #[arg(long, value_name = "NAME", value_parser = name)]
    pub name: Option<ConsumerName>,
    /// Where a consumer begins that the relay does not know yet: start, now, or a position
    #[arg(long, value_name = "start|now|SEQ", default_value = "now", value_parser = target::start)]
    pub from: StartAt,
    /// Events under way at once; above 1, the order at your program is not kept
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub concurrency: u16,
    /// Have senders wait for your program's answer, and get it, whatever it says
    #[arg(long, conflicts_with = "exec")]
    pub answer: bool,
    /// How long they wait before they get the channel's answer, at most 30s
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = units::timeout)]
    pub answer_timeout: Duration,
    /// How long your program may take to answer
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = units::timeout)]
    pub timeout: Duration,
    /// Attempts before an event is given up
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub max_attempts: u32,
    /// End after one event
    #[arg(long, conflicts_with = "until_idle")]
    pub once: bool,
    /// End when nothing waits any more
    #[arg(long)]
    pub until_idle: bool,
    /// Print a line an attempt instead of filling the screen, without colours, as it is done for
    /// what is no terminal
    #[arg(long, conflicts_with = "json")]
    pub plain: bool,
    /// Print a JSON object a line
    #[arg(long)]
    pub json: bool,
    /// How the screen looks
    #[command(flatten)]
    pub view: View,
    /// What to show the relay
    #[command(flatten)]
    pub access: Access,
}

/// A relay, a channel, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The relay's address.
    pub(super) relay: Option<String>,
    /// The channel.
    pub(super) channel: Option<Channel>,
}

impl Forward {
    /// What is forwarded, and how.
    ///
    /// # Errors
    /// A sentence for the user, when the arguments do not fit together.
    pub fn options(&self) -> Result<Options> {
        let channel = self.place.as_ref().and_then(|place| place.channel.clone());
        let which = "say which channel, as in: gancho forward CHANNEL --to URL";
        let mut targets = Vec::new();
        for (of, url) in &self.targets {
            targets.push((of.clone().or(channel.clone()).context(which)?, Target::Url(url.clone())));
        }
        if let Some(command) = &self.exec {
            ensure!(!command.trim().is_empty(), "give a command, as in --exec './handle.py'");
            targets.push((channel.clone().context(which)?, Target::Command(command.clone())));
        }
        ensure!(!targets.is_empty(), "say where events go: --to URL, or --exec COMMAND");
        let unused = channel.filter(|channel| targets.iter().all(|(of, _)| of != channel));
        if let Some(channel) = unused {
            bail!("every --to names another channel than '{channel}': leave that one out");
        }
        let route = |(channel, target): (Channel, Target)| {
            let consumer = self.name.clone().map_or_else(|| target.name(), Ok)?;
            Ok(Route { channel, target, consumer })
        };
        Ok(Options {
            relay: self.access.relay(self.place.as_ref().and_then(|it| it.relay.as_deref()).unwrap_or(&self.relay)),
            routes: targets.into_iter().map(route).collect::<Result<_>>()?,
            settings: Settings {
                from: self.from,
                concurrency: self.concurrency.into(),
                timeout: self.timeout,
                max_attempts: self.max_attempts,
                once: self.once,
                until_idle: self.until_idle,
                answer: self.answer.then_some(self.answer_timeout),
            },
        })
    }

    /// How it fills the screen; none where it prints lines. A command's errors, and what ends by
    /// itself, are lines on the terminal.
    #[must_use]
    pub fn screen(&self) -> Option<Style> {
        let prints = self.json || self.plain || self.exec.is_some() || self.once || self.until_idle;
        let fills = !prints && io::stdout().is_terminal() && io::stdin().is_terminal();
        fills.then(|| self.view.style())
    }

    /// Where it writes what it does.
    #[must_use]
    pub fn output(&self) -> Output {
        let format = match (self.json, self.plain || !io::stdout().is_terminal()) {
            (true, _) => Format::Json,
            (false, true) => Format::Plain,
            (false, false) => Format::Coloured,
        };
        Output::new(format, Box::new(io::stdout()), Box::new(io::stderr()))
    }
}

fn name(text: &str) -> Result<ConsumerName> {
    Ok(ConsumerName::new(text)?)
}

/// Reads `CHANNEL`, `http://host:port` or `http://host:port/CHANNEL`. Before the channel may stand the
/// path under which a proxy has the relay; a path alone ends in `/`.
pub(super) fn place(text: &str) -> Result<Place> {
    if let Ok(channel) = Channel::new(text) {
        return Ok(Place { relay: None, channel: Some(channel) });
    }
    let scheme = text.find("://").map_or(0, |at| at + 3);
    let (relay, channel) = match text[scheme..].rsplit_once('/') {
        Some((relay, name)) => match Channel::new(name) {
            Ok(channel) => (&text[..scheme + relay.len()], Some(channel)),
            Err(_) => (text, None),
        },
        None => (text, None),
    };
    let host = relay[scheme..].split('/').next().unwrap_or_default();
    ensure!(scheme > 0 || host.contains([':', '.']), "give a channel, or relay and channel: http://host:7878/CHANNEL");
    Ok(Place { relay: Some(address(relay)?), channel })
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::{Cli, Command};

    fn forward(line: &[&str]) -> Result<Options> {
        let args = ["gancho", "forward"].iter().chain(line);
        match Cli::try_parse_from(args)?.command {
            Some(Command::Forward(forward)) => forward.options(),
            other => bail!("{other:?}"),
        }
    }

    fn routes(line: &[&str]) -> Vec<String> {
        let routes = forward(line).unwrap().routes;
        routes.iter().map(|route| format!("{} {} {}", route.channel, route.target, route.consumer)).collect()
    }

    #[test]
    fn relay_and_channel_stand_together_or_apart() {
        let to = ["--to", "localhost:5000"];
        for (place, relay, channel) in [
            ("loja", "http://127.0.0.1:7878", "loja"),
            ("http://h:1/loja", "http://h:1", "loja"),
            ("https://h.example/loja", "https://h.example", "loja"),
            ("h:1/loja", "http://h:1", "loja"),
            ("https://h.example/gancho/loja", "https://h.example/gancho", "loja"),
            ("h:1/a/b.c/loja", "http://h:1/a/b.c", "loja"),
        ] {
            let options = forward(&[&[place][..], &to].concat()).unwrap();
            assert_eq!((options.relay.url.as_str(), options.routes[0].channel.as_str()), (relay, channel), "{place}");
        }
        let apart = forward(&["loja", "--relay", "https://h.example", "--to", "localhost:5000"]).unwrap();
        assert_eq!(apart.relay.url, "https://h.example");
        let alone = |text| place(text).map(|place| (place.relay, place.channel)).unwrap();
        assert_eq!(alone("https://h.example/gancho/"), (Some("https://h.example/gancho".into()), None));
        assert_eq!(alone("h:1/"), (Some("http://h:1".into()), None));
    }

    #[test]
    fn targets_have_channels_and_names() {
        assert_eq!(routes(&["loja", "--to", "localhost:5000/a"]), ["loja http://localhost:5000/a localhost-5000-a"]);
        assert_eq!(
            routes(&["--to", "a=localhost:1", "--to", "b=localhost:2/x?y=z", "--name", "n"]),
            ["a http://localhost:1 n", "b http://localhost:2/x?y=z n"]
        );
        assert_eq!(
            routes(&["loja", "--to", "h:1", "--exec", "cat", "--to", "a=h:2"]),
            ["loja http://h:1 h-1", "a http://h:2 h-2", "loja cat exec-cat"]
        );
    }

    #[test]
    fn bad_arguments_are_refused_with_words() {
        let to = "http://h";
        for (line, words) in [
            (&[][..], "--to URL"),
            (&["loja"], "say where events go"),
            (&["--to", to], "say which channel"),
            (&["loja", "--to", "not a url"], "give a URL, as in http://localhost:3000"),
            (&["loja", "--to", "ftp://h"], "give a URL"),
            (&["loja", "--to", "http://u:p@h"], "leave user and password out"),
            (&["loja", "--to", "a=http://h"], "leave that one out"),
            (&["lo ja", "--to", to], "give a channel"),
            (&["lo/ja", "--to", to], "give a channel"),
            (&["http://h/loja?token=abc", "--to", to], "give the relay's address only"),
            (&["loja", "--to", to, "--name", "a b"], "1 to 64 letters"),
            (&["loja", "--to", to, "--from", "later"], "give start, now, or the position"),
            (&["loja", "--to", to, "--from=-1"], "--from"),
            (&["loja", "--to", to, "--concurrency", "0"], "--concurrency"),
            (&["loja", "--to", to, "--timeout", "0s"], "from 100ms to 1h"),
            (&["loja", "--to", to, "--max-attempts", "0"], "--max-attempts"),
            (&["loja", "--to", to, "--once", "--until-idle"], "cannot be used with"),
            (&["loja", "--exec", " "], "give a command"),
        ] {
            let told = forward(line).map(drop).expect_err(words).to_string();
            assert!(told.contains(words), "{line:?}: {told}");
        }
    }
}
