//! `gancho race`: what it says is what the relay counted, and what it fired is what both lanes saw.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{get, post, put};
use gancho::config::Options;
use gancho::server::Relay;
use gancho_client::RelayAccess;
use gancho_client::race::{self, Finished, Progress, report, units};
use measure::{Export, Kind, Lane, Transport};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use wire::{Channel, ChannelInfo, MeterReading, Retention, Seq};

use crate::support::{Client, Process, TestRelay, gancho, listen_at, memory, own_address, run, until, within};

/// A race of two seconds: about forty webhooks, eight polls.
fn quick(relay: SocketAddr) -> race::Options {
    race::Options {
        relay: RelayAccess { url: format!("http://{relay}"), ..RelayAccess::default() },
        channel: Channel::new("race").unwrap(),
        push: Transport::WebSocket,
        pull: Transport::ShortPoll,
        interval: Duration::from_millis(250),
        conditional: false,
        mean_gap: units::rate("20/s").unwrap().mean_gap,
        seed: 7,
        length: Duration::from_secs(2),
    }
}

fn start(options: race::Options) -> JoinHandle<anyhow::Result<Finished>> {
    tokio::spawn(race::run(options, CancellationToken::new(), Progress::Silent))
}

async fn finished(race: JoinHandle<anyhow::Result<Finished>>) -> Finished {
    within("the race's end", race).await.unwrap().unwrap()
}

fn seqs(export: &Export, lane: Lane) -> Vec<Seq> {
    export.outcomes.iter().filter(|outcome| outcome.lane == lane).flat_map(|outcome| &outcome.seqs).copied().collect()
}

fn count(export: &Export, lane: Lane, kind: Kind) -> u64 {
    export.outcomes.iter().filter(|outcome| (outcome.lane, outcome.kind) == (lane, kind)).count() as u64
}

/// Every figure comes back from the rows, by way of JSON.
#[track_caller]
fn agrees_with_its_rows(export: &Export) {
    let read: Export = serde_json::from_str(&serde_json::to_string(export).unwrap()).unwrap();
    assert_eq!(read.recompute(), export.figures());
    assert_eq!(read.figures(), export.figures());
}

/// The head of a channel; 0 while there is none.
async fn head(relay: &Client, channel: &str) -> Seq {
    let answer = relay.get(&format!("/api/channels/{channel}")).await;
    if answer.status == 200 { answer.json::<ChannelInfo>().head } else { 0 }
}

/// A relay in memory at this address; it stops when its token is cancelled.
async fn serve(address: SocketAddr) -> (CancellationToken, JoinHandle<()>) {
    let (listener, shutdown) = (listen_at(address).await, CancellationToken::new());
    let relay = Relay::open(memory()).await.unwrap();
    let stopping = shutdown.clone();
    (shutdown, tokio::spawn(async move { relay.serve(listener, stopping).await.unwrap() }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_pair_of_lanes_counts_what_the_relay_counts() {
    let relay = TestRelay::start().await;
    // There before the race, so not of it.
    relay.post("/webhook/lanes-0", b"old").await;
    let pairs = [
        (Transport::WebSocket, Transport::ShortPoll, false),
        (Transport::WebSocket, Transport::LongPoll, true),
        (Transport::Sse, Transport::ShortPoll, true),
        (Transport::Sse, Transport::LongPoll, false),
    ];
    let races = pairs.into_iter().enumerate().map(|(n, (push, pull, conditional))| {
        let channel = Channel::new(&format!("lanes-{n}")).unwrap();
        start(race::Options { channel, push, pull, conditional, seed: n as u32, ..quick(relay.address) })
    });
    for race in races.collect::<Vec<_>>() {
        let race = finished(race).await;
        let Finished { export, fired, .. } = &race;
        let told = format!("{:?} {:?}", export.settings, export.lanes);
        agrees_with_its_rows(export);
        for lane in [Lane::Push, Lane::Pull] {
            let meter = async || -> MeterReading {
                relay.get(&format!("/api/meter?lane={}", race.names.of(lane))).await.json()
            };
            until("the lanes' end", async || meter().await.open == 0).await;
            let (reading, figures) = (meter().await, export.lanes.of(lane));
            assert_eq!(figures.requests, reading.requests, "{lane:?} of {told}");
            let bytes = (Some(reading.bytes_up), Some(reading.bytes_down));
            assert_eq!((figures.bytes_up, figures.bytes_down), bytes, "{lane:?} of {told}");
            assert_eq!(figures.failed, 0, "{lane:?} of {told}");
        }
        let page: wire::EventsPage =
            relay.get(&format!("/api/channels/{}/events?after=0&limit=1000", race.channel)).await.json();
        let stored: Vec<Seq> =
            page.events.iter().map(|e| e.seq).filter(|seq| race.channel.as_str() != "lanes-0" || *seq > 1).collect();
        let mut in_order = fired.clone();
        in_order.sort_unstable();
        assert_eq!(in_order, stored, "{told}");
        assert_eq!(seqs(export, Lane::Push), stored, "{told}");
        assert_eq!(seqs(export, Lane::Pull), stored, "{told}");
        assert!(stored.len() > 12, "about forty: {}", stored.len());
        assert_eq!((race.unsent, race.unseen.push, race.unseen.pull), (0, 0, 0), "{told}");
        let (push, pull) = (&export.lanes.push, &export.lanes.pull);
        assert_eq!((push.requests, push.delivered), (1, stored.len() as u64), "{told}");
        assert_eq!(push.latency_ms.n, stored.len(), "the clocks are known: {told}");
        match pull.transport {
            Transport::ShortPoll => assert!((6..=10).contains(&pull.requests) && pull.timed_out == 0, "{told}"),
            _ => assert!(pull.empty == 0 && pull.delivered > 5, "{told}"),
        }
        assert!(export.advantage_ms.n == stored.len() && export.advantage_ms.p50.is_some(), "{told}");
        assert_eq!(report::notes(&race), Vec::<String>::new());
        assert!(report::report(&race).contains("(median of "), "{}", report::report(&race));
    }
}

#[tokio::test]
async fn the_command_prints_the_export_and_nothing_else() {
    let relay = TestRelay::start().await;
    let args = ["--rate", "20/s", "--interval", "250ms", "--for", "1s", "--seed", "3", "--channel", "default"];
    let mut command = gancho(&[&["race"], &args[..], &["--json"]].concat());
    command.env("GANCHO_RELAY", relay.address.to_string()).env("GANCHO_PUSH", "sse");
    let output = within("the race's end", command.output()).await.unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let export: Export = serde_json::from_slice(&output.stdout).unwrap();
    agrees_with_its_rows(&export);
    assert_eq!((export.settings.push, export.settings.seed), (Transport::Sse, Some(3)));
    assert_eq!((export.settings.interval_ms, export.settings.mean_gap_ms), (250.0, Some(50.0)));
    let page = relay.page("?after=0&limit=1000").await;
    let stored: Vec<Seq> = page.events.iter().map(|event| event.seq).collect();
    assert!(!stored.is_empty());
    assert_eq!((seqs(&export, Lane::Push), seqs(&export, Lane::Pull)), (stored.clone(), stored));

    let url = format!("http://{}", relay.address);
    let output = run(&[&["race", &url], &args[..]].concat()).await;
    let told = String::from_utf8(output.stdout).unwrap();
    for part in ["(median of ", "Requests", "Latency p50", "Bytes down", "T/2", "without TLS and TCP", "last hop"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(output.stderr.is_empty(), "no progress where nobody looks");
}

#[tokio::test]
async fn ctrl_c_ends_it_early_and_prints() {
    let relay = TestRelay::start().await;
    let url = format!("http://{}", relay.address);
    let args = ["race", &url, "--rate", "50/s", "--for", "1h", "--pull", "long", "--json"];
    let child = gancho(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    until("some events", async || head(&relay, "race").await >= 6).await;
    let begun = Instant::now();
    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().await.unwrap().success());
    let output = within("its end", child.wait_with_output()).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("Ended early"), "{output:?}");
    let export: Export = serde_json::from_slice(&output.stdout).unwrap();
    agrees_with_its_rows(&export);
    assert!(export.lanes.push.delivered > 0);
}

#[tokio::test]
async fn a_poll_that_is_held_when_it_ends_early_is_counted() {
    let relay = TestRelay::start().await;
    let interrupted = CancellationToken::new();
    let options = race::Options { pull: Transport::LongPoll, mean_gap: None, ..quick(relay.address) };
    let race = tokio::spawn(race::run(options, interrupted.clone(), Progress::Silent));
    until("the channel", async || relay.get("/api/channels/race").await.status == 200).await;
    relay.post("/webhook/race", b"of another sender").await;
    interrupted.cancel();
    let race = finished(race).await;
    assert!(race.interrupted && race.fired.is_empty());
    agrees_with_its_rows(&race.export);
    for lane in [Lane::Push, Lane::Pull] {
        let target = format!("/api/meter?lane={}", race.names.of(lane));
        let requests = race.export.lanes.of(lane).requests;
        until("equal counts", async || relay.get(&target).await.json::<MeterReading>().requests == requests).await;
    }
}

/// Stands where a relay was, and hangs up on whoever asks, until both lanes have asked.
async fn be_dead_until_both_asked(address: SocketAddr) {
    let listener = listen_at(address).await;
    let (mut push, mut pull) = (false, false);
    while !(push && pull) {
        let (mut socket, _) = within("a reader", listener.accept()).await.unwrap();
        let mut head = vec![0; 64];
        let length = within("a request", socket.read(&mut head)).await.unwrap_or(0);
        let head = String::from_utf8_lossy(&head[..length]).into_owned();
        push |= head.contains("/live?");
        pull |= head.contains("/events?");
    }
}

#[tokio::test]
async fn a_relay_killed_on_the_way_is_waited_for_and_nothing_is_missed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("events.db");
    let mut relay = Process::start(&data, &[]).await;
    let address = relay.address;
    let race = start(race::Options { length: Duration::from_secs(6), ..quick(address) });
    until("some events", async || head(&relay, "race").await >= 10).await;
    relay.kill().await;
    be_dead_until_both_asked(address).await;
    let again = gancho(&["--listen", &address.to_string(), "--data", data.to_str().unwrap()]);
    let _relay = Process::spawn(again).await;

    let race = finished(race).await;
    let (export, told) = (&race.export, format!("{:?}", race.export.lanes));
    agrees_with_its_rows(export);
    let (push, pull) = (&export.lanes.push, &export.lanes.pull);
    assert!(push.failed >= 1 && pull.failed >= 1 && race.unsent >= 1, "{told}");
    assert_eq!((push.requests - push.failed, count(export, Lane::Push, Kind::Open)), (2, 2), "{told}");
    let set = |seqs: Vec<Seq>| BTreeSet::from_iter(seqs);
    let (pushed, pulled) = (seqs(export, Lane::Push), seqs(export, Lane::Pull));
    assert_eq!((pushed.len(), pulled.len()), (set(pushed.clone()).len(), set(pulled.clone()).len()), "no double");
    assert_eq!(set(pushed.clone()), set(pulled), "{told}");
    // What was stored without the answer coming through was seen, too.
    assert!(set(race.fired.clone()).is_subset(&set(pushed)), "{told}");
    assert_eq!((race.unseen.push, race.unseen.pull, race.restarts), (0, 0, 0));
    assert_eq!((push.bytes_up, pull.bytes_down, race.meter_lost), (None, None, true), "no half of a count");
}

#[tokio::test]
async fn a_relay_that_comes_back_without_its_events_is_raced_on() {
    let address = own_address();
    let (shutdown, ended) = serve(address).await;
    let client = Client { address };
    let race = start(race::Options { push: Transport::Sse, length: Duration::from_secs(4), ..quick(address) });
    until("some events", async || head(&client, "race").await >= 10).await;
    shutdown.cancel();
    within("the relay's end", ended).await.unwrap();
    let (_shutdown, _task) = serve(address).await;

    let race = finished(race).await;
    let (export, told) = (&race.export, format!("{:?}", race.export.lanes));
    agrees_with_its_rows(export);
    assert_eq!(race.restarts, 1, "{told}");
    let (pushed, pulled) = (seqs(export, Lane::Push), seqs(export, Lane::Pull));
    assert!(pushed.windows(2).all(|pair| pair[0] < pair[1]), "one order, no double: {pushed:?}");
    assert!(pulled.windows(2).all(|pair| pair[0] < pair[1]), "one order, no double: {pulled:?}");
    assert!(!pushed.is_empty() && pushed.last() == pulled.last(), "{told}");
    assert!(report::notes(&race).iter().any(|note| note.contains("started again")), "{:?}", report::notes(&race));
}

#[tokio::test]
async fn a_relay_that_dies_for_good_is_not_waited_for_without_end() {
    let relay = TestRelay::start().await;
    let race = start(race::Options { length: Duration::from_secs(1), ..quick(relay.address) });
    until("some events", async || head(&relay, "race").await >= 3).await;
    relay.stop().await;
    let race = finished(race).await;
    agrees_with_its_rows(&race.export);
    assert!(race.export.lanes.push.failed >= 1 && race.export.lanes.pull.failed >= 1, "{:?}", race.export.lanes);
    assert_eq!(race.export.lanes.push.bytes_up, None);
    let notes = report::notes(&race).join("\n");
    assert!(notes.contains("Push failed") && notes.contains("Connection refused"), "{notes}");
}

/// Answers as a relay that is overloaded does.
async fn overloaded() -> SocketAddr {
    let info = ChannelInfo {
        channel: Channel::new("race").unwrap(),
        head: 0,
        oldest: 1,
        count: 0,
        bytes: 0,
        epoch: "e".into(),
        retention: Retention::default(),
    };
    let polls = Arc::new(AtomicU64::new(0));
    let events = move || async move {
        match polls.fetch_add(1, Relaxed) % 4 {
            0 => StatusCode::TOO_MANY_REQUESTS.into_response(),
            1 => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            2 => "not a page".into_response(),
            _ => r#"{"events":[],"head":0,"oldest":1,"epoch":"e"}"#.into_response(),
        }
    };
    let busy = || async { StatusCode::SERVICE_UNAVAILABLE };
    let router = Router::new()
        .route("/api/channels/race", put(move || async move { serde_json::to_string(&info).unwrap() }))
        .route("/api/channels/race/events", get(events))
        .route("/api/channels/race/live", get(busy))
        .route("/webhook/race", post(busy));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

#[tokio::test]
async fn refusals_are_failures_and_the_race_goes_on() {
    let address = overloaded().await;
    let race = finished(start(quick(address))).await;
    let Finished { export, .. } = &race;
    agrees_with_its_rows(export);
    let pull = &export.lanes.pull;
    assert!((6..=10).contains(&pull.requests), "it asks on: {pull:?}");
    assert_eq!((pull.failed + pull.empty, pull.delivered), (pull.requests, 0));
    assert_eq!(pull.empty, pull.requests / 4, "{pull:?}");
    let push = &export.lanes.push;
    assert!(push.failed >= 2 && push.requests == push.failed, "{push:?}");
    assert!(race.unsent > 10 && race.fired.is_empty());
    assert_eq!((export.settings.clock, push.bytes_up, pull.bytes_up), (None, None, None));
    let notes = report::notes(&race).join("\n");
    assert!(notes.contains("503") && notes.contains("Pull failed"), "{notes}");
}

#[tokio::test]
async fn a_token_is_asked_for_and_never_fired() {
    let relay = TestRelay::with(Options { token: Some("abcdefgh".into()), ..memory() }).await;
    let url = format!("http://{}", relay.address);
    let told = |output: &std::process::Output| String::from_utf8_lossy(&output.stderr).into_owned();
    let without = run(&["race", &url]).await;
    assert_eq!(without.status.code(), Some(1));
    assert!(told(&without).contains("--token") && without.stdout.is_empty(), "{}", told(&without));
    let wrong = run(&["race", &url, "--token", "12345678"]).await;
    assert!(told(&wrong).contains("not this one"), "{}", told(&wrong));

    let mut command = gancho(&["race", &url, "--rate", "20/s", "--interval", "250ms", "--for", "1s", "--json"]);
    let output = within("the race's end", command.env("GANCHO_TOKEN", "abcdefgh").output()).await.unwrap();
    let export: Export = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((export.lanes.push.failed, export.lanes.pull.failed), (0, 0));
    assert!(export.lanes.push.delivered > 0);
    let target = "/api/channels/race/events?after=0";
    let page = relay.with("GET", target, "authorization", "Bearer abcdefgh").await;
    assert!(page.text().contains("gancho race") && !page.text().contains("abcdefgh"), "{}", page.text());
}

#[tokio::test]
async fn what_cannot_be_raced_on_is_told_with_what_to_do() {
    let told = async |args: &[&str]| {
        let output = run(&[&["race"], args].concat()).await;
        assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let nobody = format!("http://{}", own_address());
    let message = told(&[&nobody]).await;
    assert!(message.contains(&nobody) && message.contains("\n  gancho\n") && message.contains("refused"), "{message}");
    let message = told(&["ftp://relay.example"]).await;
    assert!(message.contains("as in http://localhost:7878"), "{message}");
    for (args, part) in [
        (["--interval", "2"], "250ms, 2s or 1min"),
        (["--interval", "2min"], "250ms to 60s"),
        (["--rate", "8"], "8/min"),
        (["--rate", "101/s"], "100/s"),
        (["--for", "2h"], "1h"),
        (["--channel", "a b"], "channel"),
    ] {
        let message = told(&args).await;
        assert!(message.contains(part), "{args:?}: {message}");
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let other = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new()).await.unwrap() });
    let message = told(&[&other]).await;
    assert!(message.contains("not a gancho relay"), "{message}");
    let help = String::from_utf8(run(&["race", "--help"]).await.stdout).unwrap();
    for part in ["Examples:", "GANCHO_INTERVAL", "--conditional", "gancho race --pull long", "Ctrl-C", "100/s", "60s"] {
        assert!(help.contains(part), "{part}: {help}");
    }
}
