//! The read API: pages of events by short or long poll, one event, its body, delete, clear.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use utoipa::IntoParams;
use wire::{Channel, ChannelInfo, Event, EventsPage, Marking, Marks, NOTE_CHARS, Seq};

use super::extract::{Path, Query, Whole, knows};
use super::search::{self, SearchQuery};
use super::{App, Failure, Invalid, Peer, json};
use crate::annotate::AnnotationContext;
use crate::hub::{Arrival, Received};
use gancho_store::{Marked, Range, Search};

/// Most events in a page, and how many when the request does not say.
pub(super) const MAX_LIMIT: usize = 1000;
pub(super) const DEFAULT_LIMIT: usize = 100;
/// Longest a poll may wait, in seconds: below the minute after which proxies give up.
pub(super) const MAX_WAIT: u64 = 55;

/// `?after=&before=&limit=&wait=`, each as text so that a bad one is answered with words.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// Events after this position, ascending.
    #[param(value_type = Option<u64>)]
    after: Option<String>,
    /// Events before this position, descending.
    #[param(value_type = Option<u64>)]
    before: Option<String>,
    /// Most events in the page: 100 unless told, at most 1,000.
    #[param(value_type = Option<u64>)]
    limit: Option<String>,
    /// How many seconds an empty page may wait for news, at most 55. A search waits with `after` only.
    #[param(value_type = Option<u64>)]
    wait: Option<String>,
}

/// `GET …/events`.
#[utoipa::path(
    get,
    path = "/channels/{channel}/events",
    params(Asked, SearchQuery),
    responses(
        (
            status = 200,
            body = EventsPage,
            headers(("etag" = String, description = "For If-None-Match; a search has none")),
        ),
        (status = 304, description = "Nothing changed"),
    ),
)]
pub(super) async fn page(
    State(app): State<App>,
    Path(channel): Path<String>,
    Query(asked): Query<Asked>,
    Query(question): Query<SearchQuery>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let channel = Channel::new(&channel)?;
    let range = match (number("after", asked.after.as_deref())?, number("before", asked.before.as_deref())?) {
        (Some(_), Some(_)) => return Err(Failure::BadRequest("give 'after' or 'before', not both".into())),
        (Some(after), None) => Range::After(after),
        (None, Some(before)) => Range::Before(before),
        (None, None) => Range::Newest,
    };
    let limit = number("limit", asked.limit.as_deref())?.map_or(DEFAULT_LIMIT, |n| (n as usize).clamp(1, MAX_LIMIT));
    let wait = Duration::from_secs(number("wait", asked.wait.as_deref())?.unwrap_or(0).min(MAX_WAIT));
    let context = app.annotator.context(&channel);
    if let Some(search) = question.search(&context)? {
        if !wait.is_zero() && !matches!(range, Range::After(_)) {
            return Err(Failure::BadRequest(
                "a search waits for what comes: give 'after' too, or leave out 'wait'".into(),
            ));
        }
        // Boxed, so that a long poll without a filter has no room for it.
        let found = Box::pin(wait_for(&app, &peer, &channel, range, limit, search, wait)).await?;
        return Ok(json(&found));
    }

    let page = read(&app, &peer, &channel, range, limit, wait).await?;
    let context = app.annotator.context(&channel);
    let tag = entity_tag(&page, context.revision, range, limit);
    let mut response = if knows(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        json(&Box::pin(to_wire(&context, page)).await)
    };
    response.headers_mut().insert(header::ETAG, tag);
    Ok(response)
}

/// Reads a page; while it is empty and there is time, waits for news.
async fn read(
    app: &App,
    peer: &Peer,
    channel: &Channel,
    range: Range,
    limit: usize,
    wait: Duration,
) -> Result<gancho_store::Page, Failure> {
    let deadline = Instant::now() + wait;
    // Before the first read, so that nothing falls between the read and the wait.
    let mut news = (!wait.is_zero()).then(|| app.hub.subscribe(channel));
    loop {
        let page =
            app.store.read(channel, range, limit).await?.ok_or_else(|| Failure::UnknownChannel(channel.clone()))?;
        let Some(listening) = news.as_mut().filter(|_| page.records.is_empty()) else { return Ok(page) };
        tokio::select! {
            heard = listening.next() => if heard == Received::Ended {
                // The channel was removed, and there are no more news of it: look once more, whether it is back.
                news = None;
            },
            () = tokio::time::sleep_until(deadline) => return Ok(page),
            () = app.shutdown.cancelled() => return Ok(page),
            () = peer.watch.closed() => return Ok(page),
        }
    }
}

/// Searches; while nothing is found and there is time, looks at what comes.
async fn wait_for(
    app: &App,
    peer: &Peer,
    channel: &Channel,
    mut range: Range,
    limit: usize,
    search: Search,
    wait: Duration,
) -> Result<EventsPage, Failure> {
    let deadline = Instant::now() + wait;
    // Before the first look, so that nothing falls between the look and the wait.
    let mut arrivals = (!wait.is_zero()).then(|| app.hub.arrivals(channel));
    loop {
        let context = app.annotator.context(channel);
        let page = search::page(app, channel, range, limit, search.clone(), &context).await?;
        let is_done = !page.events.is_empty() || page.next.is_some();
        let Some(coming) = arrivals.as_mut().filter(|_| !is_done) else { return Ok(page) };
        // What was looked at is not looked at again.
        if let Range::After(after) = range {
            range = Range::After(after.max(page.head));
        }
        tokio::select! {
            arrival = coming.next() => if arrival == Arrival::Ended {
                arrivals = None;
            },
            () = tokio::time::sleep_until(deadline) => return Ok(page),
            () = app.shutdown.cancelled() => return Ok(page),
            () = peer.watch.closed() => return Ok(page),
        }
    }
}

/// Head, count, changes of marks and revision name the state of a channel: head only rises, at the same head count only falls,
/// and what the events look like changes with their marks, answers and deliveries, and with the settings, whose numbers only rise.
/// A page without events looks as it did, whatever becomes of others.
fn entity_tag(page: &gancho_store::Page, revision: u64, range: Range, limit: usize) -> HeaderValue {
    let range = match range {
        Range::After(n) => format!("a{n}"),
        Range::Before(n) => format!("b{n}"),
        Range::Newest => "n".into(),
        Range::Between(n, m) => format!("{n}-{m}"),
    };
    let (info, marked) = (&page.info, if page.records.is_empty() { 0 } else { page.marked });
    let tag = format!("\"{}.{}.{}.{marked}.{revision}.{range}.{limit}\"", info.epoch, info.head, info.count);
    // Only digits, letters and dots.
    HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""))
}

async fn to_wire(context: &AnnotationContext, page: gancho_store::Page) -> EventsPage {
    let events = context.page(page.records).await;
    let ChannelInfo { head, oldest, epoch, .. } = page.info;
    EventsPage { events, head, oldest, epoch, next: None }
}

/// `GET …/events/{seq}`: the event with its whole body.
#[utoipa::path(
    get,
    path = "/channels/{channel}/events/{seq}",
    responses((
        status = 200,
        description = "With `\"damaged\":true` when the body is not the one that was received: its SHA-256 differs",
        body = Event,
    )),
)]
pub(super) async fn one(State(app): State<App>, Path(at): Path<(String, String)>) -> Result<Response, Failure> {
    let record = find(&app, at).await?;
    let context = app.annotator.context(&record.event.channel);
    let damaged = record.damaged;
    let event = context.whole(record).await;
    Ok(json(&Told { event: &event, damaged }))
}

/// An event, and whether its body is damaged; left out when it is not.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    event: &'a Event,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    damaged: bool,
}

/// `GET …/events/{seq}/body`: the raw body, as a download. Never rendered, whatever the sender called it.
#[utoipa::path(
    get,
    path = "/channels/{channel}/events/{seq}/body",
    responses(
        (
            status = 200,
            description = "The raw body, as a download",
            body = Vec<u8>,
            content_type = "application/octet-stream",
        ),
    ),
)]
pub(super) async fn body(State(app): State<App>, Path(at): Path<(String, String)>) -> Result<Response, Failure> {
    let record = find(&app, at).await?;
    let name = format!("attachment; filename=\"gancho-{}-{}.bin\"", record.event.channel, record.seq);
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CONTENT_DISPOSITION, &name),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let mut response = (headers, Body::from(record.event.body)).into_response();
    if record.damaged {
        response.headers_mut().insert("gancho-damaged", HeaderValue::from_static("sha-256"));
    }
    Ok(response)
}

/// `DELETE …/events/{seq}`.
#[utoipa::path(
    delete,
    path = "/channels/{channel}/events/{seq}",
    responses((status = 204, description = "It is gone")),
)]
pub(super) async fn delete(State(app): State<App>, Path(at): Path<(String, String)>) -> Result<StatusCode, Failure> {
    let (channel, seq) = position(at)?;
    match app.store.delete(&channel, seq).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Failure::UnknownEvent(channel, seq)),
    }
}

/// `PATCH …/events/{seq}`: pins, unpins, notes.
#[utoipa::path(
    patch,
    path = "/channels/{channel}/events/{seq}",
    request_body = Marking,
    responses((status = 200, body = Marks), (status = 409, description = "As many are pinned, or as much is, as can be")),
)]
pub(super) async fn mark(
    State(app): State<App>,
    Path(at): Path<(String, String)>,
    Whole(body): Whole,
) -> Result<Response, Failure> {
    let (channel, seq) = position(at)?;
    let marking: Marking = serde_json::from_slice(&body).map_err(|e| {
        Failure::BadRequest(format!(
            "send {{\"pinned\":true}} or {{\"note\":\"…\"}}, where null takes a note away: {e}"
        ))
    })?;
    let length = marking.note.iter().flatten().map(|note| note.chars().count()).sum::<usize>();
    if length > NOTE_CHARS {
        return Err(Invalid::NoteTooLong { limit: NOTE_CHARS, length }.into());
    }
    match app.store.mark(&channel, seq, marking).await? {
        Marked::Done(marks) => Ok(json(&marks)),
        Marked::Unknown => Err(Failure::UnknownEvent(channel, seq)),
        Marked::TooMany => Err(Failure::TooManyPinned(channel)),
        Marked::TooMuch { most } => Err(Failure::TooMuchPinned(channel, most)),
    }
}

async fn find(app: &App, at: (String, String)) -> Result<gancho_store::Record, Failure> {
    let (channel, seq) = position(at)?;
    app.store.get(&channel, seq).await?.ok_or(Failure::UnknownEvent(channel, seq))
}

pub(super) fn position((channel, seq): (String, String)) -> Result<(Channel, Seq), Failure> {
    let seq = number("seq", Some(&seq))?.unwrap_or_default();
    Ok((Channel::new(&channel)?, seq))
}

/// A whole number, or what is wrong with it.
pub(super) fn number(name: &'static str, text: Option<&str>) -> Result<Option<u64>, Failure> {
    let bad =
        |value: &str| Invalid::Parameter { name, value: value.into(), expected: "a whole number from 0 up".into() };
    text.map(|text| text.parse().map_err(|_| bad(text).into())).transpose()
}
