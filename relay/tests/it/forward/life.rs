//! Beginning, end, and what comes between: another forwarder, a relay that goes.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use gancho::config::Options;
use tokio::sync::Semaphore;

use super::forwarder::command;
use super::{App, Forwarder, Reply, attempts, consumer};
use crate::support::{Client, Http, Process, TestRelay, gancho, memory, own_address, until, within};

/// Posts so many webhooks to a channel.
async fn post(relay: &Client, channel: &str, count: usize) {
    let mut http = Http::to(relay.address).await;
    for _ in 0..count {
        assert_eq!(http.request("POST", &format!("/webhook/{channel}"), &[], b"x").await.status, 200);
    }
}

#[tokio::test]
async fn until_idle_it_forwards_what_waits_and_ends() {
    let relay = TestRelay::start().await;
    let app = App::start().await;
    post(&relay, "c", 20).await;
    let args = ["c", "--to", &app.url(), "--name", "a", "--from", "start", "--until-idle"];
    for (more, total) in [(0, 20), (0, 20), (3, 23)] {
        post(&relay, "c", more).await;
        assert_eq!(Forwarder::spawn(&relay, &args).end().await, (Some(0), String::new()));
        assert_eq!(app.seqs(), (1..=total).collect::<Vec<_>>());
    }
    // A deleted event is not waited for.
    post(&relay, "c", 2).await;
    relay.delete("/api/channels/c/events/25").await;
    assert_eq!(Forwarder::spawn(&relay, &args).end().await.0, Some(0));
    assert_eq!(app.seqs().last(), Some(&24));
}

#[tokio::test]
async fn once_it_forwards_one_event_and_ends() {
    let relay = TestRelay::start().await;
    let app = App::with(|_, seen| Reply::Status(if seen.seq() == 3 { 500 } else { 200 })).await;
    post(&relay, "c", 4).await;
    let args = ["c", "--to", &app.url(), "--name", "a", "--from", "2", "--once", "--max-attempts", "1"];
    assert_eq!(Forwarder::spawn(&relay, &args).end().await, (Some(0), String::new()));
    assert_eq!((app.seqs(), consumer(&relay, "c", "a").await.cursor), (vec![2], 2));
    let (code, why) = Forwarder::spawn(&relay, &args).end().await;
    assert!(code == Some(1) && why.contains("dead letter"), "{why}");
    assert_eq!((app.seqs(), consumer(&relay, "c", "a").await.cursor), (vec![2, 3], 3));
}

#[tokio::test]
async fn a_new_consumer_begins_with_what_comes_now() {
    let relay = TestRelay::start().await;
    let app = App::start().await;
    post(&relay, "c", 5).await;
    let _forwarder = Forwarder::start(&relay, &["c", "--to", &app.url()]).await;
    post(&relay, "c", 1).await;
    app.wait(1).await;
    assert_eq!(app.seqs(), [6]);
}

#[tokio::test]
async fn five_thousand_behind_it_catches_up() {
    let relay = TestRelay::start().await;
    let app = App::start().await;
    let args = ["c", "--to", &app.url(), "--name", "a"];
    let forwarder = Forwarder::start(&relay, &args).await;
    post(&relay, "c", 3).await;
    app.wait(3).await;
    forwarder.kill().await;
    post(&relay, "c", 5000).await;
    let mut forwarder = Forwarder::spawn(&relay, &[&args[..], &["--until-idle"]].concat());
    // On a busy machine it is a long way: as long as it goes on, there is time.
    for part in (500..=5000).step_by(500) {
        app.wait(part).await;
    }
    assert_eq!(forwarder.end().await.0, Some(0));
    let mut seqs = app.seqs();
    // The one under way at the kill may have come twice.
    seqs.dedup();
    assert_eq!(seqs, (1..=5003).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_retention_took_is_said() {
    let relay = TestRelay::start().await;
    let app = App::start().await;
    let settings = br#"{"retention":{"max_events":5,"max_bytes":1000000}}"#;
    assert_eq!(relay.request("PUT", "/api/channels/c", &[], settings).await.status, 200);
    let args = ["c", "--to", &app.url(), "--name", "a", "--from", "start"];
    let forwarder = Forwarder::start(&relay, &args).await;
    forwarder.kill().await;
    post(&relay, "c", 20).await;
    let forwarder = Forwarder::start(&relay, &args).await;
    app.wait(5).await;
    assert_eq!(app.seqs(), [16, 17, 18, 19, 20]);
    let gap = forwarder.wait("gap").await;
    assert_eq!((&gap["from"], &gap["to"]), (&1.into(), &15.into()));
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == 20).await;
    assert!(consumer(&relay, "c", "a").await.dead > 0);
}

#[tokio::test]
async fn once_it_forwards_an_event_and_not_a_gap() {
    let relay = TestRelay::start().await;
    let app = App::start().await;
    let settings = br#"{"retention":{"max_events":5,"max_bytes":1000000}}"#;
    assert_eq!(relay.request("PUT", "/api/channels/c", &[], settings).await.status, 200);
    Forwarder::start(&relay, &["c", "--to", &app.url(), "--name", "a", "--from", "start"]).await.kill().await;
    post(&relay, "c", 20).await;
    let args = ["c", "--to", &app.url(), "--name", "a", "--once"];
    assert_eq!(Forwarder::spawn(&relay, &args).end().await.0, Some(0));
    assert_eq!((app.seqs(), consumer(&relay, "c", "a").await.cursor), (vec![16], 16));
}

#[tokio::test]
async fn a_newcomer_of_the_same_name_takes_over_and_nobody_fights() {
    let relay = TestRelay::start().await;
    let (one, two) = (App::start().await, App::start().await);
    let mut first = Forwarder::start(&relay, &["c", "--to", &one.url(), "--name", "a"]).await;
    let _second = Forwarder::start(&relay, &["c", "--to", &two.url(), "--name", "a"]).await;
    let (code, why) = first.end().await;
    assert!(code == Some(1) && why.contains("another forwarder took over consumer 'a'"), "{why}");
    post(&relay, "c", 3).await;
    two.wait(3).await;
    assert_eq!((one.count(), two.seqs()), (0, vec![1, 2, 3]));
}

#[tokio::test]
async fn stopped_it_finishes_what_is_under_way_and_says_so_to_the_relay() {
    let relay = TestRelay::start().await;
    let held = Arc::new(Semaphore::new(0));
    let permits = held.clone();
    let app = App::with(move |_, _| Reply::Held(permits.clone(), 200)).await;
    for (signal, cursor) in [("-TERM", 1), ("-INT", 2)] {
        let mut forwarder = Forwarder::start(&relay, &["c", "--to", &app.url(), "--name", "a"]).await;
        post(&relay, "c", 2).await;
        app.wait(cursor).await;
        forwarder.signal(signal).await;
        // It has heard it: the program may answer.
        forwarder.wait("notice").await;
        held.add_permits(1);
        assert_eq!(forwarder.end().await, (Some(0), String::new()));
        assert_eq!(consumer(&relay, "c", "a").await.cursor, cursor as u64, "{signal}");
    }
    assert_eq!(app.seqs(), [1, 2], "no other was begun");
    // One that waits for its program is stopped at once.
    let address = own_address();
    let mut forwarder = Forwarder::start(&relay, &["c", "--to", &format!("http://{address}"), "--name", "a"]).await;
    until("the refused row", async || !attempts(&relay, "c", 3).await.is_empty()).await;
    forwarder.signal("-TERM").await;
    assert_eq!(forwarder.end().await.0, Some(0));
}

#[tokio::test]
async fn its_first_line_says_that_it_is_ready_and_a_closed_output_stops_nothing() {
    let relay = TestRelay::start().await;
    let app = App::start().await;
    let mut plain = command(&relay, &["c", "--to", &app.url(), "--name", "a", "--once"]);
    let mut child = plain.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Nobody reads.
    drop(child.stdout.take());
    until("the consumer", async || {
        let answer = relay.get("/api/channels/c/consumers/a").await;
        answer.status == 200 && answer.json::<wire::ConsumerInfo>().connected
    })
    .await;
    post(&relay, "c", 1).await;
    let output = within("its end", child.wait_with_output()).await.unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    assert_eq!(app.count(), 1);

    post(&relay, "c", 1).await;
    let mut plain = command(&relay, &["c", "--to", &app.url(), "--name", "a", "--until-idle", "--plain"]);
    let output = within("its end", plain.output()).await.unwrap();
    let lines: Vec<_> = std::str::from_utf8(&output.stdout).unwrap().lines().collect();
    let ready = format!("Forwarding c of http://{} to {} as a: 1 event waits", relay.address, app.url());
    assert_eq!(lines[0], ready);
    assert!(lines[1].contains("2  POST") && lines[1].contains("200"), "{lines:?}");
}

#[tokio::test]
async fn what_cannot_begin_says_why() {
    let relay = TestRelay::with(Options { token: Some("abcdefgh".into()), ..memory() }).await;
    let app = App::start().await;
    let to = ["c", "--to", &app.url()];
    let (code, why) = Forwarder::spawn(&relay, &to).end().await;
    assert!(code == Some(1) && why.contains("asks for a token") && why.contains("GANCHO_TOKEN"), "{why}");
    let (code, why) = Forwarder::spawn(&relay, &[&to[..], &["--token", "wrong-one"]].concat()).end().await;
    assert!(code == Some(1) && why.contains("and not this one") && !why.contains("wrong-one"), "{why}");
    let nobody = Client { address: own_address() };
    let (code, why) = Forwarder::spawn(&nobody, &to).end().await;
    assert!(code == Some(1) && why.contains("no relay answers") && why.contains("gancho forward"), "{why}");
    let relay = TestRelay::start().await;
    let (code, why) = Forwarder::spawn(&relay, &[&to[..], &["--from", "99"]].concat()).end().await;
    assert!(code == Some(1) && why.len() > 20, "{why}");
}

#[tokio::test]
async fn a_deleted_channel_ends_it_in_words() {
    let relay = TestRelay::start().await;
    let app = App::start().await;
    let mut forwarder = Forwarder::start(&relay, &["c", "--to", &app.url(), "--name", "a"]).await;
    assert!(relay.delete("/api/channels/c").await.status < 300);
    let (code, why) = forwarder.end().await;
    assert!(code == Some(1) && why.contains("deleted"), "{why}");
}

async fn serve(listen: &str, data: &Path) -> Process {
    let mut command = gancho(&["--listen", listen, "--data", data.to_str().unwrap(), "--log", "error"]);
    command.stderr(Stdio::inherit());
    Process::spawn(command).await
}

#[tokio::test]
async fn a_relay_that_goes_and_comes_back_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("events.db");
    let listen = own_address().to_string();
    let mut relay = serve(&listen, &data).await;
    let app = App::start().await;
    let forwarder = Forwarder::start(&relay, &["c", "--to", &app.url(), "--name", "a"]).await;
    post(&relay, "c", 5).await;
    app.wait(5).await;
    relay.kill().await;
    let away = forwarder.wait("notice").await;
    assert!(away["text"].as_str().unwrap().contains("the relay is away"), "{away}");
    let relay = serve(&listen, &data).await;
    post(&relay, "c", 5).await;
    app.wait(10).await;
    assert_eq!(app.seqs(), (1..=10).collect::<Vec<_>>());
    let notices = forwarder.said("notice");
    assert!(notices[1]["text"].as_str().unwrap().contains("connected again"), "{notices:?}");
}

#[tokio::test]
async fn a_relay_that_comes_back_without_its_events_is_followed_from_its_first() {
    let folder = tempfile::tempdir().unwrap();
    let data = |name| folder.path().join(name);
    let listen = own_address().to_string();
    let mut relay = serve(&listen, &data("old.db")).await;
    let app = App::start().await;
    let forwarder = Forwarder::start(&relay, &["c", "--to", &app.url(), "--name", "a"]).await;
    post(&relay, "c", 5).await;
    app.wait(5).await;
    relay.kill().await;
    let relay = serve(&listen, &data("new.db")).await;
    post(&relay, "c", 2).await;
    app.wait(7).await;
    assert_eq!(app.seqs(), [1, 2, 3, 4, 5, 1, 2]);
    let notices = forwarder.said("notice");
    assert!(notices.iter().any(|notice| notice["text"].as_str().unwrap().contains("made anew")), "{notices:?}");
}

/// The data file is replaced by a backup of it, which has the sequence's name but not its last events.
#[tokio::test]
async fn a_relay_that_comes_back_with_less_is_followed_from_there() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup) = (folder.path().join("events.db"), folder.path().join("backup.db"));
    let listen = own_address().to_string();
    let app = App::start().await;
    let forwarding = ["c", "--to", &app.url(), "--name", "a"];
    let mut relay = serve(&listen, &data).await;
    let forwarder = Forwarder::start(&relay, &forwarding).await;
    post(&relay, "c", 2).await;
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == 2).await;
    forwarder.kill().await;
    relay.signal("-TERM").await;
    relay.exit().await;
    std::fs::copy(&data, &backup).unwrap();
    let mut relay = serve(&listen, &data).await;
    let forwarder = Forwarder::start(&relay, &forwarding).await;
    post(&relay, "c", 3).await;
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == 5).await;
    relay.kill().await;
    let relay = serve(&listen, &backup).await;
    post(&relay, "c", 2).await;
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == 4).await;
    assert_eq!(app.seqs(), [1, 2, 3, 4, 5, 3, 4]);
    let notices = forwarder.said("notice");
    assert!(notices.iter().any(|notice| notice["text"].as_str().unwrap().contains("back to event 2")), "{notices:?}");
}

#[tokio::test]
async fn a_relay_that_says_nothing_more_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let listen = own_address().to_string();
    let relay = serve(&listen, &folder.path().join("events.db")).await;
    let app = App::start().await;
    let forwarder = Forwarder::start(&relay, &["c", "--to", &app.url(), "--name", "a"]).await;
    relay.signal("-STOP").await;
    let away = forwarder.wait("notice").await;
    assert!(away["text"].as_str().unwrap().contains("nothing was heard"), "{away}");
    relay.signal("-CONT").await;
    post(&relay, "c", 2).await;
    app.wait(2).await;
    assert_eq!(app.seqs(), [1, 2]);
}

/// The data file goes away while an answer is under way: what became of it is told to the relay until it takes it, a
/// while later each time, and that is said once.
#[tokio::test]
async fn a_relay_that_cannot_store_is_told_again_later_and_that_is_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let (data, elsewhere) = (folder.path().join("events.db"), folder.path().join("moved.db"));
    let relay = Process::start(&data, &[]).await;
    let gate = Arc::new(Semaphore::new(0));
    let held = gate.clone();
    let app = App::with(move |_, _| Reply::Held(held.clone(), 200)).await;
    let forwarder = Forwarder::start(&relay, &["c", "--to", &app.url(), "--name", "a"]).await;
    relay.post("/webhook/c", b"x").await;
    app.wait(1).await;
    std::fs::rename(&data, &elsewhere).unwrap();
    gate.add_permits(9);
    let notice = forwarder.wait("notice").await;
    assert!(notice["text"].as_str().unwrap().contains("events.db"), "{notice}");
    std::fs::rename(&elsewhere, &data).unwrap();
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == 1).await;
    assert_eq!(forwarder.said("notice").len(), 1, "{:?}", forwarder.said("notice"));
    let rows = attempts(&relay, "c", 1).await;
    assert_eq!((rows.len(), rows[0].attempt.status, app.count()), (1, Some(200), 1));
}
