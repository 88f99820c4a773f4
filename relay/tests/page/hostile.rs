//! Whatever is sent is shown as text, whole, and does not stop the page.

use std::time::Duration;

use tokio::time::Instant;

use crate::support::{Page, Relay, testid};

/// In which a click must be answered, whatever else lies in the list. Generous: the machine may be busy.
const ANSWERED: Duration = Duration::from_secs(3);

/// Where what was received is shown, with the kinds of element that only markup in it could have made.
const MADE: &str = ":is([data-testid=event], [data-testid=inspected], #tabpanel) \
     :is(script, img, iframe, svg:not([aria-hidden]), style, b, a[href^='javascript'])";

pub(crate) async fn tab(page: &Page, name: &str) {
    page.click(&format!("#tab-{name}")).await;
    page.wait(&format!("document.querySelector('#tab-{name}').ariaSelected === 'true'")).await;
}

/// Clicks on an event, and waits for the inspector to show it; fails when that takes too long.
pub(crate) async fn select(page: &Page, seq: u64) {
    let start = Instant::now();
    page.click(&format!("#event-{seq}")).await;
    page.wait_text(testid!("inspected-seq"), &format!("#{seq}")).await;
    assert!(start.elapsed() < ANSWERED, "a click was answered after {:?}", start.elapsed());
}

pub(crate) async fn view(page: &Page, name: &str) {
    page.click_on(testid!("body-views", " button"), name).await;
    page.wait_text(testid!("body-views", " [aria-pressed=true]"), name).await;
}

/// Waits for the rest of a body that came as a preview: it is loaded by itself.
pub(crate) async fn load_whole(page: &Page) {
    page.wait("!!document.querySelector('[data-testid=body-bar]')").await;
    page.wait("!document.querySelector('[data-testid=body-bar]').textContent.includes('Only the start')").await;
}

/// Scrolls to the end of the body, which is this. More than once: the view grows a moment after its content.
pub(crate) async fn to_the_end(page: &Page, end: &str) {
    page.wait_for(end, async || {
        page.js::<f64>("document.querySelector('[data-testid=code]').scrollTop = 1e9").await;
        page.text(testid!("code")).await.ends_with(end)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_is_text() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let markup = "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)></svg><b>bold</b>";
    let target =
        "/webhook/default/%3Cscript%3Ealert(4)%3C/script%3E?q=%3Cimg%20src=x%20onerror=alert(5)%3E&%3Cb%3E=%22%3E";
    let headers = [("content-type", "text/html"), ("x-evil", "<img src=x onerror=\"alert(6)\">"), ("x-evil", markup)];
    relay.request("POST", target, &headers, markup.as_bytes()).await;
    let json = format!("{{ {0}: [{0}, {{ {0}: null }}] }}", serde_json::to_string(markup).unwrap());
    relay.request("POST", "/webhook", &[("content-type", markup)], json.as_bytes()).await;
    page.counts("2").await;

    select(&page, 1).await;
    page.wait_text("#event-1 [data-testid=event-title]", markup).await;
    page.wait_text(testid!("inspected"), markup).await;
    for name in ["text", "hex"] {
        view(&page, name).await;
        page.wait_text(testid!("code"), if name == "hex" { "<script>alert(1)" } else { markup }).await;
    }
    tab(&page, "headers").await;
    page.wait_text("#tabpanel", "<img src=x onerror=\"alert(6)\">").await;
    page.wait_text("#tabpanel", markup).await;
    tab(&page, "query").await;
    page.wait_text("#tabpanel", "<img src=x onerror=alert(5)>").await;
    tab(&page, "summary").await;
    page.wait_text("#tabpanel", "%3Cscript%3Ealert(4)%3C/script%3E").await;
    page.click("#replay-to").await;
    page.click_on(testid!("action-list", " button"), "Edited first").await;
    page.wait_text("#code", "<script>alert(1)</script>").await;

    tab(&page, "body").await;
    select(&page, 2).await;
    view(&page, "JSON").await;
    page.wait_text(testid!("code"), "<script>alert(1)</script>").await;
    page.fill("#filter", "<b>bold").await;
    page.counts("2 of 2").await;
    assert_eq!(page.count(MADE).await, 0);
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn text_of_every_kind_is_shown_as_it_is_and_stays_in_its_place() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let texts = ["\u{202e}gnp.exe \u{202d} nested", "שלום עולם, مرحبا", "👩‍👩‍👧‍👦 🇧🇷 e\u{301} \u{1f44b}\u{1f3fd}", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞"];
    let mut http = relay.connect().await;
    for (seq, text) in (1..).zip(texts) {
        // A header's value may be any bytes but line ends.
        let headers = [("content-type", "text/plain"), ("x-text", text)];
        assert_eq!(http.request("POST", "/webhook", &headers, text.as_bytes()).await.status, 200);
        page.wait_text(testid!("event-seq"), &seq.to_string()).await;
        page.wait_text(testid!("inspected"), text).await;
        tab(&page, "headers").await;
        page.wait_text("#tabpanel", text).await;
        tab(&page, "body").await;
        page.wait_text(testid!("code"), text).await;
        // What stands beside it reads as ever, left to right.
        for beside in [testid!("event-aside"), testid!("event-meta"), testid!("inspected-aside")] {
            let left_to_right: bool = page
                .js(&format!(
                    "(() => {{
                        const range = document.createRange();
                        const text = document.createTreeWalker(document.querySelector('{beside}'),
                            NodeFilter.SHOW_TEXT).nextNode();
                        const left = at => {{ range.setStart(text, at); range.setEnd(text, at + 1);
                            return range.getBoundingClientRect().left; }};
                        return left(0) < left(text.length - 1);
                    }})()"
                ))
                .await;
            assert!(left_to_right, "{beside} beside {text:?}");
        }
    }
    // It is no wider than the window for it.
    page.wait("document.scrollingElement.scrollWidth <= innerWidth").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_text_are_shown_as_bytes() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let body = b"abc\xff\xfe\0\x1b[31m\x80\xc3\x28 def";
    let mut http = relay.connect().await;
    http.write(
        &[
            format!("POST /webhook HTTP/1.1\r\nhost: {}\r\ncontent-length: {}\r\nx-bytes: ", relay.address, body.len())
                .as_bytes(),
            b"caf\xe9\r\n\r\n",
            body,
        ]
        .concat(),
    )
    .await;
    assert_eq!(http.answer(false).await.status, 200);
    page.wait_text(testid!("body-views", " [aria-pressed=true]"), "hex").await;
    page.wait_text(testid!("code"), "61 62 63 ff fe 00 1b 5b 33 31 6d 80 c3 28 20 64 abc····[31m··( d").await;
    page.wait_text(testid!("code"), "00000010 65 66 ef").await;
    let views: Vec<bool> =
        page.js("[...document.querySelectorAll('[data-testid=body-views] button')].map(b => b.disabled)").await;
    assert_eq!(views, [true, true, false], "JSON, text, hex");
    tab(&page, "headers").await;
    page.wait_text("#tabpanel", "bytes that are not text").await;
    // Text with control characters is text all the same.
    relay.post("/webhook", b"a\0b\x1b[31m\x07\r\n\x7f end").await;
    tab(&page, "body").await;
    page.wait_text(testid!("event-seq"), "2").await;
    page.wait_text(testid!("body-views", " [aria-pressed=true]"), "text").await;
    page.wait_text(testid!("code"), "end").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn five_mebibytes_on_one_line() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let mut body = vec![b'x'; 5 * 1024 * 1024];
    body[..5].copy_from_slice(b"start");
    let end = body.len() - 3;
    body[end..].copy_from_slice(b"end");
    relay.post("/webhook", b"another").await;
    relay.post("/webhook", &body).await;
    page.wait_text(testid!("inspected"), "startxxx").await;
    load_whole(&page).await;
    page.wait_text(testid!("body-bar"), "5.2 MB").await;
    page.wait_text(testid!("body-views", " [aria-pressed=true]"), "text").await;
    page.wait_text(testid!("code"), "startxxx").await;
    to_the_end(&page, "xend").await;
    assert!(page.count(testid!("code-line")).await < 100, "only what is seen is in the document");
    select(&page, 1).await;
    select(&page, 2).await;
    view(&page, "hex").await;
    page.wait_text(testid!("code"), "00000000 73 74 61 72 74 78").await;
    load_whole(&page).await;
    to_the_end(&page, "004ffff0 78 78 78 78 78 78 78 78 78 78 78 78 78 65 6e 64 xxxxxxxxxxxxxend").await;
    select(&page, 1).await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn five_mebibytes_of_json() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let mut body = String::from("{\"items\":[");
    while body.len() < 5 * 1024 * 1024 - 100 {
        body += "{\"name\":\"caneca azul\",\"value\":49.90,\"tags\":[\"a\",\"b\"]},";
    }
    body += "{\"last\":true}]}";
    relay.post("/webhook", b"another").await;
    relay.request("POST", "/webhook", &[("content-type", "application/json")], body.as_bytes()).await;
    page.wait_text(testid!("inspected"), "{\"items\":[").await;
    load_whole(&page).await;
    page.wait_text(testid!("body-views", " [aria-pressed=true]"), "JSON").await;
    page.wait_text(testid!("code"), "\"name\": \"caneca azul\",").await;
    to_the_end(&page, "\"last\": true } ]}").await;
    assert!(page.count(testid!("code-line")).await < 100);
    select(&page, 1).await;
    page.is_clean();
}

/// As many lines as a body can have: a browser's element has a greatest height, which they are beyond.
#[tokio::test(flavor = "multi_thread")]
async fn millions_of_lines_are_reached_to_the_last() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let mut body = vec![b'\n'; 5 * 1024 * 1024];
    let end = body.len() - 3;
    body[..5].copy_from_slice(b"start");
    body[end..].copy_from_slice(b"end");
    relay.post("/webhook", b"another").await;
    relay.post("/webhook", &body).await;
    page.wait_text(testid!("inspected"), "start").await;
    load_whole(&page).await;
    to_the_end(&page, "end").await;
    select(&page, 1).await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn json_nested_beyond_sense_and_what_is_no_json() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let json = [("content-type", "application/json")];
    let body = "[".repeat(30_000) + &"]".repeat(30_000);
    relay.request("POST", "/webhook", &json, body.as_bytes()).await;
    page.wait_text(testid!("body-views", " [aria-pressed=true]"), "JSON").await;
    to_the_end(&page, "] ] ]]").await;
    relay.request("POST", "/webhook", &json, b"{\n  \"a\": 1,\n}").await;
    page.wait_text(testid!("not-json"), "Not JSON: line 3, column 1").await;
    page.wait_text(testid!("body-views", " [aria-pressed=true]"), "text").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_headers() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let names: Vec<String> = (0..500).map(|n| format!("x-header-{n}")).collect();
    let value = "v".repeat(80);
    let mut headers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), value.as_str())).collect();
    headers.extend([("x-twice", "one"), ("x-twice", "two")]);
    relay.post("/webhook", b"another").await;
    assert_eq!(relay.request("POST", "/webhook", &headers, b"many").await.status, 200);
    page.wait_text(testid!("inspected"), "many").await;
    tab(&page, "headers").await;
    let stored = relay.event(2).await.headers.0;
    assert!(stored.len() > 500);
    page.wait_text("#tab-headers sup", &stored.len().to_string()).await;
    let rows: Vec<(String, String)> = page
        .js("[...document.querySelectorAll('#tabpanel tbody tr')].map(row => [
                row.cells[0].firstChild.textContent, row.cells[1].firstChild.textContent])")
        .await;
    let expected: Vec<(String, String)> =
        stored.iter().map(|(name, value)| (name.clone(), value.to_string())).collect();
    assert_eq!(rows, expected, "every header, in order");
    assert_eq!(page.count(testid!("header-note")).await, 2, "repeated");
    select(&page, 1).await;
    page.is_clean();
}
