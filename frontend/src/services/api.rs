//! Every request of the page, and the only URLs in it. They are relative to the page's own address:
//! a relay may stand under a prefix.

use gloo_net::http::{Method, Request, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use wire::{
    Attempts, Body, Channel, ChannelInfo, ChannelSettings, Channels, ConsumerAttempt, ConsumerInfo,
    Consumers, Deleted, Event, EventsPage, ForwardStatus, GivenAnswer, HandAnswer, HeldEvent,
    HeldEvents, Marking, MeterReading, Problem, PublicStatus, Resend, Resent, Seq, Settings,
    TelegramStatus,
};

use crate::model::api_error::ApiError;
use crate::model::app_state::AppState;
use crate::model::route::webhook_path;
use crate::platform::location::base;

impl From<gloo_net::Error> for ApiError {
    fn from(_: gloo_net::Error) -> Self {
        Self::Unreachable
    }
}

mod export;
mod fire;
mod poll;

pub use export::{ExportSelection, export_url};
use export::{encoded, ranges};
pub use fire::{fire, fire_answered};
pub use poll::{Poll, PollAnswer, poll};

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
    read(&text(request).await?)
}

/// Has the relay sign a request with a channel's secret. Request and answer are the worker's to
/// read.
pub async fn sign(channel: &Channel, to_sign: String) -> Result<String, ApiError> {
    let request = request(Method::POST, &format!("api/channels/{channel}/sign"));
    let request = request.header("content-type", "application/json").body(to_sign)?;
    text(request).await
}

/// Pins an event, or lets it go; writes beside it.
pub async fn mark(channel: &Channel, seq: Seq, marking: &Marking) -> Result<(), ApiError> {
    send_json(Method::PATCH, &format!("api/channels/{channel}/events/{seq}"), marking).await
}

/// The positions that a filter finds, rising, down to the oldest event that the page keeps. A page
/// of them may be short, or empty: the relay ends it after half a second.
pub async fn search(channel: &Channel, filter: &str, oldest: Seq) -> Result<Vec<Seq>, ApiError> {
    let (mut seqs, mut before, filter) = (Vec::new(), String::new(), encoded(filter));
    loop {
        let url = format!("api/channels/{channel}/events?limit=1000&filter={filter}{before}");
        let page: EventsPage = fetch(&url).await?;
        seqs.extend(page.events.iter().map(|event| event.seq));
        let Some(next) = page.next.filter(|next| *next > oldest) else { break };
        before = format!("&before={next}");
    }
    seqs.reverse();
    Ok(seqs)
}

/// Takes in a file of events.
pub async fn import(channel: &Channel, file: &web_sys::File) -> Result<(), ApiError> {
    let request = request(Method::POST, &format!("api/channels/{channel}/import"));
    let request =
        request.header("content-type", "application/x-ndjson").body(JsValue::from(file.clone()))?;
    text(request).await.map(drop)
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

/// The whole body of an event, of which a preview may have come.
pub async fn whole_body(event: &Event) -> Result<Body, ApiError> {
    if !event.is_preview() {
        return Ok(event.body.clone());
    }
    let url = body_url(&event.channel, event.seq);
    // As bytes and not as JSON, whose escapes would be read one by one.
    let bytes = accepted(request(Method::GET, &url).send().await?).await?.binary().await?;
    Ok(String::from_utf8(bytes).map_or_else(|error| Body::Bytes(error.into_bytes()), Body::Text))
}

/// The consumers of a channel.
pub async fn consumers(channel: &Channel) -> Result<Vec<ConsumerInfo>, ApiError> {
    let found = fetch::<Consumers>(&format!("api/channels/{channel}/consumers")).await;
    Ok(found?.consumers)
}

/// The attempts at an event that the relay keeps, oldest first.
pub async fn attempts(channel: &Channel, seq: Seq) -> Result<Vec<ConsumerAttempt>, ApiError> {
    let url = format!("api/channels/{channel}/events/{seq}/attempts");
    Ok(fetch::<Attempts>(&url).await?.attempts)
}

/// The answer that an event's sender got.
pub async fn answer(channel: &Channel, seq: Seq) -> Result<GivenAnswer, ApiError> {
    fetch(&format!("api/channels/{channel}/events/{seq}/answer")).await
}

/// Has a consumer send an event again.
pub async fn resend(channel: &Channel, seq: Seq, what: &Resend) -> Result<Resent, ApiError> {
    let url = format!("api/channels/{channel}/events/{seq}/resend");
    read(&text(request(Method::POST, &url).json(what)?).await?)
}

/// How the relay's own forwarding of a channel goes.
pub async fn forward(channel: &Channel) -> Result<ForwardStatus, ApiError> {
    fetch(&format!("api/channels/{channel}/forward")).await
}

/// The senders that wait for an answer by hand.
pub async fn held(channel: &Channel) -> Result<Vec<HeldEvent>, ApiError> {
    Ok(fetch::<HeldEvents>(&format!("api/channels/{channel}/held")).await?.held)
}

/// Answers a sender by hand.
pub async fn answer_held(channel: &Channel, seq: Seq, answer: &HandAnswer) -> Result<(), ApiError> {
    let url = format!("api/channels/{channel}/held/{seq}/answer");
    send_json(Method::POST, &url, answer).await
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

/// Deletes one event though the page is left: the browser sends it after the page is gone.
pub fn delete_while_leaving(channel: &Channel, seq: Seq) {
    let init = web_sys::RequestInit::new();
    init.set_method("DELETE");
    // An object that is ours takes any property; a browser that does not know this one leaves it.
    let _ = js_sys::Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE);
    let url = format!("api/channels/{channel}/events/{seq}");
    if let Some(window) = crate::platform::dom::window() {
        // Nobody is there to hear of its answer.
        let _ = window.fetch_with_str_and_init(&url, &init);
    }
}

/// Removes the events at these positions, falling, that are not pinned.
pub async fn clear_some(channel: &Channel, seqs: &[Seq]) -> Result<Deleted, ApiError> {
    let url = format!("api/channels/{channel}/events?seqs={}", ranges(seqs));
    read(&text(request(Method::DELETE, &url).build()?).await?)
}

/// A channel with what is kept of it, and its settings.
pub async fn channel(channel: &Channel) -> Result<(ChannelInfo, ChannelSettings), ApiError> {
    let text = text(request(Method::GET, &format!("api/channels/{channel}")).build()?).await?;
    // They are one object.
    let read = || Some((serde_json::from_str(&text).ok()?, serde_json::from_str(&text).ok()?));
    read().ok_or(ApiError::NotUnderstood)
}

/// A channel with what is kept of it.
pub async fn info(channel: &Channel) -> Result<ChannelInfo, ApiError> {
    fetch(&format!("api/channels/{channel}")).await
}

/// Deletes a channel, with all that is in it.
pub async fn delete_channel(channel: &Channel) -> Result<(), ApiError> {
    send(Method::DELETE, &format!("api/channels/{channel}")).await
}

/// Removes every event of a channel that is not pinned.
pub async fn clear(channel: &Channel) -> Result<(), ApiError> {
    send(Method::DELETE, &format!("api/channels/{channel}/events")).await
}

/// The relay's public address, and whether the relay reached itself by it.
pub async fn public() -> Result<PublicStatus, ApiError> {
    fetch("api/public").await
}

/// How the webhook of the relay's Telegram bot is.
pub async fn telegram(channel: &Channel) -> Result<TelegramStatus, ApiError> {
    fetch(&format!("api/channels/{channel}/telegram")).await
}

/// Reads the relay's meter of a lane.
pub async fn meter(lane: &str) -> Result<MeterReading, ApiError> {
    fetch(&format!("api/meter?lane={lane}")).await
}

/// URL of the push lane's socket: under `/api/live`, which `trunk serve` can proxy too.
#[must_use]
pub fn socket_url(channel: &Channel, lane: &str, after: Seq, epoch: &str) -> String {
    // `http` becomes `ws`, `https` becomes `wss`.
    let base = base().replacen("http", "ws", 1);
    format!("{base}/api/live/{channel}?after={after}&epoch={epoch}&lane={lane}")
}

/// URL of the same stream as Server-Sent Events.
#[must_use]
pub fn sse_url(channel: &Channel, lane: &str, after: Seq, epoch: &str) -> String {
    format!("api/channels/{channel}/sse?after={after}&epoch={epoch}&lane={lane}")
}

/// The URL to give to a provider: the relay's own, and until it has said it, one beside this page.
#[must_use]
pub fn webhook_url_of(state: &AppState) -> String {
    let path = webhook_path(&state.channel);
    match &state.webhook_base.0 {
        Some(base) => format!("{base}{path}"),
        None => absolute(&path),
    }
}

/// URL of a path of the relay's, from `/webhook` on.
fn absolute(path: &str) -> String {
    format!("{}{path}", base())
}

fn request(method: Method, url: &str) -> RequestBuilder {
    // Conditional requests are made by hand where they are part of what is measured.
    RequestBuilder::new(url).method(method).cache(web_sys::RequestCache::NoStore)
}

/// Asks for JSON.
async fn fetch<T: DeserializeOwned>(url: &str) -> Result<T, ApiError> {
    read(&text(request(Method::GET, url).build()?).await?)
}

/// Reads an answer as JSON. Whatever answered otherwise, it was not this version of the relay.
fn read<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    serde_json::from_str(text).map_err(|_| ApiError::NotUnderstood)
}

/// Sends a request, and gives its answer as text: in one place, since each copy of it would weigh.
async fn text(request: Request) -> Result<String, ApiError> {
    Ok(accepted(request.send().await?).await?.text().await?)
}

/// Sends a request without a body.
async fn send(method: Method, url: &str) -> Result<(), ApiError> {
    text(request(method, url).build()?).await.map(drop)
}

/// Sends JSON.
async fn send_json(method: Method, url: &str, body: &impl Serialize) -> Result<(), ApiError> {
    text(request(method, url).json(body)?).await.map(drop)
}

/// The answer, or the problem that it carries.
async fn accepted(answer: Response) -> Result<Response, ApiError> {
    if answer.ok() {
        return Ok(answer);
    }
    let problem = match read(&answer.text().await.unwrap_or_default()) {
        Ok(problem) => problem,
        // Of a proxy in between, say.
        Err(_) => Problem {
            kind: "about:blank".into(),
            title: String::new(),
            status: answer.status(),
            detail: answer.status_text(),
            values: Default::default(),
        },
    };
    Err(ApiError::Refused(problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_relative_to_the_page() {
        let channel = Channel::default();
        for url in [
            body_url(&channel, 1),
            sse_url(&channel, "push-1", 0, "e"),
            export_url(&channel, "har", &ExportSelection::Listed(&[1])),
            WORKER_URL.to_owned(),
        ] {
            assert!(!url.starts_with('/') && !url.contains("//"), "{url}");
        }
    }
}
