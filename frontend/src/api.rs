//! Every request of the page, and the only URLs in it.

use futures_util::future::LocalBoxFuture;
use gloo_net::http::{Method, RequestBuilder, Response};
use js_sys::Uint8Array;
use web_sys::AbortController;
use wire::{
    Channel, ChannelInfo, ChannelSettings, Channels, Event, EventsPage, Marking, MeterReading, Problem, Seq, Settings,
    Stored,
};

use crate::browser;
use crate::read::{Read, read};
use crate::write::write;

/// Why a request brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No answer: the relay is not there, or the way to it is broken.
    Unreachable,
    /// The relay refused, and says why.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Its words.
        detail: String,
    },
    /// The browser does not let a page send this.
    NotAllowed(String),
}

impl From<gloo_net::Error> for Failure {
    fn from(_: gloo_net::Error) -> Self {
        Self::Unreachable
    }
}

/// What the page's worker is started from.
pub const WORKER_URL: &str = "/page-worker_loader.js";

/// Newest events at the start, and how many more at a time below them.
const PAGE: usize = 500;

/// `GET /api/channels`.
pub async fn channels() -> Result<Vec<ChannelInfo>, Failure> {
    Ok(read_answer::<Channels>(&text(Method::GET, "/api/channels".into()).await?)?.channels)
}

/// Makes a channel, if it is not there.
pub async fn create_channel(channel: &Channel) -> Result<(), Failure> {
    text(Method::PUT, format!("/api/channels/{channel}")).await.map(drop)
}

/// What a channel is told to do.
pub async fn settings(channel: &Channel) -> Result<ChannelSettings, Failure> {
    read_answer(&text(Method::GET, format!("/api/channels/{channel}")).await?)
}

/// Changes what a channel is told to do.
pub async fn set_channel(channel: &Channel, settings: &Settings) -> Result<(), Failure> {
    send(Method::PUT, format!("/api/channels/{channel}"), write(settings)).await
}

/// Has the relay sign a request with a channel's secret; what is asked and answered is the worker's to read.
pub async fn sign(channel: &Channel, to_sign: String) -> Result<String, Failure> {
    sent(Method::POST, format!("/api/channels/{channel}/sign"), to_sign).await
}

/// Pins an event, or lets it go; writes beside it.
pub async fn mark(channel: &Channel, seq: Seq, marking: &Marking) -> Result<(), Failure> {
    send(Method::PATCH, format!("/api/channels/{channel}/events/{seq}"), write(marking)).await
}

/// Where a channel's events are to be had as a file; of those that contain a text, or of one.
#[must_use]
pub fn export_url(channel: &Channel, format: &str, which: &Which<'_>) -> String {
    let which = match which {
        Which::Found { words, pinned } => {
            let q: String = form_urlencoded::byte_serialize(words.trim().as_bytes()).collect();
            let q = if q.is_empty() { q } else { format!("&q={q}") };
            format!("{q}{}", if *pinned { "&pinned=true" } else { "" })
        }
        Which::Listed(seqs) => format!("&seqs={}", ranges(seqs)),
    };
    format!("/api/channels/{channel}/export?format={format}{which}")
}

/// Which of a channel's events.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// All that the relay keeps, those that contain these words, and those of either that are pinned.
    Found {
        /// Empty: whatever they contain.
        words: &'a str,
        /// Only what is pinned.
        pinned: bool,
    },
    /// Those at these positions, falling.
    Listed(&'a [Seq]),
}

/// Positions as the relay reads them: `3,7-9`.
fn ranges(falling: &[Seq]) -> String {
    let mut text = String::new();
    let mut left = falling.iter().rev().copied().peekable();
    while let Some(first) = left.next() {
        let mut last = first;
        while left.next_if_eq(&(last + 1)).is_some() {
            last += 1;
        }
        let comma = if text.is_empty() { "" } else { "," };
        text += &if last > first { format!("{comma}{first}-{last}") } else { format!("{comma}{first}") };
    }
    text
}

/// Takes in a file of events.
pub async fn import(channel: &Channel, file: &web_sys::File) -> Result<(), Failure> {
    let request = RequestBuilder::new(&format!("/api/channels/{channel}/import")).method(Method::POST);
    let request =
        request.header("content-type", "application/x-ndjson").body(wasm_bindgen::JsValue::from(file.clone()))?;
    answer(request.send().await?).await.map(drop)
}

/// The newest events, or those before a position.
pub async fn history(channel: &Channel, before: Option<Seq>) -> Result<EventsPage, Failure> {
    let before = before.map(|seq| format!("&before={seq}")).unwrap_or_default();
    read_answer(&text(Method::GET, format!("/api/channels/{channel}/events?limit={PAGE}{before}")).await?)
}

/// One event with its whole body.
pub async fn event(channel: &Channel, seq: Seq) -> Result<Event, Failure> {
    read_answer(&text(Method::GET, format!("/api/channels/{channel}/events/{seq}")).await?)
}

/// Where the raw body is to be had.
#[must_use]
pub fn body_url(channel: &Channel, seq: Seq) -> String {
    format!("/api/channels/{channel}/events/{seq}/body")
}

/// Deletes one event.
pub async fn delete(channel: &Channel, seq: Seq) -> Result<(), Failure> {
    text(Method::DELETE, format!("/api/channels/{channel}/events/{seq}")).await.map(drop)
}

/// Removes every event of a channel.
pub async fn clear(channel: &Channel) -> Result<(), Failure> {
    text(Method::DELETE, format!("/api/channels/{channel}/events")).await.map(drop)
}

/// What the relay counted for a lane.
pub async fn meter(lane: &str) -> Result<MeterReading, Failure> {
    read_answer(&text(Method::GET, format!("/api/meter?lane={lane}")).await?)
}

/// A webhook to fire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shot {
    /// The method.
    pub method: String,
    /// Path and query, from `/webhook` on.
    pub path: String,
    /// Headers in order.
    pub headers: Vec<(String, String)>,
    /// The body; none for GET and HEAD, which a browser sends without.
    pub body: Option<Vec<u8>>,
}

/// Sends a webhook, as any provider would. The receipt is none where there is nothing to read it from: the answer to HEAD
/// has no body.
pub async fn fire(shot: &Shot) -> Result<Option<Stored>, Failure> {
    let not_allowed = |e: String| Failure::NotAllowed(e);
    let init = web_sys::RequestInit::new();
    init.set_method(&shot.method);
    init.set_cache(web_sys::RequestCache::NoStore);
    let headers = web_sys::Headers::new().map_err(|_| Failure::Unreachable)?;
    for (name, value) in &shot.headers {
        headers.append(name, value).map_err(|_| not_allowed(format!("{name}: {value}")))?;
    }
    init.set_headers(&headers);
    if let Some(body) = &shot.body {
        init.set_body(&Uint8Array::from(body.as_slice()));
    }
    let request = web_sys::Request::new_with_str_and_init(&shot.path, &init)
        .map_err(|e| not_allowed(js_sys::Error::from(e).message().into()))?;
    // Headers that are the browser's own affair it leaves out without a word.
    let left_out = |name: &str| !request.headers().has(name).unwrap_or(false);
    if let Some((name, _)) = shot.headers.iter().find(|(name, _)| left_out(name)) {
        return Err(not_allowed(name.clone()));
    }
    let request = gloo_net::http::Request::from(request);
    Ok(read(&answer(request.send().await?).await?))
}

/// One poll's answer, read to its end.
#[derive(Debug)]
pub struct PollAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The page, when there was one.
    pub page: Option<EventsPage>,
    /// For the next conditional request.
    pub etag: Option<String>,
    /// When the last byte of the body was read, on the page's clock.
    pub end_ms: f64,
}

/// What a poll asks.
#[derive(Debug)]
pub struct Poll<'a> {
    /// Which channel.
    pub channel: &'a Channel,
    /// The lane that it is booked to.
    pub lane: &'a str,
    /// Events after this position.
    pub after: Seq,
    /// How long the relay may hold it, in seconds; 0 for a short poll.
    pub wait: u32,
    /// The last answer's tag, for a conditional request.
    pub etag: Option<&'a str>,
}

/// Polls the read API. Dropped, the request is aborted.
pub async fn poll(poll: Poll<'_>) -> Result<PollAnswer, Failure> {
    let Poll { channel, lane, after, wait, etag } = poll;
    let wait = if wait > 0 { format!("&wait={wait}") } else { String::new() };
    let abort = AbortOnDrop(AbortController::new().ok());
    let mut request = get(&format!("/api/channels/{channel}/events?after={after}&limit=500{wait}&lane={lane}"))
        .abort_signal(abort.0.as_ref().map(AbortController::signal).as_ref());
    if let Some(etag) = etag {
        request = request.header("if-none-match", etag);
    }
    let answer = request.send().await?;
    let text = answer.text().await?;
    let end_ms = crate::clock::now_ms();
    let page = if answer.status() == 200 { read(&text) } else { None };
    Ok(PollAnswer { status: answer.status(), page, etag: answer.headers().get("etag"), end_ms })
}

/// Where the push lane's socket is: under `/api/live`, which `trunk serve` can proxy too.
#[must_use]
pub fn socket_url(channel: &Channel, lane: &str, after: Seq, epoch: &str) -> String {
    let location = web_sys::window().map(|window| window.location());
    let host = location.as_ref().and_then(|l| l.host().ok()).unwrap_or_default();
    let secure = location.and_then(|l| l.protocol().ok()).is_some_and(|protocol| protocol == "https:");
    let scheme = if secure { "wss" } else { "ws" };
    format!("{scheme}://{host}/api/live/{channel}?after={after}&epoch={epoch}&lane={lane}")
}

/// Where the same stream is as Server-Sent Events.
#[must_use]
pub fn sse_url(channel: &Channel, lane: &str, after: Seq, epoch: &str) -> String {
    format!("/api/channels/{channel}/sse?after={after}&epoch={epoch}&lane={lane}")
}

/// The path that a channel receives on.
#[must_use]
pub fn webhook_path(channel: &Channel) -> String {
    if channel.is_default() { "/webhook".into() } else { format!("/webhook/{channel}") }
}

/// This page's own idea of the webhook URL, until the relay has said its own.
#[must_use]
pub fn webhook_url(channel: &Channel) -> String {
    format!("{}{}", browser::origin(), webhook_path(channel))
}

fn get(url: &str) -> RequestBuilder {
    // Conditional requests are made by hand where they are part of what is measured.
    RequestBuilder::new(url).method(Method::GET).cache(web_sys::RequestCache::NoStore)
}

/// The text of an answer. In a box: the many callers then share its code.
fn text(method: Method, url: String) -> LocalBoxFuture<'static, Result<String, Failure>> {
    Box::pin(async move { answer(get(&url).method(method).send().await?).await })
}

/// Sends JSON.
async fn send(method: Method, url: String, body: String) -> Result<(), Failure> {
    sent(method, url, body).await.map(drop)
}

/// The text of the answer to it.
fn sent(method: Method, url: String, body: String) -> LocalBoxFuture<'static, Result<String, Failure>> {
    Box::pin(async move {
        let request = RequestBuilder::new(&url).method(method).header("content-type", "application/json").body(body)?;
        answer(request.send().await?).await
    })
}

/// The answer's text, or the problem that it carries.
async fn answer(answer: Response) -> Result<String, Failure> {
    let text = answer.text().await?;
    if answer.ok() {
        return Ok(text);
    }
    let detail = read::<Problem>(&text).map_or_else(|| answer.status_text(), |problem| problem.detail);
    Err(Failure::Refused { status: answer.status(), detail })
}

fn read_answer<T: Read>(text: &str) -> Result<T, Failure> {
    // Whatever answered, it was not this version of the relay.
    read(text).ok_or_else(|| Failure::Refused { status: 200, detail: "not understood".into() })
}

struct AbortOnDrop(Option<AbortController>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_is_exported_by_position() {
        assert_eq!(ranges(&[9, 8, 7, 5, 3, 2]), "2-3,5,7-9");
        assert_eq!((ranges(&[]), ranges(&[4])), (String::new(), "4".into()));
        let url = |which| export_url(&Channel::default(), "har", &which);
        let found = |words, pinned| url(Which::Found { words, pinned });
        assert_eq!(found(" ", false), "/api/channels/default/export?format=har");
        assert_eq!(found(" a b&c ", false), "/api/channels/default/export?format=har&q=a+b%26c");
        assert_eq!(found("a", true), "/api/channels/default/export?format=har&q=a&pinned=true");
        assert_eq!(url(Which::Listed(&[2, 1])), "/api/channels/default/export?format=har&seqs=1-2");
    }
}
