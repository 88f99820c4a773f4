//! Channels: list, one, settings, delete.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use wire::{Channel, Channels, Settings};

use super::extract::{Path, Whole};
use super::{App, Failure, json};

/// `GET /api/channels`.
pub(super) async fn list(State(app): State<App>) -> Result<Response, Failure> {
    Ok(json(&Channels { channels: app.store.channels().await? }))
}

/// `GET /api/channels/{c}`.
pub(super) async fn show(State(app): State<App>, Path(channel): Path<String>) -> Result<Response, Failure> {
    let channel = Channel::new(&channel)?;
    let info = app.store.channel(&channel).await?;
    info.map(|info| json(&info)).ok_or(Failure::UnknownChannel(channel))
}

/// `PUT /api/channels/{c}`: makes it, or changes its settings. An empty body changes nothing.
pub(super) async fn configure(
    State(app): State<App>,
    Path(channel): Path<String>,
    Whole(body): Whole,
) -> Result<Response, Failure> {
    let channel = Channel::new(&channel)?;
    let settings: Settings = if body.is_empty() {
        Settings::default()
    } else {
        serde_json::from_slice(&body)
            .map_err(|e| Failure::BadRequest(format!("the settings are not as documented: {e}")))?
    };
    if settings
        .retention
        .is_some_and(|r| r.max_events == 0 || r.max_events > i64::MAX as u64 || r.max_bytes > i64::MAX as u64)
    {
        return Err(Failure::BadRequest("retention must keep at least one event, and at most 2^63 − 1".into()));
    }
    Ok(json(&app.store.configure(&channel, settings).await?))
}

/// `DELETE /api/channels/{c}`: the channel, its events and its settings. The default one comes back empty.
pub(super) async fn remove(State(app): State<App>, Path(channel): Path<String>) -> Result<StatusCode, Failure> {
    let channel = Channel::new(&channel)?;
    if !app.store.remove(&channel).await? {
        return Err(Failure::UnknownChannel(channel));
    }
    if channel.is_default() {
        app.store.configure(&channel, Settings::default()).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
