//! Notices: what the page says once stays until it was read.

use serde_json::Value;

use crate::support::{Page, Relay, testid};

/// Notices stay, and the clipboard is closed.
const STAY: &str = "(() => {
    const set = window.setTimeout;
    window.setTimeout = (call, ms, ...rest) => ms >= 6000 ? 0 : set(call, ms, ...rest);
    navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'));
})()";

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_fails_is_told_and_a_pin_does_not_wipe_the_notice() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"one").await;
    page.counts("1").await;
    // The count is the channel's: the row may come a moment later.
    page.wait_text(testid!("event-title"), "one").await;
    page.js::<Value>(STAY).await;
    page.key("c").await;
    page.wait_text("#notice", "The browser did not let it be copied").await;
    page.click("#tab-summary").await;
    page.click_on(testid!("event-actions", " button"), "Pin").await;
    page.wait_text(testid!("events"), "★").await;
    // In the language of the moment, also when that changes.
    page.click_on(testid!("language", " button"), "PT").await;
    page.wait_text("#notice", "O navegador não deixou copiar").await;
    page.is_clean();
}
