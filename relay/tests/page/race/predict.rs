//! The prediction: an event is put between two polls, fired there, and compared.

use super::*;

const SAID: &str = testid!("predict", " [role=status]");

/// Opens the race with pull asking so often, and the prediction.
async fn opened(relay: &Relay, interval_ms: u32) -> Page {
    let page = Page::blank().await;
    page.go(&format!("{}?demo=off&interval={interval_ms}&lang=en", relay.page_url())).await;
    page.live().await;
    page.click_on(testid!("race-controls", " button"), "More…").await;
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_fired_at_its_place_and_compared() {
    let relay = Relay::start().await;
    let page = opened(&relay, 2000).await;
    // By keyboard as by pointer: from 30 to 50 of 100.
    page.js::<Value>(&format!("document.querySelector('{}').focus()", testid!("predict", " input"))).await;
    for _ in 0..20 {
        page.key("ArrowRight").await;
    }
    page.wait_text(testid!("predict"), "1.00 s").await;
    page.click_on(testid!("predict", " button"), "Fire there").await;
    page.wait_text(SAID, "goes when its moment comes").await;
    page.wait_text(SAID, "expected 1.00 s, measured").await;
    page.counts("1").await;
    page.wait_text(testid!("inspected"), "1.00 s").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_waits_for_its_place_goes_with_its_channel() {
    let relay = Relay::start().await;
    let page = opened(&relay, 30_000).await;
    page.click_on(testid!("predict", " button"), "Fire there").await;
    page.wait_text(SAID, "goes when its moment comes").await;
    page.js::<Value>("location.hash = '#other'").await;
    page.wait(&format!("document.querySelector('{SAID}')?.textContent === ''")).await;
    page.js::<Value>("location.hash = '#default'").await;
    page.live().await;
    page.wait(&format!("document.querySelector('{SAID}')?.textContent === ''")).await;
    page.is_clean();
}
