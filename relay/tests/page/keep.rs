//! What is kept, found, carried away and brought back; and what a channel is told to answer.

use serde_json::Value;

use crate::support::{Page, Relay, quoted, testid};

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_kept_and_noted_and_found_by_both() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"first").await;
    relay.request("POST", "/webhook", &[("x-github-event", "ping")], br#"{"zen":"Keep it logically awesome."}"#).await;
    // Both stand in the list, and none moves under the pointer.
    page.counts("2").await;
    page.click_on(testid!("event-title"), "first").await;
    page.click("#tab-summary").await;
    page.click_on(testid!("event-actions", " button"), "Pin").await;
    page.wait_text(testid!("events"), "★").await;
    page.fill("#note", "ligar para a Bia").await;
    page.key("Tab").await;
    page.wait_for("the note", async || relay.event(1).await.note.as_deref() == Some("ligar para a Bia")).await;
    for (words, left) in [
        ("bia", "1"),
        ("pinned:yes", "1"),
        ("provider:github", "2"),
        ("event:ping awesome", "2"),
        ("signature:none first", "1"),
    ] {
        page.fill("#filter", words).await;
        page.wait(&format!(
            "(e => e.length === 1 && e[0].textContent === {})([...document.querySelectorAll('[data-testid=event-seq]')])",
            quoted(left)
        ))
        .await;
    }
    // What is chosen by hand: kept, filtered by it, exported.
    page.fill("#filter", "pinned:yes").await;
    page.click_on(testid!("files-menu", " button"), "⋯").await;
    page.wait("!!document.querySelector('[data-testid=files-menu] a[href$=\"ndjson&filter=pinned%3Ayes\"]')").await;
    let file: String =
        page.js("await (await fetch(document.querySelector('[data-testid=files-menu] a').href)).text()").await;
    assert!(file.lines().count() == 1 && file.contains("ligar para a Bia"), "{file}");
    page.key("Escape").await;
    page.wait("!document.querySelector('[data-testid=files-menu] a')").await;
    page.fill("#filter", "").await;
    // Clearing leaves it.
    page.click(testid!("clear")).await;
    page.click_on(testid!("clear-dialog", " button"), "Delete 1 event").await;
    page.counts("1").await;
    page.wait_text(testid!("events"), "first").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_leads_to_an_event_however_old() {
    let relay = Relay::start().await;
    relay.flood(1200).await;
    let page = Page::blank().await;
    let shows = |seq: u64| format!("document.querySelector('[data-testid=inspector]').textContent.includes('#{seq}')");
    // Not among those that the page begins with.
    page.go(&format!("{}?lang=en&demo=off&interval=60000#default/3", relay.page_url())).await;
    page.wait(&shows(3)).await;
    page.click("#tab-summary").await;
    let clipboard = page.clipboard().await;
    page.click_on(testid!("event-actions", " button"), "Link").await;
    page.wait_text("#notice", "Copied the event’s link").await;
    let copied = clipboard.text().await;
    assert_eq!(copied, format!("{}#default/3", relay.page_url()));
    // Another link into the same page.
    page.js::<Value>("location.hash = '#default/1100'").await;
    page.wait(&shows(1100)).await;
    // Nobody's name, and nobody's event.
    page.js::<Value>("location.hash = '#no.name/2'").await;
    page.wait("location.hash === '#default' || location.hash === '#no.name/2'").await;
    page.is_clean();
    page.js::<Value>("location.hash = '#default/5000'").await;
    page.wait_text("#notice", "no longer kept").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_carried_away_and_brought_back() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", "olá \"mundo\"".as_bytes()).await;
    relay.post("/webhook", b"another").await;
    page.counts("2").await;
    page.fill("#filter", "mundo").await;
    page.click_on(testid!("files-menu", " button"), "⋯").await;
    let link: String = page
        .js("[...document.querySelectorAll('[data-testid=files-menu] a')].find(a => a.textContent === 'NDJSON').href")
        .await;
    let file: String = page.js(&format!("await (await fetch({})).text()", quoted(&link))).await;
    assert_eq!(file.lines().count(), 1, "{file}");
    page.key("Escape").await;
    page.fill("#filter", "").await;
    page.click_on(testid!("files-menu", " button"), "⋯").await;
    let import = |text: &str| {
        format!(
            "(() => {{ const files = new DataTransfer(); files.items.add(new File([{}], 'a.ndjson')); \
             const input = document.querySelector('#import'); input.files = files.files; \
             input.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()",
            quoted(text)
        )
    };
    page.js::<Value>(&import(&file)).await;
    page.wait_text("#notice", "Imported").await;
    page.counts("3").await;
    assert_eq!(relay.body("default", 3).await, "olá \"mundo\"".as_bytes());
    // The menu closes on the choice.
    page.wait("!document.querySelector('#import')").await;
    page.click_on(testid!("files-menu", " button"), "⋯").await;
    page.js::<Value>(&import("no json")).await;
    page.wait_text("#notice", "line 1").await;
    page.counts("3").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_is_told_to_be_a_bot() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    page.click("#channel-settings").await;
    page.wait("!!document.querySelector('[data-testid=channel-form][aria-busy=false]')").await;
    page.click_on(testid!("channel-form", " label"), "Answer with the receipt").await;
    page.click_on(testid!("channel-form", " button"), "A Telegram bot").await;
    page.click_on(testid!("channel-form", " button"), "Save").await;
    page.wait("!document.querySelector('[data-testid=channel-form]')").await;
    let update = "{\"update_id\":1,\"message\":{\"chat\":{\"id\":7},\"text\":\"olá \\\"mundo\\\"\\n☕\"}}";
    let answer = relay.request("POST", "/webhook", &[("content-type", "application/json")], update.as_bytes()).await;
    let said: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(said, serde_json::json!({"method": "sendMessage", "chat_id": 7, "text": "olá \"mundo\"\n☕"}));

    // What the relay does not take is said, and stays to be mended.
    page.click("#channel-settings").await;
    page.wait("!!document.querySelector('[data-testid=channel-form][aria-busy=false] [data-testid=answer]')").await;
    page.fill(testid!("answer-body"), "{{body.a").await;
    page.click_on(testid!("channel-form", " button"), "Save").await;
    page.wait_text("#set-body-error", "Line 1, column 1: this {{ is not closed by }}.").await;
    page.fill(testid!("answer-body"), "ok").await;
    page.click_on(testid!("channel-form", " button"), "Save").await;
    page.wait("!document.querySelector('[data-testid=channel-form]')").await;
    assert_eq!(relay.request("POST", "/webhook", &[], b"x").await.text(), "ok");
}
