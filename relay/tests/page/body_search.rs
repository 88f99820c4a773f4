//! The body: searched, folded, wrapped, copied by value, and shown as the records that it is.

use chromiumoxide::cdp::browser_protocol::input::{DispatchKeyEventParams, DispatchKeyEventType};

use crate::support::{Page, Relay, testid};

const JSON: (&str, &str) = ("content-type", "application/json");
const FOUND: &str = testid!("body-found");
const BAR: &str = testid!("body-views", " [aria-pressed=true]");

/// A key with Control (2) or Shift (8).
async fn with(page: &Page, modifier: i64, key: &str, code: i64) {
    for kind in [DispatchKeyEventType::RawKeyDown, DispatchKeyEventType::KeyUp] {
        let press = DispatchKeyEventParams::builder().r#type(kind).key(key).code(key).modifiers(modifier);
        page.devtools(press.windows_virtual_key_code(code).build().unwrap()).await;
    }
}

async fn write(page: &Page, text: &str) {
    for c in text.chars() {
        page.key(&c.to_string()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_body_is_searched_by_keyboard_alone() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    // As high as all rows that are counted here.
    page.resize(1440, 1400).await;
    let body = br#"{"itens":[{"nome":"Caneca azul"},{"nome":"vaso"}],"nota":"caneca e caneca","c":"Jo\u00e3o"}"#;
    relay.request("POST", "/webhook", &[JSON], body).await;
    page.wait_text("[role=tree]", "Caneca azul").await;
    page.click("[role=tree]").await;
    with(&page, 2, "f", 70).await;
    page.wait("document.activeElement.id === 'body-search'").await;
    write(&page, "caneca").await;
    page.wait_text(FOUND, "1 of 3").await;
    assert_eq!(page.texts("[role=tree] mark").await, ["Caneca", "caneca", "caneca"]);
    page.key("Enter").await;
    page.wait_text(FOUND, "2 of 3").await;
    page.wait("document.querySelector('mark.now')?.closest('[role=treeitem]').textContent.includes('nota')").await;
    with(&page, 8, "Enter", 13).await;
    page.wait_text(FOUND, "1 of 3").await;
    with(&page, 8, "Enter", 13).await;
    page.wait_text(FOUND, "3 of 3").await;
    page.key("Enter").await;
    page.wait_text(FOUND, "1 of 3").await;
    // Escape ends the search, and not the event's inspection.
    page.key("Escape").await;
    page.wait("document.querySelector('#body-search').value === '' && !document.querySelector('mark')").await;
    page.wait("document.activeElement.id === 'body-pane'").await;

    // As it is shown: an escape by its letter, a space behind a colon.
    page.fill("#body-search", "joão").await;
    page.wait_text(FOUND, "1 of 1").await;
    page.fill("#body-search", r#""nome": "vaso""#).await;
    page.wait_text(FOUND, "1 of 1").await;
    page.fill("#body-search", "nobody").await;
    page.wait_text(FOUND, "none").await;

    // In what is folded it is found, and opened.
    page.click_on(testid!("body-bar", " button"), "Fold all").await;
    page.wait("document.querySelectorAll('[role=treeitem]').length === 5").await;
    page.fill("#body-search", "vaso").await;
    page.wait_text("mark.now", "vaso").await;
    page.click_on(testid!("body-bar", " button"), "Unfold all").await;
    page.wait("document.querySelectorAll('[role=treeitem]').length === 12").await;

    // The same in text and in bytes.
    page.click_on(testid!("body-bar", " button"), "text").await;
    page.fill("#body-search", "CANECA").await;
    page.wait_text(FOUND, "1 of 3").await;
    page.click_on(testid!("body-bar", " button"), "hex").await;
    page.fill("#body-search", "7b 22 69").await;
    page.wait_text(FOUND, "1 of 1").await;
    assert_eq!(page.texts(testid!("code", " mark")).await, ["7b 22 69", "{\"i"]);
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_body_is_loaded_whole_by_itself_and_searched() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    // As high as all rows that are counted here.
    page.resize(1440, 1400).await;
    let items = vec![r#"{"nome":"caneca azul","valor":49.90}"#; 100_000].join(",");
    let body = format!("{{\"items\":[{items}],\"last\":\"agulha\"}}");
    assert!(body.len() > 3_000_000);
    relay.request("POST", "/webhook", &[JSON], body.as_bytes()).await;
    page.wait_text(BAR, "JSON").await;
    page.wait_text("[role=tree]", "\"nome\": \"caneca azul\"").await;
    assert_eq!(page.count(testid!("body-bar", " .chip:disabled")).await, 0);
    page.fill("#body-search", "agulha").await;
    page.wait_text(FOUND, "1 of 1").await;
    page.wait_text("mark.now", "agulha").await;
    page.fill("#body-search", "caneca").await;
    page.wait_text(FOUND, "1 of 100,000").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn values_are_copied_coloured_and_long_lines_wrapped() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    // As high as all rows that are counted here.
    page.resize(1440, 1400).await;
    let long = "palavra ".repeat(200);
    let body = format!("{{\"s\":\"a \\\"b\\\"\",\"n\":1.50,\"w\":null,\"o\":{{\"x\":[1, 2]}},\"long\":\"{long}\"}}");
    relay.request("POST", "/webhook", &[JSON], body.as_bytes()).await;
    page.wait_text("[role=tree]", "palavra").await;
    for (class, text) in [("k", "\"s\""), ("n", "1.50"), ("b", "null"), ("s", "\"a \\\"b\\\"\"")] {
        page.wait_text(&format!("[role=tree] .{class}"), text).await;
    }
    let clipboard = page.clipboard().await;
    for (line, copied) in [("\"s\"", "a \"b\""), ("\"n\"", "1.50"), ("\"o\"", "{\"x\":[1, 2]}")] {
        page.click_on("[role=treeitem] .k", line).await;
        page.click_on(testid!("json-path", " button"), "Copy the value").await;
        page.wait_text("#notice", "Copied the value").await;
        page.wait_for("the copied value", async || clipboard.text().await == copied).await;
    }
    // A long line is several rows, and one row without wrapping.
    let rows = "document.querySelectorAll('[role=treeitem]').length";
    page.wait(&format!("{rows} > 12")).await;
    page.click_on(testid!("body-bar", " button"), "Wrap").await;
    page.wait(&format!("{rows} === 12")).await;
    page.reload().await;
    page.live().await;
    page.wait(&format!("{rows} === 12")).await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_shown_as_records_and_a_wrong_type_is_said() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    // As high as all rows that are counted here.
    page.resize(1440, 1400).await;
    let post = async |kind: &str, body: &str| {
        relay.request("POST", "/webhook", &[("content-type", kind)], body.as_bytes()).await;
    };
    post("application/x-ndjson", "{\"n\":1}\n{\"n\":2}\n").await;
    page.wait_text(BAR, "records").await;
    page.wait_text(testid!("record-count"), "2 records").await;
    page.wait("document.querySelectorAll('[role=treeitem]').length === 6").await;
    page.click_on(testid!("body-bar", " button"), "Fold all").await;
    page.wait("document.querySelectorAll('[role=treeitem]').length === 2").await;

    post("text/event-stream", "event: paid\ndata: {\"pedido\":41}\n\ndata: plain\n\n").await;
    page.wait_text(testid!("record-count"), "2 records").await;
    page.wait_text("[role=tree]", "\"pedido\": 41").await;

    post("application/x-www-form-urlencoded", "{\"a\":1}").await;
    page.wait_text(testid!("looks-like"), "says form, looks like JSON").await;
    page.wait_text(BAR, "JSON").await;
    post("application/json", "a=1&b=2").await;
    page.wait_text(testid!("looks-like"), "says json, looks like form").await;
    post("application/json", "{\"a\":1}").await;
    page.wait_text("[role=tree]", "\"a\": 1").await;
    page.wait("!document.querySelector('[data-testid=looks-like]')").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fields_of_forms_are_searched_as_they_are_shown() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let form = ("content-type", "application/x-www-form-urlencoded");
    relay
        .request("POST", "/webhook", &[form], b"nome=Jo%C3%A3o+Silva&caneca=azul&nota=uma+caneca+e+Caneca&vazio=")
        .await;
    page.wait_text(testid!("pairs"), "João Silva").await;
    page.click(testid!("pairs")).await;
    with(&page, 2, "f", 70).await;
    page.wait("document.activeElement.id === 'body-search'").await;
    // Decoded, as it is read; and its encoding is not what is seen.
    page.fill("#body-search", "joão s").await;
    page.wait_text(FOUND, "1 of 1").await;
    assert_eq!(page.texts(testid!("pairs", " mark")).await, ["João S"]);
    page.fill("#body-search", "%C3").await;
    page.wait_text(FOUND, "none").await;
    page.fill("#body-search", "caneca").await;
    page.wait_text(FOUND, "1 of 3").await;
    assert_eq!(page.texts(testid!("pairs", " mark")).await, ["caneca", "caneca", "Caneca"]);
    page.wait("document.querySelector('mark.now').closest('th') !== null").await;
    page.key("Enter").await;
    page.wait_text(FOUND, "2 of 3").await;
    page.wait("document.querySelector('mark.now').closest('tr').textContent.includes('nota')").await;
    page.key("Escape").await;
    page.wait("!document.querySelector('mark')").await;

    // Of many the row comes into view.
    let many: Vec<_> = (0..5000).map(|nth| format!("campo{nth}=valor+{nth}")).collect();
    relay.request("POST", "/webhook", &[form], many.join("&").as_bytes()).await;
    page.wait_text(testid!("code"), "campo0 = valor 0").await;
    page.fill("#body-search", "valor 4321").await;
    page.wait_text(FOUND, "1 of 1").await;
    page.wait("document.querySelector('mark.now')?.closest('[data-testid=code-line]').textContent === 'campo4321 = valor 4321'")
        .await;
    page.fill("#body-search", "campo").await;
    page.wait_text(FOUND, "1 of 5,000").await;
    page.wait(
        "document.querySelector('mark.now')?.closest('[data-testid=code-line]').textContent === 'campo0 = valor 0'",
    )
    .await;

    page.key("Escape").await;
    // Parts, by name, value, and the name of a file.
    let parts = "--x\r\ncontent-disposition: form-data; name=\"nota\"\r\n\r\nfiscal 41\r\n--x\r\ncontent-disposition: \
        form-data; name=\"anexo\"; filename=\"nota.pdf\"\r\ncontent-type: application/pdf\r\n\r\n%PDF-\u{1}\r\n--x--\r\n";
    let kind = ("content-type", "multipart/form-data; boundary=x");
    relay.request("POST", "/webhook", &[kind], parts.as_bytes()).await;
    page.wait_text(testid!("pairs"), "nota.pdf").await;
    page.fill("#body-search", "nota").await;
    page.wait_text(FOUND, "1 of 2").await;
    page.key("Enter").await;
    page.wait("document.querySelector('mark.now').closest('a') !== null").await;
    page.fill("#body-search", "fiscal").await;
    page.wait_text(FOUND, "1 of 1").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_stays_when_an_event_comes_and_is_no_command() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.request("POST", "/webhook", &[JSON], br#"{"nome":"caneca"}"#).await;
    page.wait_text("[role=tree]", "caneca").await;
    // Nobody chose it: it is the newest.
    page.click("#body-search").await;
    write(&page, "can").await;
    relay.request("POST", "/webhook", &[JSON], br#"{"nome":"vaso"}"#).await;
    page.wait("document.querySelectorAll('[data-testid=event]').length === 2").await;
    write(&page, "eca").await;
    page.wait_text(FOUND, "1 of 1").await;
    assert_eq!(page.js::<String>("document.querySelector('#body-search').value").await, "caneca");
    // Left, the newest is shown again.
    page.js::<bool>("document.activeElement.blur(), true").await;
    page.wait_text("[role=tree]", "vaso").await;
    assert_eq!(page.js::<usize>("document.querySelectorAll('[data-testid=event]').length").await, 2);
}
