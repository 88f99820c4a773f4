//! Channels: list, one, settings, delete.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use providers::Provider;
use serde::Serialize;
use utoipa::ToSchema;
use wire::{Channel, ChannelInfo, ChannelSettings, Channels, Settings};

use super::extract::{Path, Whole};
use super::{App, Failure, Invalid, json};
use crate::{annotate, respond};

/// Longest secret, in bytes: any provider's, many times over.
const MAX_SECRET: usize = 4096;

/// `GET /api/channels`.
#[utoipa::path(get, path = "/channels", responses((status = 200, body = Channels)))]
pub(super) async fn list(State(app): State<App>) -> Result<Response, Failure> {
    Ok(json(&Channels { channels: app.store.channels().await? }))
}

/// `GET /api/channels/{c}`.
#[utoipa::path(get, path = "/channels/{channel}", responses((status = 200, body = Shown)))]
pub(super) async fn show(State(app): State<App>, Path(channel): Path<String>) -> Result<Response, Failure> {
    let channel = Channel::new(&channel)?;
    let info = app.store.channel(&channel).await?;
    info.map(|info| shown(&app, info)).ok_or(Failure::UnknownChannel(channel))
}

/// `PUT /api/channels/{c}`: makes it, or changes its settings. An empty body changes nothing.
#[utoipa::path(
    put,
    path = "/channels/{channel}",
    request_body(content = Option<Settings>, content_type = "application/json"),
    responses(
        (status = 200, body = Shown),
        (status = 409, description = "More is pinned than could be"),
        (status = 507, description = "It would be one channel too many"),
    ),
)]
pub(super) async fn configure(
    State(app): State<App>,
    Path(channel): Path<String>,
    Whole(body): Whole,
) -> Result<Response, Failure> {
    let channel = Channel::new(&channel)?;
    let settings: Settings = if body.is_empty() {
        Settings::default()
    } else {
        serde_json::from_slice(&body).map_err(|e| Invalid::Settings(format!("they are not as documented: {e}")))?
    };
    check(&settings)?;
    check_secret(&app, &channel, &settings).map_err(Invalid::Settings)?;
    if let Some(Some(forward)) = &settings.forward {
        app.forwarding.check(forward).map_err(Invalid::from)?;
    }
    let is_forwarded_anew = settings.forward.is_some();
    let info = app.store.configure(&channel, settings).await?;
    if is_forwarded_anew {
        app.forwarding.sync(&channel).await;
    }
    Ok(shown(&app, info))
}

/// What is kept and the settings, in one object.
#[derive(Serialize, ToSchema)]
struct Shown {
    #[serde(flatten)]
    info: ChannelInfo,
    #[serde(flatten)]
    settings: ChannelSettings,
}

fn shown(app: &App, info: ChannelInfo) -> Response {
    let kept = app.store.settings(&info.channel);
    // A secret of an older relay may be one that is refused today.
    let said = kept.as_ref().map_or(Ok(None), |kept| annotate::check_secret(kept));
    let settings = kept.map(|kept| kept.to_wire()).unwrap_or_default();
    let (code, text) = match said {
        Ok(warning) => (warning.map(|it| it.code), warning.map(|it| it.text)),
        Err(why) => (None, Some(why)),
    };
    let (secret_warning, secret_warning_code) = (text.map(str::to_owned), code.map(str::to_owned));
    json(&Shown { info, settings: ChannelSettings { secret_warning, secret_warning_code, ..settings } })
}

/// Whether the secret can be right for the provider, when one of them is set.
fn check_secret(app: &App, channel: &Channel, change: &Settings) -> Result<(), String> {
    let concerned = change.secret.is_some() || change.provider.is_some();
    let kept = app.store.settings(channel).as_deref().cloned().unwrap_or_default();
    match kept.changed(change).filter(|_| concerned) {
        Some(next) => annotate::check_secret(&next).map(drop).map_err(|why| format!("secret: {why}")),
        None => Ok(()),
    }
}

/// Whether these settings can be done, before they are kept.
fn check(settings: &Settings) -> Result<(), Invalid> {
    if settings
        .retention
        .is_some_and(|r| r.max_events == 0 || r.max_events > i64::MAX as u64 || r.max_bytes > i64::MAX as u64)
    {
        return Err(Invalid::Settings("retention must keep at least one event, and at most 2^63 − 1".into()));
    }
    if let Some(Some(name)) = &settings.provider
        && Provider::from_name(name).is_none()
    {
        let names: Vec<_> = Provider::ALL.iter().map(|provider| provider.name()).collect();
        return Err(Invalid::Settings(format!("there is no provider '{name}': it is one of {}", names.join(", "))));
    }
    if let Some(Some(custom)) = &settings.custom {
        annotate::check(custom).map_err(Invalid::Settings)?;
    }
    if let Some(Some(secret)) = &settings.secret
        && !(1..=MAX_SECRET).contains(&secret.reveal().len())
    {
        return Err(Invalid::Settings(format!("secret must have 1 to {MAX_SECRET} bytes; null takes it away")));
    }
    if let Some(Some(answer)) = &settings.answer {
        respond::check::answer(answer)?;
    }
    Ok(())
}

/// `DELETE /api/channels/{c}`: the channel, its events and its settings. The default one comes back empty.
#[utoipa::path(
    delete,
    path = "/channels/{channel}",
    responses((status = 204, description = "It is gone")),
)]
pub(super) async fn remove(State(app): State<App>, Path(channel): Path<String>) -> Result<StatusCode, Failure> {
    let channel = Channel::new(&channel)?;
    if !app.store.remove(&channel).await? {
        return Err(Failure::UnknownChannel(channel));
    }
    app.held.release(&channel);
    app.forwarding.sync(&channel).await;
    if channel.is_default() {
        app.store.configure(&channel, Settings::default()).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
