//! `gancho send` of several: how many at once, how often, and the summary.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::forward::{App, Reply};
use crate::support::{gancho, until, within};

#[tokio::test]
async fn as_many_are_under_way_as_it_was_told() {
    let gate = Arc::new(Semaphore::new(0));
    let held = gate.clone();
    let app = App::with(move |_, _| Reply::Held(held.clone(), 200)).await;
    let url = app.url() + "/hook";
    let mut command = gancho(&["send", &url, "--body", "x", "--times", "6", "--concurrency", "3"]);
    let sending = tokio::spawn(async move { command.output().await });
    app.wait(3).await;
    gate.add_permits(1);
    // One that is answered makes room for one.
    app.wait(4).await;
    assert_eq!(app.count(), 4);
    gate.add_permits(10);
    let output = within("its end", sending).await.unwrap().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && said.contains("6 sent in") && said.contains(", 0 failed"), "{said}");
    assert!(said.contains("min ") && said.contains("p50 ") && said.contains("p95 "), "{said}");
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 6);
}

#[tokio::test]
async fn failures_are_counted_and_do_not_end_it() {
    let app = App::with(|number, _| match number {
        1 => Reply::Status(503),
        2 => Reply::Raw(Vec::new()),
        _ => Reply::Status(204),
    })
    .await;
    let output =
        within("its end", gancho(&["send", &app.url(), "--body", "x", "--times", "5"]).output()).await.unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("5 sent in") && said.contains("2 failed"), "{said}");
    assert!(said.contains("1 \u{d7} 503"), "{said}");
    until("all of them", async || app.count() == 5).await;
}

#[tokio::test]
async fn a_rate_leaves_time_between_two() {
    let app = App::start().await;
    let args = ["send", &app.url(), "--body", "x", "--times", "5", "--rate", "20/s"];
    let begun = tokio::time::Instant::now();
    let output = within("its end", gancho(&args).output()).await.unwrap();
    assert!(output.status.success());
    // Four gaps of 50 ms; what a busy machine adds makes it longer.
    assert!(begun.elapsed().as_millis() >= 200, "{:?}", begun.elapsed());
    assert_eq!(app.count(), 5);
}

#[tokio::test]
async fn a_providers_user_agent_takes_the_place_of_ours() {
    let app = App::start().await;
    let (of_github, plain) = (["--provider", "github", "--secret", "s"], ["--body", "x"]);
    for args in [&of_github[..], &plain[..]] {
        let url = app.url();
        let args = [&["send", &*url][..], args].concat();
        let output = within("its end", gancho(&args).output()).await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let agents: Vec<_> = app.seen().iter().map(|seen| seen.header("user-agent")).collect();
    assert!(agents[0].starts_with("GitHub-Hookshot/") && agents[1].starts_with("gancho/"), "{agents:?}");
}
