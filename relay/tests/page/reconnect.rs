//! The page is never wrong about its connection, and loses nothing over it.

use std::time::Duration;

use tokio::time::Instant;

use crate::support::{Cable, Page, Relay, testid};

/// In which a dead connection is found.
const PROMISED: Duration = Duration::from_secs(10);

async fn rows(page: &Page) -> Vec<String> {
    page.texts(testid!("event-seq")).await
}

/// Opens the page at the other end of a cable.
async fn open_by(cable: &Cable) -> Page {
    let page = Page::blank().await;
    page.go(&format!("{}?demo=off&lang=en", cable.page_url())).await;
    page.live().await;
    page
}

/// Waits for the countdown to the next attempt.
async fn counting_down(page: &Page) {
    page.wait(
        "document.querySelector('#state').dataset.is === 'retry'
            && /^reconnecting in [1-9] s$/.test(document.querySelector('#state').textContent.replace(/\\s/g, ' '))",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_relay_is_noticed_and_comes_back_with_everything() {
    let mut relay = Relay::start().await;
    let page = Page::open(&relay).await;
    for nth in 1..=2 {
        relay.post("/webhook", b"before").await;
        page.counts(&nth.to_string()).await;
    }
    // The number may come by a question before the stream brings the event.
    page.wait_for("both rows", async || rows(&page).await == ["2", "1"]).await;
    relay.kill().await;
    counting_down(&page).await;
    // What was seen stays, and what cannot be sent says so.
    assert_eq!(rows(&page).await, ["2", "1"]);
    page.click("#fire").await;
    page.wait_text(testid!("request-outcome"), "The relay did not answer. Is it running?").await;

    relay.restart().await;
    for _ in 0..3 {
        relay.post("/webhook", b"after").await;
    }
    page.live().await;
    page.counts("5").await;
    page.wait_for("the events", async || rows(&page).await == ["5", "4", "3", "2", "1"]).await;
    page.click("#fire").await;
    page.counts("6").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_while_away_is_recovered_and_counted() {
    let relay = Relay::start().await;
    let cable = Cable::to(relay.address).await;
    let page = open_by(&cable).await;
    relay.post("/webhook", b"before").await;
    page.counts("1").await;
    for (missed, told, count) in [(3, "recovered 3 events", "4"), (1, "recovered 1 event", "5")] {
        cable.cut();
        counting_down(&page).await;
        for _ in 0..missed {
            relay.post("/webhook", b"meanwhile").await;
        }
        cable.mend();
        page.live().await;
        page.wait_text("#notice", told).await;
        page.counts(count).await;
        page.click("#notice button").await;
        page.wait("!document.querySelector('#notice')").await;
    }
    assert_eq!(rows(&page).await, ["5", "4", "3", "2", "1"]);
    // Nothing missed, nothing told.
    cable.cut();
    counting_down(&page).await;
    cable.mend();
    page.live().await;
    relay.post("/webhook", b"and on").await;
    page.counts("6").await;
    assert_eq!(page.count("#notice").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_page_of_events_is_recovered_whole() {
    let relay = Relay::start().await;
    let cable = Cable::to(relay.address).await;
    let page = open_by(&cable).await;
    cable.cut();
    counting_down(&page).await;
    relay.flood(1500).await;
    cable.mend();
    page.wait_text("#notice", "recovered 1,500 events").await;
    page.counts("1,500").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cable_that_dies_silently_is_found_by_its_silence() {
    let relay = Relay::start().await;
    let cable = Cable::to(relay.address).await;
    let page = open_by(&cable).await;
    // The first pong has been heard: from here on it is steady.
    page.wait_text("#state", " ms").await;
    cable.silence();
    let silent = Instant::now();
    relay.post("/webhook", b"into the void").await;
    page.state("stale").await;
    page.state("retry").await;
    assert!(silent.elapsed() < PROMISED, "found after {:?}", silent.elapsed());
    // An attempt that gets no answer either is no connection.
    page.wait("document.querySelector('#state').dataset.is !== 'live'").await;
    assert_eq!(rows(&page).await.len(), 0);
    cable.mend();
    page.live().await;
    page.wait_text("#notice", "recovered 1 event").await;
    page.counts("1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_dies_silently_is_found_too() {
    let relay = Relay::start().await;
    let cable = Cable::to(relay.address).await;
    let page = open_by(&cable).await;
    page.click_on(testid!("transport", " button"), "SSE").await;
    page.wait_for("the stream", async || !page.requests("/sse?").is_empty()).await;
    page.live().await;
    cable.silence();
    let silent = Instant::now();
    page.state("stale").await;
    page.state("retry").await;
    assert!(silent.elapsed() < PROMISED, "found after {:?}", silent.elapsed());
    relay.post("/webhook", b"meanwhile").await;
    cable.mend();
    page.live().await;
    page.counts("1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_knows_nothing_any_more_starts_the_page_anew() {
    let mut relay = Relay::start().await;
    let page = Page::open(&relay).await;
    for nth in 1..=3 {
        relay.post("/webhook", b"of the old").await;
        page.counts(&nth.to_string()).await;
    }
    page.click("#event-2").await;
    relay.kill().await;
    counting_down(&page).await;
    relay.restart_empty().await;
    relay.post("/webhook", b"of the new").await;
    page.live().await;
    page.wait_text("#notice", "This relay does not know #2").await;
    page.counts("1").await;
    assert_eq!(page.texts(testid!("event-title")).await, ["of the new"]);
    // The inspector shows what there is, and both lanes go on.
    page.wait_text(testid!("inspected"), "of the new").await;
    relay.post("/webhook", b"and on").await;
    page.counts("2").await;
    page.wait_text(testid!("event-lead"), "+").await;
    page.reload().await;
    page.counts("2").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_taken_down_comes_back_and_catches_up() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"before").await;
    page.counts("1").await;
    page.click_on(testid!("race-controls", " button"), "Disconnect for 10 s").await;
    page.state("down").await;
    page.wait_text("#state", "receiver down, back in ").await;
    for _ in 0..2 {
        relay.post("/webhook", b"meanwhile").await;
    }
    assert_eq!(rows(&page).await, ["1"]);
    page.live().await;
    page.wait_text("#notice", "recovered 2 events").await;
    page.counts("3").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_while_away_is_shown_as_it_is() {
    let relay = Relay::start().await;
    let cable = Cable::to(relay.address).await;
    let page = open_by(&cable).await;
    for _ in 0..3 {
        relay.post("/webhook", b"before").await;
    }
    page.counts("3").await;
    page.click("#event-1").await;
    page.click("#tab-deliveries").await;
    page.wait_text(testid!("no-deliveries"), "gancho forward default --to").await;
    cable.cut();
    counting_down(&page).await;
    let consumer = "/api/channels/default/consumers/loja";
    let ack = br#"{"seq":1,"attempt":{"number":1,"result":"ok","status":200,"ms":1.0,
        "target":"http://localhost:5000","started_at":"2026-11-28T12:00:00.000000Z"}}"#;
    let event = "/api/channels/default/events";
    for (method, target, body) in [
        ("PUT", consumer.to_owned(), &br#"{"from":"start"}"#[..]),
        ("POST", format!("{consumer}/ack"), ack),
        ("PATCH", format!("{event}/1"), br#"{"pinned":true}"#),
        ("DELETE", format!("{event}/2"), b""),
    ] {
        let answer = relay.request(method, &target, &[], body).await;
        assert!(answer.status < 300, "{method} {target}: {}", answer.text());
    }
    cable.mend();
    page.live().await;
    page.wait_for("the rows", async || rows(&page).await == ["3", "1"]).await;
    page.wait_text("#event-1", "★").await;
    page.wait_text(&format!("#event-1 {}", testid!("event-delivery")), "200").await;
    page.wait_text(testid!("consumer"), "delivered").await;
    page.counts("2").await;
    assert_eq!(page.count("#notice").await, 0);
    // What comes next has its place.
    relay.post("/webhook", b"and on").await;
    page.wait_for("the rows", async || rows(&page).await == ["4", "3", "1"]).await;
}
