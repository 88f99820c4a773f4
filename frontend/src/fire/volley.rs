//! Firing: one request, or as many as what goes wrong makes of it.

use providers::Provider;
use tools::{Bytes, Plan, Request, Scheme, Task as Job};
use wire::Stored;
use yew::prelude::*;

use super::form::{Edit, Form, Outcome};
use super::{failure_text, say_if_narrow};
use crate::api::{self, Shot};
use crate::duel::tasks::Task;
use crate::state::Action;
use crate::text::Lang;
use crate::{clock, worker};

/// A request, and all that is to be done to it before it is fired.
#[derive(Clone, Debug, PartialEq)]
pub struct Volley {
    /// The request as it stands in the form.
    pub shot: Shot,
    /// Who signs it, with what; none: it goes as it is.
    pub signer: Option<(Provider, String)>,
    /// How it signs, when no provider says so: JSON.
    pub custom: String,
    /// What goes wrong.
    pub wrong: Vec<tools::Wrong>,
    /// Scheme and host of the relay: Twilio signs them.
    pub base: String,
}

impl Volley {
    /// What the form says, when it is a request.
    #[must_use]
    pub fn of(form: &Form, shot: Shot, base: &str) -> Self {
        let signer = form.provider.filter(|_| !form.secret.is_empty()).map(|provider| (provider, form.secret.clone()));
        Self { shot, signer, custom: form.custom.clone(), wrong: form.wrong.clone(), base: base.into() }
    }

    /// It goes as it stands.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.signer.is_none() && self.wrong.is_empty()
    }

    /// The requests to fire now.
    ///
    /// # Errors
    /// The worker's word: the secret is no key.
    pub async fn shots(&self) -> Result<Vec<Shot>, String> {
        if self.is_plain() {
            return Ok(vec![self.shot.clone()]);
        }
        let (provider, secret) = self.signer.clone().unwrap_or((Provider::Custom, String::new()));
        let now = (clock::now_ms() / 1000.0) as i64;
        let nonce =
            format!("{:x}{:08x}", clock::now_ms() as u64, (js_sys::Math::random() * f64::from(u32::MAX)) as u32);
        let plan = Plan {
            request: to_request(&self.shot),
            scheme: Scheme {
                provider: provider.name().into(),
                secret,
                custom: self.custom.clone(),
                now,
                base: self.base.clone(),
            },
            nonce,
            wrong: self.wrong.clone(),
        };
        let requests: Vec<Request> = worker::ask(&Job::Plan(Box::new(plan))).await?;
        Ok(requests.into_iter().map(to_shot).collect())
    }
}

/// As the worker takes it.
#[must_use]
pub fn to_request(shot: &Shot) -> Request {
    Request {
        method: shot.method.clone(),
        path: shot.path.clone(),
        headers: shot.headers.clone(),
        body: Bytes(shot.body.clone().unwrap_or_default()),
    }
}

fn to_shot(request: Request) -> Shot {
    let has_body = !matches!(request.method.as_str(), "GET" | "HEAD");
    let body = has_body.then_some(request.body.0);
    Shot { method: request.method, path: request.path, headers: request.headers, body }
}

/// Fires so many times, one after the other, and tells how it goes.
pub async fn fire(lang: Lang, volley: Volley, times: usize, edit: UseReducerDispatcher<Form>, act: Callback<Action>) {
    let mut stored: Vec<Stored> = Vec::with_capacity(times);
    let mut fired = 0;
    for n in 0..times {
        let shots = match volley.shots().await {
            Ok(shots) => shots,
            Err(why) => return edit.dispatch(Edit::Outcome(Outcome::Unsigned(why))),
        };
        for shot in shots {
            edit.dispatch(Edit::Outcome(Outcome::Firing(n, times)));
            match api::fire(&shot).await {
                Ok(receipt) => stored.extend(receipt),
                Err(failure) => {
                    say_if_narrow(&act, failure_text(lang, &failure));
                    return edit.dispatch(Edit::Outcome(Outcome::Failed(failure)));
                }
            }
            fired += 1;
        }
    }
    let span = stored.first().map(|s| s.seq).zip(stored.last().map(|s| s.seq));
    act.emit(Action::Done(Task::Fire));
    if volley.signer.is_some() && volley.wrong.contains(&tools::Wrong::Signature) {
        act.emit(Action::Done(Task::Break));
    }
    edit.dispatch(Edit::Outcome(Outcome::Stored { n: fired, span }));
}
