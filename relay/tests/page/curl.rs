//! What comes from outside appears by itself, stays, and can be sifted, held back and thrown away.

use crate::support::{Page, Relay, shell, testid};

/// The numbers of the rows, as they stand.
async fn rows(page: &Page) -> Vec<String> {
    page.texts(testid!("event-seq")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_curl_line_of_the_empty_list_works_and_what_it_sent_stays() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let line: String = page.js("document.querySelector('[data-testid=curl-line]').textContent").await;
    let answer = shell(&format!("{line} --silent --show-error"), &[]).await;
    assert!(answer.contains("\"seq\":1"), "{line}: {answer}");
    page.counts("1").await;
    page.wait_text(testid!("event-title"), "{\"oi\":1}application/json").await;
    page.wait_text(testid!("code"), "\"oi\": 1").await;

    relay.post("/webhook", b"the second").await;
    page.counts("2").await;
    page.reload().await;
    page.live().await;
    page.counts("2").await;
    assert_eq!(rows(&page).await, ["2", "1"]);
    // What was there before is selected as anything is.
    page.click("#event-1").await;
    page.wait_text(testid!("code"), "\"oi\": 1").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_has_its_own_address_and_events() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"of the default").await;
    page.counts("1").await;

    page.click("#channel").await;
    page.fill(testid!("channel-menu", " input"), "não").await;
    page.key("Enter").await;
    page.wait_text(testid!("channel-menu", " [role=alert]"), "1 to 64 letters").await;
    page.fill(testid!("channel-menu", " input"), "loja_2").await;
    page.click_on(testid!("channel-menu", " button"), "Create").await;
    page.wait("location.hash === '#loja_2'").await;
    page.wait_text("#channel", "# loja_2").await;
    page.wait_text(testid!("event-list"), "No webhook yet").await;
    page.live().await;
    page.wait_text("#endpoint", &format!(":{}/webhook/loja_2", relay.address.port())).await;

    relay.post("/webhook/loja_2/orders?x=1", b"of the shop").await;
    relay.post("/webhook", b"of the default again").await;
    page.wait_text(testid!("event-title"), "of the shop").await;
    // The form moved with it.
    page.click("#fire").await;
    page.counts("2").await;
    assert_eq!(relay.event_of("loja_2", 2).await.path, "/webhook/loja_2");

    page.click("#channel").await;
    page.wait_text(testid!("channel-menu", " [aria-current=true]"), "# loja_2").await;
    page.click_on(testid!("channel-menu", " li button"), "# default").await;
    page.wait("location.hash === '#default' || location.hash === ''").await;
    page.counts("2").await;
    assert_eq!(page.texts(testid!("event-title")).await, ["of the default again", "of the default"]);
    page.live().await;
    assert!(!page.text("#endpoint").await.contains("loja"));

    // Back, as everywhere, leads to where one was; and the address alone leads there too.
    page.js::<serde_json::Value>("history.back()").await;
    page.wait_text("#channel", "# loja_2").await;
    page.counts("2").await;
    page.reload().await;
    page.live().await;
    page.wait_text("#channel", "# loja_2").await;
    assert_eq!(rows(&page).await, ["2", "1"]);
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_deleted_here_and_everywhere() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    for body in ["one", "two", "three"] {
        relay.post("/webhook", body.as_bytes()).await;
    }
    page.counts("3").await;
    page.click("#event-2").await;
    page.click("#tab-summary").await;
    page.wait_text(testid!("inspected-seq"), "#2").await;
    page.click_on(testid!("event-actions", " button"), "Delete").await;
    page.counts("2").await;
    assert_eq!(rows(&page).await, ["3", "1"]);
    // Another page is told when its time is over: until then it can be undone.
    let gone = async || relay.get("/api/channels/default/events/2").await.status == 404;
    page.wait_for("the deletion", gone).await;
    // Deleted by somebody else, it goes by itself.
    assert_eq!(relay.delete("/api/channels/default/events/3").await.status, 204);
    page.counts("1").await;
    assert_eq!(rows(&page).await, ["1"]);
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn clearing_asks_first() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let clear = testid!("clear");
    let choice = testid!("clear-dialog", " button");
    page.wait(&format!("document.querySelector('{clear}').disabled")).await;
    for _ in 0..3 {
        relay.post("/webhook", b"x").await;
    }
    page.counts("3").await;
    page.click_on(clear, "Clear").await;
    page.click_on(choice, "Cancel").await;
    page.wait("!document.querySelector('[data-testid=clear-dialog]')").await;
    assert_eq!((rows(&page).await.len(), relay.page("").await.events.len()), (3, 3));
    page.click_on(clear, "Clear").await;
    page.click_on(choice, "Delete all 3").await;
    page.wait_text(testid!("event-list"), "No webhook yet").await;
    page.counts("0").await;
    assert_eq!(relay.page("").await.events.len(), 0);
    // Positions go on rising, and the page goes on hearing.
    relay.post("/webhook", b"after").await;
    page.counts("1").await;
    assert_eq!(rows(&page).await, ["4"]);
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_filter_looks_everywhere_and_is_let_go_of() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook?cliente=Bia", b"one").await;
    relay.request("PUT", "/webhook", &[("x-kind", "Pedido")], b"two").await;
    relay.post("/webhook/default/Pago", "Olá, Ação".as_bytes()).await;
    page.counts("3").await;
    for (filter, found) in [
        ("bia", ["1"].as_slice()),
        ("put", &["2"]),
        ("pedido", &["2"]),
        ("/PAGO", &["3"]),
        ("ação", &["3"]),
        ("o", &["3", "2", "1"]),
    ] {
        page.fill("#filter", filter).await;
        page.counts(&format!("{} of 3", found.len())).await;
        page.wait_for(filter, async || rows(&page).await == found).await;
    }
    page.fill("#filter", "nowhere").await;
    page.wait_text(testid!("event-list"), "No event contains this.").await;
    page.counts("0 of 3").await;
    // What comes meanwhile is sifted too.
    relay.post("/webhook", b"found Nowhere else").await;
    page.counts("1 of 4").await;
    page.fill("#filter", "nowhere at all").await;
    page.click_on(testid!("event-list", " button"), "Clear the filter").await;
    page.counts("4").await;
    assert_eq!(page.value("#filter").await, "");
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_holds_back_and_loses_nothing() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"before").await;
    page.counts("1").await;
    page.click(testid!("pause")).await;
    page.wait("document.querySelector('[data-testid=pause]').ariaPressed === 'true'").await;
    for _ in 0..3 {
        relay.post("/webhook", b"meanwhile").await;
    }
    page.wait_text(testid!("held-back"), "Show 3 new").await;
    page.counts("1").await;
    assert_eq!(rows(&page).await, ["1"]);
    page.click(testid!("held-back")).await;
    page.counts("4").await;
    page.wait("document.querySelector('[data-testid=pause]').ariaPressed === 'false'").await;
    // By the button itself, too.
    page.click(testid!("pause")).await;
    relay.post("/webhook", b"again").await;
    page.wait_text(testid!("held-back"), "Show 1 new").await;
    page.click_on(testid!("pause"), "Continue").await;
    page.counts("5").await;
    assert_eq!((rows(&page).await.len(), page.count(testid!("held-back")).await), (5, 0));
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn older_events_are_fetched_as_one_comes_to_them() {
    let relay = Relay::start().await;
    relay.flood(1200).await;
    let page = Page::open(&relay).await;
    page.counts("1,200").await;
    let bottom = "document.querySelector('[data-testid=events]').scrollTop = 1e9";
    for rows in ["500", "1000", "1200"] {
        page.wait(&format!("document.querySelector('[data-testid=event]').ariaSetSize === '{rows}'")).await;
        page.js::<f64>(bottom).await;
    }
    page.js::<f64>(bottom).await;
    page.wait("!!document.querySelector('#event-1')").await;
    page.click("#event-1").await;
    page.wait_text(testid!("inspected-seq"), "#1").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_finds_events_beyond_an_older_page_without_a_match() {
    let relay = Relay::start().await;
    relay.post("/webhook", b"needle one").await;
    relay.flood(1200).await;
    relay.post("/webhook", b"needle two").await;
    let page = Page::open(&relay).await;
    page.counts("1,202").await;
    page.fill("#filter", "needle").await;
    // The end of the short list is in view, so the next page is fetched. It has no match.
    page.wait_text("#count", "1 of 1,202").await;
    page.click(testid!("search-older")).await;
    page.wait("!!document.querySelector('#event-1')").await;
    page.wait("!document.querySelector('[data-testid=search-older]')").await;
    page.wait_text("#count", "2 of 1,202").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_busy_channel_said_is_not_taken_for_another_ones() {
    let relay = Relay::start().await;
    relay.post("/webhook/quiet", b"one").await;
    let page = Page::open(&relay).await;
    let client = crate::support::Client { address: relay.address };
    let load = tokio::spawn(async move {
        loop {
            client.request("POST", "/webhook", &[], b"busy").await;
        }
    });
    page.wait("Number(document.querySelector('#count').textContent) > 20").await;
    page.js::<serde_json::Value>("location.hash = '#quiet'").await;
    page.wait_text(testid!("event-title"), "one").await;
    page.live().await;
    relay.post("/webhook/quiet", b"two").await;
    page.counts("2").await;
    load.abort();
    assert_eq!(page.texts(testid!("event-seq")).await, ["2", "1"]);
    page.is_clean();
}
