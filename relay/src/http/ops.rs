//! For operators and for the duel: health, readiness, the meter.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use wire::{MeterReading, Timestamp};

use super::extract::Query;
use super::{App, Failure, Invalid, guard, json};

/// `?probe=`.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Probe {
    /// Number by which the relay knows its own question, asked by its public address.
    probe: Option<String>,
}

/// `GET /healthz`: the process answers.
#[utoipa::path(
    get,
    path = "/healthz",
    params(Probe),
    responses((status = 200, body = String, content_type = "text/plain")),
)]
pub(super) async fn healthz(State(app): State<App>, query: Result<Query<Probe>, Failure>) -> &'static str {
    // Whatever else stands in a query, the process answers.
    if let Ok(Query(Probe { probe: Some(number) })) = query {
        app.reach.arrived(&number);
    }
    "ok\n"
}

/// `GET /readyz`: a webhook would be stored now; else why not. Damaged events are told and are no reason: others are stored.
#[utoipa::path(
    get,
    path = "/readyz",
    responses(
        (status = 200, body = String, content_type = "text/plain"),
        (status = 503, description = "No webhook is stored now: the data file is away, its disk is full, or it fails"),
    ),
)]
pub(super) async fn readyz(State(app): State<App>) -> Result<String, Failure> {
    app.store.ready().await?;
    Ok(match app.store.damaged() {
        0 => "ready\n".into(),
        count => format!("ready\ndamaged events found in the data file: {count}; the log names them\n"),
    })
}

/// `?lane=`.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Lane {
    /// The lane's name.
    #[param(required, pattern = "^[A-Za-z0-9._-]{1,64}$")]
    lane: Option<String>,
}

/// `GET /api/meter?lane=…`: what moved at the socket for a lane. The question itself is not counted.
#[utoipa::path(get, path = "/meter", params(Lane), responses((status = 200, body = MeterReading)))]
pub(super) async fn meter(State(app): State<App>, Query(query): Query<Lane>) -> Result<Response, Failure> {
    let lane = query.lane.unwrap_or_default();
    if !guard::is_lane(&lane) {
        let expected = "1 to 64 letters, digits, '-', '_' or '.'".into();
        return Err(Invalid::Parameter { name: "lane", value: lane, expected }.into());
    }
    Ok(json(&app.meter.read(&lane, Timestamp::now())))
}
