//! The attempts at an event.

use axum::extract::State;
use axum::response::Response;
use wire::Attempts;

use super::super::events::position;
use super::super::extract::Path;
use super::super::{App, Failure, json};

/// `GET …/events/{seq}/attempts`: the last ones over all consumers, oldest first.
#[utoipa::path(
    get,
    path = "/channels/{channel}/events/{seq}/attempts",
    responses((status = 200, body = Attempts)),
)]
pub(in super::super) async fn list(
    State(app): State<App>,
    Path(at): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (channel, seq) = position(at)?;
    match app.store.attempts(&channel, seq).await? {
        Some(attempts) => Ok(json(&Attempts { attempts })),
        None => Err(Failure::UnknownEvent(channel, seq)),
    }
}
