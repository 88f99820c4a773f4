//! The read API: pages, polls, one event, channels; and every error a problem that says what to do.

use std::time::{Duration, Instant};

use wire::{ChannelInfo, Channels};

use crate::support::{Answer, Client, TestRelay, until, within};

fn seqs(page: &wire::EventsPage) -> Vec<u64> {
    page.events.iter().map(|event| event.seq).collect()
}

#[tokio::test]
async fn pages_go_up_after_and_down_before() {
    let relay = TestRelay::start().await;
    assert_eq!((relay.page("").await.head, relay.page("").await.oldest), (0, 1));
    relay.post_many(120).await;
    let page = relay.page("?after=3&limit=2").await;
    assert_eq!((seqs(&page), page.head, page.oldest), (vec![4, 5], 120, 1));
    assert_eq!(seqs(&relay.page("?before=5&limit=2").await), [4, 3]);
    assert_eq!(seqs(&relay.page("?limit=1").await), [120]);
    assert_eq!(relay.page("").await.events.len(), 100, "the limit when none is given");
    assert_eq!(relay.page("?limit=0").await.events.len(), 1);
    assert_eq!(relay.page("?limit=18446744073709551615").await.events.len(), 120);
    assert_eq!(seqs(&relay.page("?after=120").await), [0; 0]);
}

#[tokio::test]
async fn bad_questions_are_answered_with_words() {
    let relay = TestRelay::start().await;
    let events = "/api/channels/default/events";
    for query in [
        "?after=x",
        "?after=-1",
        "?after=",
        "?after=99999999999999999999",
        "?before=1.5",
        "?limit=many",
        "?wait=soon",
        "?after=1&before=2",
        "?after=1&after=2",
        "?after=%FF",
    ] {
        // What axum refuses, and what is right but for the other parameter, has words only.
        let words = query.contains('&');
        let kind = if words { "bad-request" } else { "bad-parameter" };
        relay.get(&format!("{events}{query}")).await.problem(400, kind);
        if query.contains("after=") && !query.contains("before") {
            relay.get(&format!("/api/channels/default/sse{query}")).await.problem(400, kind);
        }
    }
    for (target, status, kind) in [
        ("/api/channels/nobody", 404, "unknown-channel"),
        ("/api/channels/nobody/events", 404, "unknown-channel"),
        ("/api/channels/nobody/sse", 404, "unknown-channel"),
        ("/api/channels/nobody/live", 404, "unknown-channel"),
        ("/api/channels/a.b/events", 400, "bad-channel"),
        ("/api/channels/%FF/events", 400, "bad-request"),
        ("/api/channels/default/events/1", 404, "unknown-event"),
        ("/api/channels/default/events/1/body", 404, "unknown-event"),
        ("/api/channels/default/events/18446744073709551615", 404, "unknown-event"),
        ("/api/channels/default/events/one", 400, "bad-parameter"),
        ("/api/channels/default/live", 426, "websocket-needed"),
        ("/api/chanels", 404, "not-found"),
        ("/api", 404, "not-found"),
        ("/api/", 404, "not-found"),
        ("/api/meter", 400, "bad-parameter"),
        ("/api/meter?lane=a%20b", 400, "bad-parameter"),
        ("/api/meter?lane=a&lane=b", 400, "bad-request"),
        ("/nothing/here.js", 404, "not-found"),
    ] {
        let problem = relay.get(target).await.problem(status, kind);
        assert!(kind != "not-found" || problem.detail.contains(target), "{problem:?}");
    }
    for (method, target) in
        [("POST", events), ("PATCH", "/api/channels/default"), ("DELETE", "/api/meter"), ("PUT", "/")]
    {
        relay.request(method, target, &[], b"").await.problem(405, "method-not-allowed");
    }
    for target in ["/api/channels/default/events/7", "/api/channels/nobody", "/api/channels/nobody/events"] {
        assert_eq!(relay.delete(target).await.status, 404, "{target}");
    }
}

#[tokio::test]
async fn a_tag_changes_with_what_is_kept_and_only_then() {
    let relay = TestRelay::start().await;
    let target = "/api/channels/default/events?after=0";
    let tag_of = |answer: &Answer| answer.header("etag").unwrap().to_owned();
    relay.post_many(2).await;
    let mut tags = vec![tag_of(&relay.get(target).await)];
    for step in 0..4 {
        let tag = tags.last().unwrap().clone();
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".into()] {
            let answer = relay.with("GET", target, "if-none-match", &known).await;
            assert_eq!((answer.status, answer.body.len()), (304, 0));
            assert_eq!(tag_of(&answer), tag);
        }
        match step {
            0 => drop(relay.post("/webhook", b"x").await),
            1 => assert_eq!(relay.delete("/api/channels/default/events/2").await.status, 204),
            2 => assert_eq!(relay.delete("/api/channels/default/events").await.status, 204),
            _ => assert_eq!(relay.delete("/api/channels/default").await.status, 204),
        }
        let answer = relay.with("GET", target, "if-none-match", &tag).await;
        assert_eq!(answer.status, 200, "step {step}");
        assert!(!tags.contains(&tag_of(&answer)));
        tags.push(tag_of(&answer));
    }
    let other = tag_of(&relay.get("/api/channels/default/events?after=1").await);
    assert_ne!(Some(&other), tags.last(), "another question, another tag");
}

#[tokio::test]
async fn a_tag_changes_with_an_events_delivery_and_not_that_of_a_page_without_events() {
    let relay = TestRelay::start().await;
    let consumer = "/api/channels/default/consumers/app";
    assert_eq!(relay.request("PUT", consumer, &[], b"{}").await.status, 200);
    relay.post_many(1).await;
    let events = "/api/channels/default/events";
    let tags = async || {
        let all = relay.get(&format!("{events}?after=0")).await;
        let none = relay.get(&format!("{events}?after=1")).await;
        (all.header("etag").unwrap().to_owned(), none.header("etag").unwrap().to_owned())
    };
    let (all, none) = tags().await;
    let ack = br#"{"seq":1,"attempt":{"number":1,"result":"ok","target":"x","ms":1,"status":202,
        "started_at":"2026-11-28T12:00:00.000000Z"}}"#;
    assert_eq!(relay.request("POST", &format!("{consumer}/ack"), &[], ack).await.status, 200);
    let answer = relay.with("GET", &format!("{events}?after=0"), "if-none-match", &all).await;
    let delivery = answer.json::<serde_json::Value>()["events"][0]["delivery"].clone();
    assert_eq!(delivery, serde_json::json!({"consumer": "app", "result": "ok", "status": 202}));
    let after = tags().await;
    assert_ne!(after.0, all);
    assert_eq!(after.1, none, "a poll that finds nothing is still answered 304");
}

/// A long poll under way, and what it answers.
fn poll(relay: &Client, query: &str) -> tokio::task::JoinHandle<(Answer, Duration)> {
    let (client, target) = (Client { address: relay.address }, format!("/api/channels/default/events{query}"));
    tokio::spawn(async move {
        let begun = Instant::now();
        let answer = client.get(&target).await;
        (answer, begun.elapsed())
    })
}

#[tokio::test]
async fn a_long_poll_answers_at_the_next_event() {
    let relay = TestRelay::start().await;
    relay.post("/webhook", b"first").await;
    let (answer, _) = poll(&relay, "?after=0&wait=20").await.unwrap();
    assert_eq!(seqs(&answer.json()), [1], "there is something already");
    let waiting = poll(&relay, "?after=1&wait=20&lane=poll");
    opened(&relay, "poll").await;
    // News that bring it nothing: it goes on waiting.
    relay.delete("/api/channels/default/events/1").await;
    assert!(!waiting.is_finished());
    relay.post("/webhook", b"second").await;
    let (answer, took) = waiting.await.unwrap();
    assert_eq!(seqs(&answer.json()), [2]);
    assert!(took < Duration::from_secs(15), "{took:?}");
}

#[tokio::test]
async fn a_long_poll_answers_empty_at_its_limit_and_at_once_at_the_end() {
    let relay = TestRelay::start().await;
    let (answer, took) = poll(&relay, "?after=0&wait=1").await.unwrap();
    assert_eq!((answer.status, seqs(&answer.json())), (200, vec![]));
    assert!(took >= Duration::from_secs(1), "{took:?}");
    let waiting = poll(&relay, "?after=0&wait=50&lane=poll");
    opened(&relay, "poll").await;
    relay.shut_down();
    let (answer, took) = waiting.await.unwrap();
    assert_eq!(answer.status, 200);
    assert!(took < Duration::from_secs(4), "{took:?}");
}

#[tokio::test]
async fn a_long_poll_ends_with_its_channel() {
    let relay = TestRelay::start().await;
    for channel in ["default", "loja"] {
        relay.request("PUT", &format!("/api/channels/{channel}"), &[], b"").await;
        let (client, lane) = (Client { address: relay.address }, format!("poll-{channel}"));
        let target = format!("/api/channels/{channel}/events?after=0&wait=50&lane={lane}");
        let waiting = tokio::spawn(async move { client.get(&target).await });
        opened(&relay, &lane).await;
        assert_eq!(relay.delete(&format!("/api/channels/{channel}")).await.status, 204);
        let answer = within("the poll's end", waiting).await.unwrap();
        // The default one may be back already.
        assert!(answer.status == 404 || channel == "default", "{}", answer.text());
    }
}

/// Waits until the relay has a request of a lane that had none.
async fn opened(relay: &Client, lane: &str) {
    let requests = async || relay.get(&format!("/api/meter?lane={lane}")).await.json::<wire::MeterReading>().requests;
    until("the poll", async || requests().await == 1).await;
}

#[tokio::test]
async fn a_body_is_a_download_and_never_a_page() {
    let relay = TestRelay::start().await;
    let html = b"<script>alert(1)</script>";
    assert_eq!(relay.request("POST", "/webhook", &[("content-type", "text/html")], html).await.status, 200);
    let answer = relay.get("/api/channels/default/events/1/body").await;
    assert_eq!(answer.body, html);
    assert_eq!(answer.header("content-type"), Some("application/octet-stream"));
    assert!(answer.header("content-disposition").unwrap().starts_with("attachment; filename=\"gancho-default-1"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert!(answer.header("content-security-policy").unwrap().contains("sandbox"));
}

#[tokio::test]
async fn channels_are_made_changed_and_removed() {
    let relay = TestRelay::start().await;
    let put = |body: &'static [u8]| relay.request("PUT", "/api/channels/loja", &[], body);
    let info: ChannelInfo = put(b"").await.json();
    assert_eq!((info.channel.as_str(), info.head, info.retention.max_events), ("loja", 0, 10_000));
    for _ in 0..5 {
        relay.post("/webhook/loja", b"12345").await;
    }
    let info: ChannelInfo = put(br#"{"retention":{"max_events":2,"max_bytes":1000}}"#).await.json();
    let mut stored = 0;
    for seq in [4, 5] {
        let event: wire::Event = relay.get(&format!("/api/channels/loja/events/{seq}")).await.json();
        let headers = serde_json::to_string(&event.headers).unwrap();
        stored += 5 + (event.method.len() + event.path.len() + event.remote.len() + headers.len()) as u64;
    }
    assert_eq!((info.count, info.oldest, info.head, info.bytes), (2, 4, 5, stored));
    let all: Channels = relay.get("/api/channels").await.json();
    assert_eq!(all.channels.iter().map(|info| info.channel.as_str()).collect::<Vec<_>>(), ["default", "loja"]);
    assert_eq!(relay.get("/api/channels/loja").await.json::<ChannelInfo>(), info);
    for bad in [
        &b"{"[..],
        b"7",
        br#"{"retention":{"max_events":0,"max_bytes":1}}"#,
        br#"{"retention":{"max_events":-1,"max_bytes":1}}"#,
        br#"{"retention":{"max_events":9223372036854775808,"max_bytes":1}}"#,
        br#"{"retention":{"max_events":1}}"#,
        br#"{"retension":{"max_events":1,"max_bytes":1}}"#,
        b"\xff",
    ] {
        relay.request("PUT", "/api/channels/loja", &[], bad).await.problem(400, "bad-settings");
    }
    relay.request("PUT", "/api/channels/loja", &[], &vec![b' '; 8 * 1024 * 1024]).await.problem(413, "body-too-large");
    assert_eq!(relay.delete("/api/channels/loja").await.status, 204);
    relay.get("/api/channels/loja/events").await.problem(404, "unknown-channel");
    relay.delete("/api/channels/loja").await.problem(404, "unknown-channel");
}

#[tokio::test]
async fn the_default_channel_comes_back_empty() {
    let relay = TestRelay::start().await;
    relay.post("/webhook", b"x").await;
    let before = relay.page("").await;
    assert_eq!(relay.delete("/api/channels/default").await.status, 204);
    let after = relay.page("").await;
    assert_eq!((after.head, after.events.len()), (0, 0));
    assert_ne!(before.epoch, after.epoch);
}
