//! Methods of the Bot API: <https://core.telegram.org/bots/api#making-requests>.

use std::time::Duration;

use anyhow::Result;
use bytes::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{Method, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::words;
use crate::http::{HttpError, Relay, Request};
use crate::lang::Lang;
use crate::tls::Trust;

/// A bot at the Bot API.
pub(super) struct Bot {
    http: Relay,
    token: String,
    pub(super) lang: Lang,
}

/// An answer, whatever the method.
#[derive(Deserialize)]
struct Envelope {
    ok: bool,
    result: Option<Box<RawValue>>,
    error_code: Option<u16>,
    description: Option<String>,
    parameters: Option<Parameters>,
}

#[derive(Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
}

/// Why a method was not done.
#[derive(Debug)]
pub(super) enum CallError {
    /// There was no answer.
    Absent(HttpError),
    /// The answer is none of the Bot API's.
    Foreign(StatusCode),
    /// The Bot API refused.
    Refused {
        code: u16,
        description: String,
        /// How long to wait, when there were too many requests.
        retry_after: Option<Duration>,
    },
}

impl CallError {
    /// How long to wait before it is tried again; none when that does not help.
    pub(super) fn again(&self) -> Option<Option<Duration>> {
        match self {
            Self::Refused { code: 429, retry_after, .. } => Some(*retry_after),
            Self::Refused { code: 500.., .. } | Self::Absent(_) => Some(None),
            Self::Foreign(status) => status.is_server_error().then_some(None),
            Self::Refused { .. } => None,
        }
    }
}

/// `WebhookInfo`, as far as it is said.
#[derive(Debug, Deserialize)]
pub(super) struct WebhookInfo {
    pub(super) url: String,
    pub(super) pending_update_count: u64,
    pub(super) last_error_date: Option<i64>,
    pub(super) last_error_message: Option<String>,
}

/// `User`, as far as it is said.
#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub(super) username: Option<String>,
    pub(super) first_name: String,
}

#[derive(Serialize)]
pub(super) struct SetWebhook<'a> {
    pub(super) url: &'a str,
    pub(super) secret_token: &'a str,
    pub(super) allowed_updates: &'a [String],
    pub(super) drop_pending_updates: bool,
}

#[derive(Serialize)]
pub(super) struct DeleteWebhook {
    pub(super) drop_pending_updates: bool,
}

#[derive(Serialize)]
pub(super) struct GetUpdates<'a> {
    /// Updates before it are acknowledged, and never come again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) offset: Option<i64>,
    pub(super) limit: u32,
    /// In seconds.
    pub(super) timeout: u64,
    pub(super) allowed_updates: &'a [String],
}

impl Bot {
    pub(super) fn new(base: String, token: String, trust: &Trust, lang: Lang) -> Result<Self> {
        Ok(Self { http: Relay::new(base, None, trust)?, token, lang })
    }

    /// Calls a method, which may take so much longer than others.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        method: &str,
        parameters: &impl Serialize,
        held: Duration,
    ) -> Result<T, CallError> {
        // These always serialise: strings, numbers and lists of them.
        let body = serde_json::to_vec(parameters).unwrap_or_default();
        self.call_raw(method, body.into(), held).await
    }

    /// Calls a method with parameters that are JSON already.
    pub(super) async fn call_raw<T: DeserializeOwned>(
        &self,
        method: &str,
        body: Bytes,
        held: Duration,
    ) -> Result<T, CallError> {
        let target = format!("/bot{}/{method}", self.token);
        let headers = [(CONTENT_TYPE, "application/json")];
        let request = Request { method: Method::POST, headers: &headers, body, held, ..Request::get(&target) };
        let answer = self.http.ask(request).await.map_err(CallError::Absent)?;
        let foreign = || CallError::Foreign(answer.status);
        let envelope: Envelope = serde_json::from_slice(&answer.body).map_err(|_| foreign())?;
        match envelope {
            Envelope { ok: true, result: Some(result), .. } => {
                serde_json::from_str(result.get()).map_err(|_| foreign())
            }
            Envelope { ok: true, .. } => Err(foreign()),
            Envelope { error_code, description, parameters, .. } => Err(CallError::Refused {
                code: error_code.unwrap_or(answer.status.as_u16()),
                description: description.unwrap_or_default(),
                retry_after: parameters.and_then(|it| it.retry_after).map(Duration::from_secs),
            }),
        }
    }

    /// Why a method was not done, in words.
    pub(super) fn why(&self, error: &CallError) -> String {
        words::why(self.lang, self.http.base(), error)
    }
}
