//! Events that are sent again.

use std::process::Output;

use wire::AttemptResult;

use super::{App, Forwarder, Reply, attempts, consumer};
use crate::support::{Client, TestRelay, gancho, until, within};

async fn resend(relay: &Client, args: &[&str], editor: &str) -> Output {
    let mut command = gancho(&[&["events", "--channel", "c", "resend"], args].concat());
    command.env("GANCHO_RELAY", format!("http://{}", relay.address)).env("EDITOR", editor);
    command.env("PATH", std::env::var_os("PATH").unwrap());
    within("the command's end", command.output()).await.unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

#[tokio::test]
async fn an_event_is_sent_again_outside_the_order() {
    let relay = TestRelay::start().await;
    let app = App::start().await;
    let forwarder = Forwarder::start(&relay, &["c", "--to", &app.url(), "--name", "a"]).await;
    for n in 1..=4 {
        relay.post("/webhook/c/p?q=1", format!("{n}").as_bytes()).await;
    }
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == 4).await;
    let told = text(&resend(&relay, &["2-3,1"], "").await);
    assert_eq!(told.lines().count(), 3, "{told}");
    assert!(told.starts_with("event 2: sent again through 'a'"), "{told}");
    app.wait(7).await;
    assert_eq!(app.seqs(), [1, 2, 3, 4, 2, 3, 1]);
    let seen = &app.seen()[4];
    assert_eq!(
        (seen.header("gancho-replay"), &seen.body[..], &seen.target[..]),
        ("1".into(), &b"2"[..], &b"/p?q=1"[..])
    );
    assert!(app.seen()[3].all("gancho-replay").is_empty());
    until("the replay's row", async || attempts(&relay, "c", 2).await.len() == 2).await;
    let row = &attempts(&relay, "c", 2).await[1].attempt;
    assert_eq!((row.replay, row.number, row.result), (true, 2, AttemptResult::Ok));
    assert_eq!(consumer(&relay, "c", "a").await.cursor, 4);
    forwarder.kill().await;

    // Nobody forwards: it waits.
    let told = text(&resend(&relay, &["4", "--consumer", "a"], "").await);
    assert!(told.contains("waits until somebody forwards as 'a'"), "{told}");
    let _forwarder = Forwarder::start(&relay, &["c", "--to", &app.url(), "--name", "a"]).await;
    app.wait(8).await;
    assert_eq!(app.seqs()[7], 4);
}

#[tokio::test]
async fn what_was_given_up_is_found_and_sent_again() {
    let relay = TestRelay::start().await;
    let app = App::with(|n, _| Reply::Status(if n < 2 { 500 } else { 200 })).await;
    let args = ["c", "--to", &app.url(), "--name", "a", "--max-attempts", "1"];
    let _forwarder = Forwarder::start(&relay, &args).await;
    for _ in 0..3 {
        relay.post("/webhook/c", b"x").await;
    }
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == 3).await;
    let told = text(&resend(&relay, &["--filter", "delivery:dead"], "").await);
    assert_eq!(told.lines().count(), 2, "{told}");
    app.wait(5).await;
    assert_eq!(app.seqs(), [1, 2, 3, 1, 2]);
}

#[tokio::test]
async fn an_event_can_be_changed_first() {
    let relay = TestRelay::start().await;
    let app = App::start().await;
    let _forwarder = Forwarder::start(&relay, &["c", "--to", &app.url(), "--name", "a"]).await;
    relay.request("POST", "/webhook/c", &[("x-kind", "old")], b"{\"total\": 1}").await;
    app.wait(1).await;
    let told = text(&resend(&relay, &["1", "--edit"], "sed -i -e s/old/new/ -e 's/\"total\": 1/\"total\": 2/'").await);
    assert!(told.contains("sent again"), "{told}");
    app.wait(2).await;
    let seen = &app.seen()[1];
    assert_eq!((seen.header("x-kind"), &seen.body[..]), ("new".into(), &b"{\"total\": 2}"[..]));
    // Nothing changed.
    resend(&relay, &["1", "--edit"], "true").await;
    app.wait(3).await;
    let seen = &app.seen()[2];
    assert_eq!((seen.header("x-kind"), &seen.body[..]), ("old".into(), &b"{\"total\": 1}"[..]));
    let told = text(&resend(&relay, &["1", "--edit"], "truncate -s 0").await);
    assert!(told.contains("cancelled"), "{told}");
    let failed = resend(&relay, &["1", "--edit"], "false").await;
    assert!(failed.status.code() == Some(1) && text(&failed).contains("nothing is sent"), "{}", text(&failed));
    assert_eq!(app.count(), 3);
}

#[tokio::test]
async fn what_cannot_be_sent_again_is_said() {
    let relay = TestRelay::start().await;
    relay.post("/webhook/c", b"x").await;
    let none = resend(&relay, &["1"], "").await;
    assert!(none.status.code() == Some(1) && text(&none).len() > 30, "no consumer: {}", text(&none));
    let app = App::start().await;
    let _forwarder = Forwarder::start(&relay, &["c", "--to", &app.url(), "--name", "a"]).await;
    let gone = resend(&relay, &["9"], "").await;
    assert!(gone.status.code() == Some(1) && text(&gone).contains('9'), "{}", text(&gone));
    let some = resend(&relay, &["1,9"], "").await;
    assert!(some.status.code() == Some(1) && text(&some).contains("1 of 2 events were not sent"), "{}", text(&some));
    let nothing = resend(&relay, &["--q", "nothing-like-it"], "").await;
    assert!(nothing.status.code() == Some(1) && text(&nothing).contains("nothing found"), "{}", text(&nothing));
    let several = resend(&relay, &["1-2", "--edit"], "true").await;
    assert!(text(&several).contains("one event at a time"), "{}", text(&several));
}
