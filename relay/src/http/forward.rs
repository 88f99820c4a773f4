//! How the relay's own forwarding of a channel goes.

use axum::extract::State;
use axum::response::Response;
use wire::{Channel, ForwardStatus};

use super::extract::Path;
use super::{App, Failure, json};

/// `GET …/forward`: the target, and whether events go to it.
#[utoipa::path(get, path = "/channels/{channel}/forward", responses((status = 200, body = ForwardStatus)))]
pub(super) async fn show(State(app): State<App>, Path(channel): Path<String>) -> Result<Response, Failure> {
    let channel = Channel::new(&channel)?;
    if app.store.channel(&channel).await?.is_none() {
        return Err(Failure::UnknownChannel(channel));
    }
    Ok(json(&app.forwarding.status(&channel).await?))
}
