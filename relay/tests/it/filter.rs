//! The filter: one grammar for page, interface and command line.

use serde_json::json;
use wire::{EventsPage, Seq};

use crate::support::{Client, TestRelay, until};

const EVENTS: &str = "/api/channels/default/events";

/// Positions found by a filter, the oldest first.
async fn found(relay: &Client, filter: &str) -> Vec<Seq> {
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("filter", filter).finish();
    let page = relay.page(&format!("?after=0&{query}")).await;
    assert_eq!(page.next, None);
    page.events.iter().map(|event| event.seq).collect()
}

async fn refused(relay: &Client, filter: &str) -> String {
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("filter", filter).finish();
    let answer = relay.get(&format!("/api/channels/default/events?{query}")).await;
    answer.problem(400, "bad-filter").detail
}

#[tokio::test]
async fn each_key_finds_what_it_names() {
    let relay = TestRelay::start().await;
    let settings = br#"{"provider":"github","secret":"abc"}"#;
    assert_eq!(relay.request("PUT", "/api/channels/default", &[], settings).await.status, 200);
    let json = ("content-type", "application/json; charset=utf-8");
    relay.request("POST", "/webhook/default/Orders", &[("x-github-event", "push"), json], b"two words").await;
    relay.request("PUT", "/webhook", &[("x-github-event", "ping"), ("x-empty", "")], b"two other words").await;
    relay.request("POST", "/webhook", &[], b"nothing").await;
    relay.request("PATCH", "/api/channels/default/events/2", &[], br#"{"pinned":true}"#).await;
    for (filter, expected) in [
        ("", vec![1, 2, 3]),
        ("words", vec![1, 2]),
        ("\"two words\"", vec![1]),
        ("two words", vec![1, 2]),
        ("-words", vec![3]),
        ("-\"two words\"", vec![2, 3]),
        ("words -other", vec![1]),
        ("method:post", vec![1, 3]),
        ("-method:POST", vec![2]),
        ("path:/orders", vec![1]),
        ("header:content-type", vec![1]),
        ("header:Content-Type=JSON", vec![1]),
        ("header:content-type=\"json; charset\"", vec![1]),
        ("header:content-type=xml", vec![]),
        ("-header:x-github-event", vec![3]),
        ("header:x-empty", vec![2]),
        ("provider:github", vec![1, 2, 3]),
        ("-provider:github", vec![]),
        ("event:PUSH", vec![1]),
        ("signature:invalid", vec![1, 2, 3]),
        ("signature:valid", vec![]),
        ("-signature:none", vec![1, 2, 3]),
        ("pinned:yes", vec![2]),
        ("pinned:no", vec![1, 3]),
        ("-pinned:yes", vec![1, 3]),
        ("-pinned:no words", vec![2]),
        ("provider:github method:post words", vec![1]),
        ("after:2020-01-01", vec![1, 2, 3]),
        ("-after:2020-01-01", vec![]),
        ("before:2020-01-01T10:00", vec![]),
        ("-before:2020-01-01 words", vec![1, 2]),
    ] {
        assert_eq!(found(&relay, filter).await, expected, "{filter}");
    }
    // With the short forms beside it, all must hold.
    let page = relay.page("?filter=words&q=other&name=ping").await;
    assert_eq!(page.events.iter().map(|event| event.seq).collect::<Vec<_>>(), [2]);
    let export = relay.get("/api/channels/default/export?filter=event:push").await;
    assert_eq!(export.text().lines().count(), 1);
}

#[tokio::test]
async fn a_place_of_the_body_has_its_value() {
    let relay = TestRelay::start().await;
    let send = async |kind: &str, body: &[u8]| {
        relay.request("POST", "/webhook", &[("content-type", kind)], body).await;
    };
    send("application/json", br#"{"data":{"id":42,"name":"Jo\u00e3o"},"items":[{"sku":"a b"}]}"#).await;
    send("application/json", br#"{"data":{"id":"42"}}"#).await;
    send("application/json", br#"{"data":{"id":420}}"#).await;
    send("application/x-www-form-urlencoded", b"data.id=42&payload=%7B%22ref%22%3A%22main%22%7D").await;
    // As UTF-16, which a place is found in too.
    let wide: Vec<u8> = "{\"data\":{\"id\":42}}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    send("application/json; charset=utf-16le", &wide).await;
    send("text/plain", b"body.data.id=42").await;
    for (filter, expected) in [
        ("body.data.id=42", vec![1, 2, 4, 5]),
        ("-body.data.id=42", vec![3, 6]),
        ("body.data.name=João", vec![1]),
        ("body.items.0.sku=\"a b\"", vec![1]),
        ("body.items.1.sku=\"a b\"", vec![]),
        ("body.payload.ref=main", vec![4]),
        ("body.data", vec![6]),
        ("body.data.id=42 method:post -body.payload.ref=main", vec![1, 2, 5]),
    ] {
        assert_eq!(found(&relay, filter).await, expected, "{filter}");
    }
    assert!(refused(&relay, "body.a..b=1").await.contains("names with dots"));
    assert!(refused(&relay, "body.a=").await.contains("right behind"));
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_what_there_is() {
    let relay = TestRelay::start().await;
    for (filter, says) in [
        ("proivder:github", "provider"),
        ("provider:gihtub", "github"),
        ("delivery:lost", "waiting"),
        ("\"open", "not closed"),
    ] {
        let detail = refused(&relay, filter).await;
        assert!(detail.contains(says), "{filter}: {detail}");
    }
    for long in ["a%20".repeat(21), "a".repeat(1001)] {
        let answer = relay.get(&format!("/api/channels/default/events?filter={long}")).await;
        answer.problem(400, "filter-too-long");
    }
}

#[tokio::test]
async fn events_are_found_by_how_they_were_delivered() {
    let relay = TestRelay::start().await;
    relay.post_many(6).await;
    for state in ["ok", "waiting", "failed", "dead"] {
        assert_eq!(found(&relay, &format!("delivery:{state}")).await, [0; 0], "no consumer has to do with them");
    }
    relay.request("PUT", "/api/channels/default/consumers/app", &[], br#"{"from":2}"#).await;
    let ack = async |seq: Seq, number: u32, result: &str| {
        let attempt = json!({
            "number": number, "result": result, "target": "http://localhost:5000", "ms": 1,
            "started_at": "2026-11-28T12:00:00.000000Z",
        });
        let body = json!({"seq": seq, "attempt": attempt}).to_string();
        let answer = relay.request("POST", "/api/channels/default/consumers/app/ack", &[], body.as_bytes()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    };
    ack(2, 1, "failed").await;
    ack(2, 2, "ok").await;
    ack(3, 1, "failed").await;
    ack(3, 2, "dead").await;
    ack(4, 1, "failed").await;
    for (filter, expected) in [
        ("delivery:ok", vec![2]),
        ("delivery:dead", vec![3]),
        ("delivery:failed", vec![4]),
        ("delivery:waiting", vec![5, 6]),
        ("-delivery:waiting", vec![1, 2, 3, 4]),
        ("-delivery:waiting -delivery:dead", vec![1, 2, 4]),
        ("delivery:ok delivery:dead", vec![]),
    ] {
        assert_eq!(found(&relay, filter).await, expected, "{filter}");
    }
}

#[tokio::test]
async fn a_filter_waits_for_what_it_finds() {
    let relay = TestRelay::start().await;
    relay.post("/webhook", b"other").await;
    let client = Client { address: relay.address };
    let waiting = tokio::spawn(async move {
        client.get("/api/channels/default/events?after=0&filter=needle&wait=50&lane=waits").await.json::<EventsPage>()
    });
    let requests = async || relay.get("/api/meter?lane=waits").await.json::<wire::MeterReading>().requests;
    until("the poll to wait", async || requests().await == 1).await;
    for body in ["hay", "needle", "hay"] {
        relay.post("/webhook", body.as_bytes()).await;
    }
    let page = waiting.await.unwrap();
    assert_eq!(page.events.iter().map(|event| event.seq).collect::<Vec<_>>(), [3]);
    let empty = relay.page("?after=9&filter=needle&wait=0").await;
    assert!(empty.events.is_empty());
    relay.get("/api/channels/default/events?q=a&wait=1").await.problem(400, "bad-request");
}

#[tokio::test]
async fn some_events_are_deleted_and_what_is_pinned_stays() {
    let relay = TestRelay::start().await;
    for n in 1..=9 {
        relay.post("/webhook", if n % 3 == 0 { b"fizz" } else { b"buzz" }).await;
    }
    relay.request("PATCH", "/api/channels/default/events/3", &[], br#"{"pinned":true}"#).await;
    relay.request("PATCH", "/api/channels/default/events/8", &[], br#"{"pinned":true}"#).await;
    let delete = async |query: &str| relay.request("DELETE", &format!("{EVENTS}{query}"), &[], b"").await;
    // What is not understood deletes nothing.
    for bad in ["?filter=", "?fliter=fizz", "?filter=fizz&sqes=1", "?seqs=x", "?filter=colour:red", "?q="] {
        assert_eq!(delete(bad).await.status, 400, "{bad}");
    }
    assert_eq!(found(&relay, "").await, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    let gone: wire::Deleted = delete("?filter=fizz").await.json();
    assert_eq!((gone.deleted, gone.pinned), (2, 1));
    assert_eq!(found(&relay, "").await, [1, 2, 3, 4, 5, 7, 8]);
    let gone: wire::Deleted = delete("?seqs=1,3-4,8,100-200").await.json();
    assert_eq!((gone.deleted, gone.pinned), (2, 2));
    let gone: wire::Deleted = delete("?seqs=1-5&filter=method:put").await.json();
    assert_eq!((gone.deleted, gone.pinned), (0, 0));
    assert_eq!(found(&relay, "").await, [2, 3, 5, 7, 8]);
    assert_eq!(delete("").await.status, 204);
    assert_eq!(found(&relay, "").await, [3, 8]);
    relay.request("DELETE", "/api/channels/nobody/events?seqs=1", &[], b"").await.problem(404, "unknown-channel");
}

#[tokio::test]
async fn a_thousand_are_deleted_at_once() {
    let relay = TestRelay::start().await;
    relay.post_many(1100).await;
    let gone: wire::Deleted = relay.request("DELETE", &format!("{EVENTS}?filter=method:post"), &[], b"").await.json();
    assert_eq!((gone.deleted, gone.pinned), (1100, 0));
    assert_eq!(found(&relay, "").await, [0; 0]);
    // Positions go on rising.
    relay.post("/webhook", b"next").await;
    assert_eq!(found(&relay, "").await, [1101]);
}
