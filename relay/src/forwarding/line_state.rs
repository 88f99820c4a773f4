//! How a line goes, as its attempts tell it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use gancho_client::forward::Route;
use gancho_client::forward::observer::{Carried, Observer};
use gancho_client::forward::policy::NOT_ALLOWED;
use gancho_client::forward::target::Target;
use tokio::sync::Notify;
use wire::{Attempt, ConsumerInfo, ConsumerName, Event, ForwardState, Gap};

/// What is known of a line. Told by the line, read by whoever asks.
pub(super) struct LineState {
    pub(super) url: String,
    pub(super) name: ConsumerName,
    /// Host and port of the target.
    authority: String,
    goes: Mutex<(ForwardState, Option<String>)>,
    changed: Notify,
}

impl LineState {
    pub(super) fn new(route: &Route) -> Self {
        let authority = match &route.target {
            Target::Url(url) => url.authority().to_owned(),
            Target::Command(command) => command.clone(),
        };
        Self {
            url: route.target.to_string(),
            name: route.consumer.clone(),
            authority,
            goes: Mutex::new((ForwardState::On, None)),
            changed: Notify::new(),
        }
    }

    /// Whether events go, and the reason when none does.
    pub(super) fn goes(&self) -> (ForwardState, Option<String>) {
        self.goes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Nothing goes, for this reason.
    pub(super) fn waits(&self, reason: String) {
        self.set(ForwardState::Waiting, Some(reason));
    }

    /// Waits for news since the last call.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    fn set(&self, state: ForwardState, reason: Option<String>) {
        *self.goes.lock().unwrap_or_else(PoisonError::into_inner) = (state, reason);
        self.changed.notify_one();
    }
}

impl Observer for LineState {
    fn ready(&self, _: &Carried, _: &ConsumerInfo) {
        self.set(ForwardState::On, None);
    }

    fn attempt(&self, _: &Carried, _: &Event, attempt: &Attempt, again_in: Option<Duration>, refused: bool) {
        let error = attempt.error.as_deref().unwrap_or_default();
        match refused {
            // The events behind this one stand until it has gone or is given up.
            false if again_in.is_some() => {
                let said = attempt.status.map_or_else(|| error.to_owned(), |status| status.to_string());
                self.waits(format!("{} ({said})", self.authority));
            }
            false => self.set(ForwardState::On, None),
            true if error.contains("onnection refused") => self.waits(self.authority.clone()),
            true => {
                let is_allowed = !error.contains(NOT_ALLOWED);
                let state = if is_allowed { ForwardState::Waiting } else { ForwardState::Refused };
                self.set(state, Some(format!("{} ({error})", self.authority)));
            }
        }
    }

    fn gap(&self, _: &Carried, _: Gap) {
        self.changed.notify_one();
    }

    fn notice(&self, of: &Carried, text: &str) {
        tracing::info!("forwarding of '{}': {text}", of.channel);
    }
}
