//! Firing: one request, or as many as what goes wrong makes of it.

use page_worker::{Bytes, FaultInjection, Plan, Request, Scheme, WorkerTask};
use providers::Provider;
use wire::{Channel, Secret, Stored};
use yew::prelude::*;

use crate::features::request_form::form::{Form, FormAction, SendOutcome};
use crate::features::request_form::say_if_narrow;
use crate::model::app_action::{Action, UiAction};
use crate::model::notice::Notice;
use crate::model::outgoing_request::OutgoingRequest;
use crate::model::race::tasks::TutorialTask;
use crate::platform::clock;
use crate::services::{api, worker};

/// A request, and all that is to be done to it before it is fired.
#[derive(Clone, Debug, PartialEq)]
pub struct SendJob {
    /// The request as it stands in the form.
    pub request: OutgoingRequest,
    /// Signer of the request. `None`: it is sent unsigned.
    pub signer: Option<Signer>,
    /// Custom scheme as JSON, for the provider `custom`.
    pub custom: String,
    /// Faults to inject.
    pub faults: Vec<page_worker::FaultInjection>,
    /// Scheme and host of the relay: Twilio signs them.
    pub base: String,
}

/// Signer of a request, and the provider whose scheme is used.
#[derive(Clone, Debug, PartialEq)]
pub enum Signer {
    /// This page, with a secret that was typed.
    Page(Provider, Secret),
    /// The relay, with the secret of a channel, which stays there.
    Relay(Provider, Channel),
}

impl Signer {
    /// The provider.
    #[must_use]
    pub fn provider(&self) -> Provider {
        match self {
            Self::Page(provider, _) | Self::Relay(provider, _) => *provider,
        }
    }
}

impl SendJob {
    /// The job that the form describes.
    #[must_use]
    pub fn of(form: &Form, request: OutgoingRequest, channel: &Channel, base: &str) -> Self {
        let signer = form.provider.and_then(|provider| match &form.secret_channel {
            _ if !form.secret.reveal().is_empty() => {
                Some(Signer::Page(provider, form.secret.clone()))
            }
            // The secret of another channel is not this channel's.
            secret_channel => secret_channel
                .clone()
                .filter(|secret_channel| secret_channel == channel)
                .map(|channel| Signer::Relay(provider, channel)),
        });
        Self {
            request,
            signer,
            custom: form.custom.clone(),
            faults: form.faults.clone(),
            base: base.into(),
        }
    }

    /// It goes as it stands.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.signer.is_none() && self.faults.is_empty()
    }

    /// The requests to fire now.
    ///
    /// # Errors
    /// [`SendOutcome::Unsigned`] or [`SendOutcome::Failed`]: the secret is no key, say.
    pub async fn requests(&self) -> Result<Vec<OutgoingRequest>, SendOutcome> {
        if self.is_plain() {
            return Ok(vec![self.request.clone()]);
        }
        let now = (clock::now_ms() / 1000.0) as i64;
        let nonce = format!(
            "{:x}{:08x}",
            clock::now_ms() as u64,
            (js_sys::Math::random() * f64::from(u32::MAX)) as u32
        );
        let (provider, secret) = match &self.signer {
            Some(Signer::Page(provider, secret)) => (*provider, secret.clone()),
            Some(Signer::Relay(provider, _)) => (*provider, Secret::new(String::new())),
            None => (Provider::Custom, Secret::new(String::new())),
        };
        // Without a secret the scheme is not used.
        let custom = if secret.reveal().is_empty() { String::new() } else { self.custom.clone() };
        let base = self.base.clone();
        let scheme = Scheme { provider: provider.name().into(), secret, custom, now, base };
        let (request, faults) = (to_worker(&self.request), self.faults.clone());
        let mut plan = Box::new(Plan { request, scheme, nonce, faults, signed: Vec::new() });
        if let Some(Signer::Relay(_, channel)) = &self.signer {
            let texts: Vec<String> = worker::run(&WorkerTask::ToSign(plan.clone()))
                .await
                .map_err(SendOutcome::Unsigned)?;
            for to_sign in texts {
                plan.signed.push(api::sign(channel, to_sign).await.map_err(SendOutcome::Failed)?);
            }
        }
        let requests: Vec<Request> =
            worker::run(&WorkerTask::Plan(plan)).await.map_err(SendOutcome::Unsigned)?;
        Ok(requests.into_iter().map(to_outgoing).collect())
    }
}

/// As the worker takes it.
#[must_use]
pub fn to_worker(request: &OutgoingRequest) -> Request {
    Request {
        method: request.method.clone(),
        path: request.path.clone(),
        headers: request.headers.clone(),
        body: Bytes(request.body.clone().unwrap_or_default()),
    }
}

fn to_outgoing(request: Request) -> OutgoingRequest {
    let has_body = !matches!(request.method.as_str(), "GET" | "HEAD");
    let body = has_body.then_some(request.body.0);
    OutgoingRequest { method: request.method, path: request.path, headers: request.headers, body }
}

/// Fires so many times, one after the other, and tells how it goes.
pub async fn send(
    job: SendJob,
    times: usize,
    edit: UseReducerDispatcher<Form>,
    dispatch: Callback<Action>,
) {
    let mut stored: Vec<Stored> = Vec::with_capacity(times);
    let mut fired = 0;
    for n in 0..times {
        let requests = match job.requests().await {
            Ok(requests) => requests,
            Err(outcome) => {
                if let SendOutcome::Failed(error) = &outcome {
                    say_if_narrow(&dispatch, Notice::Failed(error.clone()));
                }
                return edit.dispatch(FormAction::Outcome(outcome));
            }
        };
        for request in requests {
            edit.dispatch(FormAction::Outcome(SendOutcome::Firing(n, times)));
            match api::fire(&request).await {
                Ok(receipt) => stored.extend(receipt),
                Err(error) => {
                    say_if_narrow(&dispatch, Notice::Failed(error.clone()));
                    return edit.dispatch(FormAction::Outcome(SendOutcome::Failed(error)));
                }
            }
            fired += 1;
        }
    }
    let span = stored.first().map(|s| s.seq).zip(stored.last().map(|s| s.seq));
    dispatch.emit(UiAction::TaskDone(TutorialTask::Fire).into());
    if job.signer.is_some() && job.faults.contains(&FaultInjection::Signature) {
        dispatch.emit(UiAction::TaskDone(TutorialTask::Break).into());
    }
    edit.dispatch(FormAction::Outcome(SendOutcome::Stored { n: fired, span }));
}
