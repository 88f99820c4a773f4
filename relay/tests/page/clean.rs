//! Nothing to complain of: no error in the console, no word to anybody else, a strict policy, and a list that stays small in
//! the document however long it is.

use serde_json::Value;
use tokio::time::Instant;

use crate::support::{Page, Relay, testid};

/// Goes once through everything that the page offers.
async fn tour(page: &Page, relay: &Relay) {
    page.click("#fire").await;
    page.counts("1").await;
    for sample in ["Form", "Text", "Binary", "JSON"] {
        page.click_on(testid!("samples", " button"), sample).await;
        page.click_on(testid!("fire-actions", " button"), "× 5").await;
        page.wait_text(testid!("request-outcome"), "5 stored").await;
    }
    page.counts("21").await;
    for tongue in ["Python", "JavaScript", "curl"] {
        page.click_on(testid!("commands", " [role=tab]"), tongue).await;
    }
    for seq in [21, 15, 20] {
        page.click(&format!("#event-{seq}")).await;
        page.wait_text(testid!("inspected-seq"), &format!("#{seq}")).await;
        for tab in ["summary", "headers", "query", "body"] {
            page.click(&format!("#tab-{tab}")).await;
        }
        page.click_on(testid!("body-views", " button"), "hex").await;
        page.wait_text(testid!("code"), "00000000").await;
    }
    page.fill("#filter", "png").await;
    page.counts("5 of 21").await;
    page.fill("#filter", "").await;
    page.click(testid!("pause")).await;
    relay.post("/webhook", b"held back").await;
    page.click(testid!("held-back")).await;
    page.counts("22").await;
    for choice in ["SSE", "long"] {
        page.click_on(testid!("transport", " button"), choice).await;
        page.live().await;
    }
    relay.post("/webhook", b"by the others").await;
    page.counts("23").await;
    page.click_on(testid!("language", " button"), "PT").await;
    page.wait_text("#list-title", "Eventos").await;
    page.click("#theme").await;
    page.key("?").await;
    page.wait("!!document.querySelector('[role=dialog]')").await;
    page.key("Escape").await;
    page.click("#channel").await;
    page.fill(testid!("channel-menu", " input"), "outro").await;
    page.key("Enter").await;
    page.wait_text("#channel", "# outro").await;
    page.live().await;
    relay.post("/webhook/outro", b"there").await;
    page.counts("1").await;
    page.click(testid!("clear")).await;
    page.click_on(testid!("clear-dialog", " button"), "Apagar").await;
    page.counts("0").await;
    page.reload().await;
    page.live().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_session_says_nothing_to_the_console_and_nobody_else() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    tour(&page, &relay).await;
    page.is_clean();
    let requests = page.requests("");
    assert!(requests.len() > 30, "{}", requests.len());
    let own = relay.page_url();
    let socket = own.replace("http://", "ws://");
    for request in requests {
        let url = &request.url;
        // The icon is written into the page; a picture that was received is an object of the page's own.
        let mine = url.starts_with("data:image/svg+xml,") || url.starts_with(&format!("blob:{own}"));
        let fine = url.starts_with(&own) || url.starts_with(&socket) || mine;
        assert!(fine, "{url}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_is_strict_and_the_browser_keeps_to_it() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let index = relay.get("/").await;
    let policy = index.header("content-security-policy").unwrap();
    for part in ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval' 'sha256-", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    for loose in ["unsafe-inline", "'unsafe-eval'", "unsafe-hashes", "*", "http:", "https:"] {
        assert!(!policy.contains(loose), "{policy}");
    }
    assert_eq!(index.header("cache-control"), Some("no-cache"));
    // What the page is made of carries its content's hash in its name.
    let html = index.text();
    for part in html.split('"').filter(|part| part.starts_with('/') && part.contains('.') && !part.contains(' ')) {
        let file = relay.get(part).await;
        assert_eq!(file.status, 200, "{part}");
        assert!(file.header("cache-control").unwrap().contains("immutable"), "{part}");
        assert_eq!(file.header("content-security-policy"), Some(policy), "{part}");
    }
    page.is_clean();
    // And now what must not run. The browser complains of it, as it should.
    page.js::<Value>(
        "(() => {
            const script = document.createElement('script');
            script.textContent = 'window.ran = 1';
            document.head.append(script);
            document.body.insertAdjacentHTML('beforeend', '<p onclick=\"window.ran = 2\" style=\"color: red\">x</p>');
            document.body.lastElementChild.click();
        })()",
    )
    .await;
    page.wait_for("the browser's complaint", async || page.complaints().len() >= 3).await;
    assert_eq!(page.js::<Value>("window.ran ?? null").await, Value::Null);
    let evaluated: String =
        page.js("(() => { try { return new Function('return 1')(); } catch (e) { return e.name } })()").await;
    assert_eq!(evaluated, "EvalError");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_events_are_sixty_rows() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let start = Instant::now();
    // As they come, the page goes on answering.
    let flood = relay.flood(5000);
    let clicks = async {
        for nth in 0..10 {
            page.click(if nth % 2 == 0 { "#tab-headers" } else { "#tab-body" }).await;
            assert!(page.count(testid!("event")).await <= 60);
        }
    };
    page.wait("true").await;
    relay.post("/webhook", b"the first").await;
    page.counts("1").await;
    tokio::join!(flood, clicks);
    page.counts("5,001").await;
    println!("5,000 events arrived and were shown in {:?}", start.elapsed());
    assert_eq!(relay.page("").await.head, 5001);
    page.wait_text(testid!("event-seq"), "5001").await;
    assert!((1..=60).contains(&page.count(testid!("event")).await));
    // The oldest has left. Wherever one looks, there are rows, and few.
    for (scroll, seq) in [("1e9", 2), ("2000 * 56", 3001), ("0", 5001)] {
        page.js::<f64>(&format!("document.querySelector('[data-testid=events]').scrollTop = {scroll}")).await;
        page.wait(&format!("!!document.querySelector('#event-{seq}')")).await;
        assert!((1..=60).contains(&page.count(testid!("event")).await));
        page.click(&format!("#event-{seq}")).await;
        page.wait_text(testid!("inspected-seq"), &format!("#{seq}")).await;
    }
    page.js::<f64>("document.querySelector('[data-testid=events]').scrollTop = 2000 * 56").await;
    page.click("#event-3001").await;
    let top = "document.querySelector('#event-3001').getBoundingClientRect().top";
    let before: f64 = page.js(top).await;
    for _ in 0..3 {
        relay.post("/webhook", b"above").await;
    }
    page.wait("document.querySelector('[data-testid=event]').ariaSetSize === '5000'").await;
    page.wait_for("what is looked at to stay", async || {
        let moved = page.js::<Option<f64>>(&format!("document.querySelector('#event-3001') && {top}")).await;
        page.text("#event-3001").await.contains("3001") && moved == Some(before)
    })
    .await;
    page.js::<f64>("document.querySelector('[data-testid=events]').scrollTop = 0").await;
    page.wait_text(testid!("event-seq"), "5004").await;
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_at_once_all_arrive() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.flood(1000).await;
    page.counts("1,000").await;
    page.live().await;
    // Both lanes have seen every one of them.
    page.wait_text(testid!("event-lead"), "+").await;
    let brought: u64 = page
        .js(
            "await (() => {
                const list = document.querySelector('[data-testid=events]');
                list.scrollTop = 1e9;
                return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
                    done([...document.querySelectorAll('[data-testid=event-lead]')].filter(e => e.textContent.startsWith('+')).length))));
            })()",
        )
        .await;
    assert_eq!(brought as usize, page.count(testid!("event")).await);
    page.is_clean();
}
