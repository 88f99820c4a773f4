//! By keyboard alone: no mouse, and no focus that a script gave.

use chromiumoxide::cdp::browser_protocol::input::{DispatchKeyEventParams, DispatchKeyEventType};

use crate::support::{Page, Relay, quoted, testid};

/// A key with Control (2) or Shift (8).
async fn with(page: &Page, modifier: i64, key: &str, code: i64) {
    for kind in [DispatchKeyEventType::RawKeyDown, DispatchKeyEventType::KeyUp] {
        let press = DispatchKeyEventParams::builder().r#type(kind).key(key).code(key).modifiers(modifier);
        page.devtools(press.windows_virtual_key_code(code).build().unwrap()).await;
    }
}

async fn is_on(page: &Page, css: &str) -> bool {
    page.js(&format!("document.activeElement.matches({})", quoted(css))).await
}

/// Goes on with Tab until what has the focus matches.
async fn tab_to(page: &Page, css: &str) {
    for _ in 0..150 {
        if is_on(page, css).await {
            return;
        }
        page.key("Tab").await;
    }
    panic!("Tab never comes to {css}");
}

async fn focused(page: &Page, css: &str) {
    page.wait(&format!("document.activeElement.matches({})", quoted(css))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timeline_the_scrub_and_the_dividers_need_no_mouse() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    for nth in 1..=3 {
        relay.post("/webhook", format!("{{\"n\":{nth}}}").as_bytes()).await;
        page.counts(&nth.to_string()).await;
        page.wait_text(testid!("event-lead"), "+").await;
    }
    // The fold, and back.
    tab_to(&page, "#fold-race").await;
    page.key("Enter").await;
    page.wait("!!document.querySelector('[data-testid=folded-headline]')").await;
    focused(&page, "#fold-race").await;
    page.key("Enter").await;
    page.wait("!!document.querySelector('[data-testid=headline]')").await;
    focused(&page, "#fold-race").await;

    tab_to(&page, testid!("timeline")).await;
    page.key("Home").await;
    page.wait_text(testid!("timeline-tip"), "#1: push after ").await;
    page.key("ArrowRight").await;
    page.wait_text(testid!("timeline-tip"), "#2: push after ").await;
    page.key("Enter").await;
    page.wait_text(testid!("inspected-seq"), "#2").await;
    page.wait("document.querySelector('#event-2').ariaSelected === 'true'").await;

    // Paused by its key, the picture is scrubbed.
    page.key("p").await;
    page.wait("!!document.querySelector('#scrub:not(:disabled)')").await;
    tab_to(&page, "#scrub").await;
    page.key("ArrowLeft").await;
    page.wait("document.querySelector('#scrub').ariaValueText.replace(/\\s/g, ' ') === '−1 s'").await;
    page.key("p").await;
    page.wait("!document.querySelector('#scrub')").await;

    let width = async |css: &str| -> f64 {
        page.js(&format!("document.querySelector({}).getBoundingClientRect().width", quoted(css))).await
    };
    let list = testid!("event-list");
    let first = width(list).await;
    tab_to(&page, testid!("divider")).await;
    page.key("ArrowRight").await;
    page.wait_for("a wider list", async || (width(list).await - first - 16.0).abs() < 1.0).await;
    page.key("Home").await;
    page.wait_for("the narrowest list", async || (width(list).await - 300.0).abs() < 1.0).await;
    // The arrows here were not the list's.
    page.wait_text(testid!("inspected-seq"), "#2").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_walked_searched_and_copied_without_a_mouse() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    // As high as all rows that are counted here.
    page.resize(1440, 1400).await;
    let json = [("content-type", "application/json")];
    relay.request("POST", "/webhook", &json, br#"{"itens":[{"nome":"caneca"},{"nome":"vaso"}],"n":41}"#).await;
    page.wait_text("[role=tree]", "vaso").await;
    let lines = async |count: usize| {
        page.wait(&format!("document.querySelectorAll('[role=treeitem]').length === {count}")).await;
    };
    lines(11).await;
    tab_to(&page, "[role=tree]").await;
    let at = async |text: &str| {
        page.wait_text("[role=treeitem][aria-selected=true]", text).await;
        page.wait("document.querySelector('[role=tree]').getAttribute('aria-activedescendant') === document.querySelector('[role=treeitem][aria-selected=true]').id")
            .await;
    };
    page.key("ArrowDown").await;
    at("{").await;
    page.key("ArrowDown").await;
    at("\"itens\"").await;
    page.key("ArrowLeft").await;
    lines(4).await;
    page.key("ArrowRight").await;
    lines(11).await;
    with(&page, 2, "f", 70).await;
    focused(&page, "#body-search").await;
    for letter in ["v", "a", "s", "o"] {
        page.key(letter).await;
    }
    page.wait_text(testid!("body-found"), "1 of 1").await;
    at("vaso").await;
    // Its value, by the bar below.
    let clipboard = page.clipboard().await;
    tab_to(&page, testid!("json-path", " button:last-child")).await;
    page.key("Enter").await;
    page.wait_text("#notice", "Copied the value").await;
    page.wait_for("the copied value", async || clipboard.text().await == "vaso").await;
    // Back into the search, and out of it.
    with(&page, 2, "f", 70).await;
    focused(&page, "#body-search").await;
    page.key("Escape").await;
    focused(&page, "#body-pane").await;
    page.wait("document.querySelector('#body-search').value === ''").await;
    // The search is no trap: Tab goes on, round to the bar on top.
    tab_to(&page, "#channel").await;
    page.key("Enter").await;
    page.wait("!!document.querySelector('[data-testid=channel-menu]')").await;
    page.key("Tab").await;
    page.wait("document.querySelector('[data-testid=channel-menu]').contains(document.activeElement)").await;
    page.key("Escape").await;
    focused(&page, "#channel").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_dialog_no_key_fires_or_replays() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"one").await;
    page.counts("1").await;
    page.click(testid!("clear")).await;
    page.wait("document.activeElement?.id === 'dialog-close'").await;
    for key in ["f", "r", "p", "?"] {
        page.key(key).await;
    }
    assert_eq!(page.count("[role=dialog]").await, 1, "no other opens over it");
    page.key("Escape").await;
    page.wait("!document.querySelector('[role=dialog]')").await;
    // Fired once, and it is the second.
    page.key("f").await;
    page.counts("2").await;
    relay.post("/webhook", b"last").await;
    page.counts("3").await;
    assert_eq!(page.count("#scrub").await, 0, "it is not paused");
    page.is_clean();
}
