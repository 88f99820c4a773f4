//! What `gancho events` does with what it reads: to standard output, or to a file.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context as _, Result};
use wire::{ConsumerName, Seq};

use super::resend::{Chosen, resend};
use super::{Find, Source, line, show};
use crate::file::Replacement;
use crate::terminal::{Visible, visible_json};

/// What to do with events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// List the newest.
    List {
        /// Which ones.
        find: Find,
        /// How many.
        limit: usize,
        /// As JSON, one a line.
        json: bool,
    },
    /// Show one.
    Show {
        /// Its position.
        seq: Seq,
        /// How.
        how: How,
    },
    /// Write a file.
    Export {
        /// Which ones.
        find: Find,
        /// Positions, as in `1,5-9`.
        seqs: Option<String>,
        /// The format's name.
        format: &'static str,
        /// The file; none: standard output.
        output: Option<PathBuf>,
    },
    /// Read a file in; `-` is standard input.
    Import(PathBuf),
    /// Send events again.
    Resend {
        /// Which ones.
        chosen: Chosen,
        /// Through which consumer; none: the channel's only one.
        consumer: Option<ConsumerName>,
        /// Let a person change them first.
        edit: bool,
    },
}

/// How an event is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// For people.
    Whole,
    /// The body alone, byte for byte.
    Body,
    /// As JSON.
    Json,
}

/// Does it.
///
/// # Errors
/// A sentence for the user.
pub async fn run(source: &Source, task: &Task) -> Result<()> {
    let unwritten = OnceLock::new();
    let print = |text: &str| match writeln!(io::stdout(), "{text}") {
        // Whoever closes it does not want to read more.
        Err(why) if why.kind() != io::ErrorKind::BrokenPipe => drop(unwritten.set(why)),
        _ => {}
    };
    match task {
        Task::List { find, limit, json } => {
            let mut count = 0;
            let each = |event: &wire::Event| {
                count += 1;
                print(&if *json { as_json(event).unwrap_or_default() } else { line(event) });
            };
            source.list(find, *limit, each).await?;
            if count == 0 && !json {
                drop(writeln!(io::stderr(), "nothing found in channel '{}'", source.channel));
            }
        }
        Task::Show { seq, how } => {
            let event = source.get(*seq).await?;
            match how {
                How::Whole => print(show(&event).trim_end()),
                How::Json => print(&as_json(&event)?),
                How::Body => {
                    write_body(event.body.as_bytes()).context("cannot write the body")?;
                }
            }
        }
        Task::Export { find, seqs, format, output } => match output {
            Some(path) => {
                let cannot = || format!("cannot write {}", path.display());
                let mut export = Replacement::of(path).with_context(cannot)?;
                source.export(find, format, seqs.as_deref(), &mut BufWriter::new(&mut export.file)).await?;
                export.finish().with_context(cannot)?;
            }
            None if io::stdout().is_terminal() => {
                let mut out = Visible::new(io::stdout());
                source.export(find, format, seqs.as_deref(), &mut out).await?;
                out.finish().context("cannot write the export")?;
            }
            None => source.export(find, format, seqs.as_deref(), &mut io::stdout()).await?,
        },
        Task::Resend { chosen, consumer, edit } => resend(source, chosen, consumer.as_ref(), *edit, &print).await?,
        Task::Import(file) => {
            let imported = if file == Path::new("-") {
                source.import(&mut BufReader::new(io::stdin())).await?
            } else {
                let open = File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
                source.import(&mut BufReader::new(open)).await?
            };
            print(&format!("{imported} events imported into channel '{}'", source.channel));
        }
    }
    unwritten.into_inner().map_or(Ok(()), Err).context("cannot write to standard output")
}

/// An event as JSON on a line.
fn as_json(event: &wire::Event) -> Result<String> {
    let json = serde_json::to_string(event)?;
    Ok(visible_json(&json).into_owned())
}

/// Writes a body byte for byte, but to a terminal, which would obey it.
fn write_body(body: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout();
    if stdout.is_terminal() {
        let mut visible = Visible::new(stdout);
        visible.write_all(body)?;
        return visible.finish();
    }
    stdout.write_all(body)?;
    stdout.flush()
}
