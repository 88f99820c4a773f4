//! Nothing moves but what has a reason to: whoever aims at a button hits it, whatever arrives meanwhile.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Page, Relay, testid};

/// Notes at every animation frame where the regions of the page stand, and what was said when they first stood there.
const WATCH: &str = "(() => {
    const regions = ['[data-testid=lanes]', '[data-testid=legend]', '[data-testid=race-settings]', '[data-testid=score]', '#demo', '[data-testid=work]', '[data-testid=commands]', '[data-testid=events-place]'];
    const said = css => document.querySelector(css)?.innerText ?? '';
    window.places = {};
    const note = () => {
        for (const region of regions) {
            const top = document.querySelector(region)?.getBoundingClientRect().top.toFixed(1);
            if (top) (places[region] ??= {})[top] ??= [said('[data-testid=headline]'), said('[data-testid=caption]'), said('[data-testid=score]')].join(' | ');
        }
        requestAnimationFrame(note);
    };
    note();
})()";

#[tokio::test(flavor = "multi_thread")]
async fn what_arrives_moves_nothing() {
    let relay = Relay::start().await;
    let page = Page::blank().await;
    let mut channel = 0;
    for (lang, width, height, demo) in [
        ("en", 1440, 900, false),
        ("en", 1180, 800, false),
        ("pt", 1180, 800, false),
        ("pt", 1440, 900, false),
        ("en", 390, 844, false),
        ("pt", 390, 844, false),
        ("es", 390, 844, false),
        ("en", 1180, 800, true),
        ("pt", 390, 844, true),
    ] {
        channel += 1;
        page.resize(width, height).await;
        // Another page each time, for whom nothing is measured yet.
        page.go("about:blank").await;
        // There already: what is sent to one that is not there would not be measured.
        relay.request("PUT", &format!("/api/channels/c{channel}"), &[], b"{}").await;
        let how = if demo { "gap=500&seed=7" } else { "demo=off" };
        page.go(&format!("{}?{how}&interval=250&lang={lang}#c{channel}", relay.page_url())).await;
        page.live().await;
        page.js::<Value>(WATCH).await;
        if demo {
            page.js::<Value>("document.querySelector('#demo button').click()").await;
        }
        // From nothing measured to a median, as the texts grow.
        for nth in 1..=5 {
            if !demo {
                relay.post(&format!("/webhook/c{channel}"), b"{\"evento\":\"pedido.pago\"}").await;
                page.counts(&nth.to_string()).await;
                page.wait_text(testid!("event-lead"), "+").await;
            }
        }
        page.wait_text(testid!("basis"), "Median").await;
        page.wait_text(testid!("scale"), "10").await;
        let places: BTreeMap<String, BTreeMap<String, String>> = page.js("places").await;
        assert_eq!(places.len(), 8);
        let moved: Vec<_> = places.iter().filter(|(_, tops)| tops.len() > 1).collect();
        assert!(moved.is_empty(), "{lang} at {width} px: {moved:#?}");
    }
    page.is_clean();
}
