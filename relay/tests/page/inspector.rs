//! The inspector: every kind of body read for the eye, and what is hostile in it only shown.

use crate::support::{Page, Relay, testid};

const BAR: &str = testid!("body-views", " [aria-pressed=true]");

async fn post(relay: &Relay, kind: &str, body: &[u8]) {
    assert_eq!(relay.request("POST", "/webhook", &[("content-type", kind)], body).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn json_is_a_tree_that_folds_and_tells_its_paths() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    page.resize(1440, 1400).await;
    post(&relay, "application/json", br#"{"pedido":41,"itens":[{"nome":"caneca azul"},{"nome":"vaso"}],"a b":null}"#)
        .await;
    page.wait_text("[role=treeitem]", "{").await;
    page.wait("document.querySelectorAll('[role=treeitem]').length === 12").await;
    // By the keyboard alone: into the tree, down to the second item's name, and its path.
    page.click("[role=tree]").await;
    page.click_on("[role=treeitem]", "\"nome\": \"vaso\"").await;
    page.wait_text(testid!("json-path", " code"), "$.itens[1].nome").await;
    page.key("ArrowUp").await;
    page.wait_text(testid!("json-path", " code"), "$.itens[1]").await;
    page.key("ArrowLeft").await;
    page.wait_text("[role=tree]", "{ … }").await;
    assert_eq!(page.count("[role=treeitem]").await, 10);
    page.key("ArrowRight").await;
    page.wait("document.querySelectorAll('[role=treeitem]').length === 12").await;
    page.click_on("[role=treeitem]", "\"a b\"").await;
    page.wait_text(testid!("json-path", " code"), "$[\"a b\"]").await;
    let expanded: Vec<String> = page
        .js("[...document.querySelectorAll('[aria-expanded][role=treeitem]')].map(e => e.ariaLevel + e.ariaExpanded)")
        .await;
    assert_eq!(expanded, ["1true", "2true", "3true", "3true"]);
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_files_xml_and_pictures_are_shown_as_what_they_are() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    post(&relay, "application/x-www-form-urlencoded", b"nome=Bia+Souza&nome=Ana&valor=49%2C90").await;
    page.wait_text(BAR, "fields").await;
    page.wait_text(testid!("pairs"), "49,90").await;
    assert_eq!(page.texts(testid!("pairs", " tbody th")).await, ["nome", "nome", "valor"]);

    let form = b"--x\r\ncontent-disposition: form-data; name=\"nome\"\r\n\r\nBia\r\n--x\r\n\
        content-disposition: form-data; name=\"foto\"; filename=\"<b>.png\"\r\ncontent-type: image/png\r\n\r\n\x89PNG\0\r\n--x--";
    post(&relay, "multipart/form-data; boundary=x", form).await;
    page.wait_text(testid!("pairs"), "<b>.png").await;
    assert_eq!(page.js::<String>("document.querySelector('[data-testid=pairs] td a').download").await, "<b>.png");
    page.wait_text(testid!("pairs"), "image/png · 5 B").await;

    // Entities are shown, never expanded.
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;\">]><x><y>&b;</y></x>";
    post(&relay, "application/xml", bomb.as_bytes()).await;
    page.wait_text(BAR, "XML").await;
    page.wait_text(testid!("code"), "<y>&b;</y>").await;

    let pixel = "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154\
        08d763f8cfc000000301010018dd8db00000000049454e44ae426082";
    let pixel: Vec<u8> =
        (0..pixel.len()).step_by(2).map(|at| u8::from_str_radix(&pixel[at..at + 2], 16).unwrap()).collect();
    post(&relay, "application/octet-stream", &pixel).await;
    page.wait_text(BAR, "image").await;
    page.wait("document.querySelector('[data-testid=picture] img')?.naturalWidth === 1").await;
    page.click_on(testid!("body-bar", " button"), "hex").await;
    page.wait_text(testid!("code"), "89 50 4e 47").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_says_why_and_the_page_goes_on() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    post(&relay, "multipart/form-data", b"--x\r\n\r\na\r\n--x--").await;
    page.wait_text(testid!("unreadable"), "The `boundary` is missing").await;
    post(&relay, "multipart/form-data; boundary=x", b"--x\r\n\r\na").await;
    page.wait_text(testid!("unreadable"), "ends in the middle").await;
    post(&relay, "text/xml", b"<a>\n<b></a>").await;
    page.wait_text(testid!("unreadable"), "2:4").await;
    // Whatever is wrong with it, it can be seen as text.
    page.click_on(testid!("body-bar", " button"), "text").await;
    page.wait_text(testid!("code"), "<b></a>").await;
    post(&relay, "application/json", "[".repeat(10_000).as_bytes()).await;
    page.wait_text(testid!("not-json"), "Not JSON").await;
    // Five megabytes on one line, in the tree.
    let items = vec![r#"{"a":"bcdefghij"}"#; 300_000].join(",");
    let big = format!("[{items}]");
    assert!(big.len() > 5_000_000 && big.len() < 5 * 1024 * 1024 + 400_000);
    post(&relay, "application/json", &big.as_bytes()[..5 * 1024 * 1024 - 1]).await;
    page.wait_text(testid!("body-bar"), "5.2 MB").await;
    page.wait_text(testid!("not-json"), "Not JSON").await;
    post(&relay, "application/json", br#"{"after":"all"}"#).await;
    page.wait_text("[role=tree]", "after").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn well_known_headers_are_explained() {
    let relay = Relay::start().await;
    relay.request("POST", "/webhook", &[("x-hub-signature-256", "sha256=00"), ("x-loja", "1")], b"x").await;
    let page = Page::open(&relay).await;
    page.wait_text(testid!("event-title"), "x").await;
    page.click("#tab-headers").await;
    page.wait_text(testid!("pairs"), "proves who sent it").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_events_are_compared_line_by_line() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    post(&relay, "application/json", br#"{"pedido":41,"status":"novo"}"#).await;
    page.counts("1").await;
    page.click("#tab-compare").await;
    page.wait_text(testid!("inspector"), "no event before").await;
    post(&relay, "application/json", br#"{"pedido":41,"status":"pago"}"#).await;
    page.wait_text(testid!("diff-line", "[data-sign='+']"), "\"status\": \"pago\"").await;
    page.wait_text(testid!("diff-line", "[data-sign='−']"), "\"status\": \"novo\"").await;
    assert_eq!(page.count(testid!("diff-line", "[data-sign='+']")).await, 1);
    // Any two: by a click with Shift, and by number. The order of headers is none of the differences.
    relay.request("POST", "/webhook", &[("x-b", "1"), ("x-a", "1")], b"same").await;
    relay.request("POST", "/webhook", &[("x-a", "1"), ("x-b", "1")], b"same").await;
    page.counts("4").await;
    page.click("#event-4").await;
    page.wait_text(testid!("compared"), "From #3 (−) to #4 (+). The two are alike.").await;
    page.click_on("#tabpanel button", "Header order").await;
    page.wait("document.querySelectorAll(\"[data-testid=diff-line][data-sign='+']\").length === 1").await;
    page.js::<serde_json::Value>(
        "document.querySelector('#event-1').dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey: true }))",
    )
    .await;
    page.wait_text(testid!("compared"), "From #1 (−) to #4 (+).").await;
    page.fill("#compare-with", "2").await;
    page.wait_text(testid!("compared"), "From #2 (−) to #4 (+).").await;
    page.fill("#compare-with", "99").await;
    page.wait_text("#tabpanel", "not in the list").await;
    page.click_on("#tabpanel button", "the one before").await;
    page.wait_text(testid!("compared"), "From #3 (−) to #4 (+).").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_times_of_an_event_are_told() {
    let relay = Relay::start().await;
    relay.post("/webhook", b"before").await;
    let page = Page::open(&relay).await;
    page.click("#tab-timing").await;
    page.wait_text(testid!("inspector"), "before this page").await;
    relay.post("/webhook", b"now").await;
    // Both lanes show it in their time.
    page.wait("document.querySelectorAll('[data-testid=timing]').length === 6").await;
    page.wait("[...document.querySelectorAll('[data-testid=timing]')].every(e => e.textContent !== '—')").await;
    let after: Vec<String> = page.texts(testid!("timing")).await;
    assert!(after[1].starts_with('+') && after[2].starts_with('+'), "stored, handed on: {after:?}");
    page.is_clean();
}
