//! An acknowledgement: the attempt and the cursor in one commit.

use axum::extract::State;
use axum::response::Response;
use wire::{ATTEMPT_BODY_BYTES, Acknowledged, Acknowledgement, Channel, ConsumerName};

use super::super::extract::{Path, Whole};
use super::super::{App, Failure, Invalid, json};
use super::{named, unknown};
use gancho_store::Recorded;

/// Most bytes of an attempt's text beside its body: target, error, headers.
const MAX_TEXT: usize = 64 * 1024;
/// Longest acknowledgement in bytes: its text and its body, each byte escaped as far as JSON goes.
pub(super) const MAX_ACK: usize = 1024 * 1024;

/// `POST …/consumers/{name}/ack`: settles every event up to a position, and records the attempt.
#[utoipa::path(
    post,
    path = "/channels/{channel}/consumers/{name}/ack",
    request_body = Acknowledgement,
    responses((status = 200, body = Acknowledged)),
)]
pub(in super::super) async fn acknowledge(
    State(app): State<App>,
    Path(of): Path<(String, String)>,
    Whole(body): Whole,
) -> Result<Response, Failure> {
    let (channel, name) = named(of)?;
    let bad = |e| Invalid::Acknowledgement(format!("send {{\"seq\":7}}, with an \"attempt\" where there was one: {e}"));
    let ack: Acknowledgement = serde_json::from_slice(&body).map_err(bad)?;
    Ok(json(&record(&app, &channel, &name, ack).await?))
}

/// Checks an acknowledgement and commits it.
pub(super) async fn record(
    app: &App,
    channel: &Channel,
    name: &ConsumerName,
    ack: Acknowledgement,
) -> Result<Acknowledged, Failure> {
    check(&ack).map_err(Invalid::Acknowledgement)?;
    match app.store.record_and_ack(channel, name, ack).await? {
        Recorded::Done(acknowledged) => Ok(acknowledged),
        Recorded::UnknownConsumer => Err(unknown(app, channel, name).await?),
        Recorded::BeyondHead(head) => Err(Invalid::BeyondHead { head }.into()),
    }
}

fn check(ack: &Acknowledgement) -> Result<(), String> {
    let Some(attempt) = &ack.attempt else { return Ok(()) };
    if attempt.number == 0 || attempt.tries == 0 {
        return Err("'number' and 'tries' count from 1".into());
    }
    if !(attempt.ms.is_finite() && attempt.ms >= 0.0) {
        return Err(format!("'ms' is a time in milliseconds, not {}", attempt.ms));
    }
    if attempt.body.as_ref().is_some_and(|body| body.len() > ATTEMPT_BODY_BYTES) {
        return Err(format!("'body' has the answer's first {ATTEMPT_BODY_BYTES} bytes, and no more"));
    }
    let headers = attempt.headers.0.iter().map(|(name, value)| name.len() + value.as_bytes().len());
    let text = headers.sum::<usize>() + attempt.target.len() + attempt.error.as_ref().map_or(0, String::len);
    if text > MAX_TEXT {
        return Err(format!("'target', 'error' and 'headers' together are over the limit of {MAX_TEXT} bytes"));
    }
    Ok(())
}
