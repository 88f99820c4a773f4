//! Gives a sender its answer, where that is not the receipt, and has it kept beside the event.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gancho_store::Record;
use http_body_util::{BodyExt as _, Collected};
use tokio::sync::oneshot;
use wire::{
    ANSWER_BODY_BYTES, AnswerSource, AnswerSummary, Channel, GivenAnswer, HandAnswer, HeldEvent, Seq, ServerMsg,
    Stored, Timestamp,
};

use super::super::{App, Failure, Peer, json};
use super::{Kept, NoAnswer, program, readable, receipt};
use crate::held::Place;
use crate::hub::Frame;
use crate::respond::{self, Decision, Outcome, Plan, Reply};

/// How long a sender is kept waiting by a channel that does not answer. Longer than any provider waits.
const HOLD: Duration = Duration::from_secs(60);

/// Answers, and keeps the answer beside the event; nobody waits for that.
///
/// # Errors
/// [`NoAnswer`] when there is to be none.
pub(super) async fn answer(app: &App, peer: &Peer, kept: Kept) -> Result<Response, NoAnswer> {
    let Kept { received_at, id, stored, plan, record, expected } = kept;
    let (channel, seq) = (stored.channel.clone(), stored.seq);
    let (mut place, mut label) = (None, None);
    let given = match (&plan, expected) {
        (Plan::Hold(_), _) => {
            let said;
            (place, said) = by_hand(app, peer, &channel, seq).await;
            said.map(|said| (send(&stored, said.into()), AnswerSource::Hold))
        }
        (_, Some(expected)) => {
            let said;
            (label, said) = program::answer(app, peer, expected).await;
            said.map(|response| (response, AnswerSource::App))
        }
        _ => None,
    };
    let waited = place.is_some() || label.is_some() || matches!(plan, Plan::Hold(_));
    let (answered, source, delay_ms) = match given {
        Some((response, source)) => (Ok(readable(response)), source, 0),
        None => match plan.decide(with_body(app, record).await, &app.renderer).await {
            // Whoever waited for a person or a program has waited.
            Some(mut decision) => {
                decision.delay = if waited { Duration::ZERO } else { decision.delay };
                let (source, delay_ms) = (decision.source, millis(decision.delay.as_millis()));
                (carry_out(app, peer, stored, decision).await.map(readable), source, delay_ms)
            }
            None => (Ok(receipt(&stored)), AnswerSource::Default, 0),
        },
    };
    let answered = answered.map(|mut response| {
        if let Some(label) = label {
            response.headers_mut().insert(program::LABEL, HeaderValue::from_static(label));
        }
        response
    });
    let took = millis(u128::try_from(Timestamp::now().0 - received_at.0).unwrap_or(0) / 1000);
    let summary = |status| AnswerSummary { status, source, ms: Some(took) };
    let (given, response) = match answered {
        Ok(response) => {
            let status = response.status().as_u16();
            let (given, response) = recorded(response, summary(status)).await;
            (given, Ok(response))
        }
        Err(NoAnswer) => (of(summary(0), &HeaderMap::new(), &[]), Err(NoAnswer)),
    };
    let (store, given) = (app.store.clone(), GivenAnswer { delay_ms, ..given });
    // A relay that stops waits for it.
    app.tracker.spawn(async move {
        if let Err(e) = store.record_answer(&channel, seq, id, given).await {
            tracing::debug!("the answer to event {seq} of '{channel}' was not recorded: {e}");
        }
        // Until now a second answer by hand was told that there was a first.
        drop(place);
    });
    response
}

/// The event with its body, which is read again when its sender waited. An event that is gone meanwhile has none.
async fn with_body(app: &App, record: Option<Record>) -> Option<Record> {
    let record = record?;
    if !record.event.body.is_empty() || record.size == 0 {
        return Some(record);
    }
    match app.store.get(&record.event.channel, record.seq).await {
        // Another may have its position, in a channel that was made again.
        Ok(Some(whole)) if whole.event.id == record.event.id => Some(whole),
        _ => Some(record),
    }
}

/// Holds an event until somebody answers it by hand; none when the time is over, the sender or the
/// relay goes, or too many are held.
async fn by_hand(app: &App, peer: &Peer, channel: &Channel, seq: Seq) -> (Option<Place>, Option<HandAnswer>) {
    let hold = app.options.timeouts.hold;
    let since = Timestamp::now();
    let until = Timestamp(since.0 + i64::try_from(hold.as_micros()).unwrap_or(i64::MAX));
    let Some((place, mut given)) = app.held.hold(channel, HeldEvent { seq, since, until }) else { return (None, None) };
    app.hub.publish(channel, || Frame::message(&ServerMsg::Held { seq, until }));
    let said = tokio::select! {
        biased;
        said = &mut given => said.ok(),
        () = tokio::time::sleep(hold) => last_word(given),
        () = peer.watch.closed() => last_word(given),
        () = app.shutdown.cancelled() => last_word(given),
    };
    app.hub.publish(channel, || Frame::message(&ServerMsg::Released { seq }));
    // Its time over, it is held no more.
    (said.is_some().then_some(place), said)
}

/// An answer that was given in the moment in which the wait ended: whoever gave it was told that it goes
/// to the sender. After this, none is taken.
fn last_word(mut given: oneshot::Receiver<HandAnswer>) -> Option<HandAnswer> {
    given.close();
    given.try_recv().ok()
}

/// An answer as it is kept, and the answer again. Its body is in memory.
pub(in super::super) async fn recorded(response: Response, summary: AnswerSummary) -> (GivenAnswer, Response) {
    let (head, body) = response.into_parts();
    let body = body.collect().await.map(Collected::to_bytes).unwrap_or_default();
    (of(summary, &head.headers, &body), Response::from_parts(head, Body::from(body)))
}

fn of(AnswerSummary { status, source, ms }: AnswerSummary, headers: &HeaderMap, body: &[u8]) -> GivenAnswer {
    GivenAnswer {
        status,
        source,
        ms,
        delay_ms: 0,
        at: Some(Timestamp::now()),
        headers: super::headers(headers),
        body: Some(wire::Body::preview(body)),
        truncated: body.len() > ANSWER_BODY_BYTES,
    }
}

fn millis(millis: u128) -> u32 {
    u32::try_from(millis).unwrap_or(u32::MAX)
}

/// Waits as long as the channel says, then answers. A relay that stops and a sender that has closed end the wait.
async fn carry_out(
    app: &App,
    peer: &Peer,
    stored: Stored,
    Decision { delay, outcome, .. }: Decision,
) -> Result<Response, NoAnswer> {
    let wait = if outcome == Outcome::Silence { HOLD } else { delay };
    if !wait.is_zero() {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            // It may have closed its sending half only, and still read: it gets its answer now.
            () = peer.watch.closed() => {}
            () = app.shutdown.cancelled() => {}
        }
    }
    match outcome {
        Outcome::Reply(reply) => Ok(send(&stored, reply)),
        Outcome::Failure(status) => Ok(Failure::Asked(status, stored.channel, stored.seq).into_response()),
        Outcome::TooLong => Ok(Failure::AnswerTooLong(stored.channel, stored.seq).into_response()),
        Outcome::TooSlow => Ok(Failure::AnswerTooSlow(stored.channel, stored.seq).into_response()),
        Outcome::Silence => Err(NoAnswer),
    }
}

fn send(stored: &Stored, reply: Reply) -> Response {
    let mut response = match reply.body {
        None => json(stored),
        Some(body) => Body::from(body).into_response(),
    };
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or_default();
    // Statuses without a body (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5).
    if let 204 | 205 | 304 = reply.status {
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_TYPE);
    }
    let mut named = Vec::new();
    for (name, value) in reply.headers {
        // Checked when they were set; an older relay let more through.
        if respond::check::reserved(&name).is_some() {
            continue;
        }
        let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else { continue };
        // The first of a name takes the place of the relay's own; a second stands beside it.
        if named.contains(&name) {
            response.headers_mut().append(name, value);
        } else {
            response.headers_mut().insert(&name, value);
            named.push(name);
        }
    }
    response
}
