//! The answer that a sender got stands beside its event.

use serde_json::json;

use crate::support::{Page, Relay, testid};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_when_and_why_is_shown() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"one").await;
    page.wait_text(testid!("inspected-answer"), "answered 200").await;
    page.click("#tab-summary").await;
    page.wait_text(testid!("given-answer"), "the relay’s receipt").await;
    page.wait_text(testid!("answer"), "\"seq\": 1").await;

    let own = json!({"answer": {"status": 503, "headers": [["x-a", "1"]], "body": "later", "delay_ms": 20}});
    let answer = relay.request("PUT", "/api/channels/default", &[], own.to_string().as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(relay.request("POST", "/webhook", &[], b"two").await.status, 503);
    page.wait_text(testid!("inspected-seq"), "#2").await;
    page.wait_text(testid!("inspected-answer"), "answered 503").await;
    page.wait_text(testid!("answer"), "the channel’s answer").await;
    page.wait_text(testid!("answer"), "20 ms of delay asked for").await;
    page.wait_text(testid!("answer"), "later").await;
    // A page that was not there knows of it what the relay knows.
    page.reload().await;
    page.live().await;
    page.click("#event-2").await;
    page.click("#tab-timing").await;
    page.wait("document.querySelectorAll('[data-testid=timing]')[1]?.textContent.startsWith('≤ +')").await;
    page.wait("document.querySelectorAll('[data-testid=timing]')[2].textContent.startsWith('+')").await;
    page.is_clean();
}
