//! Events whose senders wait for an answer by hand, and the answer.

use axum::extract::State;
use axum::response::Response;
use wire::{AnswerSource, Channel, HandAnswer, HeldEvents};

use super::events::position;
use super::extract::{Path, Whole};
use super::{App, Failure, Invalid, json};
use crate::held::ByHand;
use crate::respond::check;
use gancho_store::StoredAnswer;

/// `GET …/held`: the events that wait, by position.
#[utoipa::path(get, path = "/channels/{channel}/held", responses((status = 200, body = HeldEvents)))]
pub(super) async fn list(State(app): State<App>, Path(channel): Path<String>) -> Result<Response, Failure> {
    let channel = Channel::new(&channel)?;
    if app.store.channel(&channel).await?.is_none() {
        return Err(Failure::UnknownChannel(channel));
    }
    Ok(json(&HeldEvents { held: app.held.list(&channel) }))
}

/// `POST …/held/{seq}/answer`: gives its sender this answer. The first one wins.
#[utoipa::path(
    post,
    path = "/channels/{channel}/held/{seq}/answer",
    request_body = HandAnswer,
    responses(
        (status = 200, description = "It is on its way to the sender", body = HandAnswer),
        (status = 409, description = "It was answered already"),
    ),
)]
pub(super) async fn answer(
    State(app): State<App>,
    Path(at): Path<(String, String)>,
    Whole(body): Whole,
) -> Result<Response, Failure> {
    let (channel, seq) = position(at)?;
    let answer: HandAnswer = serde_json::from_slice(&body).map_err(|e| {
        Invalid::HandAnswer(format!("send {{\"status\":200}}, or with it \"headers\" and \"body\": {e}"))
    })?;
    check::by_hand(&answer).map_err(Invalid::HandAnswer)?;
    match app.held.answer(&channel, seq, answer.clone()) {
        ByHand::Given => Ok(json(&answer)),
        ByHand::AnsweredAlready => Err(Failure::AnsweredAlready(channel, seq)),
        ByHand::NotHeld => match app.store.answer(&channel, seq).await? {
            StoredAnswer::Whole(given) if given.source == AnswerSource::Hold => {
                Err(Failure::AnsweredAlready(channel, seq))
            }
            _ => Err(Failure::NotHeld(channel, seq)),
        },
    }
}
