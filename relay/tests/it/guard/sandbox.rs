//! Answers of channels: never the relay's own page, whatever a browser makes of them.

use gancho::config::Options;
use gancho_store::EventStore as _;
use gancho_store::sqlite::{Location, SqliteStore};
use serde_json::json;
use wire::{Channel, Settings};

use crate::answers::{put, set};
use crate::support::{Answer, TestRelay, memory};

#[track_caller]
fn is_confined(answer: &Answer) {
    let all = |name: &str| -> Vec<_> {
        answer.headers.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect()
    };
    assert_eq!(all("content-security-policy"), ["sandbox"], "{}", answer.status);
    assert_eq!(all("x-content-type-options"), ["nosniff"], "{}", answer.status);
}

#[tokio::test]
async fn every_answer_of_a_webhook_is_in_the_sandbox() {
    let relay = TestRelay::with(Options { max_body: 100, ..memory() }).await;
    let html = json!({"answer": {"body": "<script>{{query.nome}}</script>", "headers": [
        ["content-type", "text/html"], ["Content-Security-Policy", "script-src *"], ["content-security-policy", "a"],
        ["X-Content-Type-Options", "sniff"],
    ]}});
    set(&relay, "html", &html).await;
    let answer = relay.get("/webhook/html?nome=fetch('/api/channels')").await;
    assert_eq!(answer.text(), "<script>fetch('/api/channels')</script>");
    is_confined(&answer);
    set(&relay, "none", &json!({"answer": {"status": 204}})).await;
    set(&relay, "moved", &json!({"answer": {"status": 302, "headers": [["location", "/"]]}})).await;
    for (method, target, status) in [
        ("POST", "/webhook", 200),
        ("GET", "/webhook/none", 204),
        ("GET", "/webhook/moved", 302),
        ("GET", "/webhook/c/_status/500", 500),
        ("GET", "/webhook/c/_status/201", 201),
        ("GET", "/webhook/a%20b", 400),
    ] {
        let answer = relay.request(method, target, &[], b"x").await;
        assert_eq!(answer.status, status, "{method} {target}");
        is_confined(&answer);
    }
    is_confined(&relay.request("POST", "/webhook", &[], &[b'x'; 101]).await);
    let own = format!("http://{}", relay.address);
    let asks = [("origin", own.as_str()), ("access-control-request-method", "POST")];
    is_confined(&relay.request("OPTIONS", "/webhook", &asks, b"").await);
    let hosts = [("host", "a"), ("host", "b")];
    is_confined(&relay.request("POST", "/webhook", &hosts, b"x").await);
    // What a provider is answered at set-up is the relay's, too.
    set(&relay, "slack", &json!({"provider": "slack"})).await;
    is_confined(&relay.request("POST", "/webhook/slack", &[], br#"{"type":"url_verification","challenge":"c"}"#).await);
}

const REFUSED: &[&str] = &[
    "Set-Cookie",
    "set-cookie2",
    "Service-Worker-Allowed",
    "Clear-Site-Data",
    "Strict-Transport-Security",
    "Connection",
    "Keep-Alive",
    "Proxy-Authenticate",
    "proxy-authorization",
    "Proxy-Connection",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "upgrade",
    "Content-Length",
];

#[tokio::test]
async fn headers_that_are_not_a_channels_are_refused_when_they_are_set() {
    let relay = TestRelay::start().await;
    for name in REFUSED {
        let refused = put(&relay, "c", &json!({"answer": {"headers": [["x-a", "b"], [name, "1"]]}})).await;
        let detail = refused.problem(400, "bad-settings").detail;
        assert!(detail.contains(&format!("'{name}' cannot be set")), "{detail}");
    }
    relay.get("/api/channels/c").await.problem(404, "unknown-channel");
    set(&relay, "c", &json!({"answer": {"headers": [["x-proxy-a", "1"], ["set-cookies", "1"], ["retry-after", "1"]]}}))
        .await;
    let answer = relay.get("/webhook/c").await;
    assert_eq!((answer.header("x-proxy-a"), answer.header("set-cookies")), (Some("1"), Some("1")));
}

/// A relay of before kept some of them.
#[tokio::test]
async fn headers_that_an_older_relay_kept_are_dropped_when_it_answers() {
    let folder = tempfile::tempdir().unwrap();
    let data = Location::File(folder.path().join("events.db"));
    let headers: Vec<_> = REFUSED.iter().map(|name| json!([name, "7"])).chain([json!(["x-kept", "yes"])]).collect();
    let settings: Settings = serde_json::from_value(json!({"answer": {"body": "ok", "headers": headers}})).unwrap();
    // The store does not judge settings; the relay does, when they are set.
    let (store, _feed) = SqliteStore::open(&data, Options::default().defaults).unwrap();
    store.configure(&Channel::new("old").unwrap(), settings).await.unwrap();
    store.close().await;
    drop(store);

    let relay = TestRelay::with(Options { data, ..memory() }).await;
    let answer = relay.request("POST", "/webhook/old", &[], b"x").await;
    assert_eq!((answer.status, answer.text().as_str(), answer.header("x-kept")), (200, "ok", Some("yes")));
    assert_eq!(answer.header("content-length"), Some("2"), "the relay's own");
    for name in REFUSED.iter().filter(|name| **name != "Content-Length") {
        assert_eq!(answer.header(&name.to_lowercase()), None, "{name}");
    }
    is_confined(&answer);
}
