//! What the panel says: that sentences, marks, times and columns agree, and that what is not shown is said.

use super::*;

async fn look(page: &Page, css: &str, property: &str) -> String {
    page.js(&format!("getComputedStyle(document.querySelector({})).{property}", quoted(css))).await
}

/// Opens an explanation by its words, and says which of its sections are open.
async fn explained(page: &Page, css: &str, text: &str) -> Vec<String> {
    page.click_on(css, text).await;
    page.wait("!!document.querySelector('[role=dialog]')").await;
    let open = page.texts(testid!("explanation", " details[open] summary")).await;
    page.key("Escape").await;
    page.wait("!document.querySelector('[role=dialog]')").await;
    open
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sentence_ends_in_the_mark_that_ends_a_wait() {
    const SENTENCE: &str = testid!("why", " [data-mark=hit]");
    const LEGEND: &str = testid!("legend", " [data-mark=hit]");
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    page.wait(&format!("!!document.querySelector({})", quoted(SENTENCE))).await;
    raced(&page, &relay, 1, 1).await;
    page.wait_text(LEGEND, "asked, found").await;
    page.wait_text(testid!("legend", " [data-mark=hollow]"), "asked, nothing").await;
    for property in ["backgroundColor", "borderColor", "width"] {
        let drawn = look(&page, &format!("{LEGEND} .mark"), property).await;
        assert_eq!(look(&page, SENTENCE, property).await, drawn, "{property}");
    }
    let hollow = look(&page, testid!("legend", " [data-mark=hollow] .mark"), "backgroundColor").await;
    assert_ne!(look(&page, SENTENCE, "backgroundColor").await, hollow);
    // A long poll ends no wait by asking again.
    page.click_on(testid!("transport", " button"), "long").await;
    page.wait(&format!("!document.querySelector({})", quoted(SENTENCE))).await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_narrator_says_the_time_of_the_row() {
    let relay = Relay::start().await;
    let page = Page::blank().await;
    page.go(&format!("{}?demo=off&interval=6000&lang=en", relay.page_url())).await;
    page.live().await;
    relay.post("/webhook", b"x").await;
    page.counts("1").await;
    // Some seconds later, and said until the next poll.
    page.wait_text(testid!("caption"), "Pull only asked").await;
    assert_eq!(page.text(testid!("caption", " .at")).await, page.text(testid!("event", " time")).await);
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn how_far_push_was_ahead_stands_in_no_lanes_column() {
    // The number, and the columns' inner edge.
    const PLACE: &str = "(() => {
        const box = css => document.querySelector(css).getBoundingClientRect();
        const number = box('[data-testid=ahead] .between > span');
        return [number.left, number.right, box('[data-testid=score] thead .push').right];
    })()";
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    raced(&page, &relay, 1, 1).await;
    page.wait_text(testid!("median-of"), "n = 1").await;
    for (width, height) in [(1440, 900), (1180, 800), (390, 844), (2560, 1440)] {
        page.resize(width, height).await;
        let (left, right, edge): (f64, f64, f64) = page.js(PLACE).await;
        assert!(((left + right) / 2.0 - edge).abs() < 2.0, "at {width}: {left} to {right}, between the columns {edge}");
    }
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_race_does_not_show_is_found_and_explained() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let note = testid!("last-hop");
    page.wait_text(note, "the last hop only, from Gancho to this browser").await;
    assert_eq!(look(&page, note, "color").await, look(&page, "h1", "color").await, "it is no small print");
    let size = async |css: &str| look(&page, css, "fontSize").await.trim_end_matches("px").parse::<f64>().unwrap();
    assert!(size(testid!("legend")).await < size(note).await);
    assert!(size(note).await < size(testid!("score", " td .num")).await, "the numbers are louder");
    for (width, height) in [(1440, 900), (390, 844)] {
        page.resize(width, height).await;
        let open = explained(&page, testid!("last-hop", " button"), "What this race does not show").await;
        assert_eq!(open[0], "What this race does not show");
    }
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn each_side_says_what_can_be_chosen_for_it() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    assert_eq!(explained(&page, testid!("side"), "Push").await, ["WebSocket", "SSE, Server-Sent Events"]);
    assert_eq!(explained(&page, testid!("side"), "Pull").await, ["Short", "Long"]);
    page.click_on(testid!("language", " button"), "PT").await;
    page.wait("document.documentElement.lang === 'pt-BR'").await;
    assert_eq!(explained(&page, testid!("side"), "Pull").await, ["Curto", "Longo"]);
    page.is_clean();
}
