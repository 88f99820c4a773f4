//! Hold by hand: a sender waits until a person answers, by the API, by the page's messages, by a command.

use std::time::Duration;

use gancho::config::{Options, Timeouts};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use wire::{AnswerSource, GivenAnswer, HeldEvents, ServerMsg};

use crate::answers::{fire, put, set};
use crate::support::{Answer, Client, TestRelay, memory, run, until, within};

fn send(relay: &Client, target: &'static str) -> JoinHandle<Answer> {
    let address = relay.address;
    tokio::spawn(async move { fire(&Client { address }, target).await })
}

async fn held(relay: &Client) -> Vec<u64> {
    let held: HeldEvents = relay.get("/api/channels/c/held").await.json();
    assert!(held.held.iter().all(|event| event.since < event.until));
    held.held.iter().map(|event| event.seq).collect()
}

async fn answer(relay: &Client, seq: u64, answer: &Value) -> Answer {
    let target = format!("/api/channels/c/held/{seq}/answer");
    relay.request("POST", &target, &[], answer.to_string().as_bytes()).await
}

async fn source(relay: &Client, seq: u64) -> Option<AnswerSource> {
    let event: wire::Event = relay.get(&format!("/api/channels/c/events/{seq}")).await.json();
    event.answer.map(|answer| answer.source)
}

async fn holding() -> TestRelay {
    let relay = TestRelay::start().await;
    set(&relay, "c", &json!({"answer": {"status": 202, "body": "own", "hold": true}})).await;
    relay
}

#[tokio::test]
async fn each_of_many_gets_its_own_answer_and_the_first_one_counts() {
    let relay = holding().await;
    let mut live = relay.live_on("c", "").await;
    let mut senders = Vec::new();
    for seq in 1..=3 {
        senders.push(send(&relay, "/webhook/c"));
        until("the sender to be held", async || held(&relay).await.len() == seq).await;
    }
    assert_eq!(held(&relay).await, [1, 2, 3]);
    assert_eq!(source(&relay, 1).await, None, "it is not decided");
    for (seq, status) in [(2, 500), (3, 204), (1, 200)] {
        let said = json!({"status": status, "headers": [["x-by", "hand {{seq}}"]], "body": format!("by hand {seq}")});
        assert_eq!(answer(&relay, seq, &said).await.status, 200);
        answer(&relay, seq, &json!({"status": 400})).await.problem(409, "already-answered");
    }
    let mut got = Vec::new();
    for sender in senders {
        let answer = sender.await.unwrap();
        assert_eq!(answer.header("x-by"), Some("hand {{seq}}"), "what a person says is no template");
        assert_eq!(answer.header("content-security-policy"), Some("sandbox"));
        got.push((answer.status, answer.text()));
    }
    assert_eq!(got, [(200, "by hand 1".into()), (500, "by hand 2".into()), (204, String::new())]);
    until("the record", async || source(&relay, 1).await == Some(AnswerSource::Hold)).await;
    answer(&relay, 1, &json!({"status": 400})).await.problem(409, "already-answered");
    let kept: GivenAnswer = relay.get("/api/channels/c/events/1/answer").await.json();
    assert_eq!((kept.status, kept.body.unwrap().as_bytes()), (200, &b"by hand 1"[..]));
    // A page is told of each.
    let (mut held, mut released) = (Vec::new(), Vec::new());
    while released.len() < 3 {
        match live.next().await {
            ServerMsg::Held { seq, .. } => held.push(seq),
            ServerMsg::Released { seq } => released.push(seq),
            _ => {}
        }
    }
    held.sort_unstable();
    released.sort_unstable();
    assert_eq!((held, released), (vec![1, 2, 3], vec![1, 2, 3]));
}

#[tokio::test]
async fn a_channel_that_is_deleted_lets_its_senders_go() {
    let relay = holding().await;
    let sender = send(&relay, "/webhook/c");
    until("the sender to be held", async || held(&relay).await.len() == 1).await;
    assert_eq!(relay.delete("/api/channels/c").await.status, 204);
    assert_eq!(within("the answer", sender).await.unwrap().text(), "own");
}

#[tokio::test]
async fn with_the_time_over_the_channel_answers() {
    let timeouts = Timeouts { hold: Duration::from_millis(200), ..Timeouts::default() };
    let relay = TestRelay::with(Options { timeouts, ..memory() }).await;
    set(&relay, "c", &json!({"answer": {"status": 202, "body": "own {{seq}}", "hold": true}})).await;
    let got = fire(&relay, "/webhook/c").await;
    assert_eq!((got.status, got.text().as_str()), (202, "own 1"));
    assert_eq!(held(&relay).await, [0; 0]);
    answer(&relay, 1, &json!({"status": 200})).await.problem(404, "not-held");
    until("the record", async || source(&relay, 1).await == Some(AnswerSource::Channel)).await;
    // From the body too, which is not kept in memory while its sender waits.
    set(&relay, "c", &json!({"answer": {"status": 202, "body": "pedido {{body.pedido}}", "hold": true}})).await;
    let got = relay.request("POST", "/webhook/c", &[], br#"{"pedido":41}"#).await;
    assert_eq!((got.status, got.text().as_str()), (202, "pedido 41"));
}

#[tokio::test]
async fn a_sender_that_goes_and_a_relay_that_stops_end_it_at_once() {
    let relay = holding().await;
    let mut gone = relay.connect().await;
    gone.send("POST", "/webhook/c", &[], b"x").await;
    until("the sender to be held", async || held(&relay).await == [1]).await;
    drop(gone);
    until("its end", async || held(&relay).await.is_empty()).await;
    answer(&relay, 1, &json!({"status": 200})).await.problem(404, "not-held");
    let sender = send(&relay, "/webhook/c");
    until("the sender to be held", async || held(&relay).await == [2]).await;
    relay.stop().await;
    assert_eq!(sender.await.unwrap().status, 202, "it gets the channel's answer");
}

#[tokio::test]
async fn what_cannot_be_answered_is_refused_and_the_sender_waits_on() {
    let relay = holding().await;
    let sender = send(&relay, "/webhook/c");
    until("the sender to be held", async || held(&relay).await == [1]).await;
    for (said, words) in [
        (json!({}), "status"),
        (json!({"status": 100}), "200 to 599"),
        (json!({"status": 200, "headers": [["a b", "c"]]}), "not a header's name"),
        (json!({"status": 200, "headers": [["set-cookie", "c"]]}), "cannot be set"),
        (json!({"status": 200, "headers": [["x", "a\nb"]]}), "line break"),
        (json!({"status": 200, "boby": "x"}), "boby"),
        (json!({"status": 200, "body": 7}), "string"),
    ] {
        let told = answer(&relay, 1, &said).await.problem(400, "bad-answer").detail;
        assert!(told.contains(words), "{said}: {told}");
    }
    answer(&relay, 9, &json!({"status": 200})).await.problem(404, "not-held");
    relay.get("/api/channels/nobody/held").await.problem(404, "unknown-channel");
    put(&relay, "c", &json!({"answer": {"hold": true, "time_out": true}})).await.problem(400, "bad-settings");
    assert_eq!(held(&relay).await, [1]);
    assert_eq!(answer(&relay, 1, &json!({"status": 201})).await.status, 200);
    let got = sender.await.unwrap();
    assert_eq!((got.status, got.json::<wire::Stored>().seq), (201, 1), "without a body, the receipt");
}

#[tokio::test]
async fn a_command_answers_too() {
    let relay = holding().await;
    let base = format!("http://{}", relay.address);
    let sender = send(&relay, "/webhook/c");
    until("the sender to be held", async || held(&relay).await == [1]).await;
    let command = ["answer", "c", "1", "--status", "422", "-H", "x-a: b", "--body", "no", "--relay", &base];
    let done = run(&command).await;
    assert!(done.status.success(), "{done:?}");
    assert_eq!(String::from_utf8_lossy(&done.stdout), "event 1 of 'c' is answered: 422\n");
    let got = sender.await.unwrap();
    assert_eq!((got.status, got.header("x-a"), got.text().as_str()), (422, Some("b"), "no"));
    let second = run(&command).await;
    let told = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(!second.status.success() && told.contains("the first answer counts"), "{told}");
}
