//! An answer as it is planned before its event is stored.

use std::sync::Arc;
use std::time::Duration;

use gancho_store::{NewEvent, PendingFailures, Record, StoredSettings};
use wire::{AnswerSource, AnswerSummary};

use super::{Decision, Outcome, Renderer, Reply, asked_status, by_chance, handshake, of_status, reply};

/// All of an answer but what depends on the event's position.
#[derive(Clone, Debug)]
pub enum Plan {
    /// The relay's receipt.
    Receipt,
    /// The status that the path asks for.
    Asked(u16),
    /// What a provider asks for at set-up.
    Handshake(Reply),
    /// One of the channel's failures. True when it was taken of those that are to come.
    Failure(Arc<PendingFailures>, u16, bool),
    /// No answer at all.
    Silence(Arc<PendingFailures>),
    /// An answer by hand, or the channel's.
    Hold(Arc<PendingFailures>),
    /// The channel's answer.
    Channel(Arc<PendingFailures>),
}

/// Plans the answer to an event; takes a failure that is to come.
#[must_use]
pub fn plan(settings: Option<&StoredSettings>, event: &NewEvent, public_url: Option<&str>) -> Plan {
    if let Some(status) = asked_status(&event.path) {
        return Plan::Asked(status);
    }
    let Some(settings) = settings else { return Plan::Receipt };
    if let Some(reply) = handshake::answer(settings, event, public_url) {
        return Plan::Handshake(reply);
    }
    let Some(armed) = settings.answer.clone() else { return Plan::Receipt };
    let answer = armed.answer();
    if let Some(fail) = answer.fail {
        let taken = armed.take_failure();
        if taken || fail.percent.is_some_and(by_chance) {
            return Plan::Failure(armed, fail.status, taken);
        }
    }
    match (answer.time_out, answer.hold) {
        (true, _) => Plan::Silence(armed),
        (false, true) => Plan::Hold(armed),
        (false, false) => Plan::Channel(armed),
    }
}

impl Plan {
    /// The answer in short, as far as it is known now.
    #[must_use]
    pub fn summary(&self) -> Option<AnswerSummary> {
        let (status, source) = match self {
            Self::Receipt => return Some(AnswerSummary::RECEIPT),
            Self::Hold(_) => return None,
            Self::Handshake(reply) => (reply.status, AnswerSource::Handshake),
            Self::Asked(status) | Self::Failure(_, status, _) => (*status, AnswerSource::Channel),
            Self::Silence(_) => (0, AnswerSource::Channel),
            Self::Channel(armed) => (armed.answer().status, AnswerSource::Channel),
        };
        Some(AnswerSummary { status, source, ms: None })
    }

    /// True when it depends on the event as it is stored.
    #[must_use]
    pub fn needs_record(&self) -> bool {
        matches!(self, Self::Channel(_) | Self::Hold(_))
    }

    /// Undoes it: the event was not stored.
    pub fn undo(self) {
        if let Self::Failure(armed, _, true) = self {
            armed.give_back_failure();
        }
    }

    /// What is done now that the event is stored; none for the receipt alone. `record` is there when
    /// it is needed.
    pub async fn decide(self, record: Option<Record>, renderer: &Renderer) -> Option<Decision> {
        let source = self.summary().map_or(AnswerSource::Channel, |summary| summary.source);
        let delay = |armed: &PendingFailures| Duration::from_millis(armed.answer().delay_ms.into());
        let (delay, outcome) = match self {
            Self::Receipt => return None,
            Self::Asked(status) => (Duration::ZERO, of_status(status)),
            Self::Handshake(reply) => (Duration::ZERO, Outcome::Reply(reply)),
            Self::Failure(armed, status, _) => (delay(&armed), Outcome::Failure(status)),
            Self::Silence(armed) => (delay(&armed), Outcome::Silence),
            Self::Channel(armed) | Self::Hold(armed) => (delay(&armed), reply(&armed, record?, renderer).await),
        };
        Some(Decision { delay, outcome, source })
    }
}
