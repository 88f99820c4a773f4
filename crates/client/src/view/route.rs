//! A channel of the view, its stream, and the target that its events go to.

use wire::{AttemptResult, Channel, ConsumerAttempt, ConsumerName};

use crate::terminal::visible;

/// A channel that is shown, and where its events go.
pub(super) struct Route {
    pub(super) channel: Channel,
    /// Target and consumer; none when it is only looked at.
    pub(super) target: Option<(String, ConsumerName)>,
    pub(super) state: TargetState,
    pub(super) link: Link,
    /// Events that wait for delivery, and dead letters.
    pub(super) lag: Option<(u64, u64)>,
    pub(super) webhook_url: Option<String>,
}

/// Whether a target answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TargetState {
    Unknown,
    Answers(u16),
    /// It did not answer, with the reason, and is tried again.
    Waiting(String),
    /// It did not answer, with the reason, and the event was given up.
    Fails(String),
}

/// Whether the relay is heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Link {
    Connecting,
    Live,
    Away(String),
}

impl Route {
    /// A channel, with target and consumer where its events go somewhere.
    pub(super) fn of(channel: Channel, target: Option<(String, ConsumerName)>) -> Self {
        let (state, link) = (TargetState::Unknown, Link::Connecting);
        Self { channel, target, state, link, lag: None, webhook_url: None }
    }
}

/// What an attempt says of its target.
pub(super) fn state(made: &ConsumerAttempt) -> TargetState {
    let attempt = &made.attempt;
    let why = || visible(attempt.error.as_deref().unwrap_or_default()).into_owned();
    match (attempt.status, attempt.result) {
        (Some(status), _) => TargetState::Answers(status),
        (None, AttemptResult::Failed) => TargetState::Waiting(why()),
        (None, _) => TargetState::Fails(why()),
    }
}
