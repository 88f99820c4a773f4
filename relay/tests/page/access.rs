//! By keyboard alone, by name alone, and on a narrow screen.

use chromiumoxide::cdp::browser_protocol::accessibility::GetFullAxTreeParams;
use serde_json::Value;

use crate::support::{Page, Relay, testid};

/// Waits until this event, and only this, is selected.
async fn selected(page: &Page, id: &str) {
    page.wait(&format!(
        "[...document.querySelectorAll('[data-testid=event][aria-selected=true]')].map(e => e.id).join() === '{id}'"
    ))
    .await;
}

async fn focused(page: &Page, id: &str) {
    page.wait(&format!("document.activeElement?.id === '{id}'")).await;
}

async fn on_tab(page: &Page, tab: &str) {
    page.wait(&format!("document.querySelector('#tab-{tab}').ariaSelected === 'true'")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_key_does_what_the_help_says() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    for nth in 1..=3 {
        relay.post("/webhook", format!("{{\"n\":{nth}}}").as_bytes()).await;
    }
    page.counts("3").await;
    // The count is the channel's: the rows may come a moment later.
    selected(&page, "event-3").await;
    for (key, id) in [
        ("j", "event-3"),
        ("j", "event-2"),
        ("ArrowDown", "event-1"),
        ("j", "event-1"),
        ("k", "event-2"),
        ("ArrowUp", "event-3"),
    ] {
        page.key(key).await;
        selected(&page, id).await;
    }
    page.wait_text(testid!("inspected-seq"), "#3").await;
    for (key, tab) in [("1", "summary"), ("2", "headers"), ("3", "query"), ("4", "body")] {
        page.key(key).await;
        on_tab(&page, tab).await;
    }
    page.key("Enter").await;
    focused(&page, "tab-body").await;
    // Nothing chosen is the newest again.
    page.key("k").await;
    page.key("j").await;
    page.key("j").await;
    selected(&page, "event-1").await;
    page.key("Escape").await;
    selected(&page, "event-3").await;

    page.key("/").await;
    focused(&page, "filter").await;
    // Where one writes, letters are letters.
    for letter in ["f", "j", "p", "?", "1"] {
        page.key(letter).await;
    }
    assert_eq!(page.value("#filter").await, "fjp?1");
    page.counts("0 of 3").await;
    page.fill("#filter", "").await;
    page.js::<Value>("document.activeElement.blur()").await;

    page.key("f").await;
    page.counts("4").await;
    page.key("p").await;
    page.wait("document.querySelector('[data-testid=pause]').ariaPressed === 'true'").await;
    page.key("p").await;
    page.wait("document.querySelector('[data-testid=pause]').ariaPressed === 'false'").await;

    let clipboard = page.clipboard().await;
    page.key("j").await;
    page.key("j").await;
    selected(&page, "event-3").await;
    page.key("c").await;
    page.wait_for("the copied command", async || {
        let copied = clipboard.text().await;
        copied.starts_with("curl -X POST") && copied.contains("{\"n\":3}")
    })
    .await;

    page.key("?").await;
    page.wait("!!document.querySelector('[role=dialog]')").await;
    page.key("Escape").await;
    page.wait("!document.querySelector('[role=dialog]')").await;
    assert_eq!(relay.page("").await.head, 4, "nothing else was fired");
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn single_letter_keys_can_be_switched_off_for_good() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"x").await;
    page.counts("1").await;
    page.key("?").await;
    page.click_on("[role=dialog] label", "Single-key shortcuts").await;
    page.wait("!document.querySelector('[role=dialog] input[type=checkbox]').checked").await;
    page.key("Escape").await;
    page.wait("!document.querySelector('[role=dialog]')").await;
    for round in 0..2 {
        for key in ["f", "p", "j", "/", "?", "2", "]"] {
            page.key(key).await;
        }
        // This one is no letter, and the last to be pressed: what the others did would be there by now.
        page.key("ArrowDown").await;
        selected(&page, "event-1").await;
        assert_eq!(page.count("[role=dialog]").await, 0);
        assert_ne!(page.js::<String>("document.activeElement.id").await, "filter");
        on_tab(&page, "body").await;
        page.wait("document.querySelector('[data-testid=pause]').ariaPressed === 'false'").await;
        assert_eq!(relay.page("").await.head, 1);
        if round == 0 {
            page.reload().await;
            page.live().await;
            page.counts("1").await;
        }
    }
    page.is_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn tab_alone_reaches_everything() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    relay.post("/webhook", b"x").await;
    page.counts("1").await;
    let wanted: Vec<String> = page
        .js("[...document.querySelectorAll('button, input, select, textarea, a[href], summary, [tabindex=\"0\"]')]
                .filter(e => e.checkVisibility() && !e.disabled && e.tabIndex >= 0)
                .map((e, nth) => (e.dataset.nth = String(nth)))")
        .await;
    let mut reached = std::collections::BTreeSet::new();
    for _ in 0..wanted.len() + 5 {
        page.key("Tab").await;
        if let Some(nth) = page.js::<Option<String>>("document.activeElement?.dataset.nth ?? null").await {
            // And one sees where one is.
            let what: String = page.js("document.activeElement.outerHTML.slice(0, 120)").await;
            page.wait_for(&format!("a focus that is seen on {what}"), async || {
                page.js("(() => { const active = document.activeElement;
                        // A field inside a frame with its icon shows it there.
                        return [active, active.parentElement].map(e => getComputedStyle(e)).some(s =>
                        s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none'); })()")
                    .await
            })
            .await;
            reached.insert(nth);
        }
    }
    let missed: Vec<_> = wanted.iter().filter(|nth| !reached.contains(*nth)).collect();
    let missed: Vec<String> = page
        .js(&format!(
            "{missed:?}.map(nth => document.querySelector(`[data-nth=\"${{nth}}\"]`).outerHTML.slice(0, 120))"
        ))
        .await;
    assert!(missed.is_empty(), "{missed:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_is_used_has_a_name() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    const USED: [&str; 13] = [
        "button",
        "textbox",
        "searchbox",
        "combobox",
        "slider",
        "tab",
        "checkbox",
        "link",
        "listbox",
        "option",
        "dialog",
        "tabpanel",
        "region",
    ];
    let mut met = std::collections::BTreeSet::new();
    for step in 0..3 {
        match step {
            0 => {}
            1 => {
                relay.post("/webhook?a=1", b"{\"a\":1}").await;
                page.counts("1").await;
                page.click("#event-1").await;
                page.click("#tab-summary").await;
                page.click("#channel").await;
            }
            _ => {
                page.key("Escape").await;
                page.key("?").await;
                page.wait("!!document.querySelector('[role=dialog]')").await;
            }
        }
        let tree = page.devtools(GetFullAxTreeParams::default()).await;
        for node in tree.nodes.iter().filter(|node| !node.ignored) {
            let text = |value: &Option<chromiumoxide::cdp::browser_protocol::accessibility::AxValue>| {
                value.as_ref().and_then(|v| v.value.as_ref()?.as_str().map(str::to_owned)).unwrap_or_default()
            };
            let (role, name) = (text(&node.role), text(&node.name));
            if USED.contains(&role.as_str()) {
                assert!(!name.trim().is_empty(), "a {role} without a name: {node:#?}");
                met.insert(role);
            }
        }
    }
    for role in ["button", "textbox", "combobox", "slider", "tab", "checkbox", "listbox", "option", "dialog"] {
        assert!(met.contains(role), "no {role} was met: {met:?}");
    }
}

/// Fills the page with values that are too long, in one line and many.
async fn long_values(relay: &Relay) {
    let long = "muito-comprido-".repeat(30);
    let headers = [("content-type", long.as_str()), ("x-long", &long), (&long[..60], "v")];
    let target = format!("/webhook/default/{long}/{long}?{long}={long}");
    assert_eq!(relay.request("POST", &target, &headers, long.as_bytes()).await.status, 200);
    for _ in 0..8 {
        relay.post("/webhook", b"{\"evento\":\"pedido.pago\"}").await;
    }
    relay.request("PUT", &format!("/api/channels/{}", "c".repeat(64)), &[], b"{}").await;
}

/// What sticks out of the window, or of itself.
const STICKS_OUT: &str = "(() => {
    const found = [];
    if (document.scrollingElement.scrollWidth > innerWidth) {
        const wide = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 0.5);
        found.push(`the page is ${document.scrollingElement.scrollWidth} px wide: ` + wide.at(-1)?.outerHTML.slice(0, 120));
    }
    for (const e of document.querySelectorAll('button, input, select, textarea, h1, h2, summary, label, output')) {
        if (!e.checkVisibility()) continue;
        const r = e.getBoundingClientRect();
        if (r.width === 0) continue;
        // Tabs in a row that scrolls come into view as they are used.
        if (e.role === 'tab' && getComputedStyle(e.parentElement).overflowX === 'auto') continue;
        if (r.right > innerWidth + 0.5 || r.left < -0.5) found.push('outside: ' + e.outerHTML.slice(0, 120));
        if (e.tagName === 'BUTTON' && e.scrollWidth > e.clientWidth + 1) found.push('cut off: ' + e.outerHTML.slice(0, 120));
    }
    return found;
})()";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_sticks_out_at_any_width() {
    let relay = Relay::start().await;
    long_values(&relay).await;
    let page = Page::blank().await;
    for lang in ["pt", "en"] {
        page.go(&format!("{}?demo=off&lang={lang}", relay.page_url())).await;
        page.live().await;
        page.counts("9").await;
        // The widths of the design, a tablet's, and the narrowest that WCAG 2.2 asks for (1.4.10).
        for (width, height) in [(1440, 900), (1180, 800), (1024, 768), (768, 1024), (390, 844), (320, 640)] {
            page.resize(width, height).await;
            let out: Vec<String> = page.js(STICKS_OUT).await;
            assert!(out.is_empty(), "{lang} at {width}: {out:#?}");
            page.click("#event-9").await;
            for tab in ["summary", "headers", "query", "body"] {
                page.click(&format!("#tab-{tab}")).await;
                on_tab(&page, tab).await;
                let out: Vec<String> = page.js(STICKS_OUT).await;
                assert!(out.is_empty(), "{lang} at {width}, {tab}: {out:#?}");
            }
            page.key("Escape").await;
            page.wait("document.querySelector('[data-testid=work]').dataset.open === 'false'").await;
        }
        page.js::<Value>(&format!("location.hash = '{}'", "c".repeat(64))).await;
        page.wait_text("#channel", "# ccc").await;
        for (width, height) in [(1440, 900), (390, 844)] {
            page.resize(width, height).await;
            let out: Vec<String> = page.js(STICKS_OUT).await;
            assert!(out.is_empty(), "{lang} at {width}, long channel: {out:#?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_explanation_opens_fits_and_gives_the_keyboard_back() {
    let relay = Relay::start().await;
    relay.post("/webhook", b"{}").await;
    let page = Page::open(&relay).await;
    page.wait_text(testid!("scale"), "10,000 clients").await;
    for (width, height) in [(1440, 900), (390, 844)] {
        page.resize(width, height).await;
        let words = page.count(testid!("score", " button:not(#demo button)")).await;
        assert!(words >= 7, "{words}");
        for nth in 0..words {
            let word = format!("document.querySelectorAll('[data-testid=score] button:not(#demo button)')[{nth}]");
            page.js::<Value>(&format!("{word}.focus()")).await;
            page.key("Enter").await;
            page.wait("document.querySelector('[role=dialog]')?.contains(document.activeElement)").await;
            assert!(!page.text("[role=dialog] h2").await.is_empty());
            // Some of it is the worker's.
            page.wait("document.querySelector('[data-testid=explanation]').textContent.length > 40").await;
            let out: Vec<String> = page.js(STICKS_OUT).await;
            assert!(out.is_empty(), "at {width}, {}: {out:#?}", page.text("[role=dialog] h2").await);
            // The keyboard stays inside while it is open.
            for _ in 0..20 {
                page.key("Tab").await;
                assert!(
                    page.js::<bool>("document.querySelector('[role=dialog]').contains(document.activeElement)").await
                );
            }
            page.key("Escape").await;
            page.wait(&format!("!document.querySelector('[role=dialog]') && document.activeElement === {word}")).await;
        }
    }
    page.is_clean();
}

/// Targets under 24 px (WCAG 2.2, 2.5.8). What is in a sentence, and a box beside its label, may be smaller.
const SMALL: &str =
    "[...document.querySelectorAll('button, input, select, textarea, summary, a[href], [data-testid=event]')]
    .filter(e => e.checkVisibility() && !e.closest('[data-testid=scale]'))
    .map(e => e.type === 'checkbox' ? e.closest('label') : e)
    .filter(e => { const r = e.getBoundingClientRect(); return r.width > 0 && (r.width < 24 || r.height < 24); })
    .map(e => `${e.offsetWidth} × ${e.offsetHeight}: ` + e.outerHTML.slice(0, 120))";

#[tokio::test(flavor = "multi_thread")]
async fn every_target_is_large_enough() {
    let relay = Relay::start().await;
    relay.post("/webhook", b"{}").await;
    let page = Page::open(&relay).await;
    for (width, height) in [(1440, 900), (390, 844)] {
        page.resize(width, height).await;
        page.click("#event-1").await;
        page.click("#tab-summary").await;
        let small: Vec<String> = page.js(SMALL).await;
        assert!(small.is_empty(), "at {width}: {small:#?}");
        page.click("#tab-body").await;
        let small: Vec<String> = page.js(SMALL).await;
        assert!(small.is_empty(), "at {width}: {small:#?}");
        page.key("Escape").await;
        page.key("?").await;
        page.wait("!!document.querySelector('[role=dialog]')").await;
        let small: Vec<String> = page.js(SMALL).await;
        assert!(small.is_empty(), "at {width}: {small:#?}");
        page.key("Escape").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_phone_the_inspector_is_a_sheet_and_fire_is_at_hand() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    page.resize(390, 844).await;
    // The bar is three lines high, and no more, in the longer languages too.
    for language in ["EN", "PT", "ES", "EN"] {
        page.click_on(testid!("language", " button"), language).await;
        page.wait("document.querySelector('[data-testid=topbar]').offsetHeight <= 140").await;
    }
    let in_view = "(css => { const r = document.querySelector(css).getBoundingClientRect();
        return r.top >= 0 && r.bottom <= innerHeight && r.left >= 0 && r.right <= innerWidth; })";
    // Wherever one has scrolled to.
    for scroll in ["0", "1e9"] {
        page.js::<Value>(&format!("document.scrollingElement.scrollTop = {scroll}; 0")).await;
        page.wait(&format!("{in_view}('[data-testid=quick-fire] button')")).await;
    }
    page.click_on(testid!("quick-fire", " button"), "Fire").await;
    page.counts("1").await;
    page.click("#event-1").await;
    page.wait(
        "(() => { const r = document.querySelector('[data-testid=inspector]').getBoundingClientRect();
            return r.left === 0 && r.top === 0 && r.width === innerWidth && r.height === innerHeight; })()",
    )
    .await;
    page.wait_text(testid!("code"), "\"pedido.pago\"").await;
    page.click("#tab-headers").await;
    page.wait_text("#tabpanel", "content-type").await;
    page.click_on(testid!("inspector", " button"), "Back").await;
    page.wait("!document.querySelector('[data-testid=inspector]').checkVisibility()").await;
    page.wait("document.querySelector('#event-1').checkVisibility()").await;

    page.click_on(testid!("quick-fire", " button"), "Edit").await;
    page.wait("document.querySelector('[data-testid=request-pane]').checkVisibility()").await;
    page.fill(testid!("request-path"), "/webhook?from=phone").await;
    page.click("#fire").await;
    page.wait_text(testid!("request-outcome"), "stored as #2").await;
    page.click_on(testid!("request-pane", " button"), "Back").await;
    page.wait("!document.querySelector('[data-testid=request-pane]').checkVisibility()").await;
    page.wait_text(testid!("event-seq"), "2").await;
    assert_eq!(relay.event(2).await.query.as_deref(), Some("from=phone"));
    page.is_clean();
}
