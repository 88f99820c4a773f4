//! Firing: one request, or as many as what goes wrong makes of it.

use page_worker::{Bytes, FaultInjection, Plan, Request, Scheme, WorkerTask};
use providers::Provider;
use wire::{Channel, Secret, Stored};
use yew::prelude::*;

use crate::features::request_form::form::{Form, FormAction, SendOutcome};
use crate::features::request_form::say_if_narrow;
use crate::model::api_error::ApiError;
use crate::model::app_action::{Action, UiAction};
use crate::model::notice::Notice;
use crate::model::outgoing_request::OutgoingRequest;
use crate::model::race::tasks::TutorialTask;
use crate::model::request_draft::Draft;
use crate::platform::clock;
use crate::services::{api, worker};

/// A request, and all that is to be done to it before it is fired.
#[derive(Clone, Debug, PartialEq)]
pub struct SendJob {
    /// The request as it stands in the form.
    pub request: OutgoingRequest,
    /// Signer of the request. `None`: it is sent unsigned.
    pub signer: Option<Signer>,
    /// The provider whose event it is, signed or not.
    pub provider: Option<Provider>,
    /// Custom scheme as JSON, for the provider `custom`.
    pub custom: String,
    /// Faults to inject.
    pub faults: Vec<page_worker::FaultInjection>,
    /// The event that makes a pair with this one, where it is sent out of order: its number, and
    /// whether it follows from this one.
    pub partner: Option<(usize, bool)>,
    /// The channel that it is fired at.
    pub channel: Channel,
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
            provider: form.provider,
            custom: form.custom.clone(),
            partner: form
                .partner()
                .filter(|_| form.injected().any(|one| one == FaultInjection::Order)),
            channel: channel.clone(),
            faults: form.injected().collect(),
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
            None => (self.provider.unwrap_or(Provider::Custom), Secret::new(String::new())),
        };
        // Without a secret the scheme is not used.
        let custom = if secret.reveal().is_empty() { String::new() } else { self.custom.clone() };
        let base = self.base.clone();
        let scheme = Scheme { provider: provider.name().into(), secret, custom, now, base };
        let (mut request, faults) = (to_worker(&self.request), self.faults.clone());
        let mut earlier = None;
        if let Some((event, follows)) = self.partner {
            let other = self.partner_request(provider, event).await?;
            let (now, before) = if follows { (other, request) } else { (request, other) };
            (request, earlier) = (now, Some(before));
        }
        let mut plan =
            Box::new(Plan { request, scheme, nonce, faults, earlier, signed: Vec::new() });
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

    /// Another event of the provider's, as it would be fired at this channel.
    async fn partner_request(
        &self,
        provider: Provider,
        event: usize,
    ) -> Result<Request, SendOutcome> {
        let sample = WorkerTask::Sample(provider.name().into(), event);
        let sample: Request = worker::run(&sample).await.map_err(SendOutcome::Unsigned)?;
        let draft = Draft::of_provider(&sample, &self.channel);
        draft.request().map(|request| to_worker(&request)).map_err(SendOutcome::DraftError)
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
    let (mut fired, mut last) = (0, (0, 0.0));
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
            let began = clock::now_ms();
            let answered = api::fire_answered(&request).await;
            match answered.and_then(|answer| match answer.problem {
                Some(problem) => Err(ApiError::Refused(problem)),
                None => Ok((answer.status, answer.stored)),
            }) {
                Ok((status, receipt)) => {
                    last = (status, clock::now_ms() - began);
                    stored.extend(receipt);
                }
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
    let (status, ms) = last;
    edit.dispatch(FormAction::Outcome(SendOutcome::Stored { n: fired, span, status, ms }));
}
