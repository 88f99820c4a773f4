//! The answer that an event's sender got.

use axum::extract::State;
use axum::response::Response;
use wire::{AnswerSummary, GivenAnswer, Headers, Stored};

use super::events::position;
use super::extract::Path;
use super::{App, Failure, ingest, json};
use gancho_store::StoredAnswer;

/// `GET …/events/{seq}/answer`: status, headers and the first 64 KiB of the body.
#[utoipa::path(
    get,
    path = "/channels/{channel}/events/{seq}/answer",
    responses((status = 200, body = GivenAnswer)),
)]
pub(super) async fn show(State(app): State<App>, Path(at): Path<(String, String)>) -> Result<Response, Failure> {
    let (channel, seq) = position(at)?;
    let given = match app.store.answer(&channel, seq).await? {
        StoredAnswer::Whole(given) => given,
        StoredAnswer::Summary(summary) => unrecorded(summary),
        StoredAnswer::Receipt(id) => {
            let receipt = ingest::receipt(&Stored { id: id.to_string(), seq, channel });
            let (given, _) = ingest::recorded(receipt, AnswerSummary::RECEIPT).await;
            GivenAnswer { at: None, ..given }
        }
        StoredAnswer::Unknown => return Err(Failure::UnknownAnswer(channel, seq)),
        StoredAnswer::NoEvent => return Err(Failure::UnknownEvent(channel, seq)),
    };
    Ok(json(&given))
}

/// Status and source alone: the rest was not recorded, or is not yet.
fn unrecorded(AnswerSummary { status, source, ms }: AnswerSummary) -> GivenAnswer {
    let headers = Headers::default();
    GivenAnswer { status, source, ms, delay_ms: 0, at: None, headers, body: None, truncated: false }
}
