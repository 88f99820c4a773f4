//! `POST /api/channels/{c}/import`: the lines of an export become new events, all of them or none.

use std::mem;

use axum::extract::{Extension, Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderName, HeaderValue, Method};
use axum::response::Response;
use bytes::Bytes;
use http_body_util::BodyExt as _;
use sha2::{Digest as _, Sha256};
use tokio::time::timeout;
use wire::{Channel, Digest, Headers, Imported, ImportedEvent, Marks, NOTE_CHARS, Timestamp};

use super::extract::Path;
use super::{App, Failure, Invalid, Peer, guard, ingest, json};
use gancho_store::{AppendedAll, NewEvent};

mod line;

/// Most that one import takes: it is held in memory until its last line is seen to be good. `gancho events import` sends a
/// longer file in parts.
const MAX_BYTES: usize = 64 * 1024 * 1024;
const MAX_LINES: usize = 10_000;

/// `POST …/import`.
#[utoipa::path(
    post,
    path = "/channels/{channel}/import",
    request_body(
        content = String,
        content_type = "application/x-ndjson",
        description = "An `ImportedEvent` a line; at most 10,000 lines and 64 MiB",
    ),
    responses(
        (status = 200, body = Imported),
        (status = 409, description = "More would be pinned than can be"),
        (status = 413, description = "Too long for one import"),
        (status = 507, description = "It would make one channel too many"),
    ),
)]
pub(super) async fn import(
    State(app): State<App>,
    Path(channel): Path<String>,
    Extension(peer): Extension<Peer>,
    request: Request,
) -> Result<Response, Failure> {
    let channel = Channel::new(&channel)?;
    let mut lines = Lines { app: &app, channel: &channel, peer: &peer, number: 0, events: Vec::new() };
    lines.read(request.into_body()).await?;
    let events = lines.events;
    if events.is_empty() {
        return Ok(json(&Imported { imported: 0, first: None, last: None }));
    }
    match app.store.append_all(&channel, events).await? {
        AppendedAll::Done(first, count) => {
            Ok(json(&Imported { imported: count, first: Some(first), last: Some(first + count - 1) }))
        }
        AppendedAll::TooManyPinned => Err(Failure::TooManyPinned(channel)),
        AppendedAll::TooMuchPinned { most } => Err(Failure::TooMuchPinned(channel, most)),
    }
}

/// The lines read until now.
struct Lines<'a> {
    app: &'a App,
    channel: &'a Channel,
    peer: &'a Peer,
    number: usize,
    events: Vec<(NewEvent, Marks)>,
}

impl Lines<'_> {
    /// Takes each line as it comes.
    async fn read(&mut self, mut body: axum::body::Body) -> Result<(), Failure> {
        let (mut line, mut size) = (Vec::new(), 0);
        loop {
            let unread = |why: String| Failure::BodyUnread(why);
            let frame = timeout(ingest::BODY_TIMEOUT, body.frame()).await;
            let frame = frame.map_err(|_| unread(format!("nothing came for {} s", ingest::BODY_TIMEOUT.as_secs())))?;
            let Some(frame) = frame else { break };
            let Ok(data) = frame.map_err(|e| unread(e.to_string()))?.into_data() else { continue };
            size += data.len();
            if size > MAX_BYTES {
                return Err(Failure::ImportTooLarge(MAX_BYTES));
            }
            let mut parts = data.split(|byte| *byte == b'\n');
            line.extend_from_slice(parts.next().unwrap_or_default());
            for part in parts {
                self.take(&mem::replace(&mut line, part.to_vec()))?;
            }
        }
        self.take(&line)
    }

    /// Takes a line; an empty one is passed over.
    fn take(&mut self, line: &[u8]) -> Result<(), Failure> {
        self.number += 1;
        let bad = |why| Invalid::Line(self.number, why);
        let Some(event) = line::parse(line).map_err(bad)? else { return Ok(()) };
        if self.events.len() >= MAX_LINES {
            return Err(Invalid::TooManyLines(MAX_LINES).into());
        }
        let event = self.event(event).map_err(bad)?;
        self.events.push(event);
        Ok(())
    }

    /// A new event of what a line says, which must be what HTTP could have brought.
    fn event(&self, line: ImportedEvent) -> Result<(NewEvent, Marks), String> {
        let body = line.body.map(|body| Bytes::copy_from_slice(body.as_bytes())).unwrap_or_default();
        if line.size.is_some_and(|size| size > body.len() as u64) {
            return Err("its body is a preview: import what …/export gives, which has whole bodies".into());
        }
        if body.len() > self.app.options.max_body {
            let limit = self.app.options.max_body;
            return Err(format!("its body is over the limit of {limit} bytes: raise it with --max-body"));
        }
        let method = line.method.unwrap_or_else(|| "POST".into());
        Method::from_bytes(method.as_bytes()).map_err(|_| format!("'{method}' is no HTTP method"))?;
        let path = line.path.unwrap_or_else(|| format!("/webhook/{}", self.channel));
        target(&path, line.query.as_deref())?;
        let note = line.note.filter(|note| !note.is_empty());
        if note.as_ref().is_some_and(|note| note.chars().count() > NOTE_CHARS) {
            return Err(format!("its note has more than {NOTE_CHARS} characters"));
        }
        let received_at = Timestamp::now();
        let event = NewEvent {
            id: gancho_store::event_id(received_at),
            received_at,
            channel: self.channel.clone(),
            method,
            path,
            query: line.query,
            headers: headers(line.headers)?,
            sha256: Digest(Sha256::digest(&body).into()),
            body,
            remote: self.peer.remote(),
            answer: line.answer,
        };
        Ok((event, Marks { pinned: line.pinned, note }))
    }
}

/// Refuses what no request line could have brought.
fn target(path: &str, query: Option<&str>) -> Result<(), String> {
    let whole = match query {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let parsed = PathAndQuery::try_from(whole.as_str()).map_err(|e| format!("its path and query: {e}"))?;
    // A question mark in the path, a '#', or no slash at the start would come out as something else.
    if path.starts_with('/') && parsed.as_str() == whole && parsed.path() == path {
        Ok(())
    } else {
        Err(format!("'{path}' is no path of a request"))
    }
}

/// Names in lower case, as a request's are; what HTTP does not let through is refused.
fn headers(given: Headers) -> Result<Headers, String> {
    guard::check_headers(&given)?;
    let one = |(name, value): (String, wire::HeaderValue)| {
        let lower = HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("'{name}' is no header's name"))?;
        HeaderValue::from_bytes(value.as_bytes()).map_err(|_| format!("the value of '{name}' is no header's"))?;
        Ok((lower.as_str().to_owned(), value))
    };
    given.0.into_iter().map(one).collect::<Result<_, String>>().map(Headers)
}
