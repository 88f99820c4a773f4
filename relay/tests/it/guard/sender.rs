//! Pages that may have a browser send webhooks.

use gancho::config::Options;
use tokio::net::TcpListener;

use crate::support::{TestRelay, memory};

const EVIL: (&str, &str) = ("origin", "https://evil.example");

#[tokio::test]
async fn a_foreign_page_pushes_nobodys_events_out() {
    let relay = TestRelay::start().await;
    relay.post("/webhook", b"mine").await;
    for headers in [
        &[EVIL][..],
        &[EVIL, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "cors")],
        &[("origin", "null"), ("sec-fetch-site", "cross-site")],
        // Without an origin: an image, a link, a no-cors GET.
        &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")],
        &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")],
        // Another program's page on this machine.
        &[("origin", "http://127.0.0.1:3000"), ("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "same-site")],
        // A name that was rebound to this machine is same-origin to itself.
        &[("host", "evil.example"), ("origin", "http://evil.example"), ("sec-fetch-site", "same-origin")],
        &[("host", "evil.example"), ("sec-fetch-site", "same-origin")],
    ] {
        for (method, target) in [("POST", "/webhook"), ("GET", "/webhook/new/a?b"), ("PUT", "/webhook/new/_status/204")]
        {
            let answer = relay.request(method, target, headers, b"x").await;
            let problem = answer.problem(403, "forbidden-sender");
            assert!(problem.detail.contains("--allow-webhook-origin"), "{}", problem.detail);
            assert_eq!(answer.header("access-control-allow-origin"), None, "{headers:?}");
            assert_eq!(answer.header("content-security-policy"), Some("sandbox"));
        }
        let preflight = [headers, &[("access-control-request-method", "POST")]].concat();
        relay.request("OPTIONS", "/webhook", &preflight, b"").await.problem(403, "forbidden-sender");
    }
    assert_eq!(relay.page("").await.head, 1);
    assert_eq!(relay.get("/api/channels/new").await.status, 404);
}

#[tokio::test]
async fn the_refusal_names_the_option_that_opens_it() {
    let relay = TestRelay::start().await;
    let told = relay.request("POST", "/webhook", &[EVIL], b"x").await.problem(403, "forbidden-sender").detail;
    assert!(told.contains("--allow-webhook-origin https://evil.example"), "{told}");
    let unknown = [("sec-fetch-site", "cross-site")];
    let told = relay.request("GET", "/webhook", &unknown, b"").await.problem(403, "forbidden-sender").detail;
    assert!(told.contains("--allow-webhook-origin '*'"), "{told}");
}

#[tokio::test]
async fn programs_a_typed_address_and_the_relays_own_page_send() {
    let relay = TestRelay::start().await;
    let (own, origin) = (relay.address.to_string(), format!("http://{}", relay.address));
    for headers in [
        &[][..],
        &[("host", "tunnel.example")],
        &[("sec-fetch-site", "none"), ("sec-fetch-mode", "navigate")],
        &[("host", own.as_str()), ("origin", origin.as_str()), ("sec-fetch-site", "same-origin")],
        // On plain http of another machine browsers leave Fetch Metadata away.
        &[("host", own.as_str()), ("origin", origin.as_str())],
        &[("sec-fetch-site", "same-origin")],
        &[("webhook-request-origin", "eventemitter.example")],
    ] {
        assert_eq!(relay.request("POST", "/webhook", headers, b"x").await.status, 200, "{headers:?}");
    }
    let asks = [("host", own.as_str()), ("origin", origin.as_str()), ("access-control-request-method", "POST")];
    assert_eq!(relay.request("OPTIONS", "/webhook", &asks, b"").await.status, 204);
}

#[tokio::test]
async fn what_is_allowed_to_send_may_not_read() {
    for rule in ["https://evil.example", "*"] {
        let relay = TestRelay::with(Options { webhook_origins: vec![rule.parse().unwrap()], ..memory() }).await;
        let page = [EVIL, ("sec-fetch-site", "cross-site")];
        let sent = relay.request("POST", "/webhook", &page, b"x").await;
        assert_eq!((sent.status, sent.header("access-control-allow-origin")), (200, Some("*")), "{rule}");
        let asks = [EVIL, ("access-control-request-method", "POST")];
        assert_eq!(relay.request("OPTIONS", "/webhook", &asks, b"").await.status, 204, "{rule}");
        relay.request("GET", "/api/channels", &page, b"").await.problem(403, "forbidden-origin");
        let other = [("origin", "https://other.example")];
        let status = relay.request("POST", "/webhook", &other, b"x").await.status;
        assert_eq!(status, if rule == "*" { 200 } else { 403 }, "{rule}");
    }
    // And the other way round.
    let relay =
        TestRelay::with(Options { allowed_origins: vec!["https://evil.example".parse().unwrap()], ..memory() }).await;
    assert_eq!(relay.request("GET", "/api/channels", &[EVIL], b"").await.status, 200);
    relay.request("POST", "/webhook", &[EVIL], b"x").await.problem(403, "forbidden-sender");
}

#[tokio::test]
async fn a_relay_for_others_takes_webhooks_from_pages_of_any_origin() {
    let page = [EVIL, ("sec-fetch-site", "cross-site")];
    let public =
        TestRelay::with(Options { public_url: Some("https://hooks.example".parse().unwrap()), ..memory() }).await;
    let wide = TestRelay::on(TcpListener::bind("0.0.0.0:0").await.unwrap(), memory()).await;
    for relay in [public, wide] {
        let sent = relay.request("POST", "/webhook", &page, b"x").await;
        assert_eq!((sent.status, sent.header("access-control-allow-origin")), (200, Some("*")));
    }
}
