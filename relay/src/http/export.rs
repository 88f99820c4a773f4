//! A channel's events as a file: `GET /api/channels/{c}/export?format=ndjson|har|curl`.
//!
//! Read step by step and sent as it is read, so a channel of any size passes through little memory. An export ends at the
//! event that was the newest when it began. Nothing of the channel's settings is in it.

use std::collections::VecDeque;

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use wire::{Channel, ConsumerAttempt, Event, Seq, Timestamp};

use super::extract::{Path, Query};
use super::search::{ScanCursor, SearchQuery};
use super::{App, Failure, Invalid, seqs};
use gancho_store::{Range, Record, Search, StoreError};

mod curl;
mod har;

/// `?format=&seqs=`.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// `ndjson` unless told, `har` or `curl`.
    #[param(pattern = "^(ndjson|har|curl)$")]
    format: Option<String>,
    /// Positions and ranges of them, as in `1,5-9`; all when left out.
    seqs: Option<String>,
    /// `true`: each line of `ndjson` has the attempts at its event too, in `attempts`.
    #[param(value_type = Option<bool>)]
    attempts: Option<String>,
}

/// `GET …/export`.
#[utoipa::path(
    get,
    path = "/channels/{channel}/export",
    params(Asked, SearchQuery),
    responses(
        (
            status = 200,
            description = "The file, as a download",
            content((String = "application/x-ndjson"), (Value = "application/json"), (String = "application/x-sh")),
        ),
    ),
)]
pub(super) async fn export(
    State(app): State<App>,
    Path(channel): Path<String>,
    Query(asked): Query<Asked>,
    Query(question): Query<SearchQuery>,
) -> Result<Response, Failure> {
    let channel = Channel::new(&channel)?;
    let format = Format::named(asked.format.as_deref().unwrap_or("ndjson"))?;
    let with_attempts = match asked.attempts.as_deref() {
        None | Some("false") => false,
        Some("true") if format == Format::Ndjson => true,
        Some(other) => {
            let expected = "true or false, and true in the format ndjson only".into();
            return Err(Invalid::Parameter { name: "attempts", value: other.into(), expected }.into());
        }
    };
    let search = question.search(&app.annotator.context(&channel))?.unwrap_or_default();
    let info = app.store.channel(&channel).await?.ok_or_else(|| Failure::UnknownChannel(channel.clone()))?;
    let ranges = match asked.seqs.as_deref() {
        Some(text) => seqs::parse(text)?,
        None => vec![(1, info.head)],
    };
    // As far as the channel goes now: an export that went on with what comes would not end.
    let ranges = ranges.into_iter().map(|(from, to)| (from, to.min(info.head))).filter(|(from, to)| from <= to);

    let (media_type, extension) = format.names();
    let name = format!("attachment; filename=\"gancho-{channel}.{extension}\"");
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_DISPOSITION, &name),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let writer = Writer { format, base: app.webhook_base(), written: 0 };
    let (ranges, state) = (ranges.collect(), Stage::Begins);
    let export = Export { app, channel, search, ranges, way: None, with_attempts, writer, state };
    Ok((headers, Body::from_stream(stream::unfold(export, Export::next))).into_response())
}

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// An event a line, as the API gives one: what an import takes.
    Ndjson,
    /// HTTP Archive 1.2, as browsers' developer tools read it.
    Har,
    /// A shell script that sends each event again.
    Curl,
}

impl Format {
    fn named(name: &str) -> Result<Self, Failure> {
        match name {
            "ndjson" => Ok(Self::Ndjson),
            "har" => Ok(Self::Har),
            "curl" => Ok(Self::Curl),
            other => {
                let expected = "ndjson, har or curl".into();
                Err(Invalid::Parameter { name: "format", value: other.into(), expected }.into())
            }
        }
    }

    /// Its media type and how its files end.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Ndjson => ("application/x-ndjson", "ndjson"),
            Self::Har => ("application/json", "har"),
            Self::Curl => ("application/x-sh", "sh"),
        }
    }
}

/// An export under way.
struct Export {
    app: App,
    channel: Channel,
    search: Search,
    /// What is still to be read, from the first position to the last.
    ranges: VecDeque<(Seq, Seq)>,
    way: Option<ScanCursor>,
    with_attempts: bool,
    writer: Writer,
    state: Stage,
}

/// Where an export is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Begins,
    Goes,
    Ended,
}

impl Export {
    /// The next piece of the file.
    async fn next(mut self) -> Option<(Result<Bytes, String>, Self)> {
        let piece = match self.state {
            Stage::Begins => {
                self.state = Stage::Goes;
                Ok(self.writer.head(&self.channel))
            }
            Stage::Goes => match self.events().await {
                Ok(Some(records)) => match self.attempts(&records).await {
                    Ok(attempts) => Ok(self.writer.events(&records, &attempts)),
                    Err(e) => {
                        self.state = Stage::Ended;
                        tracing::error!("an export could not go on: {e}");
                        Err(e.to_string())
                    }
                },
                Ok(None) => {
                    self.state = Stage::Ended;
                    Ok(self.writer.tail())
                }
                Err(failure) => {
                    // The answer breaks off, so that nobody takes what came for the whole.
                    self.state = Stage::Ended;
                    let why = match failure {
                        Failure::Stopping => "the relay is stopping".into(),
                        other => format!("{other:?}"),
                    };
                    tracing::error!("an export could not go on: {why}");
                    Err(why)
                }
            },
            Stage::Ended => return None,
        };
        Some((piece.map(Bytes::from), self))
    }

    /// The attempts at each of these events; none when nobody asked for them.
    async fn attempts(&self, records: &[Record]) -> Result<Vec<Vec<ConsumerAttempt>>, StoreError> {
        let mut attempts = Vec::new();
        for record in records.iter().filter(|_| self.with_attempts) {
            attempts.push(self.app.store.attempts(&self.channel, record.seq).await?.unwrap_or_default());
        }
        Ok(attempts)
    }

    /// The events of a step, which may be none; none at all at the end.
    async fn events(&mut self) -> Result<Option<Vec<Record>>, Failure> {
        if self.app.shutdown.is_cancelled() {
            return Err(StoreError::Closed.into());
        }
        let way = match &mut self.way {
            Some(way) => way,
            None => {
                let Some((from, to)) = self.ranges.pop_front() else { return Ok(None) };
                let range = Range::Between(from - 1, to);
                self.way.insert(ScanCursor::new(self.channel.clone(), range, usize::MAX, true, self.search.clone()))
            }
        };
        let step = way.step(&self.app).await?;
        if step.next.is_none() {
            self.way = None;
        }
        Ok(Some(step.records))
    }
}

/// A line of NDJSON.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    event: Event,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts: Option<&'a Vec<ConsumerAttempt>>,
}

/// Writes events in a format.
struct Writer {
    format: Format,
    /// Start of the relay's webhook URLs.
    base: String,
    written: usize,
}

impl Writer {
    fn head(&self, channel: &Channel) -> Vec<u8> {
        match self.format {
            Format::Ndjson => Vec::new(),
            Format::Har => har::head(),
            Format::Curl => curl::head(&self.base, channel, Timestamp::now()),
        }
    }

    fn events(&mut self, records: &[Record], attempts: &[Vec<ConsumerAttempt>]) -> Vec<u8> {
        let mut text = Vec::new();
        for (at, record) in records.iter().enumerate() {
            match self.format {
                Format::Ndjson => {
                    // These types always serialise.
                    let line = Line { event: record.to_event(), attempts: attempts.get(at) };
                    text.extend_from_slice(&serde_json::to_vec(&line).unwrap_or_default());
                    text.push(b'\n');
                }
                Format::Har => {
                    text.extend_from_slice(if self.written > 0 { b",\n" } else { b"\n" });
                    text.extend_from_slice(&har::entry(record, &self.base));
                }
                Format::Curl => curl::command(&mut text, record),
            }
            self.written += 1;
        }
        text
    }

    fn tail(&self) -> Vec<u8> {
        match self.format {
            Format::Ndjson | Format::Curl => Vec::new(),
            Format::Har => har::TAIL.into(),
        }
    }
}
