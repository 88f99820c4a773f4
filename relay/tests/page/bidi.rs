//! Texts from right to left, and characters that override the direction, turn only themselves
//! around.

use crate::hostile::tab;
use crate::support::{Page, Relay, testid};

/// Of every row with a name, a colon and a value: whether each stands in an isolation of its own, and
/// the three from left to right.
const ORDERED: &str = "[...document.querySelectorAll('[data-testid=code-line]')].map(row => {
        const [name, mark, value] = row.querySelectorAll('.k, .p, bdi:not(.k)');
        if (!value) return true;
        const isolated = [name, value].every(e => getComputedStyle(e).unicodeBidi.includes('isolate'));
        const [a, b, c] = [name, mark, value].map(e => e.getBoundingClientRect());
        return isolated && getComputedStyle(row).direction === 'ltr' && a.right <= b.left + 1 && b.right <= c.left + 1;
    })";

/// Names and values in Arabic and Hebrew, with an override to the left and to the right.
const TEXTS: [&str; 5] = ["سلام", "שלום", "\u{202e}gnp.exe", "\u{202d}abc\u{202e}fed", "a\u{2067}b"];

#[tokio::test(flavor = "multi_thread")]
async fn a_token_turns_none_of_its_neighbours() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let members: Vec<String> =
        TEXTS.iter().flat_map(|a| TEXTS.iter().map(move |b| format!("\"{a}\":\"{b}\""))).collect();
    let json = format!("{{{},\"n\":1}}", members.join(","));
    relay.request("POST", "/webhook", &[("content-type", "application/json")], json.as_bytes()).await;
    page.wait_text("[role=tree]", "سلام").await;
    let ordered: Vec<bool> = page.js(ORDERED).await;
    assert!(ordered.len() > 10 && ordered.iter().all(|row| *row), "{ordered:?}");

    // The same of a query with so many that they are a list.
    let pairs: Vec<String> = TEXTS.iter().map(|text| format!("{text}={text}")).collect();
    let query = form_urlencoded(&pairs).join("&") + &"&a=1".repeat(300);
    relay.request("GET", &format!("/webhook?{query}"), &[], b"").await;
    page.wait_text(testid!("inspected-seq"), "#2").await;
    tab(&page, "query").await;
    page.wait_text(testid!("code"), "سلام").await;
    let ordered: Vec<bool> = page.js(ORDERED).await;
    assert!(ordered.len() > 10 && ordered.iter().all(|row| *row), "{ordered:?}");

    // XML, a text a line.
    let xml = format!("<a>{}</a>", TEXTS.iter().map(|text| format!("<b c='{text}'>{text}</b>")).collect::<String>());
    relay.request("POST", "/webhook", &[("content-type", "application/xml")], xml.as_bytes()).await;
    tab(&page, "body").await;
    page.wait_text(testid!("code"), "سلام").await;
    // An attribute's name, its value, the text and the closing name, each in its place.
    let ordered: Vec<bool> = page
        .js("[...document.querySelectorAll('[data-testid=code-line]')].map(row => {
                const places = [...row.querySelectorAll('bdi')].map(e => e.getBoundingClientRect());
                const isolated = [...row.querySelectorAll('bdi')].every(e =>
                    getComputedStyle(e).unicodeBidi.includes('isolate'));
                return isolated && places.every((place, at) => at === 0 || places[at - 1].right <= place.left + 1);
            })")
        .await;
    assert!(ordered.len() == TEXTS.len() + 2 && ordered.iter().all(|row| *row), "{ordered:?}");
    page.is_clean();
}

/// Percent escapes of all but the sign between name and value.
fn form_urlencoded(pairs: &[String]) -> Vec<String> {
    let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    pairs.iter().map(|pair| pair.split('=').map(escaped).collect::<Vec<_>>().join("=")).collect()
}
