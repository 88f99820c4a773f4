//! How a line goes, as its attempts tell it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use gancho_client::forward::Route;
use gancho_client::forward::observer::{Carried, Observer};
use gancho_client::forward::target::Target;
use tokio::sync::Notify;
use wire::{Attempt, ConsumerInfo, ConsumerName, Event, Gap};

/// What is known of a line. Told by the line, read by whoever asks.
pub(super) struct LineState {
    pub(super) url: String,
    pub(super) name: ConsumerName,
    /// Host and port of the target.
    authority: String,
    waiting_for: Mutex<Option<String>>,
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
            waiting_for: Mutex::default(),
            changed: Notify::new(),
        }
    }

    /// The reason why nothing goes; none when events go.
    pub(super) fn waiting_for(&self) -> Option<String> {
        self.waiting_for.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Nothing goes, for this reason.
    pub(super) fn waits(&self, reason: String) {
        self.set(Some(reason));
    }

    /// Waits for news since the last call.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    fn set(&self, reason: Option<String>) {
        *self.waiting_for.lock().unwrap_or_else(PoisonError::into_inner) = reason;
        self.changed.notify_one();
    }
}

impl Observer for LineState {
    fn ready(&self, _: &Carried, _: &ConsumerInfo) {
        self.set(None);
    }

    fn attempt(&self, _: &Carried, _: &Event, attempt: &Attempt, _: Option<Duration>, refused: bool) {
        let error = attempt.error.as_deref().unwrap_or_default();
        self.set(match refused {
            false => None,
            true if error.contains("onnection refused") => Some(self.authority.clone()),
            true => Some(format!("{} ({error})", self.authority)),
        });
    }

    fn gap(&self, _: &Carried, _: Gap) {
        self.changed.notify_one();
    }

    fn notice(&self, of: &Carried, text: &str) {
        tracing::info!("forwarding of '{}': {text}", of.channel);
    }
}
