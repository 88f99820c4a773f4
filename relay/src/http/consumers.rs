//! Consumers of a channel: who they are, and what they are given.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use wire::{BadConsumerName, Channel, ConsumerDetail, ConsumerInfo, ConsumerName, Consumers, NewConsumer};

use super::extract::{Path, Whole};
use super::{App, Failure, Invalid, json};
use gancho_store::MadeConsumer;

pub(super) mod ack;
pub(super) mod attempts;
pub(super) mod delivery;
pub(super) mod live;
pub(super) mod poll;
pub(super) mod resend;

impl From<BadConsumerName> for Failure {
    fn from(_: BadConsumerName) -> Self {
        Invalid::ConsumerName.into()
    }
}

/// The channel and the consumer of a path.
fn named((channel, name): (String, String)) -> Result<(Channel, ConsumerName), Failure> {
    Ok((Channel::new(&channel)?, ConsumerName::new(&name)?))
}

/// Adds what only the relay knows.
fn with_connected(app: &App, info: ConsumerInfo) -> ConsumerInfo {
    let connected = app.holders.is_held(&info.channel, &info.name);
    ConsumerInfo { connected, ..info }
}

/// One consumer, with its gaps.
async fn find(app: &App, channel: &Channel, name: &ConsumerName) -> Result<ConsumerDetail, Failure> {
    match app.store.consumer(channel, name).await? {
        Some((info, gaps)) => Ok(ConsumerDetail { info: with_connected(app, info), gaps }),
        None => Err(unknown(app, channel, name).await?),
    }
}

/// Which of the two is not there.
async fn unknown(app: &App, channel: &Channel, name: &ConsumerName) -> Result<Failure, Failure> {
    Ok(match app.store.channel(channel).await? {
        Some(_) => Failure::UnknownConsumer(channel.clone(), name.clone()),
        None => Failure::UnknownChannel(channel.clone()),
    })
}

/// `GET …/consumers`: every consumer of the channel, by name.
#[utoipa::path(get, path = "/channels/{channel}/consumers", responses((status = 200, body = Consumers)))]
pub(super) async fn list(State(app): State<App>, Path(channel): Path<String>) -> Result<Response, Failure> {
    let channel = Channel::new(&channel)?;
    let consumers = app.store.consumers(&channel).await?.ok_or(Failure::UnknownChannel(channel))?;
    Ok(json(&Consumers { consumers: consumers.into_iter().map(|info| with_connected(&app, info)).collect() }))
}

/// `GET …/consumers/{name}`: one consumer, with what retention took from it.
#[utoipa::path(
    get,
    path = "/channels/{channel}/consumers/{name}",
    responses((status = 200, body = ConsumerDetail)),
)]
pub(super) async fn show(State(app): State<App>, Path(of): Path<(String, String)>) -> Result<Response, Failure> {
    let (channel, name) = named(of)?;
    Ok(json(&find(&app, &channel, &name).await?))
}

/// `PUT …/consumers/{name}`: makes a consumer where there is none, and its channel.
///
/// A known one keeps its cursor.
#[utoipa::path(
    put,
    path = "/channels/{channel}/consumers/{name}",
    request_body(content = Option<NewConsumer>, content_type = "application/json"),
    responses(
        (status = 200, body = ConsumerInfo),
        (status = 409, description = "The channel has as many as it can"),
        (status = 507, description = "It would be one channel too many"),
    ),
)]
pub(super) async fn make(
    State(app): State<App>,
    Path(of): Path<(String, String)>,
    Whole(body): Whole,
) -> Result<Response, Failure> {
    let (channel, name) = named(of)?;
    let new: NewConsumer = if body.is_empty() {
        NewConsumer::default()
    } else {
        serde_json::from_slice(&body).map_err(|e| {
            Failure::BadRequest(format!(
                "send {{\"from\":\"now\"}}, {{\"from\":\"start\"}} or {{\"from\":POSITION}}: {e}"
            ))
        })?
    };
    match app.store.make_consumer(&channel, &name, new.from).await? {
        MadeConsumer::Done(info) => Ok(json(&with_connected(&app, info))),
        MadeConsumer::BeyondHead(head) => Err(Invalid::BeyondHead { head }.into()),
        MadeConsumer::TooMany => Err(Failure::TooManyConsumers(channel)),
    }
}

/// `DELETE …/consumers/{name}`: its attempts stay with their events.
#[utoipa::path(
    delete,
    path = "/channels/{channel}/consumers/{name}",
    responses((status = 204, description = "It is gone")),
)]
pub(super) async fn remove(State(app): State<App>, Path(of): Path<(String, String)>) -> Result<StatusCode, Failure> {
    let (channel, name) = named(of)?;
    if !app.store.remove_consumer(&channel, &name).await? {
        return Err(unknown(&app, &channel, &name).await?);
    }
    app.holders.delete(&channel, &name);
    Ok(StatusCode::NO_CONTENT)
}
