//! The race on the screen: one number wherever it stands, a canvas that answers, a pause in which nothing moves, a panel that
//! folds, and a list that is as wide as one likes.

use chromiumoxide::cdp::browser_protocol::input::{DispatchMouseEventParams, DispatchMouseEventType, MouseButton};
use chromiumoxide::cdp::browser_protocol::page::AddScriptToEvaluateOnNewDocumentParams;
use serde_json::Value;

use crate::support::{Page, Relay, quoted, testid};

mod layout;
mod predict;
mod timeline;
mod words;

/// Posts this many events, one after the other, each found by pull before the next.
async fn raced(page: &Page, relay: &Relay, from: usize, to: usize) {
    for nth in from..=to {
        relay.post("/webhook", format!("{{\"n\":{nth}}}").as_bytes()).await;
        page.counts(&nth.to_string()).await;
        page.wait_text(testid!("event-lead"), "+").await;
    }
}

async fn pause(page: &Page) {
    page.click(testid!("pause")).await;
    page.wait("!!document.querySelector('[data-testid=paused]')").await;
}

/// Moves the mouse there, without a button.
async fn point(page: &Page, x: f64, y: f64) {
    page.devtools(DispatchMouseEventParams::new(DispatchMouseEventType::MouseMoved, x, y)).await;
}

/// Presses, moves by steps of some px, and lets go.
async fn drag(page: &Page, (x, y): (f64, f64), to_x: f64) {
    let mouse = |kind, x| {
        let mouse = DispatchMouseEventParams::builder().r#type(kind).x(x).y(y).button(MouseButton::Left);
        mouse.buttons(1).click_count(1).build().unwrap()
    };
    point(page, x, y).await;
    page.devtools(mouse(DispatchMouseEventType::MousePressed, x)).await;
    for step in 1..=4 {
        let at = x + (to_x - x) * f64::from(step) / 4.0;
        page.devtools(mouse(DispatchMouseEventType::MouseMoved, at)).await;
    }
    page.devtools(mouse(DispatchMouseEventType::MouseReleased, to_x)).await;
}

/// A text of the page, spaces as they are read.
async fn plain(page: &Page, expression: &str) -> String {
    page.js(&format!("({expression}).replace(/\\s+/g, ' ').trim()")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_event_is_one_number_wherever_it_stands() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    page.wait_text(testid!("why"), "Pull only asks every 2 s: an event waits until it asks again").await;
    relay.post("/webhook", b"x").await;
    page.wait_text(testid!("event-lead"), "+").await;
    page.wait_text(testid!("median-of"), "n = 1").await;
    page.wait_text(testid!("why"), "Pull lost because it only asks every 2 s").await;
    let wait = page.text(testid!("event-lead")).await.trim_start_matches('+').to_owned();
    assert_eq!(page.text(testid!("headline", " h1 b")).await, wait, "the headline");
    page.wait_text(testid!("basis"), "Of 1 event.").await;
    let ahead = plain(&page, "document.querySelector('[data-testid=ahead] td').innerText").await;
    assert_eq!(ahead, wait, "the table");
    page.wait_text(testid!("score", " tbody"), "Median delay, n = 1").await;
    page.js::<Value>("document.querySelector('[data-testid=timeline]').focus()").await;
    page.wait_text(testid!("timeline-tip"), &format!("pull asked {wait} later")).await;
    let rows = page.texts(testid!("outcomes", " tbody tr")).await;
    assert!(rows.iter().any(|row| row.contains(&format!("pull asked {wait} later"))), "{rows:?}");
    // The narrator goes on to the next poll.
    raced(&page, &relay, 2, 2).await;
    page.wait_text(testid!("basis"), "Median of 2 events.").await;
    // Of differences, and said where it is none of the medians above.
    let of = page.text(testid!("median-of")).await;
    assert!(of == "median of 2 differences" || of.starts_with("not the difference of the medians ("), "{of}");
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_the_same_five_events_first() {
    let relay = Relay::start().await;
    let page = Page::blank().await;
    // The first poll comes after the demonstration could have fired its first event.
    page.devtools(AddScriptToEvaluateOnNewDocumentParams::new("Math.random = () => 0.6")).await;
    page.go(&format!("{}?lang=en", relay.page_url())).await;
    page.live().await;
    page.wait_text("#demo", "Demonstration: stops by itself after 2 min").await;
    page.wait_text(testid!("basis"), "Of 1 event of this demonstration.").await;
    page.wait_text(testid!("score", " tbody"), "Median delay, n = 1").await;
    page.wait_for("five events that both saw", async || {
        page.text(testid!("basis")).await.contains("Median of the 5 events of this demonstration.")
    })
    .await;
    let fired = relay.page("?limit=1000").await;
    // In the order of their receipt, each a real POST that says that it is one of a demonstration.
    let named: Vec<_> = (1..=5).map(|seq| fired.events.iter().find(|event| event.seq == seq)).collect();
    for (nth, event) in named.iter().enumerate() {
        let event = event.unwrap();
        assert_eq!(
            (event.method.as_str(), event.header("x-gancho-demo")),
            ("POST", Some((nth + 1).to_string().as_str()))
        );
    }
    let at = |nth: usize| named[nth].unwrap().received_at.0 / 1000;
    assert!(at(4) - at(0) >= 10_000, "spread over a quarter of a minute: {}", at(4) - at(0));
    // On a busy machine a webhook or a poll is late. The near hit, which is the last, may even be none.
    for (nth, planned) in [1100.0, 1300.0, 500.0, 1800.0].into_iter().enumerate() {
        let lead = format!("document.querySelector('#event-{} [data-testid=event-lead]').textContent", nth + 1);
        let lead: String = page.js(&lead).await;
        let (number, unit) = lead.trim_start_matches('+').split_once(char::is_whitespace).unwrap();
        let ms = number.parse::<f64>().unwrap() * if unit == "s" { 1000.0 } else { 1.0 };
        assert!((planned - 300.0..planned + 400.0).contains(&ms), "event {}: {lead}, planned {planned} ms", nth + 1);
    }
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_is_not_there_is_shown_empty_and_not_made_by_looking() {
    let relay = Relay::start().await;
    relay.post("/webhook", b"somebody was here").await;
    let page = Page::blank().await;
    page.go(&format!("{}?lang=en#quiet", relay.page_url())).await;
    page.live().await;
    page.wait_text(testid!("absent"), "This channel does not exist yet").await;
    // It looks for it again, and again makes nothing.
    let asked = || page.requests("/api/channels").len();
    let before = asked();
    page.wait_for("another look", async || asked() > before).await;
    let names = async || relay.get("/api/channels").await.text();
    assert!(!names().await.contains("quiet"));
    page.wait("document.querySelector('#demo').dataset.running === 'false'").await;
    // A demonstration when it is asked for, and only there.
    page.click(testid!("show-me")).await;
    page.wait("document.querySelector('#demo').dataset.running === 'true'").await;
    page.wait_for("the first event", async || {
        relay.get("/api/channels/quiet/events").await.text().contains("x-gancho-demo")
    })
    .await;
    page.counts("1").await;
    page.wait_text(testid!("event-lead"), "+").await;
    assert_eq!(relay.page("").await.head, 1, "nothing was fired elsewhere");

    // What somebody sends makes it, and is shown.
    page.click_on("#demo button", "Stop").await;
    page.js::<Value>("location.hash = 'sent'").await;
    page.wait_text("#channel", "# sent").await;
    page.wait_text(testid!("absent"), "does not exist").await;
    relay.post("/webhook/sent", b"the first").await;
    page.wait_text(testid!("event-title"), "the first").await;
    page.wait("!document.querySelector('[data-testid=absent]')").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_with_events_is_not_shown_a_demonstration_unasked() {
    let relay = Relay::start().await;
    relay.post("/webhook/loja", b"x").await;
    let page = Page::blank().await;
    page.go(&format!("{}?lang=en", relay.page_url())).await;
    page.live().await;
    page.wait(&format!("!!document.querySelector({})", quoted(testid!("show-me")))).await;
    page.wait_for("the channels, and two polls", async || {
        page.requests("/api/channels").iter().any(|one| one.ended && one.url.ends_with("/api/channels"))
            && page.requests("lane=pull-").iter().filter(|poll| poll.ended).count() >= 2
    })
    .await;
    page.wait("document.querySelector('#demo').dataset.running === 'false'").await;
    assert_eq!(relay.page("").await.head, 0);
    page.is_clean();
}
