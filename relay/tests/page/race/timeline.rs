//! The canvas under a pointer and under the keys; standing still; scrubbed; its legend.

use chromiumoxide::cdp::browser_protocol::page::AddScriptToEvaluateOnNewDocumentParams;

use super::*;

/// The picture, as it is drawn.
async fn picture(page: &Page) -> String {
    page.js("document.querySelector('[data-testid=lanes] canvas').toDataURL()").await
}

/// Notes what is written on the canvas, frame by frame: text, place, width.
const NOTE: &str = "(() => {
    const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
    let words = [];
    Object.assign(CanvasRenderingContext2D.prototype, {
        clearRect(...rect) { window.written = words; words = []; return clearRect.apply(this, rect); },
        fillText(text, x, y) {
            words.push([text, x, this.measureText(text).width]);
            return fillText.call(this, text, x, y);
        },
    });
})()";

/// What is written on the canvas in the last frame.
async fn written(page: &Page) -> Vec<(String, f64, f64)> {
    page.js("window.written ?? []").await
}

/// What the slider over the canvas says.
async fn said(page: &Page) -> String {
    plain(page, "document.querySelector('[data-testid=timeline]').ariaValueText").await
}

async fn marks(page: &Page) -> Vec<String> {
    page.js("[...document.querySelectorAll('[data-testid=legend] li')].map(e => e.dataset.mark)").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_canvas_answers_to_the_keyboard() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    raced(&page, &relay, 1, 3).await;
    page.js::<Value>("document.querySelector('[data-testid=timeline]').focus()").await;
    for (key, seq) in [("End", 3), ("ArrowLeft", 2), ("ArrowLeft", 1), ("ArrowLeft", 1), ("ArrowRight", 2), ("Home", 1)]
    {
        page.key(key).await;
        page.wait_text(testid!("timeline-tip"), &format!("#{seq}: push after ")).await;
        let words = said(&page).await;
        assert!(words.starts_with(&format!("#{seq}: push after ")) && words.ends_with(" later"), "{words}");
        assert_eq!(page.text(testid!("timeline-tip")).await, words, "seen and heard");
    }
    // The arrows here are not the list's, and Enter opens.
    assert_eq!(page.count("[data-testid=work][data-open=true]").await, 0);
    page.key("Enter").await;
    page.wait("document.querySelector('#event-1').ariaSelected === 'true'").await;
    page.wait_text(testid!("inspected-seq"), "#1").await;
    page.js::<Value>("document.activeElement.blur()").await;
    page.wait("document.querySelector('[data-testid=timeline-tip]').hidden").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_that_is_pointed_at_says_when_each_lane_knew_and_a_click_opens_its_event() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    raced(&page, &relay, 1, 2).await;
    // So that the marks wait for the pointer.
    pause(&page).await;
    page.wait("document.querySelector('[data-testid=timeline-tip]').hidden").await;
    let (left, top, right, bottom): (f64, f64, f64, f64) = page
        .js("(r => [r.left, r.top, r.right, r.bottom])(document.querySelector('[data-testid=timeline]').getBoundingClientRect())")
        .await;
    // The lane of push, as the geometry has it.
    let y = top + (bottom - top - 20.0) * 0.46;
    let mut found = std::collections::BTreeMap::new();
    let mut x = right;
    while x > left + 110.0 {
        point(&page, x, y).await;
        // Two frames: what is pointed at is drawn.
        page.js::<Value>("await (async () => { for (const _ of [1, 2]) await new Promise(requestAnimationFrame); })()")
            .await;
        if !page.js::<bool>("document.querySelector('[data-testid=timeline-tip]').hidden").await {
            let words = page.text(testid!("timeline-tip")).await;
            found.entry(words).or_insert(x);
        }
        x -= 5.0;
    }
    let events: Vec<_> = found.iter().filter(|(words, _)| words.starts_with('#')).collect();
    assert_eq!(events.len(), 2, "{found:?}");
    for (words, _) in &events {
        assert!(words.contains(": push after ") && words.ends_with(" later"), "{words}");
    }
    let before = picture(&page).await;
    let at = *events[0].1;
    drag(&page, (at, y), at).await;
    page.wait("document.querySelector('#event-1').ariaSelected === 'true'").await;
    // Its marks have a ring, also when the pointer is gone.
    point(&page, left + 20.0, bottom - 2.0).await;
    page.wait("document.querySelector('[data-testid=timeline-tip]').hidden").await;
    page.wait_for("a ring", async || picture(&page).await != before).await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn paused_nothing_that_is_shown_moves_and_going_on_shows_what_came() {
    const SHOWN: &str = "['headline', 'score', 'legend', 'outcomes', 'lanes', 'events']
        .map(id => document.querySelector(`[data-testid=${id}]`).innerText).join('|')
        + document.querySelector('[data-testid=outcomes]').textContent
        + document.querySelector('[data-testid=lanes] canvas').toDataURL()";
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    raced(&page, &relay, 1, 2).await;
    pause(&page).await;
    page.wait_text(testid!("paused"), "paused").await;
    // What was on its way as it was pressed is drawn.
    page.js::<Value>("await (async () => { for (const _ of [1, 2]) await new Promise(requestAnimationFrame); })()")
        .await;
    let before: String = page.js(SHOWN).await;
    for nth in 1..=3 {
        relay.post("/webhook", b"newer").await;
        let newer = if nth == 1 { "paused, 1 newer".into() } else { format!("paused, {nth} newer") };
        page.wait_text(testid!("paused"), &newer).await;
    }
    let polls = || page.requests("lane=pull-").iter().filter(|poll| poll.ended).count();
    let asked = polls();
    page.wait_for("the race to go on underneath", async || polls() >= asked + 2).await;
    let after: String = page.js(SHOWN).await;
    assert!(before == after, "something moved");
    page.click_on(testid!("pause"), "Continue").await;
    page.counts("5").await;
    page.wait_text(testid!("basis"), "Median of 5 events.").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn scrubbing_goes_as_far_back_as_there_is_history() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    raced(&page, &relay, 1, 2).await;
    let opened: f64 = page.js("performance.now()").await;
    pause(&page).await;
    page.wait("!document.querySelector('#scrub').disabled").await;
    let most: f64 = page.js("-Number(document.querySelector('#scrub').min)").await;
    assert!(most >= 1.0 && most <= opened / 1000.0 + 2.0, "{most} s of {opened} ms");
    // The frame that was under way as it stopped, and one after it.
    page.js::<Value>("await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))")
        .await;
    let still = picture(&page).await;
    page.js::<Value>("document.querySelector('#scrub').focus()").await;
    page.key("ArrowLeft").await;
    page.wait("document.querySelector('#scrub').ariaValueText.replace(/\\s/g, ' ') === '−1 s'").await;
    page.wait_for("the picture of a second ago", async || picture(&page).await != still).await;
    page.key("Home").await;
    page.wait(&format!("document.querySelector('#scrub').value === '-{most}'")).await;
    page.key("End").await;
    page.wait_for("the picture as it was", async || picture(&page).await == still).await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_axis_says_the_time_that_is_looked_at() {
    let relay = Relay::start().await;
    let page = Page::blank().await;
    page.devtools(AddScriptToEvaluateOnNewDocumentParams::new(NOTE)).await;
    page.go(&format!("{}?demo=off&lang=en", relay.page_url())).await;
    page.live().await;
    let labels = async || -> Vec<(String, f64)> {
        let axis = written(&page).await.into_iter().filter(|it| it.0.starts_with('−'));
        axis.map(|(text, x, _)| (text, x)).collect()
    };
    let words = |labels: Vec<(String, f64)>| labels.into_iter().map(|it| it.0).collect::<Vec<_>>();
    let all = ["−5 s", "−10 s", "−15 s", "−20 s", "−25 s", "−30 s"];
    page.wait_for("the axis", async || words(labels().await) == all).await;
    page.wait_for("six seconds of history", async || page.js::<f64>("performance.now()").await > 9000.0).await;
    pause(&page).await;
    page.wait("Number(document.querySelector('#scrub').min) <= -6").await;
    page.js::<Value>("document.querySelector('#scrub').focus()").await;
    page.wait_for("the axis, stopped", async || words(labels().await) == all).await;
    let before = labels().await;
    for back in 1..=6 {
        page.key("ArrowLeft").await;
        let says = format!("document.querySelector('#scrub').ariaValueText.replace(/\\s/g, ' ') === '−{back} s'");
        page.wait(&says).await;
    }
    // Each line stays at its time: it moves to the right, with the next frame, and older ones come.
    let moved = 6.0 * (before[1].1 - before[2].1) / 5.0;
    page.wait_for("the same lines, six seconds older", async || {
        let after = labels().await;
        let right = after.first().is_some_and(|it| (it.1 - before[1].1 - moved).abs() < 1.0);
        right && words(after) == ["−10 s", "−15 s", "−20 s", "−25 s", "−30 s", "−35 s"]
    })
    .await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_waits_are_written_apart_and_those_of_one_poll_with_their_range() {
    // The labels of the last frame, from left to right: text, left end, right end. The one that grows stands higher.
    async fn labels(page: &Page) -> Vec<(String, f64, f64)> {
        let waits = written(page).await.into_iter().filter(|it| it.0.contains('+') && !it.0.ends_with('…'));
        let mut labels: Vec<_> = waits.map(|(text, x, width)| (text, x - width, x)).collect();
        labels.sort_by(|a, b| a.1.total_cmp(&b.1));
        labels
    }
    let relay = Relay::start().await;
    let page = Page::blank().await;
    page.devtools(AddScriptToEvaluateOnNewDocumentParams::new(NOTE)).await;
    page.go(&format!("{}?demo=off&interval=500&lang=en", relay.page_url())).await;
    page.live().await;
    // Three at once: one poll finds two of them at least.
    for _ in 0..3 {
        relay.post("/webhook", b"x").await;
    }
    let ranged = "(window.written ?? []).some(([text]) => /^[23]: \\+[0-9.–]+\\s(ms|s)$/.test(text))";
    page.wait(ranged).await;
    for (width, height) in [(1180, 800), (390, 844)] {
        page.resize(width, height).await;
        let names: f64 = if width < 600 { 64.0 } else { 104.0 };
        let wide: f64 = page.js("document.querySelector('[data-testid=lanes]').clientWidth").await;
        for _ in 0..8 {
            relay.post("/webhook", b"x").await;
            let polls = || page.requests("lane=pull-").iter().filter(|poll| poll.ended).count();
            let asked = polls();
            page.wait_for("the next poll", async || polls() > asked).await;
            let labels = labels(&page).await;
            for pair in labels.windows(2) {
                assert!(pair[0].2 + 2.0 < pair[1].1, "they run into each other: {labels:?}");
            }
            assert!(labels.iter().all(|it| it.1 >= names && it.2 < wide - 14.0), "cut at {width}: {labels:?}");
        }
        assert!(!labels(&page).await.is_empty());
    }
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_legend_has_the_marks_that_are_on_the_canvas() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    page.wait_for("a heartbeat and an empty poll", async || marks(&page).await == ["open", "beat", "closed", "hollow"])
        .await;
    raced(&page, &relay, 1, 1).await;
    let met = ["event-line", "delivered", "open", "beat", "closed", "hollow", "hit", "wait"];
    page.wait_for("the marks of an event", async || marks(&page).await == met).await;
    page.refuse("*/events?*lane=pull-*", &[500]).await;
    page.wait_for("a failure", async || marks(&page).await.contains(&"failed".into())).await;
    page.let_through().await;
    page.click_on(testid!("transport", " button"), "long").await;
    page.wait_for("a question that is held", async || marks(&page).await.contains(&"held".into())).await;
    page.click_on(testid!("race-controls", " button"), "Disconnect").await;
    page.wait_for("the time in which pull did not ask", async || marks(&page).await.contains(&"hatched".into())).await;
}
