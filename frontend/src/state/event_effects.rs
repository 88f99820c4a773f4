//! Effects on one event: copying it, sending it again. Each gives the action that says what became
//! of it.

use std::rc::Rc;
use std::sync::Arc;

use wire::{Body, Channel, ConsumerName, Event, HandAnswer, Resend, Seq};

use crate::i18n::{Copied, Msg};
use crate::model::api_error::ApiError;
use crate::model::app_action::{Action, UiAction};
use crate::model::deliveries::{Standing, by_consumer};
use crate::model::held::HeldStanding;
use crate::model::notice::Notice;
use crate::model::request_draft::{Draft, as_curl};
use crate::platform::clipboard;
use crate::services::{api, readable};

/// Puts a text on the clipboard, and says what it is.
pub(super) async fn copy(what: Copied, text: &str) -> Action {
    notice(match clipboard::copy(text).await {
        true => Notice::Copied(what),
        false => Notice::Invalid(Msg::CopyFailed),
    })
}

/// Puts a body on the clipboard: as text, decoded where it must be; else in base64.
pub(super) async fn copy_body(event: &Event) -> Result<Action, ApiError> {
    let body = api::whole_body(event).await?;
    let decoded = match readable::needed(event, &body) {
        Some(declared) => readable::read(declared, &body).await.ok(),
        None => None,
    };
    let decoded = decoded.as_ref().and_then(|readable| readable.body.as_text());
    Ok(match (decoded, &body) {
        (Some(text), _) => copy(Copied::BodyDecoded, text).await,
        (None, Body::Text(text)) => copy(Copied::Body, text).await,
        (None, Body::Bytes(_)) => {
            // As it crosses in JSON.
            let json = serde_json::to_value(&body).unwrap_or_default();
            copy(Copied::BodyBase64, json["base64"].as_str().unwrap_or_default()).await
        }
    })
}

/// Puts an event on the clipboard as a curl command, with the whole of its body.
pub(super) async fn copy_curl(event: &Event, webhook_url: &str) -> Result<Action, ApiError> {
    let body = api::whole_body(event).await?;
    Ok(copy(Copied::Curl, &as_curl(event, body.as_bytes(), webhook_url)).await)
}

/// Sends an event to this relay again, as a new one.
pub(super) async fn replay(event: &Event, channel: &Channel) -> Result<Action, ApiError> {
    let body = api::whole_body(event).await?;
    let draft = Draft::like(event, body.as_bytes()).at_channel(channel);
    Ok(notice(match draft.request() {
        Err(error) => Notice::Draft(error),
        Ok(request) => {
            let stored = api::fire(&request).await?;
            Notice::Replayed(event.seq, stored.map(|stored| stored.seq))
        }
    }))
}

/// Puts an event into the form.
pub(super) async fn edit(event: &Event) -> Result<Action, ApiError> {
    let body = api::whole_body(event).await?;
    // One that was imported may have the path of another channel.
    let draft = Draft::like(event, body.as_bytes()).at_channel(&event.channel);
    Ok(UiAction::Draft(Rc::new(draft)).into())
}

/// Has a consumer send an event again.
pub(super) async fn resend(
    channel: &Channel,
    seq: Seq,
    consumer: Option<ConsumerName>,
) -> Result<Action, ApiError> {
    let sent = api::resend(channel, seq, &Resend { consumer, ..Resend::default() }).await?;
    Ok(notice(Notice::Resent(seq, sent.consumer.to_string(), sent.waits)))
}

/// Has events that were given up sent again, each by the consumers that gave it up, oldest first.
/// One that is gone is passed over; what else fails keeps the rest from being sent, and is said.
pub(super) async fn resend_dead(channel: &Channel, seqs: &[Seq]) -> Action {
    let mut sent = 0;
    for seq in seqs.iter().rev() {
        match resend_where_dead(channel, *seq, &mut sent).await {
            Err(error) if !error.is_not_found() => {
                return notice(Notice::ResendStopped(sent, error));
            }
            _ => {}
        }
    }
    notice(Notice::ResentDead(sent))
}

/// Has one sent again wherever it was given up, and counts.
async fn resend_where_dead(channel: &Channel, seq: Seq, sent: &mut u64) -> Result<(), ApiError> {
    let attempts = api::attempts(channel, seq).await?;
    let attempts: Vec<_> = attempts.into_iter().map(Arc::new).collect();
    let at = by_consumer(seq, &attempts, &[]);
    for dead in at.into_iter().filter(|at| at.standing == Standing::Dead) {
        let what = Resend { consumer: Some(dead.name), ..Resend::default() };
        api::resend(channel, seq, &what).await?;
        *sent += 1;
    }
    Ok(())
}

/// Answers a sender by hand; gives what became of it.
///
/// # Errors
/// When the relay did not take the answer, and the sender waits on.
pub(super) async fn answer_held(
    channel: &Channel,
    seq: Seq,
    answer: &HandAnswer,
) -> Result<HeldStanding, ApiError> {
    match api::answer_held(channel, seq, answer).await {
        Ok(()) => Ok(HeldStanding::Answered(answer.status)),
        Err(error) if error.is("already-answered") => Ok(HeldStanding::Elsewhere(None)),
        Err(error) if error.is_not_found() => Ok(HeldStanding::Ended),
        Err(error) => Err(error),
    }
}

fn notice(notice: Notice) -> Action {
    Action::Notice(Some(notice))
}
