//! Every request of the page, and the only URLs in it. They are relative to the page: a relay may
//! stand behind a proxy, under a path of its own.

use gloo_net::http::{Method, RequestBuilder, Response};
use js_sys::Uint8Array;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use web_sys::AbortController;
use wire::{
    Channel, ChannelInfo, ChannelSettings, Channels, Event, EventsPage, Marking, MeterReading,
    Problem, Seq, Settings, Stored,
};

use crate::model::api_error::ApiError;
use crate::model::app_state::AppState;
use crate::model::outgoing_request::OutgoingRequest;
use crate::model::route::webhook_path;
use crate::platform::location::folder;

impl From<gloo_net::Error> for ApiError {
    fn from(_: gloo_net::Error) -> Self {
        Self::Unreachable
    }
}

/// URL of the script that starts the page's worker.
pub const WORKER_URL: &str = "page-worker_loader.js";

/// Newest events at the start, and how many more at a time below them.
const PAGE: usize = 500;

/// `GET /api/channels`.
pub async fn channels() -> Result<Vec<ChannelInfo>, ApiError> {
    Ok(fetch::<Channels>("api/channels").await?.channels)
}

/// Makes a channel, if it is not there.
pub async fn create_channel(channel: &Channel) -> Result<(), ApiError> {
    send(Method::PUT, &format!("api/channels/{channel}")).await
}

/// Loads the settings of a channel.
pub async fn settings(channel: &Channel) -> Result<ChannelSettings, ApiError> {
    fetch(&format!("api/channels/{channel}")).await
}

/// Changes the settings of a channel, and gives them as they are then.
pub async fn set_channel(
    channel: &Channel,
    settings: &Settings,
) -> Result<ChannelSettings, ApiError> {
    let request = request(Method::PUT, &format!("api/channels/{channel}")).json(settings)?;
    understood(accepted(request.send().await?).await?).await
}

/// Has the relay sign a request with a channel's secret; what is asked and answered is the worker's
/// to read.
pub async fn sign(channel: &Channel, to_sign: String) -> Result<String, ApiError> {
    let request = request(Method::POST, &format!("api/channels/{channel}/sign"));
    let request = request.header("content-type", "application/json").body(to_sign)?;
    Ok(accepted(request.send().await?).await?.text().await?)
}

/// Pins an event, or lets it go; writes beside it.
pub async fn mark(channel: &Channel, seq: Seq, marking: &Marking) -> Result<(), ApiError> {
    send_json(Method::PATCH, &format!("api/channels/{channel}/events/{seq}"), marking).await
}

/// URL of a channel's events as a file.
#[must_use]
pub fn export_url(channel: &Channel, format: &str, selection: &ExportSelection<'_>) -> String {
    let selection = match selection {
        ExportSelection::Found { words, pinned } => {
            let q: String = form_urlencoded::byte_serialize(words.trim().as_bytes()).collect();
            let q = if q.is_empty() { q } else { format!("&q={q}") };
            format!("{q}{}", if *pinned { "&pinned=true" } else { "" })
        }
        ExportSelection::Listed(seqs) => format!("&seqs={}", ranges(seqs)),
    };
    format!("api/channels/{channel}/export?format={format}{selection}")
}

/// ExportSelection of a channel's events.
#[derive(Clone, Copy, Debug)]
pub enum ExportSelection<'a> {
    /// All that the relay keeps, those that contain these words, and those of either that are
    /// pinned.
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
        text += &if last > first {
            format!("{comma}{first}-{last}")
        } else {
            format!("{comma}{first}")
        };
    }
    text
}

/// Takes in a file of events.
pub async fn import(channel: &Channel, file: &web_sys::File) -> Result<(), ApiError> {
    let request = request(Method::POST, &format!("api/channels/{channel}/import"));
    let request =
        request.header("content-type", "application/x-ndjson").body(JsValue::from(file.clone()))?;
    accepted(request.send().await?).await.map(drop)
}

/// The newest events, or those before a position.
pub async fn history(channel: &Channel, before: Option<Seq>) -> Result<EventsPage, ApiError> {
    let before = before.map(|seq| format!("&before={seq}")).unwrap_or_default();
    fetch(&format!("api/channels/{channel}/events?limit={PAGE}{before}")).await
}

/// One event with its whole body.
pub async fn event(channel: &Channel, seq: Seq) -> Result<Event, ApiError> {
    fetch(&format!("api/channels/{channel}/events/{seq}")).await
}

/// URL of the raw body of an event.
#[must_use]
pub fn body_url(channel: &Channel, seq: Seq) -> String {
    format!("api/channels/{channel}/events/{seq}/body")
}

/// Deletes one event.
pub async fn delete(channel: &Channel, seq: Seq) -> Result<(), ApiError> {
    send(Method::DELETE, &format!("api/channels/{channel}/events/{seq}")).await
}

/// Removes every event of a channel.
pub async fn clear(channel: &Channel) -> Result<(), ApiError> {
    send(Method::DELETE, &format!("api/channels/{channel}/events")).await
}

/// Reads the relay's meter of a lane.
pub async fn meter(lane: &str) -> Result<MeterReading, ApiError> {
    fetch(&format!("api/meter?lane={lane}")).await
}

/// Sends a webhook, as any provider would. The receipt is none where there is nothing to read it
/// from: the answer to HEAD has no body.
pub async fn fire(request: &OutgoingRequest) -> Result<Option<Stored>, ApiError> {
    let not_allowed = |e: String| ApiError::NotAllowed(e);
    let init = web_sys::RequestInit::new();
    init.set_method(&request.method);
    init.set_cache(web_sys::RequestCache::NoStore);
    let headers = web_sys::Headers::new().map_err(|_| ApiError::Unreachable)?;
    for (name, value) in &request.headers {
        headers.append(name, value).map_err(|_| not_allowed(format!("{name}: {value}")))?;
    }
    init.set_headers(&headers);
    if let Some(body) = &request.body {
        init.set_body(&Uint8Array::from(body.as_slice()));
    }
    let browsers = web_sys::Request::new_with_str_and_init(&target(&request.path), &init)
        .map_err(|e| not_allowed(js_sys::Error::from(e).message().into()))?;
    // Headers that are the browser's own affair it leaves out without a word.
    let left_out = |name: &str| !browsers.headers().has(name).unwrap_or(false);
    if let Some((name, _)) = request.headers.iter().find(|(name, _)| left_out(name)) {
        return Err(not_allowed(name.clone()));
    }
    let request = gloo_net::http::Request::from(browsers);
    Ok(accepted(request.send().await?).await?.json().await.ok())
}

/// The URL of a path that a reader wrote. One that begins with no slash is the browser's to refuse.
fn target(path: &str) -> String {
    if path.starts_with('/') { format!("{}{path}", folder()) } else { path.to_owned() }
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

/// A poll.
#[derive(Debug)]
pub struct Poll<'a> {
    /// ExportSelection channel.
    pub channel: &'a Channel,
    /// The lane that it is booked to.
    pub lane: &'a str,
    /// Events after this position.
    pub after: Seq,
    /// Longest time that the relay may hold it, in seconds. 0: a short poll.
    pub wait: u32,
    /// The last answer's tag, for a conditional request.
    pub etag: Option<&'a str>,
}

/// Polls the read API. Dropped, the request is aborted.
pub async fn poll(poll: Poll<'_>) -> Result<PollAnswer, ApiError> {
    let Poll { channel, lane, after, wait, etag } = poll;
    let wait = if wait > 0 { format!("&wait={wait}") } else { String::new() };
    let abort = AbortOnDrop(AbortController::new().ok());
    let url = format!("api/channels/{channel}/events?after={after}&limit=500{wait}&lane={lane}");
    let mut request = request(Method::GET, &url)
        .abort_signal(abort.0.as_ref().map(AbortController::signal).as_ref());
    if let Some(etag) = etag {
        request = request.header("if-none-match", etag);
    }
    let answer = request.send().await?;
    let text = answer.text().await?;
    let end_ms = crate::platform::clock::now_ms();
    let page = if answer.status() == 200 { serde_json::from_str(&text).ok() } else { None };
    Ok(PollAnswer { status: answer.status(), page, etag: answer.headers().get("etag"), end_ms })
}

/// URL of the push lane's socket: under `/api/live`, which `trunk serve` can proxy too.
#[must_use]
pub fn socket_url(channel: &Channel, lane: &str, after: Seq, epoch: &str) -> String {
    // `ws` in place of `http`, `wss` in place of `https`.
    let folder = folder().replacen("http", "ws", 1);
    format!("{folder}/api/live/{channel}?after={after}&epoch={epoch}&lane={lane}")
}

/// URL of the same stream as Server-Sent Events.
#[must_use]
pub fn sse_url(channel: &Channel, lane: &str, after: Seq, epoch: &str) -> String {
    format!("api/channels/{channel}/sse?after={after}&epoch={epoch}&lane={lane}")
}

/// The URL to give to a provider: the relay's own, and until it has said it, one at this page's
/// origin.
#[must_use]
pub fn webhook_url_of(state: &AppState) -> String {
    match &state.hello {
        Some(hello) if hello.channel == state.channel => hello.webhook_url.clone(),
        _ => format!("{}{}", folder(), webhook_path(&state.channel)),
    }
}

fn request(method: Method, url: &str) -> RequestBuilder {
    // Conditional requests are made by hand where they are part of what is measured.
    RequestBuilder::new(url).method(method).cache(web_sys::RequestCache::NoStore)
}

/// Asks for JSON.
async fn fetch<T: DeserializeOwned>(url: &str) -> Result<T, ApiError> {
    understood(accepted(request(Method::GET, url).send().await?).await?).await
}

async fn understood<T: DeserializeOwned>(answer: Response) -> Result<T, ApiError> {
    // Whatever answered otherwise, it was not this version of the relay.
    answer
        .json()
        .await
        .map_err(|_| ApiError::Refused { status: 200, detail: "not understood".into() })
}

/// Sends a request without a body.
async fn send(method: Method, url: &str) -> Result<(), ApiError> {
    accepted(request(method, url).send().await?).await.map(drop)
}

/// Sends JSON.
async fn send_json(method: Method, url: &str, body: &impl Serialize) -> Result<(), ApiError> {
    accepted(request(method, url).json(body)?.send().await?).await.map(drop)
}

/// The answer, or the problem that it carries.
async fn accepted(answer: Response) -> Result<Response, ApiError> {
    if answer.ok() {
        return Ok(answer);
    }
    let detail = match answer.json::<Problem>().await {
        Ok(problem) => problem.detail,
        Err(_) => answer.status_text(),
    };
    Err(ApiError::Refused { status: answer.status(), detail })
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
        let found = |words, pinned| url(ExportSelection::Found { words, pinned });
        assert_eq!(found(" ", false), "api/channels/default/export?format=har");
        assert_eq!(found(" a b&c ", false), "api/channels/default/export?format=har&q=a+b%26c");
        assert_eq!(found("a", true), "api/channels/default/export?format=har&q=a&pinned=true");
        assert_eq!(
            url(ExportSelection::Listed(&[2, 1])),
            "api/channels/default/export?format=har&seqs=1-2"
        );
    }
}
