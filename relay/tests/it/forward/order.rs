//! Order, and what is recorded.

use std::sync::Arc;

use tokio::sync::Semaphore;
use wire::AttemptResult;

use super::{App, Forwarder, Reply, attempts, consumer};
use crate::support::{TestRelay, until};

#[tokio::test]
async fn events_arrive_in_order_and_each_attempt_is_recorded() {
    let relay = TestRelay::start().await;
    let app = App::start().await;
    let forwarder = Forwarder::start(&relay, &["loja", "--to", &app.url(), "--name", "a"]).await;
    for n in 1..=50 {
        relay.post("/webhook/loja", format!("{n}").as_bytes()).await;
    }
    app.wait(50).await;
    assert_eq!(app.seqs(), (1..=50).collect::<Vec<_>>());
    until("the cursor", async || consumer(&relay, "loja", "a").await.cursor == 50).await;
    let info = consumer(&relay, "loja", "a").await;
    assert_eq!((info.waiting, info.dead, info.connected), (0, 0, true));
    let seen = &app.seen()[6];
    let event: wire::Event = relay.get("/api/channels/loja/events/7").await.json();
    assert_eq!((seen.header("gancho-event-id"), seen.header("gancho-attempt")), (event.id, "1".into()));
    let [row] = &attempts(&relay, "loja", 7).await[..] else { panic!("one attempt") };
    let attempt = &row.attempt;
    assert_eq!((row.consumer.as_str(), attempt.number, attempt.status), ("a", 1, Some(200)));
    assert_eq!((attempt.result, attempt.replay, attempt.tries), (AttemptResult::Ok, false, 1));
    assert_eq!((attempt.target.as_str(), attempt.error.as_deref()), (app.url().as_str(), None));
    assert_eq!(attempt.body.as_ref().and_then(|body| body.as_text()), Some("ok"));
    assert!(attempt.headers.0.iter().any(|(name, value)| name == "x-app" && value.to_string() == "yes"));
    until("its lines", async || forwarder.said("attempt").len() == 50).await;
    let said = &forwarder.said("attempt")[6];
    assert_eq!((&said["seq"], &said["status"], &said["result"]), (&7.into(), &200.into(), &"ok".into()));
    let ready = forwarder.wait("ready").await;
    assert_eq!((&ready["channel"], &ready["consumer"]), (&"loja".into(), &"a".into()));
}

#[tokio::test]
async fn with_concurrency_others_pass_and_are_acknowledged_in_order() {
    let relay = TestRelay::start().await;
    let held = Arc::new(Semaphore::new(0));
    let permits = held.clone();
    let plan = move |_, seen: &super::app::Seen| match seen.seq() {
        1 => Reply::Held(permits.clone(), 200),
        _ => Reply::Status(200),
    };
    let app = App::with(plan).await;
    let args = ["c", "--to", &app.url(), "--name", "a", "--concurrency", "4"];
    let forwarder = Forwarder::start(&relay, &args).await;
    for _ in 0..8 {
        relay.post("/webhook/c", b"x").await;
    }
    // The three beside the first are done, and a fifth does not begin.
    until("the others", async || forwarder.said("attempt").len() == 3).await;
    assert_eq!((app.count(), consumer(&relay, "c", "a").await.cursor), (4, 0));
    held.add_permits(1);
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == 8).await;
    let mut seqs = app.seqs();
    seqs.sort_unstable();
    assert_eq!(seqs, [1, 2, 3, 4, 5, 6, 7, 8]);
}

#[tokio::test]
async fn several_channels_go_to_several_programs_in_one_process() {
    let relay = TestRelay::start().await;
    let (one, two) = (App::start().await, App::start().await);
    let args = ["--to", &format!("a={}/x", one.url()), "--to", &format!("b={}", two.url())];
    let forwarder = Forwarder::start(&relay, &args).await;
    until("both", async || forwarder.said("ready").len() == 2).await;
    for channel in ["a", "b", "a", "c"] {
        relay.post(&format!("/webhook/{channel}/p"), channel.as_bytes()).await;
    }
    one.wait(2).await;
    two.wait(1).await;
    let targets = |app: &App| app.seen().into_iter().map(|seen| (seen.target, seen.body)).collect::<Vec<_>>();
    assert_eq!(targets(&one), vec![(b"/x/p".to_vec(), b"a".to_vec()); 2]);
    assert_eq!(targets(&two), [(b"/p".to_vec(), b"b".to_vec())]);
}
