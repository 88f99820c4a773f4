//! What `gancho events` does with what it reads: to standard output, or to a file.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use wire::Seq;

use super::{Find, Source, line, show};

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
pub async fn run(source: &Source, task: &Task) -> Result<(), String> {
    // Whoever closes these does not want to read more.
    let print = |text: &str| drop(writeln!(io::stdout(), "{text}"));
    match task {
        Task::List { find, limit, json } => {
            let mut count = 0;
            let each = |event: &wire::Event| {
                count += 1;
                print(&if *json { serde_json::to_string(event).unwrap_or_default() } else { line(event) });
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
                How::Json => print(&serde_json::to_string(&event).map_err(|e| e.to_string())?),
                How::Body => {
                    let mut stdout = io::stdout();
                    let written = stdout.write_all(event.body.as_bytes()).and_then(|()| stdout.flush());
                    written.map_err(|e| format!("cannot write the body: {e}"))?;
                }
            }
        }
        Task::Export { find, seqs, format, output } => match output {
            Some(path) => {
                let file = File::create(path).map_err(|e| format!("cannot write {}: {e}", path.display()))?;
                source.export(find, format, seqs.as_deref(), &mut BufWriter::new(file)).await?;
            }
            None => source.export(find, format, seqs.as_deref(), &mut io::stdout()).await?,
        },
        Task::Import(file) => {
            let imported = if file == Path::new("-") {
                source.import(&mut BufReader::new(io::stdin())).await?
            } else {
                let open = File::open(file).map_err(|e| format!("cannot read {}: {e}", file.display()))?;
                source.import(&mut BufReader::new(open)).await?
            };
            print(&format!("{imported} events imported into channel '{}'", source.channel));
        }
    }
    Ok(())
}
