//! Arguments of `gancho answer`.

use anyhow::{Context as _, Result};
use clap::Args;
use wire::{Channel, HandAnswer, Seq};

use super::secret::Unshown;
use super::{Access, channel};
use gancho_client::address;
use gancho_client::answer::Options;

pub(super) const EXAMPLES: &str = "\
Examples:
  gancho answer loja 17 --status 200
  gancho answer loja 17 --status 422 --header 'content-type: application/json' --body '{\"error\":\"no stock\"}'

For channels that hold their senders: PUT /api/channels/loja {\"answer\":{\"hold\":true}}. The first answer
counts; after 30 seconds the sender gets the channel's own.";

/// Arguments of `answer`.
#[derive(Clone, Debug, Args)]
pub struct Answer {
    /// Channel that the event is in
    #[arg(value_name = "CHANNEL", value_parser = channel)]
    pub channel: Channel,
    /// Position of the event
    #[arg(value_name = "SEQ")]
    pub seq: Seq,
    /// HTTP status of the answer
    #[arg(long, value_name = "STATUS", default_value_t = 200, value_parser = clap::value_parser!(u16).range(200..=599))]
    pub status: u16,
    /// A header of the answer, as in 'content-type: text/xml' (repeat)
    #[arg(long = "header", short = 'H', value_name = "NAME: VALUE", value_parser = header)]
    pub headers: Vec<(String, String)>,
    /// Body of the answer; without it, the relay's receipt
    #[arg(long, value_name = "TEXT")]
    pub body: Option<String>,
    /// Where the relay is
    #[arg(long, env = "GANCHO_RELAY", value_name = "URL", default_value = "http://127.0.0.1:7878",
        value_parser = Unshown(address), hide_env_values = true)]
    pub relay: String,
    /// What to show the relay
    #[command(flatten)]
    pub access: Access,
}

impl Answer {
    /// What is to be answered.
    #[must_use]
    pub fn options(&self) -> Options {
        Options {
            relay: self.access.relay(&self.relay),
            channel: self.channel.clone(),
            seq: self.seq,
            answer: HandAnswer { status: self.status, headers: self.headers.clone(), body: self.body.clone() },
        }
    }
}

fn header(text: &str) -> Result<(String, String)> {
    let (name, value) = text.split_once(':').context("give a name and a value, as in 'content-type: text/xml'")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use crate::cli::{Cli, Command};

    #[test]
    fn an_answer_has_a_status_and_may_have_more() {
        let parse = |line: &[&str]| Cli::try_parse_from(["gancho", "answer"].iter().chain(line));
        let full = ["loja", "17", "--status", "422", "-H", "X-A: b: c", "--body", "no"];
        let Some(Command::Answer(answer)) = parse(&full).unwrap().command else { panic!("no answer") };
        let options = answer.options();
        assert_eq!((options.channel.as_str(), options.seq, options.answer.status), ("loja", 17, 422));
        assert_eq!(options.answer.headers, [("X-A".to_owned(), "b: c".to_owned())]);
        for (line, words) in [
            (&["loja"][..], "<SEQ>"),
            (&["lo ja", "1"], "a channel's name"),
            (&["loja", "x"], "invalid digit"),
            (&["loja", "1", "--status", "100"], "200..=599"),
            (&["loja", "1", "--header", "x"], "give a name and a value"),
        ] {
            let told = parse(line).map(drop).expect_err(words).to_string();
            assert!(told.contains(words), "{line:?}: {told}");
        }
    }
}
