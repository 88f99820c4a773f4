//! Sizes beyond sense: of half a million fields only those in view are in the document, and the page
//! answers as ever.

use crate::hostile::{load_whole, select, tab, to_the_end};
use crate::support::{Page, Relay, testid};

const BAR: &str = testid!("body-views", " [aria-pressed=true]");
const LINE: &str = testid!("code-line");
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
/// Most rows that are in the document: those in view, and a few beyond.
const ROWS: usize = 100;

/// The page is as it was: another event is shown at a click, and little of it all is in the document.
async fn answers(page: &Page) {
    select(page, 1).await;
    page.wait_text(testid!("code"), "another").await;
    let elements: usize = page.js("document.querySelectorAll('*').length").await;
    assert!(elements < 2000, "{elements} elements");
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_million_fields() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let body: String = (0..500_000).map(|n| format!("f{n:06}=&")).collect();
    assert!(body.len() < 5 * 1024 * 1024);
    relay.post("/webhook", b"another").await;
    assert_eq!(relay.request("POST", "/webhook", &[FORM], body.as_bytes()).await.status, 200);
    page.wait_text(testid!("inspected"), "f000000=&").await;
    load_whole(&page).await;
    page.wait_text(BAR, "fields").await;
    page.wait_text(testid!("code"), "f000001 =").await;
    assert!(page.count(LINE).await < ROWS);
    to_the_end(&page, "f499999 =").await;
    assert!(page.count(LINE).await < ROWS);
    answers(&page).await;
}

/// Without a click: it is in the inspector as it arrives.
#[tokio::test(flavor = "multi_thread")]
async fn thirty_two_thousand_fields_on_arrival() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"another").await;
    page.wait_text(testid!("inspected"), "another").await;
    assert_eq!(relay.request("POST", "/webhook", &[FORM], "a&".repeat(32_000).as_bytes()).await.status, 200);
    page.wait_text(BAR, "fields").await;
    page.wait_text(testid!("code"), "a =").await;
    assert!(page.count(LINE).await < ROWS);
    let title: usize = page.js("document.querySelector('#event-2 [data-testid=event-title]').textContent.length").await;
    assert!(title <= 200, "{title} characters in the list");
    // As JSON it is no other: a line an element.
    let json = format!("[{}1]", "1,".repeat(31_000));
    relay.request("POST", "/webhook", &[("content-type", "application/json")], json.as_bytes()).await;
    page.wait_text(BAR, "JSON").await;
    assert!(page.count(LINE).await < ROWS);
    answers(&page).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_thousand_query_parameters() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"another").await;
    let target = format!("/webhook?{}z=%C3%A9+1", "a&".repeat(30_000));
    assert_eq!(relay.request("GET", &target, &[], b"").await.status, 200);
    page.wait_text(testid!("inspected-seq"), "#2").await;
    // The list and the title show the start of it.
    for shown in ["#event-2", testid!("inspected")] {
        let length: usize = page.js(&format!("document.querySelector('{shown}').textContent.length")).await;
        assert!(length < 600, "{shown}: {length}");
    }
    tab(&page, "query").await;
    page.wait_text(testid!("code"), "a =").await;
    assert!(page.count(LINE).await < ROWS);
    to_the_end(&page, "z = é 1").await;
    tab(&page, "body").await;
    answers(&page).await;
}

/// A value of megabytes goes on in rows, of which those in view are in the document.
#[tokio::test(flavor = "multi_thread")]
async fn a_field_of_megabytes() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"another").await;
    let body = format!("first=1&long={}end&last=2", "x".repeat(4_000_000));
    assert_eq!(relay.request("POST", "/webhook", &[FORM], body.as_bytes()).await.status, 200);
    page.wait_text(testid!("inspected"), "first=1&long=xxx").await;
    load_whole(&page).await;
    page.wait_text(testid!("code"), "long = xxx").await;
    to_the_end(&page, "endlast = 2").await;
    assert!(page.count(LINE).await < ROWS);
    answers(&page).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_very_many_parts_the_first_are_shown_and_it_is_said() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"another").await;
    let part = "--b\r\ncontent-disposition: form-data; name=a\r\n\r\n1\r\n";
    let parts = part.repeat(1200) + "--b--";
    let kind = ("content-type", "multipart/form-data; boundary=b");
    assert_eq!(relay.request("POST", "/webhook", &[kind], parts.as_bytes()).await.status, 200);
    page.wait_text(testid!("first-parts"), "Only the first 1,000 parts").await;
    answers(&page).await;
}
