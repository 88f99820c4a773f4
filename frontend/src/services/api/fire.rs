//! Sending a webhook as any provider would.

use js_sys::Uint8Array;
use wire::{Problem, Stored};

use super::absolute;
use crate::model::api_error::ApiError;
use crate::model::outgoing_request::OutgoingRequest;

/// Sends a webhook, as any provider would. The receipt is none where there is nothing to read it
/// from: the answer to HEAD has no body.
pub async fn fire(request: &OutgoingRequest) -> Result<Option<Stored>, ApiError> {
    match fire_answered(request).await? {
        FireAnswer { problem: Some(problem), .. } => Err(ApiError::Refused(problem)),
        FireAnswer { stored, .. } => Ok(stored),
    }
}

/// What a webhook was answered.
#[derive(Debug)]
pub struct FireAnswer {
    /// The status.
    pub status: u16,
    /// The receipt, where the answer is one.
    pub stored: Option<Stored>,
    /// Why it failed, where the answer says so.
    pub problem: Option<Problem>,
}

/// Sends a webhook, and gives whatever it was answered: a channel's own answer may be any.
pub async fn fire_answered(request: &OutgoingRequest) -> Result<FireAnswer, ApiError> {
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
    let url = absolute(&request.path);
    let browsers = web_sys::Request::new_with_str_and_init(&url, &init)
        .map_err(|e| not_allowed(js_sys::Error::from(e).message().into()))?;
    // Headers that are the browser's own affair it leaves out without a word.
    let left_out = |name: &str| !browsers.headers().has(name).unwrap_or(false);
    if let Some((name, _)) = request.headers.iter().find(|(name, _)| left_out(name)) {
        return Err(not_allowed(name.clone()));
    }
    let request = gloo_net::http::Request::from(browsers);
    let answer = request.send().await?;
    let (status, text) = (answer.status(), answer.text().await?);
    let stored = serde_json::from_str(&text).ok();
    let problem = if answer.ok() { None } else { serde_json::from_str(&text).ok() };
    Ok(FireAnswer { status, stored, problem })
}
