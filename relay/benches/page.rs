//! What a frame of the page costs when it is busy: `cargo xtask bench --bench page`.
//!
//! The real page in a real Chromium slowed down four times, the timeline full of marks, fifty events a second and a poll
//! every 250 ms. What is measured is Chromium's own account of the time spent in script, divided by the frames drawn.

// A benchmark that cannot go on should stop, and its results belong on standard output.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::process::ExitCode;
use std::time::Duration;

use chromiumoxide::cdp::browser_protocol::emulation::SetCpuThrottlingRateParams;
use chromiumoxide::cdp::browser_protocol::performance::{EnableParams, GetMetricsParams};
use tokio::time::{MissedTickBehavior, interval, sleep};

#[path = "../tests/page"]
#[allow(dead_code, unused_imports, reason = "shared with the page's tests, which use all of it")]
mod tests {
    pub(crate) mod support;
}

use tests::support::{Client, Page, Relay};

/// How much slower the processor is made.
const SLOWER: f64 = 4.0;
/// Script in a frame, in ms: what is aimed at, and above which the benchmark fails.
const AIM_MS: f64 = 8.0;
const LIMIT_MS: f64 = 16.0;
const EVENTS_A_SECOND: u32 = 50;
/// Longer than the thirty seconds that the timeline shows.
const FILL: Duration = Duration::from_secs(32);
const ROUNDS: usize = 9;
const ROUND: Duration = Duration::from_secs(2);

#[tokio::main]
async fn main() -> ExitCode {
    let relay = Relay::start().await;
    let page = Page::open(&relay).await;
    page.go(&format!("{}?demo=off&lang=en&interval=250", relay.page_url())).await;
    page.live().await;
    page.tab.execute(EnableParams::default()).await.unwrap();
    page.tab.execute(SetCpuThrottlingRateParams::new(SLOWER)).await.unwrap();
    let _: serde_json::Value =
        page.js("(window.frames_drawn = 0, requestAnimationFrame(function next() { window.frames_drawn++; requestAnimationFrame(next) }), 0)").await;

    println!("filling the timeline: {EVENTS_A_SECOND} events a second for {} s", FILL.as_secs());
    let load = tokio::spawn(load(relay.address));
    sleep(FILL).await;
    let mut costs = Vec::with_capacity(ROUNDS);
    let mut before = reading(&page).await;
    for round in 1..=ROUNDS {
        sleep(ROUND).await;
        let now = reading(&page).await;
        let (script_ms, frames) = (now.0 - before.0, now.1 - before.1);
        before = now;
        let cost = script_ms / frames.max(1.0);
        println!("round {round}: {script_ms:6.0} ms of script, {frames:4.0} frames, {cost:5.2} ms a frame");
        costs.push(cost);
    }
    load.abort();
    costs.sort_by(f64::total_cmp);
    let median = costs[ROUNDS / 2];
    println!("script a frame at ×{SLOWER}: median {median:.2} ms; aim {AIM_MS} ms, limit {LIMIT_MS} ms");
    if median > LIMIT_MS { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Time spent in script so far, in ms, and frames drawn so far.
async fn reading(page: &Page) -> (f64, f64) {
    let metrics = page.tab.execute(GetMetricsParams::default()).await.unwrap().result.metrics;
    let script = metrics.iter().find(|metric| metric.name == "ScriptDuration").map_or(0.0, |metric| metric.value);
    (script * 1000.0, page.js("window.frames_drawn").await)
}

/// Sends events at a steady rate for as long as it is let, and no longer than two minutes.
async fn load(address: std::net::SocketAddr) {
    let client = Client { address };
    let mut tick = interval(Duration::from_secs(1) / EVENTS_A_SECOND);
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    for n in 0..EVENTS_A_SECOND * 120 {
        tick.tick().await;
        let body = format!("{{\"evento\":\"pedido.pago\",\"pedido\":{n}}}");
        client.request("POST", "/webhook", &[], body.as_bytes()).await;
    }
}
