//! Arguments of `gancho events`.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use wire::{Channel, ConsumerName, Seq};

use super::secret::Unshown;
use super::{Access, channel, location};
use gancho_client::address;
use gancho_client::events::{Chosen, Find, How, Seqs, Source, Task, parse_seqs};
use gancho_store::sqlite::{self, Location};

pub(super) const EXAMPLES: &str = "\
Examples:
  gancho events list                                 The newest of the channel 'default'
  gancho events list --q 'order paid' --channel loja   Those with both words somewhere in them
  gancho events list --provider github --signature invalid --json | jq .summary
  gancho events show 7                               One event, as it was received
  gancho events show 7 --body > body.bin             Its body, byte for byte
  gancho events export -o events.ndjson              Everything, to be imported again
  gancho events export --format curl --seqs 3,7-9    A script that sends four events again
  gancho events import events.ndjson --channel copy
  gancho events resend 7,9-12                        Send four events again, through the consumer
  gancho events resend --filter delivery:dead        What was given up
  gancho events resend 7 --edit                      Changed in $EDITOR first
  gancho events compact                              Make the data file small; no relay may run on it

The relay is at http://127.0.0.1:7878 unless --relay or GANCHO_RELAY says otherwise.";

/// Arguments of `events`.
#[derive(Clone, Debug, Args)]
pub struct Events {
    /// Which relay and channel
    #[command(flatten)]
    pub at: At,
    /// What to do
    #[command(subcommand)]
    pub what: What,
}

/// Which relay and channel.
#[derive(Clone, Debug, Args)]
pub struct At {
    /// Where the relay is
    #[arg(long, global = true, env = "GANCHO_RELAY", value_name = "URL", default_value = "http://127.0.0.1:7878",
        value_parser = Unshown(address), hide_env_values = true)]
    pub relay: String,
    /// What to show the relay
    #[command(flatten)]
    pub access: Access,
    /// Channel that the events are in
    #[arg(long, global = true, env = "GANCHO_CHANNEL", value_name = "NAME", default_value = "default", value_parser = channel)]
    pub channel: Channel,
}

/// What to do with events.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// List events, the newest first
    List {
        /// Which ones
        #[command(flatten)]
        which: Which,
        /// Most events listed
        #[arg(long, value_name = "N", default_value_t = 20)]
        limit: usize,
        /// Print each as JSON on a line; bodies above 64 KiB are cut
        #[arg(long)]
        json: bool,
    },
    /// Show one event, with its whole body
    Show {
        /// Its position, as the list shows it
        seq: Seq,
        /// Print the body alone, byte for byte
        #[arg(long)]
        body: bool,
        /// Print it as JSON
        #[arg(long, conflicts_with = "body")]
        json: bool,
    },
    /// Write events to a file: ndjson can be imported again
    Export {
        /// Which ones
        #[command(flatten)]
        which: Which,
        /// Positions and ranges of them, as in 1,5-9
        #[arg(long, value_name = "SEQS")]
        seqs: Option<String>,
        /// How they are written
        #[arg(long, value_name = "FORMAT", default_value = "ndjson")]
        format: Format,
        /// File to write; without it, standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Read an export (ndjson) in as new events
    Import {
        /// The file; - is standard input
        file: PathBuf,
    },
    /// Send events again through a consumer, as `gancho forward` is one
    Resend {
        /// Positions and ranges of them, as in 7,9-12
        #[arg(value_name = "SEQS", value_parser = parse_seqs, required_unless_present_any = SEARCHES,
            conflicts_with_all = SEARCHES)]
        seqs: Option<Seqs>,
        /// Which ones
        #[command(flatten)]
        which: Which,
        /// Open headers and body in $EDITOR first; what is saved is sent. An empty file cancels
        #[arg(long)]
        edit: bool,
        /// Consumer that sends them; may be left out when the channel has one
        #[arg(long, value_name = "NAME", value_parser = consumer)]
        consumer: Option<ConsumerName>,
    },
    /// Write the data file anew without what was deleted. Asks no relay: none may run on the file
    Compact(Compact),
}

/// Arguments of `events compact`.
#[derive(Clone, Debug, Args)]
pub struct Compact {
    /// The file; without it, gancho.db in your data folder
    #[arg(long, env = "GANCHO_DATA", value_name = "FILE")]
    pub data: Option<PathBuf>,
}

impl Compact {
    /// Compacts the file; says how large it was and is.
    ///
    /// # Errors
    /// A sentence for the user, when there is no such file, a relay runs on it, or it cannot be written.
    pub fn run(&self) -> Result<String> {
        let Location::File(data) = location(self.data.as_deref())? else {
            bail!(":memory: is no file: there is nothing to compact");
        };
        let (before, after) = sqlite::compact(&data)?;
        let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        Ok(format!("{}: {:.1} MiB before, {:.1} MiB now", data.display(), mib(before), mib(after)))
    }
}

/// Which events.
#[derive(Clone, Debug, Default, Args)]
pub struct Which {
    /// Words that must all be in method, path, query, headers or body, whatever their case
    #[arg(long, value_name = "WORDS")]
    pub q: Option<String>,
    /// Only what is pinned
    #[arg(long)]
    pub pinned: bool,
    /// Only this provider's, as in github
    #[arg(long, value_name = "NAME")]
    pub provider: Option<String>,
    /// Only what the provider calls so, as in push
    #[arg(long, value_name = "EVENT")]
    pub name: Option<String>,
    /// Only what is signed so
    #[arg(long, value_name = "HOW", value_parser = ["valid", "invalid", "none"])]
    pub signature: Option<String>,
    /// All of these in one text, and what became of it: provider:github delivery:dead
    #[arg(long, value_name = "FILTER")]
    pub filter: Option<String>,
}

/// The arguments of [`Which`].
const SEARCHES: [&str; 6] = ["q", "pinned", "provider", "name", "signature", "filter"];

fn consumer(name: &str) -> Result<ConsumerName> {
    Ok(ConsumerName::new(name)?)
}

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// An event a line, as JSON
    Ndjson,
    /// HTTP Archive 1.2, for developer tools
    Har,
    /// A shell script of curl commands
    Curl,
}

impl Format {
    /// Its name in the API.
    fn name(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Har => "har",
            Self::Curl => "curl",
        }
    }
}

impl At {
    /// Where the events are.
    ///
    /// # Errors
    /// When the certificates that are to be trusted cannot be read.
    pub fn source(&self) -> Result<Source> {
        Source::new(&self.access.relay(&self.relay), self.channel.clone())
    }
}

impl What {
    /// What a relay is to be asked for; none for what asks no relay.
    #[must_use]
    pub fn task(&self) -> Option<Task> {
        let task = match self {
            Self::Compact(_) => return None,
            Self::List { which, limit, json } => Task::List { find: which.find(), limit: *limit, json: *json },
            Self::Show { seq, body, json } => {
                let how = if *body { How::Body } else { How::Whole };
                Task::Show { seq: *seq, how: if *json { How::Json } else { how } }
            }
            Self::Export { which, seqs, format, output } => {
                Task::Export { find: which.find(), seqs: seqs.clone(), format: format.name(), output: output.clone() }
            }
            Self::Import { file } => Task::Import(file.clone()),
            Self::Resend { seqs, which, edit, consumer } => {
                let chosen = seqs.clone().map_or_else(|| Chosen::Found(which.find()), Chosen::Seqs);
                Task::Resend { chosen, consumer: consumer.clone(), edit: *edit }
            }
        };
        Some(task)
    }
}

impl Which {
    /// What the relay is asked for.
    fn find(&self) -> Find {
        let Self { q, pinned, provider, name, signature, filter } = self.clone();
        Find { q, pinned: pinned.then(|| "true".into()), provider, name, signature, filter }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::{Cli, Command};

    fn events(line: &str) -> Result<Events> {
        let args = ["gancho", "events"].into_iter().chain(line.split_whitespace());
        match Cli::try_parse_from(args)?.command {
            Some(Command::Events(events)) => Ok(events),
            other => bail!("{other:?}"),
        }
    }

    #[test]
    fn relay_and_channel_may_stand_anywhere() {
        for line in
            ["list --relay localhost:1 --channel loja --token abcdefgh", "--channel loja --relay localhost:1 show 7"]
        {
            let at = events(line).unwrap().at;
            assert_eq!((at.relay.as_str(), at.channel.as_str()), ("http://localhost:1", "loja"), "{line}");
        }
        assert_eq!(events("list").unwrap().at.channel, Channel::default());
    }

    #[test]
    fn bad_arguments_are_refused() {
        for line in [
            "",
            "show",
            "show seven",
            "show 7 --body --json",
            "list --signature ok",
            "list --limit -1",
            "list --channel a/b",
            "list --relay ftp://x",
            "export --format csv",
            "resend",
            "resend seven",
            "resend 9-7",
            "resend 1-2000",
            "resend 7 --q x",
            "resend 7 --consumer a/b",
            "import",
        ] {
            assert!(events(line).is_err(), "{line}");
        }
    }
}
