//! What is deleted is what was said, comes back when that is asked in time, and is counted.

use serde_json::Value;

use crate::support::{Page, Relay, testid};

const CLEAR: &str = testid!("clear-dialog", " button");

async fn rows(page: &Page) -> Vec<String> {
    page.texts(testid!("event-seq")).await
}

/// Positions that the relay has.
async fn kept(relay: &Relay) -> Vec<u64> {
    relay.page("?after=0").await.events.iter().map(|event| event.seq).collect()
}

/// Six events, every other a "fizz", of which the second is pinned.
async fn six(relay: &Relay) {
    for n in 1..=6 {
        relay.post("/webhook", if n % 2 == 0 { b"fizz" } else { b"buzz" }).await;
    }
    relay.request("PATCH", "/api/channels/default/events/2", &[], br#"{"pinned":true}"#).await;
}

async fn delete_shown(page: &Page, title: &str, seq: &str) {
    page.click_on(testid!("event"), seq).await;
    page.wait_text(testid!("inspector"), &format!("#{seq}")).await;
    page.click("#tab-summary").await;
    page.click_on(testid!("event-actions", " button"), "Delete").await;
    page.wait_text(testid!("deleted"), title).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clear_with_a_filter_says_what_it_will_do_and_does_that() {
    let relay = Relay::start().await;
    six(&relay).await;
    let page = Page::open(&relay).await;
    page.counts("6").await;
    page.fill("#filter", "fizz").await;
    page.counts("3 of 6").await;
    page.click(testid!("clear")).await;
    page.wait_text(testid!("clear-dialog"), "Delete the 2 shown").await;
    let said = page.text(testid!("clear-dialog")).await;
    assert!(said.contains("Delete all 5") && said.matches("1 pinned stays").count() == 2, "{said}");
    // Escape and Cancel do nothing.
    page.key("Escape").await;
    page.wait("!document.querySelector('[data-testid=clear-dialog]')").await;
    page.click(testid!("clear")).await;
    page.click_on(CLEAR, "Cancel").await;
    page.wait("!document.querySelector('[data-testid=clear-dialog]')").await;
    assert_eq!(kept(&relay).await, [1, 2, 3, 4, 5, 6]);
    page.click(testid!("clear")).await;
    page.click_on(CLEAR, "Delete the 2 shown").await;
    page.wait_text("#notice", "2 deleted; 1 pinned stays.").await;
    page.counts("1 of 4").await;
    assert_eq!(kept(&relay).await, [1, 2, 3, 5]);
    page.fill("#filter", "").await;
    page.counts("4").await;
    page.click(testid!("clear")).await;
    page.click_on(CLEAR, "Delete all 3").await;
    page.counts("1").await;
    assert_eq!((kept(&relay).await, rows(&page).await), (vec![2], vec!["2".to_owned()]));
    // Only what is pinned is left: there is nothing to press.
    page.click(testid!("clear")).await;
    page.wait_text(testid!("clear-dialog"), "What is pinned stays.").await;
    assert_eq!(page.texts(CLEAR).await, ["Cancel"]);
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_is_undone_and_nothing_was_sent() {
    let relay = Relay::start().await;
    six(&relay).await;
    let page = Page::open(&relay).await;
    page.counts("6").await;
    delete_shown(&page, "#5 deleted", "5").await;
    page.counts("5").await;
    delete_shown(&page, "2 events deleted", "3").await;
    assert_eq!(rows(&page).await, ["6", "4", "2", "1"]);
    page.click_on(testid!("deleted", " button"), "Undo").await;
    page.counts("6").await;
    assert_eq!(rows(&page).await, ["6", "5", "4", "3", "2", "1"]);
    assert_eq!(kept(&relay).await, [1, 2, 3, 4, 5, 6]);
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_is_sent_when_its_time_is_over() {
    let relay = Relay::start().await;
    six(&relay).await;
    let page = Page::open(&relay).await;
    page.counts("6").await;
    delete_shown(&page, "#6 deleted", "6").await;
    assert_eq!(kept(&relay).await.len(), 6, "it can still be undone");
    page.wait_for("the deletion", async || kept(&relay).await == [1, 2, 3, 4, 5]).await;
    page.wait("!document.querySelector('[data-testid=deleted]')").await;
    page.counts("5").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_is_sent_at_once_on_leaving() {
    let relay = Relay::start().await;
    six(&relay).await;
    let page = Page::open(&relay).await;
    page.counts("6").await;
    // The page itself is left.
    delete_shown(&page, "#6 deleted", "6").await;
    page.reload().await;
    page.wait_for("the deletion", async || kept(&relay).await == [1, 2, 3, 4, 5]).await;
    page.live().await;
    page.counts("5").await;
    // The channel is.
    delete_shown(&page, "#4 deleted", "4").await;
    page.js::<Value>("location.hash = '#other'").await;
    page.wait_for("the deletion", async || kept(&relay).await == [1, 2, 3, 5]).await;
    page.wait("!document.querySelector('[data-testid=deleted]')").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_that_fails_brings_the_event_back() {
    let relay = Relay::start().await;
    six(&relay).await;
    let page = Page::open(&relay).await;
    page.counts("6").await;
    delete_shown(&page, "#6 deleted", "6").await;
    page.refuse("*/events/6", &[503]).await;
    page.wait_text("#notice", "503").await;
    page.counts("6").await;
    assert_eq!(rows(&page).await[0], "6");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_count_is_the_channels_and_not_the_rows() {
    let relay = Relay::start().await;
    relay.flood(559).await;
    let page = Page::open(&relay).await;
    page.counts("559").await;
    relay.post("/webhook", b"one more").await;
    page.counts("560").await;
    // Deleted elsewhere, and none of those that are here.
    relay.request("DELETE", "/api/channels/default/events/3", &[], b"").await;
    page.counts("559").await;
    page.reload().await;
    page.counts("559").await;
    page.fill("#filter", "more").await;
    page.counts("1 of 559").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_was_swapped_says_what_it_does_not_know() {
    let mut relay = Relay::start().await;
    six(&relay).await;
    let page = Page::open(&relay).await;
    page.counts("6").await;
    page.click_on(testid!("event"), "4").await;
    page.wait_text(testid!("inspector"), "#4").await;
    relay.kill().await;
    page.state("retry").await;
    relay.restart_empty().await;
    page.live().await;
    page.wait_text("#notice", "This relay does not know #4").await;
    page.wait_text(testid!("event-list"), "No webhook yet").await;
}
