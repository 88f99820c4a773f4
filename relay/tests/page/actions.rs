//! The actions on an event: the same on every tab, and each says what it did.

use serde_json::{Value, json};

use crate::support::{Page, Relay, testid};

const ACTIONS: &str = testid!("event-actions", " button");

#[tokio::test(flavor = "multi_thread")]
async fn one_bar_of_actions_is_on_every_tab_and_every_copy_says_what_it_is() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    // Longer than what comes with the event: the whole is copied.
    let body = format!("{{\"end\":\"{}x\"}}", "a".repeat(100_000));
    relay.request("POST", "/webhook", &[("content-type", "application/json")], body.as_bytes()).await;
    page.counts("1").await;
    let mut shown = Vec::new();
    for tab in ["summary", "headers", "query", "body", "signature", "timing", "deliveries", "compare"] {
        page.click(&format!("#tab-{tab}")).await;
        shown.push(page.texts(ACTIONS).await);
    }
    assert_eq!(shown[0][0], "Replay");
    for name in ["Copy body", "curl", "Link", "Pin", "Delete"] {
        assert!(shown[0].iter().any(|text| text == name), "{name} in {:?}", shown[0]);
    }
    assert!(shown.iter().all(|texts| *texts == shown[0]), "{shown:?}");

    let clipboard = page.clipboard().await;
    page.click_on(ACTIONS, "Copy body").await;
    page.wait_text("#notice", "Copied the body").await;
    assert_eq!(clipboard.text().await, body);
    page.click_on(ACTIONS, "Link").await;
    page.wait_text("#notice", "Copied the event’s link").await;
    assert!(clipboard.text().await.ends_with("#default/1"));
    page.key("c").await;
    page.wait_text("#notice", "Copied as a curl command").await;
    assert!(clipboard.text().await.contains("ax\"}"), "the end of a long body");
    page.click("#more-actions").await;
    page.click_on(testid!("action-list", " button"), "Copy the identifier").await;
    page.wait_text("#notice", "Copied the identifier").await;
    page.wait("!document.querySelector('[data-testid=action-list]')").await;
    drop(clipboard);

    // One word for it, and its state.
    page.click(testid!("pin")).await;
    page.wait("document.querySelector('[data-testid=pin]').ariaPressed === 'true'").await;
    page.wait_text(testid!("pin"), "Pinned").await;
    // The keyboard's `r`, and not while a field has the focus.
    page.js::<Value>("document.activeElement.blur()").await;
    page.key("r").await;
    page.wait_text("#notice", "Replayed #1: stored as #2").await;
    assert_eq!(relay.body("default", 2).await, body.as_bytes());
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_are_copied_in_base64_and_a_compressed_body_decoded_and_it_is_said() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let clipboard = page.clipboard().await;
    relay.post("/webhook", b"\xff\x00").await;
    page.counts("1").await;
    page.click_on(ACTIONS, "Copy body").await;
    page.wait_text("#notice", "as base64").await;
    assert_eq!(clipboard.text().await, "/wA=");
    // The same words again are a notice of their own: a screen reader says them.
    page.js::<Value>("document.querySelector('#notice').dataset.before = true").await;
    page.click_on(ACTIONS, "Copy body").await;
    page.wait("!!document.querySelector('#notice:not([data-before])')").await;
    relay.request("POST", "/webhook", &[("content-type", "text/plain; charset=latin1")], b"Ol\xe1").await;
    page.wait_text(testid!("inspected-seq"), "#2").await;
    page.click_on(ACTIONS, "Copy body").await;
    page.wait_text("#notice", "decoded").await;
    assert_eq!(clipboard.text().await, "Olá");
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_sent_to_a_program_again_and_menus_close() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"one").await;
    page.counts("1").await;
    page.click("#replay-to").await;
    page.wait_text(testid!("action-list"), "My program: none").await;
    page.key("Escape").await;
    page.wait("!document.querySelector('[data-testid=action-list]') && document.activeElement.id === 'replay-to'")
        .await;
    // The keyboard goes on past its last choice, and it closes behind it.
    page.click("#replay-to").await;
    page.wait_text(testid!("action-list"), "My program: none").await;
    page.js::<Value>("[...document.querySelectorAll('[data-testid=action-list] button')].at(-1).focus()").await;
    page.key("Tab").await;
    page.wait("!document.querySelector('[data-testid=action-list]') && document.activeElement !== document.body").await;
    page.click("#replay-to").await;
    page.click(testid!("inspected-seq")).await;
    page.wait("!document.querySelector('[data-testid=action-list]')").await;

    let from = json!({"from": "start"}).to_string();
    relay.request("PUT", "/api/channels/default/consumers/loja", &[], from.as_bytes()).await;
    page.click("#replay-to").await;
    page.click_on(testid!("action-list", " button"), "My program: loja").await;
    page.wait_text("#notice", "#1 waits for loja").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_menu_closes_behind_the_keyboard() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"one").await;
    page.counts("1").await;
    for (button, list) in [
        ("#channel", testid!("channel-menu")),
        (testid!("files-menu", " > button"), testid!("files-menu", " .popup")),
        (testid!("public-menu", " > button"), testid!("public-menu", " .popup")),
        ("#replay-to", testid!("action-list")),
    ] {
        page.click(button).await;
        page.wait(&format!("!!document.querySelector('{list}')")).await;
        // From its first element to the last it stays open, and closes with the next step.
        let ends = format!("(e => [e[0], e.at(-1)])([...document.querySelectorAll('{list} :is(a, button, input)')])");
        page.js::<Value>(&format!("{ends}[0].focus(), {ends}[1].focus()")).await;
        assert!(page.js::<bool>(&format!("!!document.querySelector('{list}')")).await, "{list}");
        page.key("Tab").await;
        page.wait(&format!("!document.querySelector('{list}') && document.activeElement !== document.body")).await;
    }
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn back_closes_the_event_and_the_address_names_it() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    page.resize(390, 844).await;
    for _ in 0..3 {
        relay.post("/webhook", b"x").await;
    }
    page.counts("3").await;
    let open = |is: bool| format!("document.querySelector('[data-testid=work]').dataset.open === '{is}'");
    let steps: usize = page.js("history.length").await;
    page.click("#event-2").await;
    page.wait("location.hash === '#default/2'").await;
    page.key("j").await;
    page.wait("location.hash === '#default/1'").await;
    assert_eq!(page.js::<usize>("history.length").await, steps + 1, "going on is no step");
    page.js::<Value>("history.back()").await;
    page.wait(&open(false)).await;
    page.wait("!location.hash.includes('/')").await;
    page.js::<Value>("history.forward()").await;
    page.wait(&open(true)).await;
    page.wait_text(testid!("inspected-seq"), "#1").await;
    // Closed by the page's own button, it is as if *Back* was pressed; opened again, it stays open.
    page.click_on(testid!("inspector", " button"), "Back").await;
    page.wait(&open(false)).await;
    page.wait("!location.hash.includes('/')").await;
    page.click("#event-3").await;
    page.wait("location.hash === '#default/3'").await;
    page.wait(&open(true)).await;
    assert_eq!(page.js::<usize>("history.length").await, steps + 1);
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_open_of_a_channel_closes_with_it() {
    let relay = Relay::start().await;
    relay.post("/webhook", b"one").await;
    relay.post("/webhook/loja", b"two").await;
    let page = Page::open(&relay).await;
    page.counts("1").await;
    for (button, dialog) in [
        ("#channel-settings", testid!("channel-form", "[aria-busy=false]")),
        (testid!("clear"), testid!("clear-dialog")),
    ] {
        page.js::<Value>("location.hash = '#loja'").await;
        page.wait_text("#channel", "# loja").await;
        page.wait_text(testid!("event-title"), "two").await;
        page.click(button).await;
        page.wait(&format!("!!document.querySelector('{dialog}')")).await;
        page.js::<Value>("history.back()").await;
        page.wait_text("#channel", "# default").await;
        page.wait("!document.querySelector('[role=dialog]')").await;
        page.wait_text(testid!("event-title"), "one").await;
    }
    page.is_clean();
}
