//! What comes later may come late: the first screen does without it, and what was asked for meanwhile is done then.

use crate::support::{Page, Relay, testid};

const MODULE: &str = "*_deferred.wasm";

#[tokio::test(flavor = "multi_thread")]
async fn the_first_screen_stands_without_it_and_what_was_asked_for_is_done_when_it_comes() {
    let relay = Relay::start().await;
    let page = Page::blank().await;
    page.refuse(MODULE, &[503, 404]).await;
    page.go(&format!("{}?demo=off&lang=en", relay.page_url())).await;
    page.live().await;
    // Asked for again and again.
    page.wait_for("a second request", async || page.requests("_deferred.wasm").len() >= 2).await;
    relay.post("/webhook", b"{\"oi\":1}").await;
    page.counts("1").await;
    page.wait_text(testid!("event-lead"), "+").await;
    // The places of the panes are kept, and say what will be there.
    assert_eq!(page.texts("[aria-busy]").await, ["Fire a webhook", "Event"]);
    assert_eq!(page.count("#fire").await, 0);

    // Nothing of this is lost.
    page.click(testid!("event")).await;
    page.click_on(testid!("race-controls", " button"), "More").await;
    page.click_on(testid!("score", " button:not(#demo button)"), "Requests").await;
    page.let_through().await;

    page.wait_text(testid!("inspected"), "{\"oi\":1}").await;
    page.wait_text("[role=dialog] h2", "Requests").await;
    page.key("Escape").await;
    page.wait("!document.querySelector('[role=dialog]')").await;
    page.click_on(testid!("race-more", " button"), "Reset").await;
    page.click("#fire").await;
    page.counts("2").await;
    assert_eq!(page.count("[aria-busy]").await, 0);
    // What did not come is complained of, by the browser and by who asked for it, and nothing else.
    let complaints = page.complaints();
    let of_it = |complaint: &String| complaint.contains("_deferred.wasm") || complaint == "console: ";
    assert!(complaints.iter().all(of_it), "{complaints:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_fetched_once_after_the_first_screen() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    page.click("#fire").await;
    page.counts("1").await;
    let order: Vec<_> = page.requests(".wasm").into_iter().map(|request| request.url).collect();
    let ends = |url: &String, ending| url.ends_with(ending);
    assert!(ends(&order[0], "_bg.wasm") && ends(&order[1], "_deferred.wasm"), "{order:?}");
    assert_eq!(order.iter().filter(|url| ends(url, "_deferred.wasm")).count(), 1, "{order:?}");
    page.is_clean();
}
