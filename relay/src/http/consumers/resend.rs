//! An event is sent again, by a consumer and outside its order.

use axum::extract::State;
use axum::response::Response;
use wire::{Channel, ConsumerName, Resend, Resent};

use super::super::events::position;
use super::super::extract::{Path, Whole};
use super::super::{App, Failure, Invalid, guard, json};
use super::unknown;
use gancho_store::{Edit, QueuedResend};

/// Longest body, in bytes, that can stand in place of the stored one: it is sent whole, in one
/// message.
const MAX_EDITED_BODY: usize = 256 * 1024;

/// `POST …/events/{seq}/resend`: sends it again through a consumer.
///
/// At once where somebody holds it, else when somebody does.
#[utoipa::path(
    post,
    path = "/channels/{channel}/events/{seq}/resend",
    request_body(content = Option<Resend>, content_type = "application/json"),
    responses(
        (status = 200, body = Resent),
        (status = 409, description = "The channel has no consumer, or too much waits already"),
    ),
)]
pub(in super::super) async fn resend(
    State(app): State<App>,
    Path(at): Path<(String, String)>,
    Whole(body): Whole,
) -> Result<Response, Failure> {
    let (channel, seq) = position(at)?;
    let bad = |e| Invalid::Resend(format!("send {{}}, or with it \"consumer\", \"headers\" and \"body\": {e}"));
    let Resend { consumer, headers, body } =
        if body.is_empty() { Resend::default() } else { serde_json::from_slice(&body).map_err(bad)? };
    if body.as_ref().is_some_and(|body| body.len() > MAX_EDITED_BODY) {
        return Err(Invalid::Resend(format!("an edited body has at most {MAX_EDITED_BODY} bytes")).into());
    }
    headers.as_ref().map_or(Ok(()), guard::check_headers).map_err(Invalid::Resend)?;
    let name = match consumer {
        Some(name) => name,
        None => only(&app, &channel).await?,
    };
    match app.store.resend(&channel, seq, &name, Edit { headers, body }).await? {
        QueuedResend::Done => {
            let waits = !app.holders.is_held(&channel, &name);
            Ok(json(&Resent { consumer: name, waits }))
        }
        QueuedResend::UnknownEvent => Err(Failure::UnknownEvent(channel, seq)),
        QueuedResend::UnknownConsumer => Err(unknown(&app, &channel, &name).await?),
        QueuedResend::TooMany => Err(Failure::TooManyResends(channel)),
    }
}

/// The channel's only consumer.
async fn only(app: &App, channel: &Channel) -> Result<ConsumerName, Failure> {
    let consumers = app.store.consumers(channel).await?.ok_or_else(|| Failure::UnknownChannel(channel.clone()))?;
    let mut names = consumers.into_iter().map(|consumer| consumer.name);
    match (names.next(), names.len()) {
        (None, _) => Err(Failure::NoConsumer(channel.clone())),
        (Some(only), 0) => Ok(only),
        (Some(first), _) => {
            let names: Vec<_> = std::iter::once(first).chain(names).map(String::from).collect();
            Err(Invalid::WhichConsumer(names.join(", ")).into())
        }
    }
}
