//! A consumer by long poll.

use std::time::Duration;

use axum::extract::{Extension, State};
use axum::response::Response;
use serde::Deserialize;
use tokio::time::Instant;
use utoipa::IntoParams;
use wire::{Acknowledgement, Channel, ConsumerName, ConsumerPage};

use super::super::events::{DEFAULT_LIMIT, MAX_LIMIT, MAX_WAIT, number};
use super::super::extract::{Path, Query};
use super::super::{App, Failure, Peer, json};
use super::delivery::Deliveries;
use super::{find, named, unknown};
use crate::holders::Lost;
use crate::hub::Arrival;
use gancho_store::BacklogFrom;

/// `?wait=&limit=`.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in super::super) struct Asked {
    /// Most events in the page: 100 unless told, at most 1,000.
    #[param(value_type = Option<u64>)]
    limit: Option<String>,
    /// How many seconds an empty page may wait for news, at most 55.
    #[param(value_type = Option<u64>)]
    wait: Option<String>,
}

/// `GET …/consumers/{name}/events`: what the consumer is to do next.
///
/// Takes the consumer from whoever holds it.
#[utoipa::path(
    get,
    path = "/channels/{channel}/consumers/{name}/events",
    params(Asked),
    responses(
        (status = 200, body = ConsumerPage),
        (status = 409, description = "Another one holds the consumer now"),
    ),
)]
pub(in super::super) async fn events(
    State(app): State<App>,
    Path(of): Path<(String, String)>,
    Query(asked): Query<Asked>,
    Extension(peer): Extension<Peer>,
) -> Result<Response, Failure> {
    let (channel, name) = named(of)?;
    let limit = number("limit", asked.limit.as_deref())?.map_or(DEFAULT_LIMIT, |n| (n as usize).clamp(1, MAX_LIMIT));
    let wait = Duration::from_secs(number("wait", asked.wait.as_deref())?.unwrap_or(0).min(MAX_WAIT));
    let deadline = Instant::now() + wait;
    // Before it takes the hold: a name that is nobody's takes it from nobody.
    Box::pin(find(&app, &channel, &name)).await?;
    let mut hold = app.holders.take(&channel, &name);
    // Before the first read, so that nothing falls between the read and the wait.
    let mut arrivals = app.hub.arrivals(&channel);
    loop {
        // Boxed, so that one that waits has no room for it.
        let page = Box::pin(read(&app, &channel, &name, limit)).await?;
        if !page.deliveries.is_empty() || page.gap.is_some() {
            return Ok(json(&page));
        }
        tokio::select! {
            biased;
            lost = hold.lost() => return Err(match lost {
                Lost::TakenOver => Failure::TakenOver(channel, name),
                Lost::Deleted => Failure::UnknownConsumer(channel, name),
            }),
            arrival = arrivals.next() => if arrival == Arrival::Ended {
                return Err(unknown(&app, &channel, &name).await?);
            },
            () = tokio::time::sleep_until(deadline) => return Ok(json(&page)),
            () = app.shutdown.cancelled() => return Ok(json(&page)),
            () = peer.watch.closed() => return Ok(json(&page)),
        }
    }
}

async fn read(app: &App, channel: &Channel, name: &ConsumerName, limit: usize) -> Result<ConsumerPage, Failure> {
    let Some(backlog) = app.store.backlog(channel, name, BacklogFrom::default(), limit).await? else {
        return Err(unknown(app, channel, name).await?);
    };
    let deliveries = Deliveries::of(&app.annotator.context(channel), backlog).await;
    let consumer = find(app, channel, name).await?.info;
    if let (Some(gap), true) = (deliveries.gap, deliveries.events.is_empty()) {
        // There is no event after it with which it could be acknowledged: this answer settles it.
        let ack = Acknowledgement { seq: gap.to, attempt: None, resend: None };
        app.store.record_and_ack(channel, name, ack).await?;
    }
    let Deliveries { mut replays, gap, events, .. } = deliveries;
    replays.extend(events);
    Ok(ConsumerPage { deliveries: replays, gap, consumer })
}
