//! How the webhook of a Telegram bot is.

use axum::extract::State;
use axum::response::Response;
use wire::{Channel, TelegramStatus};

use super::extract::Path;
use super::{App, Failure, json};

/// `GET …/telegram`: how the webhook of the relay's bot is, where it is this channel's. The relay asks Telegram, at most
/// every few seconds, and keeps the bot's token to itself.
#[utoipa::path(get, path = "/channels/{channel}/telegram", responses((status = 200, body = TelegramStatus)))]
pub(super) async fn show(State(app): State<App>, Path(channel): Path<String>) -> Result<Response, Failure> {
    let channel = Channel::new(&channel)?;
    Ok(json(&app.telegram.status(&app.webhook_url(&channel)).await))
}
