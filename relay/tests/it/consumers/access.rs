//! Consumers are for who may read.

use gancho::config::Options;

use crate::support::{Live, TestRelay, memory};

const APP: &str = "/api/channels/default/consumers/app";

#[tokio::test]
async fn every_route_asks_for_the_token() {
    let relay = TestRelay::with(Options { token: Some("s3cret".into()), ..memory() }).await;
    for (method, target) in [
        ("GET", "/api/channels/default/consumers".to_owned()),
        ("PUT", APP.into()),
        ("GET", APP.into()),
        ("DELETE", APP.into()),
        ("GET", format!("{APP}/events")),
        ("POST", format!("{APP}/ack")),
        ("GET", "/api/channels/default/events/1/attempts".into()),
        ("POST", "/api/channels/default/events/1/resend".into()),
    ] {
        relay.request(method, &target, &[], b"").await.problem(401, "unauthorized");
    }
    let live = format!("{APP}/live");
    assert_eq!(Live::open(relay.address, &live, &[]).await.err(), Some(401));
    let token = ("authorization", "Bearer s3cret");
    assert_eq!(relay.request("PUT", APP, &[token], b"").await.status, 200);
    assert!(Live::open(relay.address, &live, &[token]).await.is_ok());
}

#[tokio::test]
async fn a_page_of_elsewhere_opens_no_socket_and_takes_nothing_over() {
    let relay = TestRelay::start().await;
    assert_eq!(relay.request("PUT", APP, &[], b"").await.status, 200);
    let live = format!("{APP}/live");
    for header in [("origin", "https://evil.example"), ("host", "evil.example")] {
        assert_eq!(Live::open(relay.address, &live, &[header]).await.err(), Some(403), "{header:?}");
        assert_eq!(relay.request("GET", &format!("{APP}/events"), &[header], b"").await.status, 403);
    }
}
