//! The provider: real webhooks at the relay, at random times.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{Method, StatusCode};
use measure::Gaps;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use wire::Stored;

use super::lane_context::LaneContext;
use super::millis;
use crate::http::Request;

/// Longest that the first webhook is waited for.
const FIRST: Duration = Duration::from_secs(1);
/// Most webhooks under way at once: a relay that does not answer is not buried.
const AT_ONCE: usize = 32;

/// Fires until the deadline, and returns when each webhook was answered. The gaps are exponentially distributed: no poll
/// can fall into step with them.
pub(super) async fn run(context: Arc<LaneContext>, deadline: Instant) {
    let Some(mean) = context.options.mean_gap else { return };
    let mut gaps = Gaps::new(context.options.seed, millis(mean)).map(|ms| Duration::from_secs_f64(ms / 1000.0));
    let mut due = Instant::now() + gaps.next().unwrap_or(FIRST).min(FIRST);
    let mut posts = JoinSet::new();
    for n in 1_u64.. {
        if due >= deadline {
            break;
        }
        sleep_until(due).await;
        while posts.len() >= AT_ONCE {
            posts.join_next().await;
        }
        posts.spawn(post(context.clone(), n));
        while posts.try_join_next().is_some() {}
        due += gaps.next().unwrap_or(mean);
    }
    while posts.join_next().await.is_some() {}
}

async fn post(context: Arc<LaneContext>, n: u64) {
    let channel = &context.options.channel;
    let target = if channel.is_default() { "/webhook".into() } else { format!("/webhook/{channel}") };
    let body = Bytes::from(format!(r#"{{"from":"gancho race","n":{n}}}"#));
    let headers = [(CONTENT_TYPE, "application/json")];
    let request = Request { method: Method::POST, headers: &headers, body, ..Request::get(&target) };
    let stored = match context.webhook.ask(request).await {
        Ok(answer) if answer.status == StatusCode::OK => serde_json::from_slice::<Stored>(&answer.body).ok(),
        _ => None,
    };
    context.note(|log| match stored {
        Some(stored) => log.fired(&stored),
        None => log.unsent += 1,
    });
}
