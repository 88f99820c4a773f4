//! One event as a line of the list.

use wire::{AttemptResult, Channel, ConsumerAttempt, Event, Seq, Timestamp};

use crate::terminal::visible;

/// Most characters kept of a text that a stranger wrote: wider than any screen.
const MAX_TEXT: usize = 400;

/// An event's place: a view may show several channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub(super) channel: Channel,
    pub(super) seq: Seq,
}

/// An event of the list. Its texts are safe to be shown; body and headers are fetched when it is
/// opened.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) at: At,
    pub(super) received_at: Timestamp,
    /// Method, path and query.
    pub(super) request: String,
    /// Provider, event and summary, as far as they are known.
    pub(super) known: String,
    /// The signature does not hold.
    pub(super) forged: bool,
    /// Neither retention nor a clearing takes it.
    pub(super) pinned: bool,
    /// The last attempt to deliver it.
    pub(super) delivery: Option<Delivery>,
    /// The filter finds it.
    pub(super) found: bool,
}

/// How an event's delivery stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Delivery {
    pub(super) result: AttemptResult,
    pub(super) status: Option<u16>,
    /// In milliseconds.
    pub(super) ms: f64,
    pub(super) number: u32,
}

impl Row {
    pub(super) fn of(event: &Event) -> Self {
        let known = [event.provider.as_deref(), event.event.as_deref(), event.summary.as_deref()];
        let known: Vec<_> = known.into_iter().flatten().collect();
        Self {
            at: At { channel: event.channel.clone(), seq: event.seq },
            received_at: event.received_at,
            request: short(&format!("{} {}", event.method, event.path_and_query())),
            known: short(&known.join("  ")),
            forged: event.signature.as_ref().is_some_and(|signature| !signature.valid),
            pinned: event.pinned,
            delivery: None,
            found: true,
        }
    }
}

impl Delivery {
    pub(super) fn of(made: &ConsumerAttempt) -> Self {
        let attempt = &made.attempt;
        Self { result: attempt.result, status: attempt.status, ms: attempt.ms, number: attempt.number }
    }
}

fn short(text: &str) -> String {
    let cut = text.char_indices().nth(MAX_TEXT).map_or(text, |(end, _)| &text[..end]);
    visible(cut).into_owned()
}
