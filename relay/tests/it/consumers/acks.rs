//! Acknowledgements: idempotent, in one commit with their attempt, and kept through a kill.

use serde_json::json;
use wire::{Acknowledgement, AttemptResult, ConsumerServerMsg};

use super::{Socket, ack, attempt, attempts, info, path, post_ack, put};
use crate::support::{Process, TestRelay};

#[tokio::test]
async fn an_acknowledgement_moves_the_cursor_once_and_never_back() {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    relay.post_many(5).await;
    for (seq, cursor) in [(2, 2), (2, 2), (1, 2), (0, 2), (4, 4), (3, 4)] {
        let acked = ack(&relay, "app", seq, None).await;
        assert_eq!((acked.seq, acked.cursor), (seq, cursor));
    }
    // Below the cursor, the attempt is still recorded; so it is a second time, in its place.
    for _ in 0..2 {
        ack(&relay, "app", 1, Some(attempt(1, AttemptResult::Ok))).await;
    }
    assert_eq!(attempts(&relay, 1).await.attempts.len(), 1);
    let failed = ack(&relay, "app", 5, Some(attempt(1, AttemptResult::Failed))).await;
    assert_eq!(failed.cursor, 4, "it is tried again");
    let dead = ack(&relay, "app", 5, Some(attempt(2, AttemptResult::Dead))).await;
    assert_eq!(dead.cursor, 5, "the line moves");
    let info = info(&relay, "app").await.info;
    assert_eq!((info.cursor, info.waiting, info.dead), (5, 0, 1));
    let replay = wire::Attempt { replay: true, ..attempt(3, AttemptResult::Ok) };
    ack(&relay, "app", 5, Some(replay)).await;
    assert_eq!(super::info(&relay, "app").await.info.dead, 0, "its last attempt did not give it up");
}

#[tokio::test]
async fn a_replay_never_moves_the_cursor() {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    relay.post_many(2).await;
    for result in [AttemptResult::Ok, AttemptResult::Dead, AttemptResult::Failed] {
        let replay = wire::Attempt { replay: true, ..attempt(1, result) };
        assert_eq!(ack(&relay, "app", 2, Some(replay)).await.cursor, 0, "{result:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_acknowledged_is_refused_and_changes_nothing() {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    relay.post_many(1).await;
    let beyond = post_ack(&relay, "app", &Acknowledgement { seq: 2, attempt: None, resend: None }).await;
    assert_eq!(beyond.problem(400, "beyond-head").values["head"], 1_u64.into());
    let mut bad = vec![json!({}), json!([]), json!({"seq": -1}), json!({"seq": 1, "attempts": {}}), json!("x")];
    let whole = serde_json::to_value(attempt(1, AttemptResult::Ok)).unwrap();
    for (field, value) in [
        ("number", json!(0)),
        ("tries", json!(0)),
        ("ms", json!(-1)),
        ("result", json!("maybe")),
        ("body", json!({"text": "x".repeat(64 * 1024 + 1)})),
        ("target", json!("x".repeat(64 * 1024 + 1))),
        ("started_at", json!("today")),
        ("extra", json!(1)),
    ] {
        let mut attempt = whole.clone();
        attempt[field] = value;
        bad.push(json!({"seq": 1, "attempt": attempt}));
    }
    for body in bad {
        let text = body.to_string();
        let answer = relay.request("POST", &path("app", "/ack"), &[], text.as_bytes()).await;
        answer.problem(400, "bad-acknowledgement");
    }
    relay.request("POST", &path("app", "/ack"), &[], b"{\"seq\":").await.problem(400, "bad-acknowledgement");
    post_ack(&relay, "nobody", &Acknowledgement { seq: 1, attempt: None, resend: None })
        .await
        .problem(404, "unknown-consumer");
    assert_eq!(info(&relay, "app").await.info.cursor, 0);
    assert!(attempts(&relay, 1).await.attempts.is_empty());
    // On a socket it is told, and the stream goes on.
    let (mut socket, _) = Socket::open(&relay, "app", "").await;
    assert_eq!(socket.seqs(1).await, [1]);
    for (seq, attempt) in [(9, None), (1, Some(attempt(0, AttemptResult::Ok)))] {
        socket.ack(seq, attempt).await;
        match socket.next().await {
            ConsumerServerMsg::Refused { seq: refused, detail, temporary } => {
                assert_eq!((refused, temporary), (seq, false));
                assert!(detail.len() > 20, "{detail}");
            }
            other => panic!("{other:?}"),
        }
    }
    socket.ack(1, None).await;
    assert_eq!(socket.acked().await.cursor, 1);
}

/// Killed under acknowledgements: each one that was answered is there, with its attempt.
#[tokio::test(flavor = "multi_thread")]
async fn killed_under_acknowledgements_it_has_kept_every_one_that_it_answered() {
    const EVENTS: u64 = 800;
    for moment in [50, 250, 450] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("events.db");
        let start = async || Process::start(&data, &["--log", "error"]).await;
        let mut relay = start().await;
        put(&relay, "app", &json!({})).await;
        relay.post_many(EVENTS as usize).await;
        let (mut socket, _) = Socket::open(&relay, "app", "?window=200").await;
        let (mut sent, mut answered) = (0, 0);
        while answered < moment {
            match socket.next().await {
                ConsumerServerMsg::Event(delivery) => {
                    sent = delivery.event.seq;
                    socket.ack(sent, Some(attempt(1, AttemptResult::Ok))).await;
                }
                ConsumerServerMsg::Acked(acked) => answered = acked.cursor,
                other => panic!("{other:?}"),
            }
        }
        relay.kill().await;
        let relay = start().await;
        let cursor = info(&relay, "app").await.info.cursor;
        assert!((answered..=sent).contains(&cursor), "{answered} were answered, {cursor} are kept, of {sent}");
        for seq in [1, answered, cursor] {
            assert_eq!(attempts(&relay, seq).await.attempts.len(), 1, "{seq} is settled with its attempt");
        }
        if cursor < EVENTS {
            assert!(attempts(&relay, cursor + 1).await.attempts.is_empty());
        }
        let (mut socket, _) = Socket::open(&relay, "app", "").await;
        assert_eq!(socket.seqs(1).await, [cursor + 1]);
    }
}
