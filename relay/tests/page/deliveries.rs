//! The deliveries of an event: each attempt at a program, live, and its answer.

use serde_json::{Value, json};

use crate::support::{Page, Relay, own_address, testid};

const CONSUMER: &str = "/api/channels/default/consumers/loja";

async fn attempt(relay: &Relay, seq: u64, with: Value) {
    let mut attempt = json!({
        "number": 1, "result": "failed", "target": "http://localhost:5000/webhook", "ms": 12.0,
        "started_at": "2026-11-28T12:00:00.000000Z",
    });
    attempt.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
    let ack = json!({"seq": seq, "attempt": attempt}).to_string();
    let answer = relay.request("POST", &format!("{CONSUMER}/ack"), &[], ack.as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// The row of the one event says how its last delivery went.
async fn says(page: &Page, is: &str, text: &str) {
    const DELIVERY: &str = testid!("event-delivery");
    page.wait(&format!("document.querySelector('{DELIVERY}')?.dataset.is === '{is}'")).await;
    page.wait_text(DELIVERY, text).await;
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
    attempt(&relay, 1, json!({"error": "connection refused", "tries": 3})).await;
    page.wait_text(testid!("consumer"), "failed, will be tried again").await;
    page.wait_text(testid!("attempt"), "connection refused").await;
    page.wait_text(testid!("attempt"), "3 times").await;
    says(&page, "waiting", "waiting").await;
    attempt(
        &relay,
        1,
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
    says(&page, "ok", "200").await;
    page.click_on(testid!("consumer", " button"), "Send again").await;
    page.wait_text("#notice", "#1 waits for loja").await;

    // Known from the relay, too, by a page that was not there.
    page.reload().await;
    page.live().await;
    says(&page, "ok", "200").await;
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
    attempt(&relay, 1, json!({"number": 8, "result": "dead", "status": 500})).await;
    page.counts("1").await;
    page.click("#tab-deliveries").await;
    says(&page, "dead", "500, dead letter").await;
    page.wait_text(testid!("dead-letter"), "Dead letter. After 8 attempts.").await;
    page.click_on(testid!("language", " button"), "PT").await;
    page.wait_text(testid!("dead-letter"), "Não entregue. Depois de 8 tentativas.").await;
    says(&page, "dead", "500, não entregue").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_behind_a_program_that_does_not_answer_say_that_they_are_queued() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"before").await;
    let forward = json!({"forward": {"url": format!("http://{}", own_address())}}).to_string();
    let set = relay.request("PUT", "/api/channels/default", &[], forward.as_bytes()).await;
    assert_eq!(set.status, 200, "{}", set.text());
    for body in [b"one", b"two", b"six"] {
        relay.post("/webhook", body).await;
    }
    page.counts("4").await;
    for (seq, text) in [(4, "queued"), (3, "queued"), (2, "waiting")] {
        page.wait_text(&format!("#event-{seq} {}", testid!("event-delivery")), text).await;
    }
    assert_eq!(page.texts(testid!("event-delivery")).await.len(), 3, "the first came before");
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn sending_dead_letters_again_passes_over_what_is_gone_and_says_where_it_stopped() {
    for (status, said) in [(&[404], "Sent 1 again"), (&[503], "Sent 1 again. The rest was not sent.")] {
        let relay = Relay::start().await;
        for _ in 0..3 {
            relay.post("/webhook", b"one").await;
        }
        relay.request("PUT", CONSUMER, &[], br#"{"from":"start"}"#).await;
        for seq in [1, 2] {
            attempt(&relay, seq, json!({"number": 8, "result": "dead", "status": 500})).await;
        }
        let page = Page::open(&relay).await;
        page.counts("3").await;
        page.refuse("*/events/2/attempts", status).await;
        page.fill("#filter", "delivery:dead").await;
        page.counts("2 of 3").await;
        page.click(testid!("resend-dead")).await;
        page.wait_text("#notice", said).await;
        assert_eq!(page.text("#notice").await.contains("rest"), *status == [503]);
        page.wait("!document.querySelector('[data-testid=resend-dead]:disabled')").await;
    }
}
