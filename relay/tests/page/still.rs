//! Nothing moves but what has a reason to: whoever aims at a button hits it, whatever arrives meanwhile.

use std::collections::BTreeMap;

use crate::support::{Page, Relay};

/// Notes at every animation frame where the regions of the page stand.
const WATCH: &str = "(() => {
    window.places = {};
    const note = () => {
        for (const region of ['.headline', '.lanes', '.caption', '.legend', '.settings', '.score', '.work', '.fire .asbox', '.listpane .slot.fill', '.tabpanel']) {
            const e = document.querySelector(region);
            if (e) (places[region] ??= {})[e.getBoundingClientRect().top.toFixed(1)] = document.querySelector('.headline').innerText + ' | ' + document.querySelector('.caption').innerText;
        }
        requestAnimationFrame(note);
    };
    note();
})()";

#[tokio::test(flavor = "multi_thread")]
async fn what_arrives_moves_nothing() {
    let relay = Relay::start().await;
    for (width, height) in [(1440, 900), (1180, 800)] {
        let page = Page::open(&relay).await;
        page.resize(width, height).await;
        page.js::<serde_json::Value>(WATCH).await;
        for nth in 1..=6 {
            relay.post("/webhook", b"{\"evento\":\"pedido.pago\"}").await;
            page.wait_text(".event .won", "+").await;
            let _ = nth;
        }
        page.wait_text(".headline p", "Median").await;
        let places: BTreeMap<String, BTreeMap<String, String>> = page.js("places").await;
        let moved: Vec<_> = places.iter().filter(|(_, tops)| tops.len() > 1).collect();
        assert!(moved.is_empty(), "at {width} px: {moved:#?}");
    }
}
