//! Polling, as the pull lane does.

use gloo_net::http::Method;
use web_sys::AbortController;
use wire::{Channel, EventsPage, Seq};

use super::request;
use crate::model::api_error::ApiError;

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
    /// The channel.
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
    let abort = FetchGuard(AbortController::new().ok());
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

/// Aborts a request when the future that waits for it is dropped.
struct FetchGuard(Option<AbortController>);

impl Drop for FetchGuard {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}
