//! Whether the public address answers.

use axum::extract::State;
use axum::response::Response;
use wire::PublicStatus;

use super::{App, json};

/// `GET /api/public`: the address that providers reach the relay at, and whether it answers from there: the relay asks
/// itself by it, at most every few seconds.
#[utoipa::path(get, path = "/public", responses((status = 200, body = PublicStatus)))]
pub(super) async fn show(State(app): State<App>) -> Response {
    json(&app.reach.status().await)
}
