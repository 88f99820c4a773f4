//! Pull: asking the read API for what is new, at a fixed rate or one held question after the other.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use hyper::StatusCode;
use hyper::header::IF_NONE_MATCH;
use measure::{Kind, Lane, Schedule};
use race::{Backoff, outcome_without_events};
use tokio::time::Instant;
use wire::EventsPage;

use crate::http::{Request, Response};
use crate::race::lane_context::LaneContext;
use crate::race::millis;

/// How long the relay may hold a long poll, in seconds.
const HOLD_S: u64 = 25;

/// Asks every interval, from a random phase, whatever the answer. A slot that comes while a poll is still in flight is
/// skipped.
pub(super) async fn short(context: &LaneContext) {
    let mut asker = Asker { context, etag: None };
    let interval = millis(context.options.interval);
    let mut schedule = Schedule::new(interval, context.chance().fraction() * interval, context.now_ms());
    loop {
        let now = context.now_ms();
        if !context.sleep_ms(schedule.next_due(now) - now).await {
            return;
        }
        schedule.started(context.now_ms());
        asker.ask(0).await;
        schedule.finished(context.now_ms());
    }
}

/// Asks, and asks again as soon as it has an answer; the relay answers when there is something, or after a while.
pub(super) async fn long(context: &LaneContext) {
    let mut asker = Asker { context, etag: None };
    let mut backoff = Backoff::default();
    let mut chance = context.chance();
    while !context.stop.is_cancelled() {
        // The last one is not held beyond the race.
        let left = context.deadline().saturating_duration_since(Instant::now()).as_secs_f64().ceil() as u64;
        if asker.ask(left.clamp(1, HOLD_S)).await {
            backoff.reset();
        } else if !context.sleep_ms(backoff.next_ms(chance.fraction())).await {
            // A relay that refuses would be asked without pause.
            return;
        }
    }
}

struct Asker<'a> {
    context: &'a LaneContext,
    etag: Option<String>,
}

impl Asker<'_> {
    /// Asks once and records what came; false when it failed.
    async fn ask(&mut self, wait: u64) -> bool {
        let (context, after) = (self.context, self.context.log().pull);
        let held = if wait > 0 { format!("&wait={wait}") } else { String::new() };
        let (channel, lane) = (&context.options.channel, &context.names.pull);
        let target = format!("/api/channels/{channel}/events?after={after}&limit=500{held}&lane={lane}");
        let known = self.etag.take().filter(|_| context.options.conditional);
        let headers: Vec<_> = known.iter().map(|tag| (IF_NONE_MATCH, tag.as_str())).collect();
        let start_ms = context.now_ms();
        let asking =
            context.relay.ask(Request { headers: &headers, held: Duration::from_secs(wait), ..Request::get(&target) });
        let answer = context.cut.run_until_cancelled(asking).await;
        let end_ms = context.now_ms();
        self.etag = answer.as_ref().and_then(|answer| answer.as_ref().ok()?.etag.clone()).or(known);
        let nothing = if wait > 0 { Kind::TimedOut } else { Kind::Empty };
        let failure = match answer {
            Some(Ok(answer)) => match page(&answer) {
                Ok(Some(page)) => {
                    context.note(|log| log.polled(&page, nothing, start_ms, end_ms));
                    return true;
                }
                Ok(None) => {
                    context.note(|log| log.record(outcome_without_events(Lane::Pull, nothing, start_ms, end_ms)));
                    return true;
                }
                Err(why) => format!("{why:#}"),
            },
            Some(Err(why)) => why.to_string(),
            // The end of the race was this poll's limit.
            None if wait > 0 => {
                context.note(|log| log.record(outcome_without_events(Lane::Pull, nothing, start_ms, end_ms)));
                return true;
            }
            None => "unanswered when the race ended".into(),
        };
        context.note(|log| log.failed(Lane::Pull, failure, start_ms, end_ms));
        false
    }
}

/// The page in an answer, none in a 304; or why it is neither.
fn page(response: &Response) -> Result<Option<EventsPage>> {
    match response.status {
        StatusCode::NOT_MODIFIED => Ok(None),
        StatusCode::OK => serde_json::from_slice(&response.body).map(Some).context("not a page of events"),
        status => bail!("the relay answered {status}"),
    }
}
