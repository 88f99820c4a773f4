//! Nothing moves but what has a reason to: whoever aims at a button hits it, whatever arrives meanwhile.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Page, Relay};

/// Notes at every animation frame where the regions of the page stand, and what was said when they first stood there.
const WATCH: &str = "(() => {
    const regions = ['.lanes', '.legend', '.settings', '.score', '.demo', '.work', '.fire .asbox', '.listpane .slot.fill'];
    const said = css => document.querySelector(css)?.innerText ?? '';
    window.places = {};
    const note = () => {
        for (const region of regions) {
            const top = document.querySelector(region)?.getBoundingClientRect().top.toFixed(1);
            if (top) (places[region] ??= {})[top] ??= [said('.headline'), said('.caption'), said('.score')].join(' | ');
        }
        requestAnimationFrame(note);
    };
    note();
})()";

#[tokio::test(flavor = "multi_thread")]
async fn what_arrives_moves_nothing() {
    let relay = Relay::start().await;
    let page = Page::blank().await;
    for (lang, width, height) in [("en", 1440, 900), ("en", 1180, 800), ("pt", 1180, 800), ("pt", 1440, 900)] {
        page.resize(width, height).await;
        page.go(&format!("{}?demo=off&lang={lang}", relay.page_url())).await;
        page.live().await;
        page.js::<Value>(WATCH).await;
        // From nothing measured to a median, as the texts grow.
        for _ in 0..5 {
            relay.post("/webhook", b"{\"evento\":\"pedido.pago\"}").await;
            page.wait_text(".event .won", "+").await;
        }
        page.wait_text(".headline p", "edian").await;
        page.wait_text(".scale", "10").await;
        let places: BTreeMap<String, BTreeMap<String, String>> = page.js("places").await;
        assert_eq!(places.len(), 8);
        let moved: Vec<_> = places.iter().filter(|(_, tops)| tops.len() > 1).collect();
        assert!(moved.is_empty(), "{lang} at {width} px: {moved:#?}");
    }
    page.is_clean();
}
