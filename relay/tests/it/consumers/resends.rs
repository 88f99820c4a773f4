//! An event is sent again: at once or when somebody is there, as it was or edited.

use serde_json::{Value, json};
use wire::{Acknowledgement, Attempt, AttemptResult, Body, HeaderValue, PREVIEW_BYTES, Resent};

use super::{Socket, ack, attempt, attempts, info, poll, post_ack, put, seqs};
use crate::support::{Answer, TestRelay, noise};

async fn ask(relay: &TestRelay, seq: u64, body: &Value) -> Answer {
    let target = format!("/api/channels/default/events/{seq}/resend");
    relay.request("POST", &target, &[], body.to_string().as_bytes()).await
}

fn replay(number: u32, result: AttemptResult) -> Option<Attempt> {
    Some(Attempt { replay: true, ..attempt(number, result) })
}

#[tokio::test]
async fn a_resend_goes_to_the_holder_at_once_and_leaves_the_cursor() {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    relay.post_many(2).await;
    let (mut socket, _) = Socket::open(&relay, "app", "").await;
    assert_eq!(socket.seqs(2).await, [1, 2]);
    socket.ack(1, Some(attempt(1, AttemptResult::Ok))).await;
    assert_eq!(socket.acked().await.cursor, 1);
    let resent: Resent = ask(&relay, 1, &json!({})).await.json();
    assert_eq!((resent.consumer.as_str(), resent.waits), ("app", false));
    let delivery = socket.delivery().await;
    assert_eq!((delivery.event.seq, delivery.attempt, delivery.replay), (1, 2, true));
    // One that is not settled yet, too; an attempt that fails is tried again.
    ask(&relay, 2, &json!({"consumer": "app"})).await.json::<Resent>();
    assert_eq!(socket.delivery().await.event.seq, 2);
    socket.ack(2, replay(1, AttemptResult::Failed)).await;
    assert_eq!(socket.acked().await.cursor, 1);
    for seq in [1, 2] {
        socket.ack(seq, replay(2, AttemptResult::Ok)).await;
        assert_eq!(socket.acked().await.cursor, 1);
    }
    drop(socket);
    let page = poll(&relay, "app", "").await;
    assert_eq!((seqs(&page.deliveries), page.deliveries[0].replay), (vec![2], false), "only what is in its order");
    let kept: Vec<_> =
        attempts(&relay, 2).await.attempts.iter().map(|a| (a.attempt.number, a.attempt.replay)).collect();
    assert_eq!(kept, [(1, true), (2, true)]);
}

#[tokio::test]
async fn edited_headers_are_no_more_than_a_request_brings() {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    relay.post_many(1).await;
    for (headers, why) in
        [(json!(vec![["a", ""]; 2049]), "2049 headers"), (json!([["a", "x".repeat(65_536)]]), "65536 bytes")]
    {
        let problem = ask(&relay, 1, &json!({"headers": headers})).await.problem(400, "bad-resend");
        assert!(problem.detail.contains(why), "{}", problem.detail);
    }
    ask(&relay, 1, &json!({"headers": vec![["a", ""]; 2048]})).await.json::<Resent>();
}

#[tokio::test]
async fn a_resend_waits_for_its_consumer_until_it_is_acknowledged() {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    relay.post_many(3).await;
    ack(&relay, "app", 2, None).await;
    assert!(ask(&relay, 1, &json!({})).await.json::<Resent>().waits);
    for _ in 0..2 {
        let page = poll(&relay, "app", "").await;
        assert_eq!(seqs(&page.deliveries), [1, 3]);
        assert_eq!(page.deliveries.iter().map(|d| d.replay).collect::<Vec<_>>(), [true, false]);
        let (mut socket, _) = Socket::open(&relay, "app", "?window=1").await;
        assert!(socket.delivery().await.replay);
        assert!(socket.is_quiet().await, "a replay is in the window too");
    }
    let (mut socket, _) = Socket::open(&relay, "app", "?window=1").await;
    assert_eq!(socket.seqs(1).await, [1]);
    socket.ack(1, replay(1, AttemptResult::Ok)).await;
    assert_eq!(socket.acked().await.cursor, 2);
    assert_eq!(socket.seqs(1).await, [3]);
    assert_eq!(seqs(&poll(&relay, "app", "").await.deliveries), [3]);
}

#[tokio::test]
async fn an_edited_one_is_sent_as_it_was_edited_and_whole() {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    let stored = relay.post("/webhook?a=1", b"stored").await;
    let (mut socket, _) = Socket::open(&relay, "app", "").await;
    assert_eq!(socket.seqs(1).await, [1]);
    let long = noise(PREVIEW_BYTES * 2);
    for (edit, body, headers) in [
        (json!({"body": {"text": "edited"}}), &b"edited"[..], None),
        (json!({"headers": [["x-a", "1"], ["x-a", "2"]]}), b"stored", Some(["1", "2"])),
        (json!({"body": Body::whole(&long), "headers": [["x-a", "3"], ["x-b", "4"]]}), &long, Some(["3", "4"])),
    ] {
        assert_eq!(ask(&relay, 1, &edit).await.status, 200);
        let delivery = socket.delivery().await;
        let event = &delivery.event;
        assert!(delivery.replay && !event.is_preview());
        assert_eq!((event.seq, &event.id, event.query.as_deref()), (1, &stored.id, Some("a=1")));
        assert_eq!((event.body.as_bytes(), event.size), (body, body.len() as u64));
        if let Some(values) = headers {
            let sent: Vec<_> = event.headers.0.iter().map(|(_, value)| value.clone()).collect();
            assert_eq!(sent, values.map(|value| HeaderValue::from_bytes(value.as_bytes())));
        }
        let page = poll(&relay, "app", "").await;
        assert_eq!(page.deliveries[0].event, delivery.event);
        let (next, _) = Socket::open(&relay, "app", "").await;
        drop(socket);
        ack(&relay, "app", 1, replay(delivery.attempt, AttemptResult::Ok)).await;
        drop(next);
        socket = Socket::open(&relay, "app", "").await.0;
        assert_eq!(socket.seqs(1).await, [1]);
    }
    assert_eq!(relay.event(1).await.body.as_bytes(), b"stored", "the stored one stays as it was");
}

#[tokio::test]
async fn what_cannot_be_resent_says_what_to_do() {
    let relay = TestRelay::start().await;
    relay.post_many(1).await;
    let none = ask(&relay, 1, &json!({})).await.problem(409, "no-consumer");
    assert!(none.detail.contains("gancho forward"), "{}", none.detail);
    put(&relay, "one", &json!({})).await;
    ask(&relay, 9, &json!({})).await.problem(404, "unknown-event");
    ask(&relay, 1, &json!({"consumer": "nobody"})).await.problem(404, "unknown-consumer");
    put(&relay, "two", &json!({})).await;
    let which = ask(&relay, 1, &json!({})).await.problem(400, "which-consumer");
    assert!(which.detail.contains("one, two"), "{}", which.detail);
    for bad in [
        json!(7),
        json!({"consumer": "a b"}),
        json!({"boby": {}}),
        json!({"consumer": "one", "body": "x"}),
        json!({"consumer": "one", "body": {"text": "x".repeat(256 * 1024 + 1)}}),
        json!({"consumer": "one", "headers": [["x-a", "x".repeat(64 * 1024)]]}),
    ] {
        ask(&relay, 1, &bad).await.problem(400, "bad-resend");
    }
    relay.request("POST", "/api/channels/nobody/events/1/resend", &[], b"").await.problem(404, "unknown-channel");
    assert!(poll(&relay, "one", "").await.deliveries.is_empty());
    // Deleted with its event, it is sent no more.
    assert_eq!(ask(&relay, 1, &json!({"consumer": "one"})).await.status, 200);
    relay.delete("/api/channels/default/events/1").await;
    assert!(poll(&relay, "one", "").await.deliveries.is_empty());
    assert_eq!(info(&relay, "one").await.info.dead, 0);
}

#[tokio::test]
async fn an_acknowledgement_settles_the_request_that_it_names_and_no_other() {
    let relay = TestRelay::start().await;
    relay.post_many(1).await;
    put(&relay, "app", &json!({})).await;
    for _ in 0..3 {
        assert_eq!(ask(&relay, 1, &json!({})).await.status, 200);
    }
    let waiting = async || {
        let page = poll(&relay, "app", "").await;
        page.deliveries.iter().map(|delivery| delivery.resend.unwrap()).collect::<Vec<_>>()
    };
    let [first, second, third] = waiting().await[..] else { panic!("three") };
    let settle = async |resend| {
        let ack = Acknowledgement { seq: 1, attempt: replay(2, AttemptResult::Ok), resend };
        assert_eq!(post_ack(&relay, "app", &ack).await.status, 200);
    };
    // Said twice, as after a reconnect.
    for _ in 0..2 {
        settle(Some(second)).await;
        assert_eq!(waiting().await, [first, third]);
    }
    settle(None).await;
    assert_eq!(waiting().await, [third]);
}

#[tokio::test]
async fn a_resend_does_not_wait_behind_a_full_window() {
    let relay = TestRelay::start().await;
    relay.post_many(1).await;
    put(&relay, "app", &json!({})).await;
    let (mut socket, _) = Socket::open(&relay, "app", "?window=2").await;
    relay.post_many(9).await;
    assert_eq!(socket.seqs(2).await, [2, 3]);
    for _ in 0..2 {
        assert_eq!(ask(&relay, 1, &json!({})).await.status, 200);
    }
    // One at a time goes besides.
    for number in 1..=2 {
        let delivery = socket.delivery().await;
        assert_eq!((delivery.event.seq, delivery.attempt, delivery.replay), (1, number, true));
        assert!(socket.is_quiet().await);
        socket.ack(1, replay(number, AttemptResult::Ok)).await;
        assert_eq!(socket.acked().await.cursor, 1);
    }
    assert!(socket.is_quiet().await);
    socket.ack(2, None).await;
    assert_eq!(socket.acked().await.cursor, 2);
    assert_eq!(socket.seqs(1).await, [4]);
}
