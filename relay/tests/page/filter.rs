//! The filter's row: words and chips, what is found is what is shown, and is marked.

use serde_json::Value;

use crate::support::{Page, Relay, quoted, testid};

async fn rows(page: &Page) -> Vec<String> {
    page.texts(testid!("event-seq")).await
}

async fn finds(page: &Page, filter: &str, found: &[&str]) {
    page.fill("#filter", filter).await;
    page.wait_for(filter, async || rows(page).await == found).await;
}

fn chip(key: &str) -> String {
    format!("[data-facet={key}] button")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_is_found_and_marked() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let pix = br#"{"pix":[{"endToEndId":"E1","txid":"T1","valor":"129.90","horario":"2026-11-28T12:00:00Z"}]}"#;
    relay.post("/webhook", pix).await;
    relay.post("/webhook", br#"{"cliente":"Jo\u00e3o","data":{"id":42}}"#).await;
    relay.request("POST", "/webhook/default/S%C3%A3o", &[], b"plain").await;
    // Beyond what the page holds, and compressed: the relay is asked.
    relay.post("/webhook", &[&[b'x'; 70_000][..], b" needle"].concat()).await;
    let wide: Vec<u8> = "agulha".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let kind = ("content-type", "text/plain; charset=utf-16le");
    relay.request("POST", "/webhook", &[kind], &wide).await;
    page.counts("5").await;
    finds(&page, "129,90", &["1"]).await;
    assert_eq!(page.texts(testid!("event-title", " mark")).await, ["129,90"]);
    finds(&page, "João", &["2"]).await;
    finds(&page, "são", &["3"]).await;
    finds(&page, "needle", &["4"]).await;
    finds(&page, "agulha", &["5"]).await;
    finds(&page, "body.data.id=42", &["2"]).await;
    finds(&page, "-body.data.id=42 -needle -agulha", &["3", "1"]).await;
    finds(&page, "path:/s%C3", &["3"]).await;
    finds(&page, "method:post -needle header:content-type=utf-16", &["5"]).await;
    // The relay says the same.
    for filter in ["129,90", "João", "são", "needle", "agulha", "-needle method:post"] {
        page.fill("#filter", filter).await;
        let query: String = form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        let found = relay.page(&format!("?filter={query}")).await;
        let found: Vec<_> = found.events.iter().map(|event| event.seq.to_string()).collect();
        page.wait_for(filter, async || rows(&page).await == found).await;
    }
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn chips_set_a_term_and_take_it_away() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.request("POST", "/webhook", &[("x-github-event", "ping")], br#"{"zen":"Keep it."}"#).await;
    relay.request("PUT", "/webhook", &[], b"plain").await;
    page.counts("2").await;
    page.fill("#filter", "keep").await;
    page.click(&chip("provider")).await;
    page.click_on(testid!("facet", " li button"), "github").await;
    assert_eq!(page.value("#filter").await, "keep provider:github");
    page.wait("!document.querySelector('[data-testid=facet] li')").await;
    page.click(&chip("method")).await;
    assert_eq!(page.texts(testid!("facet", " li")).await, ["POST", "PUT"]);
    // Escape and a click elsewhere close it, and choose nothing.
    page.key("Escape").await;
    page.wait("!document.querySelector('[data-testid=facet] li')").await;
    page.wait("document.activeElement.closest('[data-facet=method]') !== null").await;
    page.click(&chip("method")).await;
    page.click(testid!("facet", " .backdrop")).await;
    page.wait("!document.querySelector('[data-testid=facet] li')").await;
    page.click(&chip("method")).await;
    page.click_on(testid!("facet", " li button"), "PUT").await;
    page.counts("0 of 2").await;
    page.click("[data-facet=provider] .cross").await;
    assert_eq!(page.value("#filter").await, "keep method:PUT");
    page.click("#filter ~ .cross").await;
    page.counts("2").await;
    page.click(&chip("after")).await;
    page.click_on(testid!("facet", " li button"), "last hour").await;
    page.counts("2 of 2").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_that_cannot_be_read_is_said_in_the_pages_language() {
    let relay = Relay::start().await;
    for (lang, said) in [("en", "There is no “colour:”"), ("pt", "Não há “colour:”"), ("es", "No hay “colour:”")]
    {
        let page = Page::blank().await;
        page.go(&format!("{}?demo=off&lang={lang}", relay.page_url())).await;
        page.live().await;
        page.fill("#filter", "words colour:red").await;
        page.wait_text("#filter-error", said).await;
        page.fill("#filter", "words").await;
        page.wait(&format!("!document.querySelector({}).textContent", quoted("#filter-error"))).await;
        page.is_clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_leaves_out_what_all_share() {
    let relay = Relay::start().await;
    relay.post("/webhook/loja", b"one").await;
    relay.post("/webhook/loja/pedidos/7?a=1", b"two").await;
    let page = Page::blank().await;
    page.go(&format!("{}?demo=off&lang=en#loja", relay.page_url())).await;
    page.live().await;
    page.counts("2").await;
    let meta = page.texts(testid!("event-meta")).await;
    assert!(meta[0].starts_with("POST /pedidos/7 ·") && meta[1].starts_with("POST ·"), "{meta:?}");
    let shown: Value = page.js("document.querySelector('[data-testid=events]').textContent.includes('/webhook')").await;
    assert_eq!(shown, false);
    finds(&page, "pedidos", &["2"]).await;
    assert_eq!(page.texts(testid!("event-meta", " mark")).await, ["pedidos"]);
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chip_opens_on_a_phone_where_one_sees_it() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.request("PUT", "/webhook", &[], b"plain").await;
    relay.post("/webhook", b"another").await;
    page.counts("2").await;
    page.resize(390, 844).await;
    page.click(&chip("method")).await;
    let place = "(() => { const r = document.querySelector('[data-testid=facet] .popup').getBoundingClientRect();
        return [r.top >= 0, r.bottom <= innerHeight, r.left >= 0, r.right <= innerWidth]; })()";
    assert_eq!(page.js::<[bool; 4]>(place).await, [true; 4]);
    page.click_on(testid!("facet", " li button"), "PUT").await;
    assert_eq!(page.value("#filter").await, "method:PUT");
    page.wait_for("the filter", async || rows(&page).await == ["1"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_after_the_relay_was_asked_is_found_too() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let long = |word: &str| [&[b'x'; 70_000][..], b" ", word.as_bytes()].concat();
    relay.post("/webhook", &long("needle")).await;
    relay.post("/webhook", &long("hay")).await;
    page.counts("2").await;
    finds(&page, "needle", &["1"]).await;
    // By what is here of it, and by what only the relay can read.
    relay.post("/webhook/default/needle", &long("hay")).await;
    page.wait_for("its path", async || rows(&page).await == ["3", "1"]).await;
    relay.post("/webhook", &long("needle")).await;
    page.wait_for("its end", async || rows(&page).await == ["4", "3", "1"]).await;
    relay.post("/webhook", &long("hay")).await;
    relay.post("/webhook", b"a needle").await;
    page.wait_for("the next", async || rows(&page).await == ["6", "4", "3", "1"]).await;
    page.is_clean();
}
