//! What the race counts is what happened: on the screen, in the browser's own record, and at the relay.

use serde_json::Value;
use wire::{EventsPage, MeterReading};

use crate::support::{Page, Relay, Request, testid, until};

mod interval;

const INTERVAL: &str = "#interval";
/// The interval as it is written.
const WRITTEN: &str = "#interval-typed";

/// A cell of the scoreboard, as it is written.
async fn score(page: &Page, row: &str, lane: &str) -> String {
    score_in(page, testid!("score"), row, lane).await
}

/// A cell of a table in `place` that has a column for push and one for pull.
async fn score_in(page: &Page, place: &str, row: &str, lane: &str) -> String {
    let column = if lane == "push" { 1 } else { 2 };
    page.js(&format!(
        "[...document.querySelectorAll('{place} tr')].find(row => row.cells[0].textContent.startsWith('{row}'))
            .cells[{column}].textContent.replace(/\\s+/g, ' ').trim()"
    ))
    .await
}

async fn number(page: &Page, row: &str, lane: &str) -> u64 {
    let text = score(page, row, lane).await;
    let digits: String = text.chars().take_while(|c| c.is_ascii_digit() || *c == ',').filter(|c| *c != ',').collect();
    digits.parse().unwrap_or_else(|_| panic!("{row}, {lane}: {text}"))
}

/// Requests and sockets of the run's lane, and the lane's name.
fn lane(page: &Page, kind: &str) -> (String, Vec<Request>) {
    let all: Vec<_> =
        page.requests(&format!("lane={kind}-")).into_iter().filter(|one| !one.url.contains("/api/meter")).collect();
    let name = all.last().and_then(|one| Some(one.url.split_once("lane=")?.1.split('&').next()?.to_owned()));
    let name = name.unwrap_or_default();
    (name.clone(), all.into_iter().filter(|one| one.url.contains(&name)).collect())
}

async fn meter(relay: &Relay, lane: &str) -> MeterReading {
    relay.get(&format!("/api/meter?lane={lane}")).await.json()
}

/// Waits for a moment between two polls, at least so many into the run, at which the screen, the browser and the relay
/// count the same; returns the polls.
async fn agree(page: &Page, relay: &Relay, at_least: usize) -> Vec<Request> {
    let mut agreed = Vec::new();
    page.wait_for("screen, browser and relay to agree", async || {
        let (name, polls) = lane(page, "pull");
        if polls.len() < at_least || polls.iter().any(|poll| !poll.ended) {
            return false;
        }
        let shown = (number(page, "Requests", "pull").await, number(page, "Empty", "pull").await);
        let counted = meter(relay, &name).await.requests;
        let (_, after) = lane(page, "pull");
        agreed = polls;
        // Another poll in between: what was read is of two moments.
        after.len() == agreed.len()
            && (shown.0, agreed.len() as u64) == (counted, counted)
            && shown.1 == empty(page, &agreed).await
    })
    .await;
    agreed
}

/// How many of these polls brought nothing, by what they were answered.
async fn empty(page: &Page, polls: &[Request]) -> u64 {
    let mut empty = 0;
    for poll in polls {
        empty += u64::from(brought(page, poll).await.is_empty());
    }
    empty
}

/// The positions that a poll brought.
async fn brought(page: &Page, poll: &Request) -> Vec<u64> {
    if poll.status == Some(304) {
        return Vec::new();
    }
    let answer: EventsPage = serde_json::from_str(&page.answer(poll).await).unwrap();
    answer.events.iter().map(|event| event.seq).collect()
}

/// Waits until the interval is written so.
async fn written(page: &Page, shown: &str) {
    page.wait(&format!("document.querySelector('{WRITTEN}').value.replace(/\\s/g, ' ') === '{shown}'")).await;
}

/// Sets the interval to its shortest, by keyboard.
async fn hurry(page: &Page) {
    for shown in ["1 s", "500 ms", "250 ms"] {
        press(page, "[", shown).await;
    }
}

/// Presses a key that sets the interval, and waits until the new run has its socket: the browser complains of one that is
/// closed before it is open.
async fn press(page: &Page, key: &str, shown: &str) {
    let (before, _) = lane(page, "push");
    page.key(key).await;
    written(page, shown).await;
    new_run(page, &before).await;
}

/// Waits until another run than this one has its socket.
async fn new_run(page: &Page, before: &str) {
    until("the new run's socket", async || {
        let (now, sockets) = lane(page, "push");
        now != before && sockets.iter().all(|socket| socket.status == Some(101))
    })
    .await;
}

/// Presses one of the choices of a lane.
async fn choose(page: &Page, choice: &str) {
    let button = testid!("transport", " button");
    page.click_on(button, choice).await;
    page.wait(&format!(
        "[...document.querySelectorAll('{button}')].some(b => b.ariaPressed === 'true' && b.textContent.startsWith('{choice}'))"
    ))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pull_is_counted_as_the_relay_counts_it() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    hurry(&page).await;
    for (nth, at_least) in (1..).zip([4, 8, 12]) {
        relay.post("/webhook", b"x").await;
        page.counts(&nth.to_string()).await;
        agree(&page, &relay, at_least).await;
    }
    // Pull saw every event, once, in order.
    let polls = agree(&page, &relay, 16).await;
    let mut seen = Vec::new();
    for poll in &polls {
        seen.extend(brought(&page, poll).await);
    }
    assert_eq!(seen, [1, 2, 3]);

    let (push, sockets) = lane(&page, "push");
    assert_eq!((score(&page, "Requests", "push").await.as_str(), sockets.len()), ("1", 1));
    let reading = meter(&relay, &push).await;
    assert_eq!((reading.requests, reading.open), (1, 1));
    page.is_clean();
}

/// The demonstration by a seed, so that a run can be had again: what it fired, push brought and pull found is the same on the
/// screen, in the browser and at the relay, request for request.
#[tokio::test(flavor = "multi_thread")]
async fn a_seeded_run_is_counted_as_the_relay_saw_it() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    page.go(&format!("{}?lang=en&seed=7&gap=200&interval=250", relay.page_url())).await;
    page.wait("Number(document.querySelector('#count').textContent) >= 25").await;
    page.click_on("button", "Stop").await;
    // One may still be on its way.
    let fired =
        || page.requests("/webhook").into_iter().filter(|one| one.url.ends_with("/webhook")).collect::<Vec<_>>();
    // Its status: the body of one that was on its way at the stop is read by nobody, and the browser waits for that.
    page.wait_for("the last webhook's answer", async || fired().iter().all(|one| one.status.is_some())).await;
    let fired = fired().len() as u64;
    page.counts(&fired.to_string()).await;
    page.wait_for("pull to know of all", async || {
        !page.texts(testid!("event-lead", "[data-waiting=true]")).await.iter().any(|it| !it.is_empty())
    })
    .await;
    let polls = agree(&page, &relay, 12).await;

    let kept: EventsPage = relay.get("/api/channels/default/events?limit=1000").await.json();
    assert_eq!((kept.head, kept.events.len() as u64), (fired, fired));
    assert!(fired >= 25, "{fired}");
    let mut pulled = Vec::new();
    for poll in &polls {
        pulled.extend(brought(&page, poll).await);
    }
    assert_eq!(pulled, (1..=fired).collect::<Vec<_>>(), "pull found each once, in order");
    let (name, sockets) = lane(&page, "push");
    assert_eq!((number(&page, "Requests", "push").await, meter(&relay, &name).await.requests), (1, 1));
    assert_eq!(sockets.len(), 1);
    page.is_clean();
}

/// A busy server and a broken one, and behind them the event that push has long brought.
#[tokio::test(flavor = "multi_thread")]
async fn polls_that_are_refused_are_counted_and_lose_nothing() {
    const REFUSED: [i64; 2] = [429, 500];
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    hurry(&page).await;
    agree(&page, &relay, 2).await;
    page.refuse("*/events?*lane=pull-*", &REFUSED).await;
    relay.post("/webhook", b"x").await;
    page.counts("1").await;
    page.wait_text(testid!("caption"), "Pull asked and got an error, or nothing. It will ask again.").await;
    let refused = || {
        let polls = lane(&page, "pull").1;
        polls.into_iter().filter(|poll| poll.status.is_some_and(|status| REFUSED.contains(&status))).count() as u64
    };
    until("four refusals", async || refused() >= 4).await;
    page.wait_text(testid!("event-lead"), "pull waits").await;
    assert!(page.text("#state").await.starts_with("live"), "push goes on");
    page.wait_for("the count of refusals", async || score(&page, "Requests", "pull").await.ends_with(" failed")).await;

    page.let_through().await;
    page.wait_for("pull to find the event", async || {
        page.count(testid!("event-lead", "[data-waiting=true]")).await == 0
    })
    .await;
    page.wait_text(testid!("event-lead"), "+").await;
    page.click_on(testid!("score", " button"), "Requests").await;
    page.wait_for("refusals on screen, and the relay's polls beside them", async || {
        let (name, polls) = lane(&page, "pull");
        let failed: u64 = score_in(&page, "[role=dialog]", "Failures", "pull").await.parse().unwrap();
        let asked = number(&page, "Requests", "pull").await;
        polls.iter().all(|poll| poll.ended)
            && (failed, asked) == (refused(), polls.len() as u64)
            && meter(&relay, &name).await.requests == asked - failed
    })
    .await;
    for complaint in page.complaints() {
        assert!(REFUSED.iter().any(|status| complaint.contains(&format!("status of {status}"))), "{complaint}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_are_the_relays_own() {
    // Between two readings of the meter, two seconds apart, the socket's heartbeat goes on: two messages each way.
    const HEARTBEAT: f64 = 400.0;
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    hurry(&page).await;
    relay.post("/webhook", &[b'x'; 20_000]).await;
    for (kind, slack) in [("push", HEARTBEAT), ("pull", 3000.0)] {
        let (name, _) = lane(&page, kind);
        page.wait_for("the meter on screen", async || {
            let shown = score(&page, "Bytes", kind).await;
            let Some((number, unit)) = shown.split_once(' ') else { return false };
            let shown = number.parse::<f64>().unwrap() * if unit == "B" { 1.0 } else { 1000.0 };
            let reading = meter(&relay, &name).await;
            let counted = (reading.bytes_up + reading.bytes_down) as f64;
            assert!(shown <= counted + 50.0, "{shown} on screen, {counted} at the relay");
            counted > 20_000.0 && counted - shown < slack
        })
        .await;
    }
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_transport_delivers_and_counts() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let (socket, _) = lane(&page, "push");
    hurry(&page).await;

    choose(&page, "SSE").await;
    until("the stream", async || !page.requests("/sse?").is_empty()).await;
    let (stream, _) = lane(&page, "push");
    assert_ne!(socket, stream, "a run is a lane of its own");
    page.live().await;
    until("the socket's end", async || meter(&relay, &socket).await.open == 0).await;
    relay.post("/webhook", b"by stream").await;
    page.wait_text(testid!("event-title"), "by stream").await;
    // The figures are shown a moment after the event.
    page.wait_for("the stream to be counted", async || score(&page, "Requests", "push").await == "1").await;
    let reading = meter(&relay, &stream).await;
    assert_eq!((reading.requests, reading.open), (1, 1));
    agree(&page, &relay, 3).await;

    choose(&page, "WebSocket").await;
    until("the stream's end", async || meter(&relay, &stream).await.open == 0).await;
    page.live().await;

    page.click_on(testid!("race-controls", " button"), "More…").await;
    page.click_on(testid!("race-more", " label"), "conditional").await;
    relay.post("/webhook", b"seen once").await;
    page.wait_text(testid!("event-title"), "seen once").await;
    let polls = agree(&page, &relay, 6).await;
    let unchanged = polls.iter().filter(|poll| poll.status == Some(304)).count();
    assert!(unchanged >= 3, "304 when there is nothing new: {polls:?}");

    choose(&page, "long").await;
    page.wait(&format!("document.querySelector('{INTERVAL}').disabled")).await;
    for nth in 3..6 {
        // One question stands open; an event answers it, and the next is asked at once.
        until("an open question", async || lane(&page, "pull").1.last().is_some_and(|poll| !poll.ended)).await;
        relay.post("/webhook", b"at once").await;
        page.counts(&nth.to_string()).await;
        page.wait_for("the open question to be the only one not counted", async || {
            let (name, polls) = lane(&page, "pull");
            let ended = polls.iter().filter(|poll| poll.ended).count() as u64;
            let counted = meter(&relay, &name).await.requests;
            ended > 0
                && polls.last().is_some_and(|poll| !poll.ended && poll.url.contains("&wait="))
                && (number(&page, "Requests", "pull").await, counted) == (ended, ended + 1)
        })
        .await;
    }
    assert_eq!(number(&page, "Empty", "pull").await, 0);
    page.is_clean();
}

/// A browser slows down the timers of a tab that is not seen: what came meanwhile says nothing of the interval.
#[tokio::test(flavor = "multi_thread")]
async fn in_a_hidden_tab_pull_rests_and_nothing_is_measured() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    hurry(&page).await;
    agree(&page, &relay, 2).await;
    let see = async |state: &str| {
        page.js::<Value>(&format!(
            "(Object.defineProperty(document, 'visibilityState', {{ value: '{state}', configurable: true }}),
                document.dispatchEvent(new Event('visibilitychange')))"
        ))
        .await;
    };
    see("hidden").await;
    // One may have been on its way. From its end on, none is asked while push's next signs of life come, two seconds apart.
    let (name, _) = lane(&page, "pull");
    until("the last poll's end", async || lane(&page, "pull").1.iter().all(|poll| poll.ended)).await;
    let asked = meter(&relay, &name).await.requests;
    let (push, _) = lane(&page, "push");
    for _ in 0..2 {
        let before = meter(&relay, &push).await.bytes_up;
        until("a sign of life", async || meter(&relay, &push).await.bytes_up > before).await;
    }
    relay.post("/webhook", b"unseen").await;
    page.counts("1").await;
    assert_eq!(meter(&relay, &name).await.requests, asked);

    see("visible").await;
    until("pull to ask again", async || meter(&relay, &name).await.requests > asked).await;
    relay.post("/webhook", b"seen").await;
    page.counts("2").await;
    page.wait_for("the second event to be found", async || page.texts(testid!("event-lead")).await[0].starts_with('+'))
        .await;
    assert_eq!(page.texts(testid!("event-lead")).await[1], "", "its wait was the tab's and not the interval's");
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_headline_is_measured() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    page.wait_text(testid!("headline"), "Fire a webhook to see it.").await;
    for nth in 1..=5 {
        relay.post("/webhook", b"x").await;
        page.counts(&nth.to_string()).await;
    }
    page.wait_text(testid!("headline", " h1"), "Push knew ").await;
    page.wait_text(testid!("basis"), "Median of 5 events.").await;
    // What each row says is what the headline is the median of.
    let waits: Vec<String> = page.texts(testid!("event-lead")).await;
    assert_eq!(waits.len(), 5);
    let ms = |text: &str| -> f64 {
        let (number, unit) = text.trim_start_matches('+').split_once(' ').unwrap();
        let number: f64 = number.trim_start_matches('<').parse().unwrap();
        if unit == "ms" { number } else { number * 1000.0 }
    };
    let mut waits: Vec<f64> = waits.iter().map(|text| ms(text)).collect();
    waits.sort_by(f64::total_cmp);
    let shown = page.text(testid!("headline", " h1 b")).await;
    assert!((ms(&shown) - waits[2]).abs() <= 10.0, "{shown} of {waits:?}");
    // The same, for whoever does not see the canvas.
    let rows: Vec<String> = page.texts(testid!("outcomes", " tbody tr")).await;
    assert!(rows.iter().any(|row| row.contains("push") && row.contains("brought #5")), "{rows:?}");
    assert!(rows.len() <= 20);
    page.js::<Value>("0").await;
    page.is_clean();
}
