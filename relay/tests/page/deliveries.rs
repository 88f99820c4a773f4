//! The deliveries of an event: each attempt at a program, live, and its answer.

use serde_json::{Value, json};

use crate::support::{Page, Relay, testid};

const CONSUMER: &str = "/api/channels/default/consumers/loja";

async fn attempt(relay: &Relay, with: Value) {
    let mut attempt = json!({
        "number": 1, "result": "failed", "target": "http://localhost:5000/webhook", "ms": 12.0,
        "started_at": "2026-11-28T12:00:00.000000Z",
    });
    attempt.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
    let ack = json!({"seq": 1, "attempt": attempt}).to_string();
    let answer = relay.request("POST", &format!("{CONSUMER}/ack"), &[], ack.as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_attempt_is_shown_as_it_is_made_with_its_answer() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"one").await;
    page.counts("1").await;
    page.click("#tab-deliveries").await;
    page.wait_text(testid!("no-deliveries"), "gancho forward default --to").await;

    let from = json!({"from": "start"}).to_string();
    assert!(relay.request("PUT", CONSUMER, &[], from.as_bytes()).await.status < 300);
    attempt(&relay, json!({"error": "connection refused", "tries": 3})).await;
    page.wait_text(testid!("consumer"), "failed, will be tried again").await;
    page.wait_text(testid!("attempt"), "connection refused").await;
    page.wait_text(testid!("attempt"), "3 times").await;
    attempt(
        &relay,
        json!({
            "number": 2, "result": "ok", "status": 200, "started_at": "2026-11-28T12:00:02.012000Z",
            "headers": [["content-type", "application/json"]], "body": {"text": "{\"ok\":true}"},
        }),
    )
    .await;
    page.wait_text(testid!("consumer"), "delivered at attempt 2").await;
    page.wait_text(testid!("attempt"), "again after 2.00 s").await;
    page.wait_text(testid!("answer"), "\"ok\": true").await;
    page.wait_text("#tab-deliveries", "Deliveries2").await;
    page.click_on(testid!("consumer", " button"), "Send again").await;
    page.wait_text("#notice", "#1 waits for loja").await;

    // Known from the relay, too, by a page that was not there.
    page.reload().await;
    page.live().await;
    page.click("#event-1").await;
    page.click("#tab-deliveries").await;
    page.wait("document.querySelectorAll('[data-testid=attempt]').length === 2").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_is_said_and_can_be_sent_again() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"one").await;
    let from = json!({"from": "start"}).to_string();
    relay.request("PUT", CONSUMER, &[], from.as_bytes()).await;
    attempt(&relay, json!({"number": 8, "result": "dead", "status": 500})).await;
    page.counts("1").await;
    page.click("#tab-deliveries").await;
    page.wait_text(testid!("dead-letter"), "Dead letter. After 8 attempts.").await;
    page.click_on(testid!("language", " button"), "PT").await;
    page.wait_text(testid!("dead-letter"), "Não entregue. Depois de 8 tentativas.").await;
    page.is_clean();
}
