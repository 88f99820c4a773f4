//! `gancho events`: the events of a relay from the terminal. A client: it knows `wire` only, and could run on another machine.

use std::io::Write;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use bytes::Bytes;
use futures_util::StreamExt as _;
use http_body_util::{BodyExt as _, BodyStream, Limited};
use hyper::header::CONTENT_TYPE;
use hyper::{Method, StatusCode};
use serde::de::DeserializeOwned;
use wire::{Channel, Event, EventsPage, Imported, Seq};

use crate::http::{HttpError, Relay, Request, Response, no_relay};
use crate::relay_access::RelayAccess;

mod edit;
mod resend;
mod run;
mod show;

pub use resend::{Chosen, Seqs, parse_seqs};
pub use run::{How, Task, run};
pub(crate) use show::line;
use show::show;

/// Longest part of an import in one request, in bytes, and most lines of it: below what the relay takes.
const PART_BYTES: usize = 16 * 1024 * 1024;
const PART_LINES: usize = 5000;
/// How long a part may take to be stored.
const HELD: Duration = Duration::from_secs(60);

/// Events of a channel at a relay.
#[derive(Clone, Debug)]
pub struct Source {
    relay: Relay,
    channel: Channel,
}

/// Which events, as the API is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Find {
    /// Words.
    pub q: Option<String>,
    /// `true`, or nothing.
    pub pinned: Option<String>,
    /// A provider's name.
    pub provider: Option<String>,
    /// What the provider calls it.
    pub name: Option<String>,
    /// `valid`, `invalid` or `none`.
    pub signature: Option<String>,
    /// All of these in one text, as `provider:github delivery:dead`.
    pub filter: Option<String>,
}

impl Find {
    /// The query, with what else is asked.
    fn query(&self, also: &[(&str, &str)]) -> String {
        let Self { q, pinned, provider, name, signature, filter } = self;
        let own = [
            ("q", q),
            ("pinned", pinned),
            ("provider", provider),
            ("name", name),
            ("signature", signature),
            ("filter", filter),
        ];
        let own = own.iter().filter_map(|(name, value)| value.as_deref().map(|value| (*name, value)));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(own.chain(also.iter().copied())).finish()
    }
}

impl Source {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// When the certificates that are to be trusted cannot be read.
    pub fn new(relay: &RelayAccess, channel: Channel) -> Result<Self> {
        Ok(Self { relay: relay.relay()?, channel })
    }

    /// The newest events that are looked for, at most `limit`; each is given as soon as it is there.
    ///
    /// # Errors
    /// A sentence for the user.
    pub async fn list(&self, find: &Find, limit: usize, mut each: impl FnMut(&Event)) -> Result<()> {
        let (mut left, mut before) = (limit, None::<Seq>);
        while left > 0 {
            let (most, place) = (left.min(1000).to_string(), before.map(|seq| seq.to_string()));
            let mut also = vec![("limit", most.as_str())];
            also.extend(place.as_deref().map(|place| ("before", place)));
            let target = self.target(&format!("events?{}", find.query(&also)));
            let page: EventsPage = read(&self.ask(Request::get(&target)).await?)?;
            left -= page.events.len().min(left);
            page.events.iter().for_each(|event| each(event));
            // A search says where it stopped; else a page that is not empty may have more behind it.
            let searched = *find != Find::default();
            let last = page.events.last().map(|event| event.seq);
            match if searched { page.next } else { last } {
                Some(place) => before = Some(place),
                None => break,
            }
        }
        Ok(())
    }

    /// One event, whole.
    ///
    /// # Errors
    /// A sentence for the user.
    pub async fn get(&self, seq: Seq) -> Result<Event> {
        read(&self.ask(Request::get(&self.target(&format!("events/{seq}")))).await?)
    }

    /// Writes an export as it comes.
    ///
    /// # Errors
    /// A sentence for the user; what was written until then is not whole.
    pub async fn export(
        &self,
        find: &Find,
        format: &str,
        seqs: Option<&str>,
        out: &mut (dyn Write + Send),
    ) -> Result<()> {
        let mut also = vec![("format", format)];
        also.extend(seqs.map(|seqs| ("seqs", seqs)));
        let target = self.target(&format!("export?{}", find.query(&also)));
        let answer = self.relay.stream(Request::get(&target)).await.map_err(|why| self.absent(&why))?;
        let (head, body) = answer.into_parts();
        if head.status != StatusCode::OK {
            let body = Limited::new(body, 64 * 1024).collect().await.map(|body| body.to_bytes()).unwrap_or_default();
            bail!(self.relay.refusal(&Response { status: head.status, etag: None, body }));
        }
        let mut frames = BodyStream::new(body);
        while let Some(frame) = frames.next().await {
            let frame = frame.context("the export broke off, and what was written is not whole")?;
            if let Ok(data) = frame.into_data() {
                out.write_all(&data).context("cannot write the export")?;
            }
        }
        out.flush().context("cannot write the export")
    }

    /// Imports lines, in as many parts as need be; how many events came in.
    ///
    /// # Errors
    /// A sentence for the user that says which lines came in before.
    pub async fn import(&self, file: &mut (dyn std::io::BufRead + Send)) -> Result<u64> {
        let (mut imported, mut done, mut lines, mut part) = (0, 0, 0, Vec::new());
        loop {
            let before = part.len();
            let read = file.read_until(b'\n', &mut part).context("cannot read the file")?;
            lines += usize::from(read > 0);
            let full = part.len() > PART_BYTES || lines - done >= PART_LINES;
            if read > 0 && !full {
                continue;
            }
            // A line that does not fit begins the next part.
            let (rest, after) =
                if part.len() > PART_BYTES && before > 0 { (part.split_off(before), 1) } else { (Vec::new(), 0) };
            if !part.is_empty() {
                imported += self.import_part(part.into(), done, imported).await?;
            }
            (part, done) = (rest, lines - after);
            if read == 0 {
                return Ok(imported);
            }
        }
    }

    async fn import_part(&self, part: Bytes, done: usize, imported: u64) -> Result<u64> {
        let target = self.target("import");
        let headers = [(CONTENT_TYPE, "application/x-ndjson")];
        let request =
            Request { method: Method::POST, headers: &headers, body: part, held: HELD, ..Request::get(&target) };
        let answer = self.ask(request).await.and_then(|answer| read::<Imported>(&answer));
        answer.map(|answer| answer.imported).map_err(|why| match done {
            0 => why,
            done => anyhow!(
                "{imported} events of the first {done} lines were imported; of the lines from there on: {why:#}"
            ),
        })
    }

    fn target(&self, below: &str) -> String {
        format!("/api/channels/{}/{below}", self.channel)
    }

    fn absent(&self, why: &HttpError) -> anyhow::Error {
        anyhow!(no_relay(self.relay.base(), why, "gancho events … --relay http://host:port"))
    }

    async fn ask(&self, request: Request<'_>) -> Result<Response> {
        let response = self.relay.ask(request).await.map_err(|why| self.absent(&why))?;
        if response.status == StatusCode::OK { Ok(response) } else { bail!(self.relay.refusal(&response)) }
    }
}

fn read<T: DeserializeOwned>(response: &Response) -> Result<T> {
    serde_json::from_slice(&response.body).context("the relay's answer is not understood")
}
