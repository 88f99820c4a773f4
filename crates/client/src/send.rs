//! `gancho send`: webhooks from the terminal, signed as a provider signs them. A client: it knows `wire` and `providers`.

use std::fmt;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use futures_util::{StreamExt as _, stream};
use hyper::{StatusCode, Uri};
use providers::Provider;
use tokio::sync::Mutex;
use tokio::time::{Instant, MissedTickBehavior, interval};
use wire::Stored;

use crate::address::address;
use crate::http::{Relay, Response};
use crate::terminal::{visible, visible_lines};
use crate::tls::Trust;

mod message;
mod summary;

use message::{Message, Sent};
pub use summary::Progress;
use summary::Summary;

/// What to send, and where.
#[derive(Clone)]
pub struct Options {
    /// Where to.
    pub target: Target,
    /// Whose webhook.
    pub provider: Option<Provider>,
    /// Which of its events; none: the first.
    pub event: Option<String>,
    /// What to sign with.
    pub secret: Option<String>,
    /// The body.
    pub payload: Payload,
    /// Headers given, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The method given.
    pub method: Option<String>,
    /// How many times.
    pub times: u32,
    /// Least time from one to the next; none: as soon as there is room.
    pub gap: Option<Duration>,
    /// Most that are under way at once.
    pub concurrency: usize,
    /// Whose certificates are trusted.
    pub trust: Trust,
}

/// Everything but the secret.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, provider, event, secret, payload, headers, method, times, gap, concurrency, trust } = self;
        f.debug_struct("Options")
            .field("target", target)
            .field("provider", provider)
            .field("event", event)
            .field("secret", &secret.as_ref().map(|_| "…"))
            .field("payload", payload)
            .field("headers", headers)
            .field("method", method)
            .field("times", times)
            .field("gap", gap)
            .field("concurrency", concurrency)
            .field("trust", trust)
            .finish()
    }
}

/// The body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// These bytes.
    Bytes(Vec<u8>),
    /// What is in a file, or comes at standard input for `-`.
    File(PathBuf),
    /// What the provider would send.
    Sample,
}

/// An address with a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// `http://host:port`.
    base: String,
    /// Path and query.
    path: String,
}

impl Target {
    /// Reads `http://host:port/path?query`, in which the scheme may be left out.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self> {
        let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
        let path = rest.find(['/', '?']).map_or("", |at| &rest[at..]);
        let base = address(&text[..text.len() - path.len()])?;
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        let url = format!("{base}{path}");
        let whole = url.parse::<Uri>().is_ok_and(|uri| uri.path_and_query().is_some_and(|p| p.as_str() == path));
        if whole { Ok(Self { base, path }) } else { bail!("give an address as in http://localhost:7878/webhook") }
    }
}

/// Sends, and tells each answer on a line; of several, how far it is and a summary to `notices`.
/// True when all of them were 2xx.
///
/// # Errors
/// A sentence for the user, when there is nothing to send or nobody who takes the first.
pub async fn run(
    options: &Options,
    out: &mut (dyn Write + Send),
    notices: &mut (dyn Write + Send),
    progress: Progress,
) -> Result<bool> {
    let message = Message::of(options)?;
    let receiver = Relay::new(options.target.base.clone(), None, &options.trust)?;
    let pace = options.gap.map(|gap| {
        let mut pace = interval(gap);
        // A slow receiver is not sent in a burst what it was too slow for.
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Mutex::new(pace)
    });
    let paced = stream::iter(0..options.times).then(async |number| {
        if let Some(pace) = &pace {
            pace.lock().await.tick().await;
        }
        number
    });
    let answers = paced.map(async |_| message.send(options, &receiver).await).buffer_unordered(options.concurrency);
    let mut answers = std::pin::pin!(answers);
    let (mut summary, begun) = (Summary::default(), Instant::now());
    while let Some(sent) = answers.next().await {
        let Sent { answer, took } = sent?;
        // Whoever closed the output does not want to read more; what is sent is sent.
        match &answer {
            Ok(answer) => drop(writeln!(out, "{}", told(answer))),
            Err(why) => {
                let base = &options.target.base;
                ensure!(
                    summary.sent() > 0,
                    "nothing answers at {base} ({why}): is the receiver running, and is this its address?"
                );
                let _ = writeln!(out, "{why}");
            }
        }
        summary.add(answer.map(|answer| answer.status.as_u16()).map_err(|why| why.to_string()), took);
        if options.times > 1 {
            progress.draw(&summary, options.times, notices);
        }
    }
    if options.times > 1 {
        progress.clear(notices);
        let _ = writeln!(notices, "{}", visible_lines(&summary.text(begun.elapsed())));
    }
    Ok(summary.is_well())
}

/// An answer in a line: its status, and where the event is when a relay stored it.
fn told(answer: &Response) -> String {
    let status = answer.status;
    match serde_json::from_slice::<Stored>(&answer.body) {
        Ok(stored) if status == StatusCode::OK => {
            let Stored { seq, channel, id } = &stored;
            format!("{}  event {seq} of channel {channel}  {}", status.as_u16(), visible(id))
        }
        _ => {
            let body: String = String::from_utf8_lossy(&answer.body).chars().take(200).collect();
            // Lines are joined; what else a terminal would obey is shown.
            let body = body.split_whitespace().collect::<Vec<_>>().join(" ");
            format!("{status}  {}", visible(&body)).trim_end().to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        for (text, url) in [
            ("http://localhost:7878/webhook", "http://localhost:7878/webhook"),
            ("localhost:7878/webhook?a=1", "http://localhost:7878/webhook?a=1"),
            ("http://h", "http://h/"),
            ("http://h?a", "http://h/?a"),
            ("http://[::1]:1/a/../b", "http://[::1]:1/a/../b"),
            ("https://h/a", "https://h/a"),
        ] {
            let whole = Target::parse(text).map(|target| target.base + &target.path);
            assert_eq!(whole.unwrap(), url, "{text}");
        }
        for text in ["", "http://", "http://h/a b", "http://h/a#b", "ftp://h/a", "http://u:p@h/"] {
            assert!(Target::parse(text).is_err(), "{text}");
        }
    }
}
