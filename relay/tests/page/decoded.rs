//! Bodies are shown as what they say, and it is said what was done for it: compression undone,
//! charsets read. Their bytes stay, and are to be had.

use testkit::{brotli, gzip};

use crate::hostile::{load_whole, view};
use crate::support::{Page, Relay, testid};

const BAR: &str = testid!("body-views", " [aria-pressed=true]");
const DECODED: &str = testid!("decoded");
const JSON: (&str, &str) = ("content-type", "application/json");
const GZIP: (&str, &str) = ("content-encoding", "gzip");

#[tokio::test(flavor = "multi_thread")]
async fn a_compressed_body_is_shown_decoded_and_its_bytes_stay() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let json = br#"{"pedido":41,"itens":[{"nome":"caneca"}]}"#;
    let body = gzip(json);
    assert_eq!(relay.request("POST", "/webhook", &[JSON, GZIP], &body).await.status, 200);
    page.wait_text(BAR, "JSON").await;
    page.wait_text("[role=tree]", "\"nome\": \"caneca\"").await;
    page.wait_text(DECODED, "shown decoded: gzip, 41 B").await;
    view(&page, "text").await;
    page.wait_text(testid!("code"), "{\"pedido\":41").await;
    // The bytes as they came: in hexadecimal, and as a file.
    view(&page, "hex").await;
    page.wait_text(testid!("code"), "00000000 1f 8b 08").await;
    assert_eq!(relay.body("default", 1).await, body);

    for (headers, body, text, said) in [
        (&[JSON, ("content-encoding", "br")][..], brotli(json), "caneca", "shown decoded: br, 41 B"),
        (&[("content-type", "text/plain; charset=iso-8859-1")][..], b"Ol\xe1".to_vec(), "Olá", "windows-1252"),
        (
            &[("content-type", "application/x-www-form-urlencoded; charset=windows-1251"), GZIP][..],
            gzip(b"nome=%CF%F0"),
            "Пр",
            "shown decoded: gzip, windows-1251",
        ),
        (
            &[JSON, ("content-encoding", "lzw")][..],
            json.to_vec(),
            "caneca",
            "shown as it came: unknown compression: lzw",
        ),
        (&[JSON, GZIP][..], json.to_vec(), "caneca", "shown as it came: it is not gzip"),
    ] {
        relay.request("POST", "/webhook", headers, &body).await;
        page.wait_text(DECODED, said).await;
        page.wait_text("#tabpanel", text).await;
    }
    // A plain body says nothing of it.
    relay.request("POST", "/webhook", &[JSON], br#"{"plain":1}"#).await;
    page.wait_text("[role=tree]", "plain").await;
    assert_eq!(page.count(DECODED).await, 0);

    page.go(&format!("{}?demo=off&lang=pt#default/1", relay.page_url())).await;
    page.live().await;
    page.wait_text(DECODED, "mostrado decodificado: gzip, 41 B").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bomb_is_shown_to_where_it_is_cut_and_says_so() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
    assert!(bomb.len() <= 128 * 1024);
    relay.request("POST", "/webhook", &[JSON, GZIP], &bomb).await;
    if bomb.len() > 64 * 1024 {
        load_whole(&page).await;
    }
    page.wait_text(DECODED, "only the start: it is more than is decoded here").await;
    relay.post("/webhook", b"after all").await;
    page.wait_text(testid!("code"), "after all").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_cut_stream_what_could_be_read_is_shown() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let lines: String = (0..200).map(|n| format!("line {n} of {}\n", n * 7919 % 1000)).collect();
    let whole = gzip(lines.as_bytes());
    relay.request("POST", "/webhook", &[("content-type", "text/plain"), GZIP], &whole[..whole.len() - 40]).await;
    page.wait_text(DECODED, "the stream ends early").await;
    page.wait_text(testid!("code"), "line 0 of 0").await;
    page.is_clean();
}
