//! Forwarding in the relay's own process: by its settings and its flags, and to where it may.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use gancho::config::Options;
use gancho_store::sqlite::Location;
use serde_json::{Value, json};
use wire::{AttemptResult, Attempts, Channel, Forward, ForwardState, ForwardStatus, Resent, ServerMsg};

use super::{App, Reply};
use crate::answers::{fire, put, set};
use crate::support::{Client, Process, TestRelay, memory, run, until};

async fn status(relay: &Client, channel: &str) -> ForwardStatus {
    relay.get(&format!("/api/channels/{channel}/forward")).await.json()
}

fn to(url: &str) -> Value {
    json!({"forward": {"url": url}})
}

fn flag(channel: &str, url: &str) -> (Channel, Forward) {
    let forward = Forward { url: url.into(), answer: false, answer_timeout_ms: None, concurrency: None };
    (Channel::new(channel).unwrap(), forward)
}

async fn attempts(relay: &Client, channel: &str, seq: u64) -> Attempts {
    relay.get(&format!("/api/channels/{channel}/events/{seq}/attempts")).await.json()
}

#[tokio::test]
async fn a_setting_brings_what_comes_after_it_to_a_program_in_order() {
    let (relay, app) = (TestRelay::start().await, App::start().await);
    fire(&relay, "/webhook/c").await;
    assert_eq!(status(&relay, "c").await, ForwardStatus::off());
    let shown = set(&relay, "c", &to(&format!("{}/hooks", app.url()))).await;
    assert_eq!(shown["forward"], json!({"url": format!("{}/hooks", app.url()), "answer": false}));
    for _ in 0..20 {
        fire(&relay, "/webhook/c/a?b=c").await;
    }
    app.wait(20).await;
    assert_eq!(app.seqs(), (2..=21).collect::<Vec<_>>());
    let first = &app.seen()[0];
    assert_eq!((&first.target[..], &first.body[..]), (&b"/hooks/a?b=c"[..], &b"x"[..]));
    until("the last acknowledgement", async || status(&relay, "c").await.lag == 0).await;
    let now = status(&relay, "c").await;
    let name = now.name.unwrap();
    assert_eq!((now.state, now.dead, now.waiting_for), (ForwardState::On, 0, None));
    let made = &attempts(&relay, "c", 21).await.attempts[0];
    assert_eq!((made.attempt.result, made.attempt.status, &made.consumer), (AttemptResult::Ok, Some(200), &name));
}

#[tokio::test]
async fn a_target_that_is_away_is_waited_for_and_that_is_said() {
    let relay = TestRelay::start().await;
    let mut app = App::start().await;
    set(&relay, "c", &json!({})).await;
    let mut live = relay.live_on("c", "").await;
    set(&relay, "c", &to(&app.url())).await;
    app.kill().await;
    for _ in 0..3 {
        fire(&relay, "/webhook/c").await;
    }
    until("the refusal", async || status(&relay, "c").await.state == ForwardState::Waiting).await;
    let now = status(&relay, "c").await;
    assert_eq!((now.waiting_for, now.lag), (Some(app.address.to_string()), 3));
    let told = loop {
        match live.next().await {
            ServerMsg::Forward(told) if told.state == ForwardState::Waiting => break told,
            _ => {}
        }
    };
    assert_eq!(told.waiting_for, Some(app.address.to_string()));
    app.revive().await;
    app.wait(3).await;
    assert_eq!(app.seqs(), [1, 2, 3]);
    loop {
        match live.next().await {
            ServerMsg::Forward(told) if told.state == ForwardState::On && told.lag == 0 => break,
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_target_that_answers_with_an_error_is_waited_for_and_that_is_said() {
    let mended = Arc::new(AtomicBool::new(false));
    let app = {
        let mended = mended.clone();
        App::with(move |_, _| Reply::Status(if mended.load(Ordering::SeqCst) { 200 } else { 503 })).await
    };
    let relay = TestRelay::start().await;
    set(&relay, "c", &to(&app.url())).await;
    for _ in 0..2 {
        fire(&relay, "/webhook/c").await;
    }
    until("the failure to be said", async || status(&relay, "c").await.state == ForwardState::Waiting).await;
    let now = status(&relay, "c").await;
    assert_eq!((now.waiting_for, now.lag), (Some(format!("{} (503)", app.address)), 2));
    mended.store(true, Ordering::SeqCst);
    until("both to have gone", async || status(&relay, "c").await.lag == 0).await;
    assert_eq!(status(&relay, "c").await.state, ForwardState::On);
}

#[tokio::test]
async fn another_target_takes_over_and_none_ends_it() {
    let (relay, one, two) = (TestRelay::start().await, App::start().await, App::start().await);
    set(&relay, "c", &to(&one.url())).await;
    fire(&relay, "/webhook/c").await;
    one.wait(1).await;
    set(&relay, "c", &to(&two.url())).await;
    fire(&relay, "/webhook/c").await;
    two.wait(1).await;
    set(&relay, "c", &json!({"forward": null})).await;
    assert_eq!(status(&relay, "c").await, ForwardStatus::off());
    fire(&relay, "/webhook/c").await;
    // Set again it goes on where it was.
    set(&relay, "c", &to(&two.url())).await;
    two.wait(2).await;
    assert_eq!((one.seqs(), two.seqs()), (vec![1], vec![2, 3]));
    relay.delete("/api/channels/c").await;
    relay.get("/api/channels/c/forward").await.problem(404, "unknown-channel");
}

#[tokio::test]
async fn a_relay_that_starts_again_goes_on() {
    let app = App::start().await;
    let folder = tempfile::tempdir().unwrap();
    let options = || Options { data: Location::File(folder.path().join("a.db")), ..Options::default() };
    let relay = TestRelay::with(options()).await;
    set(&relay, "c", &to(&app.url())).await;
    fire(&relay, "/webhook/c").await;
    app.wait(1).await;
    relay.stop().await;
    let relay = TestRelay::with(options()).await;
    fire(&relay, "/webhook/c").await;
    until("the second", async || app.seqs().last() == Some(&2)).await;
}

#[tokio::test]
async fn flags_forward_channels_that_are_made_for_it() {
    let (one, two) = (App::start().await, App::start().await);
    let forwards = vec![flag("default", &one.url()), flag("new", &two.url())];
    let relay = TestRelay::with(Options { forwards, ..memory() }).await;
    until("the line", async || relay.get("/api/channels/new/forward").await.status == 200).await;
    fire(&relay, "/webhook").await;
    fire(&relay, "/webhook/new").await;
    one.wait(1).await;
    two.wait(1).await;
    assert_eq!(status(&relay, "default").await.url, Some(one.url()));
}

#[tokio::test]
async fn a_channel_of_a_flag_that_is_deleted_is_forwarded_from_its_first_event_on() {
    let app = App::start().await;
    let relay = TestRelay::with(Options { forwards: vec![flag("new", &app.url())], ..memory() }).await;
    until("the line", async || relay.get("/api/channels/new/forward").await.status == 200).await;
    fire(&relay, "/webhook/new").await;
    app.wait(1).await;
    assert_eq!(relay.delete("/api/channels/new").await.status, 204);
    // At once: the line has not noticed yet.
    for _ in 0..3 {
        fire(&relay, "/webhook/new").await;
    }
    app.wait(4).await;
    assert_eq!(app.seqs(), [1, 1, 2, 3]);
}

#[tokio::test]
async fn changes_made_at_once_end_with_what_is_set() {
    let app = App::start().await;
    let relay = TestRelay::start().await;
    for round in 0..10 {
        let (on, off) = (to(&app.url()), json!({"forward": null}));
        let (on, off) = tokio::join!(put(&relay, "c", &on), put(&relay, "c", &off));
        assert_eq!((on.status, off.status), (200, 200));
        let set: Value = relay.get("/api/channels/c").await.json();
        assert_eq!(json!(status(&relay, "c").await.url), set["forward"]["url"], "round {round}");
    }
}

#[tokio::test]
async fn an_event_that_was_edited_is_brought_to_the_program_as_a_replay() {
    let (relay, app) = (TestRelay::start().await, App::start().await);
    set(&relay, "c", &to(&app.url())).await;
    relay.request("POST", "/webhook/c/p?q=1", &[("x-kind", "old")], b"one").await;
    app.wait(1).await;
    let resend = async |edit: Value| {
        let target = "/api/channels/c/events/1/resend";
        relay.request("POST", target, &[], edit.to_string().as_bytes()).await.json::<Resent>()
    };
    let resent = resend(json!({"headers": [["x-kind", "new"]], "body": {"text": "two"}})).await;
    assert_eq!((Some(resent.consumer), resent.waits), (status(&relay, "c").await.name, false));
    app.wait(2).await;
    // Without an edit it is what it was.
    resend(json!({})).await;
    app.wait(3).await;
    let seen = app.seen();
    for (nth, (body, kind, replays)) in
        [("one", "old", 0), ("two", "new", 1), ("one", "old", 1)].into_iter().enumerate()
    {
        let came = &seen[nth];
        assert_eq!((&came.body[..], came.header("x-kind"), came.seq()), (body.as_bytes(), kind.into(), 1));
        assert_eq!((&came.target[..], came.header("gancho-attempt")), (&b"/p?q=1"[..], (nth + 1).to_string()));
        assert_eq!(came.all("gancho-replay"), vec![&b"1"[..]; replays]);
        assert_eq!(came.header("gancho-event-id"), seen[0].header("gancho-event-id"));
    }
    until("the rows", async || attempts(&relay, "c", 1).await.attempts.len() == 3).await;
    let rows = attempts(&relay, "c", 1).await.attempts;
    let rows: Vec<_> = rows.iter().map(|row| (row.attempt.replay, row.attempt.result)).collect();
    assert_eq!(rows, [false, true, true].map(|replay| (replay, AttemptResult::Ok)));
    assert_eq!(relay.get("/api/channels/c/events/1/body").await.body, b"one", "the stored one stays as it was");
}

/// What the page says of a channel that is forwarded by a flag: its setting is kept, and counts later.
#[tokio::test]
async fn a_flag_takes_the_place_of_the_setting_which_is_kept_and_counts_without_it() {
    let (flagged, set_to) = (App::start().await, App::start().await);
    let folder = tempfile::tempdir().unwrap();
    let data = Location::File(folder.path().join("a.db"));
    let forwards = vec![flag("c", &flagged.url())];
    let relay = TestRelay::with(Options { data: data.clone(), forwards, ..Options::default() }).await;
    until("the line", async || relay.get("/api/channels/c").await.status == 200).await;
    assert_eq!(relay.get("/api/channels/c").await.json::<Value>()["forward"], Value::Null, "it is no setting");
    // Neither a setting nor its end changes where events go.
    for setting in [to(&set_to.url()), json!({"forward": null}), to(&set_to.url())] {
        assert_eq!(set(&relay, "c", &setting).await["forward"]["url"], setting["forward"]["url"]);
        let now = status(&relay, "c").await;
        assert_eq!((now.url, now.from_flag), (Some(flagged.url()), true));
        fire(&relay, "/webhook/c").await;
    }
    flagged.wait(3).await;
    until("the last acknowledgement", async || status(&relay, "c").await.lag == 0).await;
    relay.stop().await;
    let relay = TestRelay::with(Options { data, ..Options::default() }).await;
    until("the line", async || status(&relay, "c").await.url.is_some()).await;
    let now = status(&relay, "c").await;
    assert_eq!((now.url, now.from_flag), (Some(set_to.url()), false));
    fire(&relay, "/webhook/c").await;
    set_to.wait(1).await;
    assert_eq!((flagged.seqs(), set_to.seqs()), (vec![1, 2, 3], vec![4]));
}

#[tokio::test]
async fn one_command_keeps_shows_and_delivers() {
    let app = App::start().await;
    let folder = tempfile::tempdir().unwrap();
    let relay = Process::start(&folder.path().join("a.db"), &["--forward", &format!("{}/in", app.url())]).await;
    fire(&relay, "/webhook").await;
    app.wait(1).await;
    assert_eq!(&app.seen()[0].target[..], b"/in");
    for (args, words) in [
        (&["--forward", "http://10.0.0.7"][..], "start it with --allow-target 10.0.0.7:80"),
        (&["--forward", "http://u:p@localhost"], "leave user and password out"),
        (&["--forward", "ftp://localhost"], "give a URL"),
        (&["--forward", "a=localhost:1", "--forward", "a=localhost:2"], "'a' twice"),
        (&["--forward", "localhost:1", "--public-url", "https://h.example"], "--allow-target localhost:1"),
        (&["--allow-target", "http://h"], "give a host"),
    ] {
        let refused = run(&[&["--data", ":memory:", "--listen", "127.0.0.1:0"], args].concat()).await;
        let told = String::from_utf8_lossy(&refused.stderr).into_owned();
        let words = words.replace("start it with ", "");
        assert!(!refused.status.success() && told.contains(&words), "{args:?}: {told}");
    }
}

#[tokio::test]
async fn targets_that_are_no_programs_of_this_machine_are_refused_with_a_reason() {
    let relay = TestRelay::start().await;
    let own = format!("http://{}/webhook/c", relay.address);
    for (url, words) in [
        ("http://2130706433:80", "odd form"),
        ("http://0x7f.1:80", "odd form"),
        ("http://[::ffff:169.254.169.254]:80", "link-local"),
        ("http://[::ffff:10.0.0.7]:80", "--allow-target"),
        ("http://0.0.0.0:80", "no address of a program"),
        ("http://169.254.169.254/latest/meta-data", "link-local"),
        ("http://10.0.0.7", "--allow-target 10.0.0.7:80"),
        ("http://user@localhost:1", "leave user and password out"),
        ("http://127.0.0.1:80@10.0.0.7", "leave user and password out"),
        ("file:///etc/passwd", "give a URL"),
        ("localhost", "give a URL"),
        ("", "give a URL"),
        (&own, "this relay itself"),
    ] {
        let may_be_allowed = words.contains("--allow-target") || words == "link-local";
        let kind = if may_be_allowed { "forward-not-allowed" } else { "bad-forward-url" };
        let told = put(&relay, "c", &to(url)).await.problem(400, kind).detail;
        assert!(told.contains(words), "{url}: {told}");
    }
    for (forward, words) in [
        (json!({"url": "localhost:1", "concurrency": 0}), "1 to 256"),
        (json!({"url": "localhost:1", "answer_timeout_ms": 99_999}), "100 to 30000"),
        (json!({"url": "localhost:1", "to": 1}), "to"),
        (json!({}), "url"),
        (json!("localhost:1"), "not as documented"),
    ] {
        let told = put(&relay, "c", &json!({"forward": forward})).await.problem(400, "bad-settings").detail;
        assert!(told.contains(words), "{forward}: {told}");
    }
    relay.get("/api/channels/c").await.problem(404, "unknown-channel");
}

#[tokio::test]
async fn a_relay_that_others_reach_forwards_to_what_it_was_allowed_alone() {
    let app = App::start().await;
    let public_url = || Some("https://hooks.example.com".parse().unwrap());
    let relay = TestRelay::with(Options { public_url: public_url(), ..memory() }).await;
    let told = put(&relay, "c", &to(&app.url())).await.problem(400, "forward-not-allowed").detail;
    assert!(told.contains(&format!("--allow-target {}", app.address)), "{told}");
    let allowed_targets = vec![app.address.to_string().parse().unwrap()];
    let relay = TestRelay::with(Options { public_url: public_url(), allowed_targets, ..memory() }).await;
    set(&relay, "c", &to(&app.url())).await;
    fire(&relay, "/webhook/c").await;
    app.wait(1).await;
    put(&relay, "c", &to(&format!("http://{}:1", app.address.ip()))).await.problem(400, "forward-not-allowed");
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let (relay, other) = (TestRelay::start().await, App::start().await);
    let place = other.url();
    let app = App::with(move |_, _| {
        let answer = format!("HTTP/1.1 307 X\r\nlocation: {place}/\r\ncontent-length: 0\r\n\r\n");
        Reply::Raw(answer.into_bytes())
    })
    .await;
    set(&relay, "c", &to(&app.url())).await;
    fire(&relay, "/webhook/c").await;
    until("the attempt", async || !attempts(&relay, "c", 1).await.attempts.is_empty()).await;
    let made = &attempts(&relay, "c", 1).await.attempts[0].attempt;
    assert_eq!((made.status, made.result, other.count()), (Some(307), AttemptResult::Ok, 0));
}

#[tokio::test]
async fn a_forwarder_of_the_same_name_is_not_fought() {
    let (relay, app) = (TestRelay::start().await, App::start().await);
    set(&relay, "c", &to(&app.url())).await;
    let name = status(&relay, "c").await.name.unwrap();
    let target = format!("/api/channels/c/consumers/{name}");
    let consumer = async || relay.get(&target).await.json::<wire::ConsumerDetail>();
    until("the relay's own", async || consumer().await.info.connected).await;
    let mut other = crate::support::Live::open(relay.address, &format!("{target}/live"), &[]).await.unwrap();
    let _: Value = other.message().await;
    until("the takeover", async || status(&relay, "c").await.state == ForwardState::Waiting).await;
    let told = status(&relay, "c").await.waiting_for.unwrap();
    assert!(told.contains("another forwarder"), "{told}");
    drop(other);
    fire(&relay, "/webhook/c").await;
    app.wait(1).await;
    until("its own again", async || status(&relay, "c").await.state == ForwardState::On).await;
}
