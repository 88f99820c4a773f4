//! `gancho send`: webhooks from the terminal, signed as a provider signs them. A client: it knows `wire` and `providers`.

use std::fmt;
use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use hyper::header::HeaderName;
use hyper::{Method, StatusCode, Uri};
use providers::{Provider, Sample};
use tokio::sync::Mutex;
use tokio::time::{Instant, MissedTickBehavior, interval};
use uuid::Uuid;
use wire::Stored;

use crate::address::address;
use crate::http::{HttpError, Relay, Request, Response};
use crate::terminal::{visible, visible_lines};
use crate::tls::Trust;

mod summary;

pub use summary::Progress;
use summary::Summary;

/// How long a receiver may take: it may be somebody's program under a debugger.
const HELD: Duration = Duration::from_secs(50);

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

/// What became of one.
struct Sent {
    answer: Result<Response, HttpError>,
    took: Duration,
}

/// A request that is not signed yet.
struct Message {
    method: Method,
    path: String,
    query: Option<String>,
    base: String,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Message {
    /// Sends it, signed: a signature carries the moment at which it was made.
    async fn send(&self, options: &Options, receiver: &Relay) -> Result<Sent> {
        let body = self.stamped(options);
        let headers = self.signed(options, &body)?;
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.as_str())).collect::<Vec<_>>();
        let target = self.target();
        let request =
            Request { method: self.method.clone(), headers: &headers, body, held: HELD, ..Request::get(&target) };
        let begun = Instant::now();
        let answer = receiver.ask(request).await;
        Ok(Sent { answer, took: begun.elapsed() })
    }

    fn of(options: &Options) -> Result<Self> {
        let sample = options.provider.map(|provider| sample(provider, options.event.as_deref())).transpose()?;
        let body = match &options.payload {
            Payload::Bytes(bytes) => bytes.clone(),
            Payload::File(file) => read(file)?,
            Payload::Sample => sample.map(|sample| sample.body.as_bytes().to_vec()).unwrap_or_default(),
        };
        let given = |name: &str| options.headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
        let of_sample = sample.map_or(&[][..], |sample| sample.headers);
        let headers =
            of_sample.iter().filter(|(name, _)| !given(name)).map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        let method = options.method.as_deref().or(sample.map(|sample| sample.method)).unwrap_or("POST");
        let (path, query) = match options.target.path.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (options.target.path.as_str(), sample.and_then(|sample| sample.query)),
        };
        Ok(Self {
            method: Method::from_bytes(method.as_bytes()).with_context(|| format!("'{method}' is no method"))?,
            path: path.to_owned(),
            query: query.map(str::to_owned),
            base: options.target.base.clone(),
            headers: headers.chain(options.headers.iter().cloned()).collect(),
            body: body.into(),
        })
    }

    fn target(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }

    /// The body, with the time in that of a sample where its provider stamps it: Linear's would be
    /// stale.
    fn stamped(&self, options: &Options) -> Bytes {
        let scheme = options.provider.and_then(Provider::scheme).filter(|_| options.payload == Payload::Sample);
        scheme.and_then(|scheme| scheme.stamp_body(&self.body, now())).map_or_else(|| self.body.clone(), Bytes::from)
    }

    /// Its headers, with those of the signature.
    fn signed(&self, options: &Options, body: &[u8]) -> Result<Vec<(HeaderName, String)>> {
        let mut headers = self.headers.clone();
        if let (Some(provider), Some(secret)) = (options.provider, &options.secret) {
            let scheme = provider.scheme().ok_or_else(|| {
                anyhow!(
                    "{} does not sign its webhooks in a way that is known here: leave the secret out",
                    provider.title()
                )
            })?;
            let url = format!("{}{}", self.base, self.target());
            let seen: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
            let request = providers::Request {
                method: self.method.as_str(),
                url: &url,
                query: self.query.as_deref(),
                headers: &seen,
                body,
            };
            let id = Uuid::new_v4().simple().to_string();
            let added =
                scheme.sign(secret, &request, now(), &id).map_err(|e| anyhow!("the secret cannot sign: {e}"))?;
            let replaced = |name: &str| added.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
            headers.retain(|(name, _)| !replaced(name));
            headers.extend(added);
        } else if options.secret.is_some() && options.provider.is_none() {
            bail!("a secret signs as a provider does: say which with --provider, as in --provider standard");
        }
        let named = |(name, value): (String, String)| {
            HeaderName::from_bytes(name.as_bytes())
                .map(|name| (name, value))
                .map_err(|_| anyhow!("a header's name is bad"))
        };
        headers.into_iter().map(named).collect()
    }
}

/// In Unix seconds.
fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    i64::try_from(now).unwrap_or(i64::MAX)
}

/// The provider's sample of an event.
fn sample(provider: Provider, event: Option<&str>) -> Result<&'static Sample> {
    let samples = provider.samples();
    let found = match event {
        Some(event) => samples.iter().find(|sample| sample.event.eq_ignore_ascii_case(event)),
        None => samples.first(),
    };
    found.ok_or_else(|| {
        let events: Vec<_> = samples.iter().map(|sample| sample.event).collect();
        let title = provider.title();
        anyhow!("there is no sample of that event of {title}: give --event one of {}", events.join(", "))
    })
}

fn read(file: &Path) -> Result<Vec<u8>> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("cannot read standard input")?;
        return Ok(bytes);
    }
    std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
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
