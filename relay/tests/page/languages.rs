//! Portuguese, English and Spanish, light and dark: as the browser has it, as the address asks, and as it was chosen.

use std::collections::BTreeSet;

use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetEmulatedMediaParams, SetUserAgentOverrideParams,
};

use crate::support::{Page, Relay, testid};

const LANGUAGE: &str = "document.documentElement.lang";
const BACKGROUND: &str = "getComputedStyle(document.body).backgroundColor";
const THEME_BUTTON: &str = "#theme";
const THEME: &str = "document.documentElement.dataset.theme ?? ''";

/// Opens the page with this query.
async fn open(page: &Page, relay: &Relay, query: &str) {
    page.go(&format!("{}?demo=off{query}", relay.page_url())).await;
    page.live().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_is_the_addresss_then_the_choice_then_the_browsers() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    assert_eq!(page.js::<String>(LANGUAGE).await, "en");
    page.wait_text(testid!("event-list"), "No webhook yet").await;
    open(&page, &relay, "&lang=pt").await;
    assert_eq!(page.js::<String>(LANGUAGE).await, "pt-BR");
    page.wait_text(testid!("event-list"), "Nenhum webhook ainda").await;
    page.wait_text("#state", "ao vivo").await;

    for (language, tag) in [("pt-BR", "pt-BR"), ("pt-PT", "pt-BR"), ("es-MX", "es"), ("de-DE", "en")] {
        let agent = SetUserAgentOverrideParams::builder().user_agent("").accept_language(language).build().unwrap();
        page.devtools(agent).await;
        open(&page, &relay, "").await;
        assert_eq!(page.js::<String>(LANGUAGE).await, tag, "{language}");
    }
    page.click_on(testid!("language", " button"), "PT").await;
    page.wait(&format!("{LANGUAGE} === 'pt-BR'")).await;
    page.wait_text("#list-title", "Eventos").await;
    // Numbers too are written as they are in Brazil.
    relay.flood(1200).await;
    page.counts("1.200").await;
    page.click_on(testid!("language", " button"), "ES").await;
    page.wait(&format!("{LANGUAGE} === 'es'")).await;
    page.wait_text("#state", "en vivo").await;
    // Four digits stand together in Spanish.
    page.counts("1200").await;
    page.click_on(testid!("language", " button"), "PT").await;
    page.wait(&format!("{LANGUAGE} === 'pt-BR'")).await;
    page.reload().await;
    page.wait(&format!("{LANGUAGE} === 'pt-BR'")).await;
    page.click_on(testid!("language", " button"), "EN").await;
    page.wait_text("#list-title", "Events").await;
    open(&page, &relay, "&lang=es").await;
    assert_eq!(page.js::<String>(LANGUAGE).await, "es");
    open(&page, &relay, "").await;
    assert_eq!(page.js::<String>(LANGUAGE).await, "en");
    // Chosen back, it is the address's again, and chosen all the same.
    open(&page, &relay, "&lang=en").await;
    for (button, tag) in [("PT", "pt-BR"), ("EN", "en")] {
        page.click_on(testid!("language", " button"), button).await;
        page.wait(&format!("{LANGUAGE} === '{tag}'")).await;
    }
    open(&page, &relay, "").await;
    assert_eq!(page.js::<String>(LANGUAGE).await, "en");
    page.is_clean();
}

/// Every word that the page says by itself: its text, names, hints; not what was received or is to be sent.
const WORDS: &str = "(() => {
    const said = new Set(), own = ['code', 'request-body', 'request-headers', 'curl-line', 'event', 'inspected', 'scheme'].map(id => `[data-testid=${id}]`) +
        ', #code, #endpoint, option, dd, kbd, code, [data-testid=lane-code] a, #channel, [data-testid=channel-menu] li, [data-testid=answer] :is(dl, pre)';
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const element = node.nodeType === 1 ? node : node.parentElement;
        if (element.closest(own) || element.closest('script, style')) continue;
        if (element.closest('[data-testid=pairs] tbody') && !element.closest('[data-testid=header-note]')) continue;
        if (node.nodeType === 3) said.add(node.data);
        else for (const name of ['aria-label', 'placeholder', 'title', 'aria-valuetext']) said.add(node.getAttribute(name) ?? '');
    }
    return [...said].map(text => text.replace(/\\s+/g, ' ').trim()).filter(text => /[A-Za-zÀ-ÿ]{2}/.test(text));
})()";

/// What is the same in English and in another language, for a reason.
const SAME: &[&str] = &[
    "Gancho",
    "GitHub",
    "Stripe",
    "Telegram",
    "Pix",
    "Mercado Pago",
    "Slack",
    "Go",
    "Rust",
    "PHP",
    "Flask",
    "Express",
    "axum",
    "NDJSON",
    "HAR",
    "PT",
    "EN",
    "ES",
    "POST",
    "Push",
    "push",
    "Pull",
    "pull",
    "Push × Pull",
    "WebSocket",
    "SSE",
    "ms",
    "KB",
    "Bytes",
    "JSON",
    "hex",
    "curl",
    "Python",
    "JavaScript",
    "Query",
    "SHA-256",
    "text/plain",
    "max",
    "Webhook",
    "Link",
];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_in_the_other_language() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let mut said: Vec<BTreeSet<String>> = Vec::new();
    for lang in ["en", "pt", "es"] {
        open(&page, &relay, &format!("&lang={lang}")).await;
        let mut words = BTreeSet::new();
        let mut listen = async || words.extend(page.js::<Vec<String>>(WORDS).await);
        if said.is_empty() {
            listen().await;
            relay.request("POST", "/webhook?a=1", &[("content-type", "text/plain")], b"x").await;
            relay.request("POST", "/webhook", &[], b"").await;
        }
        page.counts("2").await;
        listen().await;
        page.click("#event-1").await;
        for tab in ["summary", "headers", "query", "body"] {
            page.click(&format!("#tab-{tab}")).await;
            page.wait(&format!("document.querySelector('#tab-{tab}').ariaSelected === 'true'")).await;
            listen().await;
        }
        page.click("#event-2").await;
        page.wait_text(testid!("inspected-seq"), "#2").await;
        page.click("#tab-query").await;
        listen().await;
        page.fill("#filter", "qqq").await;
        page.wait("!document.querySelector('[data-testid=event]')").await;
        listen().await;
        page.fill("#filter", "").await;
        page.click(testid!("clear")).await;
        page.wait("!!document.querySelector('[data-testid=clear-dialog]')").await;
        listen().await;
        page.key("Escape").await;
        page.click("#channel").await;
        page.fill(testid!("channel-menu", " input"), "ç").await;
        page.key("Enter").await;
        page.wait("!!document.querySelector('[data-testid=channel-menu] [role=alert]')").await;
        listen().await;
        page.key("Escape").await;
        page.choose(testid!("request-method"), "GET").await;
        page.key("?").await;
        page.wait("!!document.querySelector('[role=dialog]')").await;
        listen().await;
        page.key("Escape").await;
        page.wait("!document.querySelector('[role=dialog]')").await;
        page.click(testid!("race-controls", " button[aria-expanded=false]")).await;
        page.click(testid!("pause")).await;
        listen().await;
        // Every explanation that a word of the scoreboard opens.
        for nth in 0..page.count(testid!("score", " button:not(#demo button)")).await {
            page.js::<bool>(&format!(
                "(document.querySelectorAll('[data-testid=score] button:not(#demo button)')[{nth}].click(), true)"
            ))
            .await;
            page.wait("!!document.querySelector('[role=dialog] h2')").await;
            listen().await;
            page.key("Escape").await;
            page.wait("!document.querySelector('[role=dialog]')").await;
        }
        assert!(words.len() > 100, "{words:?}");
        said.push(words);
    }
    // A time of day, a size, a ping, or an address has no language.
    for other in &said[1..] {
        let both = said[0].intersection(other).filter(|text| !SAME.contains(&text.as_str()));
        let both = both.filter(|text| !text.starts_with("· ping "));
        let left: Vec<_> = both.filter(|text| !text.contains("localhost") && !text.contains('/')).collect();
        assert!(left.is_empty(), "said in both languages: {left:#?}");
    }
}

/// True when something on the canvas has the colour of the page's text.
const INK: &str = "(() => {
    const canvas = document.querySelector('canvas');
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const data = copy.getImageData(0, 0, canvas.width, canvas.height).data;
    const ink = getComputedStyle(document.body).color.match(/\\d+/g).map(Number);
    for (let at = 0; at < data.length; at += 4)
        if (data[at + 3] === 255 && ink.every((part, n) => data[at + n] === part)) return true;
    return false;
})()";

#[tokio::test(flavor = "multi_thread")]
async fn the_theme_is_the_systems_until_it_is_chosen_and_then_stays() {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    let scheme = async |value: &str| {
        let feature = MediaFeature::new("prefers-color-scheme", value);
        page.devtools(SetEmulatedMediaParams::builder().feature(feature).build()).await;
        page.js::<String>(BACKGROUND).await
    };
    // The canvas too, which takes its colours off the page.
    let light = scheme("light").await;
    page.wait(INK).await;
    let dark = scheme("dark").await;
    page.wait(INK).await;
    assert_ne!(light, dark);
    assert_eq!(page.js::<String>(THEME).await, "");
    page.click(THEME_BUTTON).await;
    page.wait(&format!("({THEME}) === 'light'")).await;
    assert_eq!(page.js::<String>(BACKGROUND).await, light);
    page.reload().await;
    page.live().await;
    assert_eq!(
        (page.js::<String>(THEME).await.as_str(), page.js::<String>(BACKGROUND).await),
        ("light", light.clone())
    );
    page.click(THEME_BUTTON).await;
    page.wait(&format!("({THEME}) === 'dark'")).await;
    scheme("light").await;
    page.reload().await;
    page.live().await;
    assert_eq!((page.js::<String>(THEME).await.as_str(), page.js::<String>(BACKGROUND).await), ("dark", dark));
    // The address asks for one visit only.
    open(&page, &relay, "&theme=light").await;
    assert_eq!(page.js::<String>(BACKGROUND).await, light);
    open(&page, &relay, "").await;
    assert_eq!(page.js::<String>(THEME).await, "dark");
    page.is_clean();
}
