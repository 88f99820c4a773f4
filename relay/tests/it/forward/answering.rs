//! The program's own answer: a sender is kept until it comes, and gets it whole.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use wire::{AnswerSource, AttemptResult, Attempts, Consumers, GivenAnswer};

use super::{App, Forwarder, Reply};
use crate::answers::{fire, put, set};
use crate::support::{Answer, Client, TestRelay, until};

/// An answer as a program writes it.
fn raw(status: u16, headers: &str, body: &[u8]) -> Reply {
    let head = format!("HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    Reply::Raw([head.as_bytes(), body].concat())
}

async fn forwarded(app: &App, more: &Value) -> TestRelay {
    let relay = TestRelay::start().await;
    let mut forward = json!({"url": app.url(), "answer": true});
    forward.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    set(&relay, "c", &json!({"answer": {"status": 202, "body": "own"}, "forward": forward})).await;
    ready(&relay).await;
    relay
}

/// Until the consumer answers: a sender before that gets the channel's answer, and its event is one
/// that nobody waits for.
async fn ready(relay: &Client) {
    let idle = async || {
        let known: Consumers = relay.get("/api/channels/c/consumers").await.json();
        known.consumers.iter().any(|consumer| consumer.connected && consumer.waiting == 0)
    };
    let is_ready = async || {
        until("the consumer to have nothing to do", idle).await;
        fire(relay, "/webhook/c/probe").await.header("gancho-answer").is_some_and(|label| label != "backlog")
    };
    until("the consumer to answer", is_ready).await;
}

fn send(relay: &Client, target: &'static str) -> JoinHandle<Answer> {
    let address = relay.address;
    tokio::spawn(async move { fire(&Client { address }, target).await })
}

fn label(answer: &Answer) -> (u16, Option<&str>) {
    (answer.status, answer.header("gancho-answer"))
}

async fn attempts(relay: &Client, seq: u64) -> Attempts {
    relay.get(&format!("/api/channels/c/events/{seq}/attempts")).await.json()
}

/// The position of the last event.
async fn head(relay: &Client) -> u64 {
    relay.get("/api/channels/c").await.json::<Value>()["head"].as_u64().unwrap()
}

#[tokio::test]
async fn slacks_url_verification_is_answered_by_the_program() {
    let app = App::with(|_, seen| {
        let asked: Value = serde_json::from_slice(&seen.body).unwrap_or_default();
        let challenge = asked["challenge"].as_str().unwrap_or_default().to_owned();
        raw(200, "content-type: text/plain\r\n", challenge.as_bytes())
    })
    .await;
    let relay = forwarded(&app, &json!({})).await;
    let ask = json!({"type": "url_verification", "token": "t", "challenge": "3eZbrw1aB"}).to_string();
    let got = relay.request("POST", "/webhook/c", &[("content-type", "application/json")], ask.as_bytes()).await;
    assert_eq!((label(&got), got.text().as_str()), ((200, Some("app")), "3eZbrw1aB"));
    assert_eq!(got.header("content-type"), Some("text/plain"));
    let seq = head(&relay).await;
    let kept = async || relay.get(&format!("/api/channels/c/events/{seq}/answer")).await;
    until("the record", async || kept().await.status == 200).await;
    let kept: GivenAnswer = kept().await.json();
    assert_eq!((kept.source, kept.body.unwrap().as_bytes()), (AnswerSource::App, &b"3eZbrw1aB"[..]));
}

#[tokio::test]
async fn a_failure_is_an_answer_too_and_is_not_tried_again() {
    let app = App::with(|_, seen| match &seen.target[..] {
        b"/probe" => Reply::Status(200),
        _ => raw(500, "", b"broken"),
    })
    .await;
    let relay = forwarded(&app, &json!({})).await;
    let got = fire(&relay, "/webhook/c").await;
    assert_eq!((label(&got), got.text().as_str()), ((500, Some("app")), "broken"));
    let seq = head(&relay).await;
    until("the attempt", async || !attempts(&relay, seq).await.attempts.is_empty()).await;
    let made = &attempts(&relay, seq).await.attempts[0].attempt;
    assert_eq!((made.result, made.status), (AttemptResult::Ok, Some(500)));
    assert_eq!(app.seqs().last(), Some(&seq));
}

#[tokio::test]
async fn a_failure_that_its_sender_did_not_wait_for_is_tried_again() {
    let permits = Arc::new(Semaphore::new(0));
    let held = permits.clone();
    let app = App::with(move |_, seen| match (&seen.target[..], &*seen.header("gancho-attempt")) {
        (b"/late", "1") => Reply::Held(held.clone(), 503),
        _ => Reply::Status(200),
    })
    .await;
    let relay = forwarded(&app, &json!({"answer_timeout_ms": 30_000})).await;
    let mut gone = relay.connect().await;
    gone.send("POST", "/webhook/c/late", &[], b"x").await;
    until("the program to be asked", async || app.seen().last().is_some_and(|seen| seen.target == b"/late")).await;
    let seq = head(&relay).await;
    drop(gone);
    // It got the channel's answer, as far as the relay knows: the program's is nobody's.
    let kept = async || relay.get(&format!("/api/channels/c/events/{seq}/answer")).await;
    until("the end of the wait", async || kept().await.status == 200).await;
    permits.add_permits(1);
    until("the second attempt", async || attempts(&relay, seq).await.attempts.len() == 2).await;
    let made: Vec<_> =
        attempts(&relay, seq).await.attempts.iter().map(|one| (one.attempt.result, one.attempt.status)).collect();
    assert_eq!(made, [(AttemptResult::Failed, Some(503)), (AttemptResult::Ok, Some(200))]);
}

#[tokio::test]
async fn it_comes_whole_and_harmless_and_what_is_left_out_is_said() {
    let body = testkit::noise(3 * 1024 * 1024);
    let sent = body.clone();
    let headers = "set-cookie: a=b\r\nService-Worker-Allowed: /\r\nx-a: 1\r\nx-a: 2\r\n\
                   content-security-policy: none\r\ncontent-type: text/html\r\n";
    let app = App::with(move |_, seen| match &seen.target[..] {
        b"/probe" => Reply::Status(200),
        _ => raw(201, headers, &sent),
    })
    .await;
    let relay = forwarded(&app, &json!({})).await;
    let got = fire(&relay, "/webhook/c").await;
    assert_eq!(label(&got), (201, Some("app")));
    assert!(got.body == body, "{} bytes", got.body.len());
    assert_eq!((got.header("content-security-policy"), got.header("set-cookie")), (Some("sandbox"), None));
    assert_eq!(
        (got.header("x-content-type-options"), got.header("content-type")),
        (Some("nosniff"), Some("text/html"))
    );
    let dropped: Vec<_> = got.header("gancho-dropped").unwrap().split(", ").collect();
    assert_eq!(dropped, ["set-cookie", "service-worker-allowed", "connection"]);
    let twice = got.headers.iter().filter(|(name, _)| name == "x-a").count();
    assert_eq!(twice, 2);
}

#[tokio::test]
async fn one_that_is_late_is_waited_for_no_longer_than_was_said() {
    let app = App::with(|_, seen| if seen.target == b"/late" { Reply::Never } else { Reply::Status(200) }).await;
    let relay = forwarded(&app, &json!({"answer_timeout_ms": 300})).await;
    let begun = Instant::now();
    let got = fire(&relay, "/webhook/c/late").await;
    assert_eq!((label(&got), got.text().as_str()), ((202, Some("timeout")), "own"));
    assert!(begun.elapsed() >= Duration::from_millis(300));
    // It is still on its way: who comes behind it does not wait.
    let got = fire(&relay, "/webhook/c").await;
    assert_eq!((label(&got), got.text().as_str()), ((202, Some("backlog")), "own"));
    put(&relay, "c", &json!({"forward": {"url": app.url(), "answer": true, "answer_timeout_ms": 5}}))
        .await
        .problem(400, "bad-settings");
}

#[tokio::test]
async fn nobody_waits_for_a_program_that_is_away() {
    let mut app = App::start().await;
    let relay = forwarded(&app, &json!({})).await;
    app.kill().await;
    let first = fire(&relay, "/webhook/c").await;
    assert_eq!((label(&first), first.text().as_str()), ((202, Some("unreachable")), "own"));
    let seq = head(&relay).await;
    assert_eq!(label(&fire(&relay, "/webhook/c").await), (202, Some("backlog")));
    app.revive().await;
    until("what waited", async || app.seqs().ends_with(&[seq, seq + 1])).await;
    ready(&relay).await;
    assert_eq!(label(&fire(&relay, "/webhook/c").await), (200, Some("app")));
}

#[tokio::test]
async fn each_of_many_senders_gets_its_own_answer() {
    let app = App::with(|_, seen| raw(200, "", &seen.target)).await;
    let relay = forwarded(&app, &json!({"concurrency": 4})).await;
    let targets: Vec<&'static str> = (0..40).map(|n| &*format!("/webhook/c/{n}").leak()).collect();
    let senders: Vec<_> = targets.iter().map(|target| (target, send(&relay, target))).collect();
    for (target, sender) in senders {
        let got = sender.await.unwrap();
        assert_eq!(label(&got), (200, Some("app")), "{target}");
        assert_eq!(format!("/webhook/c{}", got.text()), **target);
    }
}

#[tokio::test]
async fn a_relay_that_stops_ends_it_at_once() {
    let app = App::with(|_, seen| if seen.target == b"/late" { Reply::Never } else { Reply::Status(200) }).await;
    let relay = forwarded(&app, &json!({"answer_timeout_ms": 30_000})).await;
    let sender = send(&relay, "/webhook/c/late");
    until("the program to be asked", async || app.seen().last().is_some_and(|seen| seen.target == b"/late")).await;
    let begun = Instant::now();
    relay.stop().await;
    let got = sender.await.unwrap();
    assert_eq!(label(&got), (202, Some("none")));
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_sender_that_goes_is_waited_with_no_longer() {
    let app = App::with(|_, seen| if seen.target == b"/late" { Reply::Never } else { Reply::Status(200) }).await;
    let relay = forwarded(&app, &json!({"answer_timeout_ms": 30_000})).await;
    let mut gone = relay.connect().await;
    gone.send("POST", "/webhook/c/late", &[], b"x").await;
    until("the program to be asked", async || app.seen().last().is_some_and(|seen| seen.target == b"/late")).await;
    let seq = head(&relay).await;
    let kept = async || relay.get(&format!("/api/channels/c/events/{seq}/answer")).await;
    kept().await.problem(404, "unknown-answer");
    let begun = Instant::now();
    drop(gone);
    // What it would have got is the channel's answer: nobody waits for the program's.
    until("the end of the wait", async || kept().await.status == 200).await;
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!(kept().await.json::<GivenAnswer>().source, AnswerSource::Channel);
}

#[tokio::test]
async fn one_consumer_answers_a_channel() {
    let app = App::start().await;
    let relay = forwarded(&app, &json!({})).await;
    relay.request("PUT", "/api/channels/c/consumers/other", &[], b"").await;
    let target = "/api/channels/c/consumers/other/live";
    for (query, status) in [("?answer=true", 409), ("?answer=maybe", 400), ("?answer=true&answer_timeout_ms=1", 400)] {
        let refused = crate::support::Live::open(relay.address, &format!("{target}{query}"), &[]).await;
        assert_eq!(refused.map(drop).unwrap_err(), status, "{query}");
    }
    assert!(crate::support::Live::open(relay.address, target, &[]).await.is_ok(), "it may forward all the same");
}

#[tokio::test]
async fn the_command_answers_too() {
    let app = App::with(|_, _| raw(418, "", b"tea")).await;
    let relay = TestRelay::start().await;
    set(&relay, "c", &json!({})).await;
    let _forwarder = Forwarder::start(&relay, &["c", "--to", &app.url(), "--answer", "--answer-timeout", "5s"]).await;
    ready(&relay).await;
    let got = fire(&relay, "/webhook/c").await;
    assert_eq!((label(&got), got.text().as_str()), ((418, Some("app")), "tea"));
}
