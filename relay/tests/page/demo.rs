//! The first thirty seconds, without a click: real webhooks, told to be a demonstration, and over at once when they should.

use crate::support::{Page, Relay, testid};

/// Opens the page as a newcomer does, but for the pace.
async fn open(relay: &Relay) -> Page {
    let page = Page::blank().await;
    page.go(&format!("{}?lang=en&gap=200", relay.page_url())).await;
    page.live().await;
    page
}

async fn runs(page: &Page, runs: bool) {
    page.wait(&format!("document.querySelector('#demo').dataset.running === '{runs}'")).await;
}

/// Waits until pull has asked twice more: long enough for a demonstration at this pace to have fired ten times.
async fn two_more_polls(page: &Page) {
    let asked = || page.requests("&lane=pull-").iter().filter(|poll| poll.ended).count();
    let before = asked();
    page.wait_for("two polls", async || asked() >= before + 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_fires_real_webhooks_until_one_stops_it() {
    let relay = Relay::start().await;
    let page = open(&relay).await;
    runs(&page, true).await;
    page.wait_text("#demo", "Demonstration: stops by itself after 2 min").await;
    page.wait_text(testid!("basis"), "events of this demonstration.").await;
    page.wait_for("five events", async || relay.page("").await.head >= 5).await;
    page.click_on("#demo button", "Stop").await;
    runs(&page, false).await;
    let fired = relay.page("?limit=1000").await;
    for event in &fired.events {
        assert!(event.header("x-gancho-demo").is_some(), "each says what it is: {event:?}");
        assert!(!event.body.is_empty());
    }
    two_more_polls(&page).await;
    // One that was on its way as it was stopped may still have come.
    assert!(relay.page("").await.head <= fired.head + 1, "it goes on");
    page.click_on("#demo button", "Show me").await;
    runs(&page, true).await;
    page.wait_for("another", async || relay.page("").await.head > fired.head + 1).await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn it_gives_way_to_the_first_real_webhook_and_never_begins_among_real_ones() {
    let relay = Relay::start().await;
    let page = open(&relay).await;
    page.wait("document.querySelectorAll('[data-testid=event]').length >= 3").await;
    relay.post("/webhook", b"a real one").await;
    runs(&page, false).await;
    let head = relay.page("").await.head;
    two_more_polls(&page).await;
    assert!(relay.page("").await.head <= head + 1, "it goes on");
    page.reload().await;
    page.live().await;
    let head = relay.page("").await.head;
    page.wait(&format!("document.querySelector('#count').textContent === '{head}'")).await;
    two_more_polls(&page).await;
    runs(&page, false).await;
    assert_eq!(relay.page("").await.head, head);
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_can_ask_for_none() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    runs(&page, false).await;
    two_more_polls(&page).await;
    assert_eq!(relay.page("").await.head, 0);
    page.is_clean();
}
