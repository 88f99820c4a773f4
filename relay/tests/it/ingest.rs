//! Receiving: any request is stored exactly as it came, before it is answered.

use gancho::http::guard::Senders;
use gancho::server::Options;
use gancho_store::Defaults;
use sha2::Digest as _;
use wire::{Body, Digest, HeaderValue};

use crate::support::{TestRelay, memory, noise, until};

/// A relay on loopback that takes webhooks from pages of any origin.
async fn any_page() -> TestRelay {
    TestRelay::with(Options { webhook_origins: vec![Senders::Any], ..memory() }).await
}

#[tokio::test]
async fn any_method_is_received() {
    let relay = TestRelay::start().await;
    let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "GANCHO"];
    for method in methods {
        assert_eq!(relay.request(method, "/webhook", &[], b"x").await.status, 200, "{method}");
    }
    assert_eq!(relay.request("HEAD", "/webhook", &[], b"").await.status, 200);
    let stored: Vec<_> = relay.page("?after=0").await.events.iter().map(|event| event.method.clone()).collect();
    assert_eq!(stored, [&methods[..], &["HEAD"]].concat());
}

#[tokio::test]
async fn the_answer_names_what_was_stored() {
    let relay = any_page().await;
    let answer = relay.request("POST", "/webhook/loja", &[("origin", "https://anywhere.example")], b"oi").await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    let stored: wire::Stored = answer.json();
    assert_eq!((stored.seq, stored.channel.as_str()), (1, "loja"));
    let event: wire::Event = relay.get("/api/channels/loja/events/1").await.json();
    assert_eq!(event.id, stored.id);
    assert!(event.remote.starts_with("127.0.0.1:"));
    assert_eq!(event.body, Body::Text("oi".into()));
}

#[tokio::test]
async fn paths_and_queries_come_out_as_they_came_in() {
    let relay = TestRelay::start().await;
    let targets = [
        "/webhook?a=1&a=2&b=%20%2B&c",
        "/webhook?",
        "/webhook",
        "/webhook/",
        "/webhook/default/a//b/%2F%2e%2E/%zz/;x=1/ç?x?y=/&%",
        "/webhook/default?ão={}|^\\[]'",
    ];
    for target in targets {
        relay.post(target, b"").await;
    }
    for (event, target) in relay.page("?after=0").await.events.iter().zip(targets) {
        let again = event.query.as_ref().map_or(event.path.clone(), |query| format!("{}?{query}", event.path));
        assert_eq!(again, target);
    }
}

#[tokio::test]
async fn headers_come_out_as_they_came_in() {
    let relay = TestRelay::start().await;
    let mut http = relay.connect().await;
    http.write(b"POST /webhook HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nx-a: 2\r\nX-Empty:\r\nX-Bytes: \xff\xfe\r\nX-Text: caf\xc3\xa9\r\n\r\n")
        .await;
    assert_eq!(http.answer(false).await.status, 200);
    let names = ["host", "x-a", "x-a", "x-empty", "x-bytes", "x-text"];
    let values: [&[u8]; 6] = [b"h", b"1", b"2", b"", b"\xff\xfe", "café".as_bytes()];
    let sent: Vec<_> = names.iter().zip(values).map(|(n, v)| ((*n).to_owned(), HeaderValue::from_bytes(v))).collect();
    assert_eq!(relay.event(1).await.headers.0, sent);
}

#[tokio::test]
async fn five_hundred_headers_are_received() {
    let relay = TestRelay::start().await;
    let names: Vec<_> = (0..500).map(|n| format!("x-{n}")).collect();
    let headers: Vec<_> = names.iter().map(|name| (name.as_str(), "value")).collect();
    assert_eq!(relay.request("POST", "/webhook", &headers, b"").await.status, 200);
    assert_eq!(relay.event(1).await.headers.0.len(), 501);
}

#[tokio::test]
async fn too_large_a_head_is_refused_with_words() {
    let relay = TestRelay::start().await;
    for target in ["/webhook", "/api/channels"] {
        let answer = relay.request("GET", target, &[("x-large", &"x".repeat(70_000))], b"").await;
        answer.problem(431, "headers-too-large");
    }
    // Past what is worth reading, the status alone has to do.
    assert_eq!(relay.request("GET", "/webhook", &[("x-larger", &"x".repeat(600_000))], b"").await.status, 431);
    assert_eq!(relay.page("").await.head, 0);
}

#[tokio::test]
async fn a_megabyte_of_noise_comes_back_whole() {
    let relay = TestRelay::start().await;
    let body = noise(1024 * 1024);
    relay.post("/webhook", &body).await;
    let raw = relay.get("/api/channels/default/events/1/body").await;
    assert!(raw.body == body);
    let event = relay.event(1).await;
    assert_eq!(event.sha256, Digest(sha2::Sha256::digest(&body).into()));
    assert!(matches!(&event.body, Body::Bytes(bytes) if *bytes == body), "in the API too, as base64");
    assert_eq!(event.size, body.len() as u64);
}

#[tokio::test]
async fn what_says_it_is_compressed_is_left_as_it_is() {
    let relay = TestRelay::start().await;
    // echo -n oi | gzip -n
    let gzip = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\xcf\x04\x00\x79\x5d\x1d\x36\x02\x00\x00\x00";
    let headers = [("content-encoding", "gzip"), ("content-type", "application/json")];
    assert_eq!(relay.request("POST", "/webhook", &headers, gzip).await.status, 200);
    assert_eq!(relay.get("/api/channels/default/events/1/body").await.body, gzip);
    assert_eq!(relay.event(1).await.header("content-encoding"), Some("gzip"));
}

#[tokio::test]
async fn chunks_are_joined_and_empty_is_empty() {
    let relay = TestRelay::start().await;
    let mut http = relay.connect().await;
    for body in [&b"3\r\nabc\r\n1;x=y\r\nd\r\n0\r\n\r\n"[..], b"0\r\n\r\n"] {
        http.write(b"POST /webhook HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n").await;
        http.write(body).await;
        assert_eq!(http.answer(false).await.status, 200);
    }
    http.write(b"POST /webhook HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n").await;
    assert_eq!(http.answer(false).await.status, 200);
    let bodies: Vec<_> = relay.page("?after=0").await.events.iter().map(|event| event.body.clone()).collect();
    assert_eq!(bodies, [Body::Text("abcd".into()), Body::Text(String::new()), Body::Text(String::new())]);
}

#[tokio::test]
async fn a_sender_that_waits_for_permission_gets_it_or_the_refusal() {
    let relay = TestRelay::start().await;
    let mut http = relay.connect().await;
    http.write(b"POST /webhook HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n").await;
    assert_eq!(http.answer(false).await.status, 100);
    http.write(b"oi").await;
    assert_eq!(http.answer(false).await.status, 200);
    http.write(b"POST /webhook HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n").await;
    http.answer(false).await.problem(413, "body-too-large");
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_and_not_stored() {
    let relay = TestRelay::with(Options { max_body: 1000, ..memory() }).await;
    relay.post("/webhook", &noise(1000)).await;
    // The refusal reaches even a sender that sends everything before it listens.
    for size in [1001, 8 * 1024 * 1024] {
        let body = noise(size);
        let mut http = relay.connect().await;
        http.send("POST", "/webhook", &[], &body).await;
        let answer = http.answer(false).await;
        answer.problem(413, "body-too-large");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));

        let mut http = relay.connect().await;
        http.write(b"POST /webhook HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n").await;
        http.write(format!("{size:x}\r\n").as_bytes()).await;
        http.write(&body).await;
        http.write(b"\r\n0\r\n\r\n").await;
        http.answer(false).await.problem(413, "body-too-large");
    }
    assert_eq!(relay.page("").await.head, 1);
}

#[tokio::test]
async fn what_is_held_of_unfinished_bodies_has_a_bound() {
    let relay = TestRelay::with(Options { max_body: 1000, room: 1500, ..memory() }).await;
    let mut slow = relay.connect().await;
    slow.write(b"POST /webhook/slow HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n").await;
    slow.write(&[b'x'; 900]).await;
    // Once the relay has read that, there is no room for 700 more, and there is for 100.
    let busy = async || relay.request("POST", "/webhook", &[], &[b'y'; 700]).await.status == 503;
    until("a refusal", busy).await;
    let refused = relay.request("POST", "/webhook", &[], &[b'y'; 700]).await;
    refused.problem(503, "busy");
    assert_eq!((refused.header("retry-after"), refused.header("connection")), (Some("1"), Some("close")));
    relay.post("/webhook", &[b'y'; 100]).await;
    let before = relay.page("").await.head;

    slow.write(&[b'x'; 100]).await;
    assert_eq!(slow.answer(false).await.status, 200);
    // What is stored is held no longer.
    assert_eq!(relay.post("/webhook", &[b'y'; 1000]).await.seq, before + 1);
}

#[tokio::test]
async fn a_channel_too_many_is_refused_and_nothing_of_it_is_stored() {
    let defaults = Defaults { max_channels: 2, ..Defaults::default() };
    let relay = TestRelay::with(Options { defaults, ..memory() }).await;
    relay.post("/webhook/a", b"1").await;
    let line = b"{\"method\":\"POST\"}";
    for (method, target, body) in
        [("POST", "/webhook/b", &b"2"[..]), ("PUT", "/api/channels/b", b"{}"), ("POST", "/api/channels/b/import", line)]
    {
        let problem = relay.request(method, target, &[], body).await.problem(507, "too-many-channels");
        assert!(problem.detail.contains("--max-channels"), "{}", problem.detail);
    }
    relay.get("/api/channels/b").await.problem(404, "unknown-channel");
    // Those that are there go on.
    assert_eq!(relay.post("/webhook/a", b"3").await.seq, 2);
    relay.post("/webhook", b"4").await;
    // And there is room again when one is gone.
    assert_eq!(relay.delete("/api/channels/a").await.status, 204);
    assert_eq!(relay.post("/webhook/b", b"5").await.seq, 1);
}

#[tokio::test]
async fn a_body_cut_off_is_not_stored() {
    let relay = TestRelay::start().await;
    for start in [
        &b"POST /webhook HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nabc"[..],
        b"POST /webhook HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc",
    ] {
        let mut http = relay.connect().await;
        http.write(start).await;
        http.half_close().await;
        // The relay has seen the end of it once it ends the connection too.
        assert!(http.try_answer(false).await.is_none_or(|answer| answer.status == 400));
    }
    let mut http = relay.connect().await;
    http.write(b"POST /webhook HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n").await;
    assert!(http.try_answer(false).await.is_none_or(|answer| answer.status == 400));
    assert_eq!(relay.page("").await.head, 0);
}

#[tokio::test]
async fn bad_channel_names_are_refused() {
    let relay = TestRelay::start().await;
    for name in ["a%20b", "a.b", "%C3%A7", &"x".repeat(65)] {
        relay.request("POST", &format!("/webhook/{name}/x"), &[], b"").await.problem(400, "bad-channel");
    }
    relay.request("POST", "/webhooks", &[], b"").await.problem(405, "method-not-allowed");
}

#[tokio::test]
async fn a_preflight_is_answered_and_not_recorded() {
    let relay = any_page().await;
    let asked = [
        ("origin", "https://anywhere.example"),
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", "x-a, content-type"),
        ("access-control-request-private-network", "true"),
    ];
    let answer = relay.request("OPTIONS", "/webhook/loja", &asked, b"").await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.header("access-control-allow-methods"), Some("PUT"));
    assert_eq!(answer.header("access-control-allow-headers"), Some("x-a, content-type"));
    assert_eq!(answer.header("access-control-allow-private-network"), Some("true"));
    relay.get("/api/channels/loja").await.problem(404, "unknown-channel");
    // A question of another kind is a webhook like any other.
    assert_eq!(relay.request("OPTIONS", "/webhook/loja", &asked[..1], b"").await.status, 200);
}
