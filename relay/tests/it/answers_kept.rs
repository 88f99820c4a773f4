//! The answer beside the event: what a sender got can be looked at afterwards.

use serde_json::{Value, json};
use wire::{ANSWER_BODY_BYTES, AnswerSource, AnswerSummary, Body, GivenAnswer, ServerMsg};

use crate::answers::{fire, set};
use crate::support::{Answer, Client, TestRelay, until};

async fn given(relay: &Client, channel: &str, seq: u64) -> GivenAnswer {
    let answer = relay.get(&format!("/api/channels/{channel}/events/{seq}/answer")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The answer once it is recorded whole.
async fn recorded(relay: &Client, channel: &str, seq: u64) -> GivenAnswer {
    until("the answer to be recorded", async || given(relay, channel, seq).await.body.is_some()).await;
    given(relay, channel, seq).await
}

async fn summary(relay: &Client, channel: &str, seq: u64) -> Option<AnswerSummary> {
    let event: wire::Event = relay.get(&format!("/api/channels/{channel}/events/{seq}")).await.json();
    event.answer
}

/// What is kept is what was sent, but for what HTTP adds to each answer.
#[track_caller]
fn is_what_was_sent(given: &GivenAnswer, sent: &Answer) {
    assert_eq!((given.status, given.body.as_ref().unwrap().as_bytes()), (sent.status, &sent.body[..]));
    let kept: Vec<_> = given.headers.0.iter().map(|(name, value)| (name.clone(), value.to_string())).collect();
    let of_http = |name: &str| ["date", "content-length"].contains(&name);
    let sent: Vec<_> = sent.headers.iter().filter(|(name, _)| !of_http(name)).cloned().collect();
    assert_eq!(kept, sent);
}

#[tokio::test]
async fn the_receipt_is_known_without_a_row() {
    let relay = TestRelay::start().await;
    let mut live = relay.live("").await;
    let sent = fire(&relay, "/webhook").await;
    let kept = given(&relay, "default", 1).await;
    is_what_was_sent(&kept, &sent);
    assert_eq!((kept.summary(), kept.at, kept.truncated), (AnswerSummary::RECEIPT, None, false));
    assert_eq!(summary(&relay, "default", 1).await, Some(AnswerSummary::RECEIPT));
    let told = loop {
        if let ServerMsg::Event { event, .. } = live.next().await {
            break event;
        }
    };
    assert_eq!(told.answer, Some(AnswerSummary::RECEIPT));
    let info: Value = relay.get("/api/channels/default").await.json();
    set(&relay, "default", &json!({})).await;
    assert_eq!(info["bytes"], relay.get("/api/channels/default").await.json::<Value>()["bytes"]);
}

#[tokio::test]
async fn a_channels_own_answer_is_kept_as_it_was_sent() {
    let relay = TestRelay::start().await;
    let own = json!({"status": 202, "headers": [["x-a", "{{seq}}"]], "body": "{{seq}} ã", "delay_ms": 30});
    set(&relay, "c", &json!({"answer": own})).await;
    let mut live = relay.live_on("c", "").await;
    let sent = fire(&relay, "/webhook/c").await;
    let kept = recorded(&relay, "c", 1).await;
    is_what_was_sent(&kept, &sent);
    assert_eq!((kept.source, kept.delay_ms), (AnswerSource::Channel, 30));
    assert!(kept.ms.is_some_and(|ms| ms >= 30) && kept.at.is_some(), "{kept:?}");
    assert_eq!(summary(&relay, "c", 1).await, Some(kept.summary()));
    // The event brings what was decided; the time it took comes when it is known.
    let mut told = Vec::new();
    while told.len() < 2 {
        match live.next().await {
            ServerMsg::Event { event, .. } => told.push(event.answer.unwrap()),
            ServerMsg::Answer { seq: 1, answer } => told.push(answer),
            _ => {}
        }
    }
    assert_eq!(told, [AnswerSummary { ms: None, ..kept.summary() }, kept.summary()]);
}

#[tokio::test]
async fn every_kind_of_answer_says_where_it_came_from() {
    let relay = TestRelay::start().await;
    let slack = json!({"provider": "slack", "answer": {"body": "own", "fail": {"next": 1, "status": 500}}});
    set(&relay, "c", &slack).await;
    let challenge = json!({"type": "url_verification", "token": "t", "challenge": "abc"}).to_string();
    let json_type = [("content-type", "application/json")];
    let mut sent = vec![relay.request("POST", "/webhook/c", &json_type, challenge.as_bytes()).await];
    for target in ["/webhook/c", "/webhook/c", "/webhook/c/_status/418"] {
        sent.push(fire(&relay, target).await);
    }
    let expected = [
        (200, AnswerSource::Handshake),
        (500, AnswerSource::Channel),
        (200, AnswerSource::Channel),
        (418, AnswerSource::Channel),
    ];
    for ((seq, sent), expected) in (1..).zip(&sent).zip(expected) {
        let kept = recorded(&relay, "c", seq).await;
        is_what_was_sent(&kept, sent);
        assert_eq!((kept.status, kept.source), expected);
    }
}

#[tokio::test]
async fn no_answer_is_one_too() {
    let relay = TestRelay::start().await;
    set(&relay, "c", &json!({"answer": {"time_out": true}})).await;
    let mut sender = relay.connect().await;
    sender.send("POST", "/webhook/c", &[], b"x").await;
    until("the event", async || relay.get("/api/channels/c/events/1").await.status == 200).await;
    assert_eq!(summary(&relay, "c", 1).await.map(|answer| answer.status), Some(0));
    drop(sender);
    let kept = recorded(&relay, "c", 1).await;
    assert_eq!((kept.status, kept.source, kept.headers.0.len()), (0, AnswerSource::Channel, 0));
}

#[tokio::test]
async fn of_a_long_answer_the_start_is_kept() {
    let relay = TestRelay::start().await;
    let long = "ã".repeat(ANSWER_BODY_BYTES);
    set(&relay, "c", &json!({"answer": {"body": format!("x{long}")}})).await;
    let sent = fire(&relay, "/webhook/c").await;
    let kept = recorded(&relay, "c", 1).await;
    assert!(kept.truncated && sent.body.len() > ANSWER_BODY_BYTES);
    let Some(Body::Text(text)) = kept.body else { panic!("no text") };
    assert!(sent.text().starts_with(&text) && text.len() == ANSWER_BODY_BYTES - 1, "{}", text.len());
}

#[tokio::test]
async fn what_is_not_known_is_not_made_up() {
    let relay = TestRelay::start().await;
    relay.request("POST", "/api/channels/c/import", &[], br#"{"method":"POST"}"#).await;
    assert_eq!(summary(&relay, "c", 1).await, None);
    relay.get("/api/channels/c/events/1/answer").await.problem(404, "unknown-answer");
    relay.get("/api/channels/c/events/2/answer").await.problem(404, "unknown-event");
    relay.get("/api/channels/d/events/1/answer").await.problem(404, "unknown-event");
    relay.get("/api/channels/c/events/x/answer").await.problem(400, "bad-parameter");
}

#[tokio::test]
async fn an_export_and_its_import_keep_it() {
    let relay = TestRelay::start().await;
    set(&relay, "c", &json!({"answer": {"status": 207}})).await;
    fire(&relay, "/webhook/c").await;
    fire(&relay, "/webhook").await;
    recorded(&relay, "c", 1).await;
    for (channel, other) in [("c", "c2"), ("default", "default2")] {
        let export = relay.get(&format!("/api/channels/{channel}/export")).await;
        let imported = relay.request("POST", &format!("/api/channels/{other}/import"), &[], &export.body).await;
        assert_eq!(imported.status, 200, "{}", imported.text());
        let kept = summary(&relay, channel, 1).await;
        assert!(kept.is_some());
        assert_eq!(summary(&relay, other, 1).await, kept);
    }
    let kept = given(&relay, "c2", 1).await;
    assert_eq!((kept.status, kept.source, kept.body), (207, AnswerSource::Channel, None));
    let bad = br#"{"method":"POST","answer":{"status":"x"}}"#;
    relay.request("POST", "/api/channels/c/import", &[], bad).await.problem(400, "bad-import-line");
}

#[tokio::test]
async fn a_conditional_read_sees_that_an_answer_became_known() {
    let relay = TestRelay::start().await;
    set(&relay, "c", &json!({"answer": {"status": 202, "delay_ms": 100}})).await;
    let sender = tokio::spawn({
        let address = relay.address;
        async move { fire(&Client { address }, "/webhook/c").await.status }
    });
    let read = async || relay.get("/api/channels/c/events").await;
    until("the event", async || read().await.text().contains("\"seq\":1")).await;
    let before = read().await;
    assert_eq!(sender.await.unwrap(), 202);
    recorded(&relay, "c", 1).await;
    let tag = before.header("etag").unwrap();
    let again = relay.with("GET", "/api/channels/c/events", "if-none-match", tag).await;
    let known = before.text().contains("\"ms\"");
    assert_eq!(again.status, if known { 304 } else { 200 });
}

#[tokio::test]
async fn a_stopped_relay_has_recorded_what_it_answered() {
    let folder = tempfile::tempdir().unwrap();
    let options = || gancho::config::Options {
        data: gancho_store::sqlite::Location::File(folder.path().join("a.db")),
        ..gancho::config::Options::default()
    };
    let relay = TestRelay::with(options()).await;
    set(&relay, "c", &json!({"answer": {"body": "own"}})).await;
    let sent = fire(&relay, "/webhook/c").await;
    relay.stop().await;
    let relay = TestRelay::with(options()).await;
    is_what_was_sent(&given(&relay, "c", 1).await, &sent);
}
