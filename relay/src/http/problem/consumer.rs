//! What failures of consumers say of themselves.

use axum::http::StatusCode as S;
use gancho_store::{MAX_CONSUMERS, MAX_RESENDS};
use wire::{Channel, ConsumerName};

use super::describe::Described;

pub(super) fn unknown(channel: &Channel, name: &ConsumerName) -> Described {
    let detail =
        format!("'{channel}' has no consumer '{name}': make it with PUT /api/channels/{channel}/consumers/{name}");
    Described::new(S::NOT_FOUND, "unknown-consumer", "Unknown consumer", detail)
        .with("channel", channel.as_str())
        .with("consumer", name.as_str())
}

pub(super) fn taken_over(channel: &Channel, name: &ConsumerName) -> Described {
    let detail = format!(
        "another one holds the consumer '{name}' of '{channel}' now, and one can at a time: choose \
         another name to get every event too"
    );
    Described::new(S::CONFLICT, "taken-over", "Taken over", detail)
        .with("channel", channel.as_str())
        .with("consumer", name.as_str())
}

pub(super) fn answering_taken(channel: &Channel, name: &ConsumerName) -> Described {
    let detail = format!(
        "the consumer '{name}' answers the senders of '{channel}' already, and one can at a time: end it, or forward \
         without --answer"
    );
    Described::new(S::CONFLICT, "answering-taken", "Answering taken", detail)
        .with("channel", channel.as_str())
        .with("consumer", name.as_str())
}

pub(super) fn too_many(channel: &Channel) -> Described {
    let detail = format!("'{channel}' has {MAX_CONSUMERS} consumers and takes no more: delete one");
    Described::new(S::CONFLICT, "too-many-consumers", "Too many consumers", detail)
        .with("channel", channel.as_str())
        .with("limit", MAX_CONSUMERS)
}

pub(super) fn none(channel: &Channel) -> Described {
    let detail = format!(
        "'{channel}' has no consumer that could send it again: start one with 'gancho forward', or \
         make one with PUT /api/channels/{channel}/consumers/NAME"
    );
    Described::new(S::CONFLICT, "no-consumer", "No consumer", detail).with("channel", channel.as_str())
}

pub(super) fn too_many_resends(channel: &Channel) -> Described {
    let detail = format!(
        "{MAX_RESENDS} events of '{channel}' wait to be sent again, and this one was not added: start \
         their consumer, or delete it"
    );
    Described::new(S::CONFLICT, "too-many-resends", "Too many resends", detail)
        .with("channel", channel.as_str())
        .with("limit", MAX_RESENDS)
}
