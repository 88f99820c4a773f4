//! Attempts: kept beside their event, bounded, and shown as they are made.

use serde_json::json;
use wire::{Attempt, AttemptResult, Body, ServerMsg};

use super::{ack, attempt, attempts, put};
use crate::support::TestRelay;

#[tokio::test]
async fn attempts_are_listed_and_streamed_and_refused_connections_are_one_row() {
    let relay = TestRelay::start().await;
    for name in ["one", "two"] {
        put(&relay, name, &json!({})).await;
    }
    relay.post_many(1).await;
    let mut live = relay.live("").await;
    live.hello().await;
    let refused = |tries| Attempt {
        tries,
        status: None,
        error: Some("connection refused".into()),
        body: None,
        ..attempt(1, AttemptResult::Failed)
    };
    let last = Attempt { body: Some(Body::whole(b"\xff\x00")), ..attempt(2, AttemptResult::Ok) };
    for (name, attempt) in [("one", refused(1)), ("one", refused(7)), ("one", last.clone()), ("two", last.clone())] {
        ack(&relay, name, 1, Some(attempt.clone())).await;
        match live.next().await {
            ServerMsg::Attempt { seq, attempt: told } => {
                assert_eq!((seq, told.consumer.as_str(), &told.attempt), (1, name, &attempt));
            }
            other => panic!("{other:?}"),
        }
    }
    let kept: Vec<_> =
        attempts(&relay, 1).await.attempts.into_iter().map(|a| (a.consumer.to_string(), a.attempt)).collect();
    assert_eq!(kept, [("one".into(), refused(7)), ("one".into(), last.clone()), ("two".into(), last)]);
    relay.get("/api/channels/default/events/2/attempts").await.problem(404, "unknown-event");
    relay.get("/api/channels/default/events/x/attempts").await.problem(400, "bad-parameter");
}

#[tokio::test]
async fn the_next_attempt_has_the_next_number() {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    relay.post_many(2).await;
    for number in 1..=2 {
        ack(&relay, "app", 1, Some(attempt(number, AttemptResult::Failed))).await;
    }
    let page = super::poll(&relay, "app", "").await;
    let numbers: Vec<_> = page.deliveries.iter().map(|delivery| delivery.attempt).collect();
    assert_eq!(numbers, [3, 1]);
}

#[tokio::test]
async fn only_the_last_twenty_are_kept_and_they_go_with_their_event() {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    relay.post_many(2).await;
    for number in 1..=25 {
        ack(&relay, "app", 2, Some(attempt(number, AttemptResult::Failed))).await;
    }
    let numbers: Vec<_> = attempts(&relay, 2).await.attempts.iter().map(|a| a.attempt.number).collect();
    assert_eq!(numbers, (6..=25).collect::<Vec<_>>());
    relay.delete("/api/channels/default/events/2").await;
    relay.get("/api/channels/default/events/2/attempts").await.problem(404, "unknown-event");
}

#[tokio::test]
async fn an_export_has_them_when_it_is_asked_and_an_import_takes_it() {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    relay.post_many(2).await;
    ack(&relay, "app", 1, Some(attempt(1, AttemptResult::Dead))).await;
    let export = "/api/channels/default/export";
    assert!(!relay.get(export).await.text().contains("\"attempts\""));
    let text = relay.get(&format!("{export}?attempts=true")).await.text();
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kept = serde_json::to_value(attempts(&relay, 1).await).unwrap();
    assert_eq!((&lines[0]["attempts"], &lines[1]["attempts"]), (&kept["attempts"], &json!([])));
    let dead = relay.get(&format!("{export}?filter=delivery:dead")).await.text();
    assert_eq!(dead.lines().count(), 1);
    let imported = relay.request("POST", "/api/channels/loja/import", &[], text.as_bytes()).await;
    assert_eq!(imported.status, 200, "{}", imported.text());
    // They are of the consumers there.
    let there: wire::Attempts = relay.get("/api/channels/loja/events/1/attempts").await.json();
    assert!(there.attempts.is_empty());
    for bad in ["attempts=yes", "attempts=true&format=har"] {
        relay.get(&format!("{export}?{bad}")).await.problem(400, "bad-parameter");
    }
}
