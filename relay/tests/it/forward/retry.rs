//! When an event is sent again, and when it is given up.

use std::time::Duration;

use wire::AttemptResult;

use super::{App, Forwarder, Reply, attempts, consumer};
use crate::support::{TestRelay, own_address, until};

#[tokio::test]
async fn a_failing_event_holds_up_the_line_until_it_is_taken() {
    let relay = TestRelay::start().await;
    let app = App::with(|n, _| Reply::Status([500, 429, 200, 200][n])).await;
    let _forwarder = Forwarder::start(&relay, &["c", "--to", &app.url(), "--name", "a"]).await;
    relay.post("/webhook/c", b"first").await;
    relay.post("/webhook/c", b"second").await;
    app.wait(4).await;
    assert_eq!(app.seqs(), [1, 1, 1, 2]);
    let numbers: Vec<_> = app.seen().iter().map(|seen| seen.header("gancho-attempt")).collect();
    assert_eq!(numbers, ["1", "2", "3", "1"]);
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == 2).await;
    let rows: Vec<_> = attempts(&relay, "c", 1).await.into_iter().map(|row| row.attempt).collect();
    let results: Vec<_> = rows.iter().map(|row| (row.number, row.result, row.status)).collect();
    let expected = [
        (1, AttemptResult::Failed, Some(500)),
        (2, AttemptResult::Failed, Some(429)),
        (3, AttemptResult::Ok, Some(200)),
    ];
    assert_eq!(results, expected);
}

#[tokio::test]
async fn an_event_that_is_given_up_is_a_dead_letter_and_the_line_moves() {
    let relay = TestRelay::start().await;
    let app = App::with(|_, seen| Reply::Status(if seen.body == b"bad" { 503 } else { 200 })).await;
    let args = ["c", "--to", &app.url(), "--name", "a", "--max-attempts", "3"];
    let forwarder = Forwarder::start(&relay, &args).await;
    relay.post("/webhook/c", b"bad").await;
    relay.post("/webhook/c", b"good").await;
    app.wait(4).await;
    assert_eq!(app.seqs(), [1, 1, 1, 2]);
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == 2).await;
    assert_eq!(consumer(&relay, "c", "a").await.dead, 1);
    let rows = attempts(&relay, "c", 1).await;
    assert_eq!((rows.len(), rows[2].attempt.result), (3, AttemptResult::Dead));
    let said = forwarder.said("attempt");
    assert!(said[0]["again_in_ms"].as_u64().is_some_and(|ms| ms > 0), "{said:?}");
    assert!(said[2]["again_in_ms"].is_null() && said[2]["result"] == "dead", "{said:?}");
}

#[tokio::test]
async fn other_answers_are_final_and_a_redirect_is_not_followed() {
    let relay = TestRelay::start().await;
    let statuses = [404, 302, 410, 204, 400, 307];
    let app = App::with(move |n, _| Reply::Status(statuses[n])).await;
    let _forwarder = Forwarder::start(&relay, &["c", "--to", &app.url(), "--name", "a"]).await;
    for _ in statuses {
        relay.post("/webhook/c", b"x").await;
    }
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == 6).await;
    assert_eq!(app.seqs(), [1, 2, 3, 4, 5, 6]);
    let row = &attempts(&relay, "c", 2).await[0].attempt;
    assert_eq!((row.result, row.status), (AttemptResult::Ok, Some(302)));
}

#[tokio::test]
async fn a_wait_that_the_program_asks_for_is_kept() {
    let relay = TestRelay::start().await;
    let busy = "HTTP/1.1 503 X\r\nretry-after: 2\r\ncontent-length: 0\r\n\r\n";
    let plan = move |n, _: &_| if n == 0 { Reply::Raw(busy.into()) } else { Reply::Status(200) };
    let app = App::with(plan).await;
    let _forwarder = Forwarder::start(&relay, &["c", "--to", &app.url()]).await;
    relay.post("/webhook/c", b"x").await;
    app.wait(2).await;
    let seen = app.seen();
    assert!(seen[1].at - seen[0].at >= Duration::from_secs(2), "{:?}", seen[1].at - seen[0].at);
}

#[tokio::test]
async fn a_program_that_refuses_is_waited_for_and_that_counts_as_no_attempt() {
    let relay = TestRelay::start().await;
    let address = own_address();
    let url = format!("http://{address}");
    let args = ["c", "--to", &url, "--name", "a", "--max-attempts", "1"];
    let forwarder = Forwarder::start(&relay, &args).await;
    relay.post("/webhook/c", b"x").await;
    let said = forwarder.wait("attempt").await;
    assert!(said["error"].as_str().unwrap().contains("refused") && said["result"] == "failed", "{said}");
    until("its row", async || attempts(&relay, "c", 1).await.len() == 1).await;
    until("more tries", async || attempts(&relay, "c", 1).await[0].attempt.tries >= 4).await;
    assert_eq!(attempts(&relay, "c", 1).await.len(), 1, "they are one row");
    let app = App::at(address, |_, _| Reply::Status(200)).await;
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == 1).await;
    assert_eq!(app.seen()[0].header("gancho-attempt"), "2");
    let rows: Vec<_> = attempts(&relay, "c", 1).await.into_iter().map(|row| row.attempt).collect();
    let [refused, taken] = &rows[..] else { panic!("{rows:?}") };
    assert!(refused.tries >= 4 && refused.ms > 500.0, "{refused:?}");
    assert_eq!((refused.number, refused.result), (1, AttemptResult::Failed));
    assert_eq!((taken.number, taken.result, taken.tries), (2, AttemptResult::Ok, 1));
}
