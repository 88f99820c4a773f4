//! The page behind `trunk serve`: Trunk writes the relay's own `Host`, and the browser's into
//! `X-Forwarded-Host`.

use super::{IMPORT, LIVE};
use crate::support::{Live, TestRelay};

/// The headers of a request that Trunk passes on, as Trunk 0.21.14 writes them for HTTP and
/// WebSockets alike.
fn through_trunk<'a>(own: &'a str, asked: &'a str, rest: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let trunk = [("host", own), ("x-forwarded-host", asked), ("x-forwarded-proto", "http")];
    [&trunk[..], rest].concat()
}

#[tokio::test]
async fn the_page_behind_trunk_reads_and_sends() {
    let relay = TestRelay::start().await;
    let own = relay.address.to_string();
    for (asked, origin) in [
        ("localhost:8080", "http://localhost:8080"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("localhost", "http://localhost"),
    ] {
        let headers = through_trunk(&own, asked, &[("origin", origin), ("sec-fetch-site", "same-origin")]);
        assert_eq!(relay.request("POST", IMPORT, &headers, b"{\"method\":\"POST\"}\n").await.status, 200, "{asked}");
        assert!(Live::open(relay.address, LIVE, &headers).await.is_ok(), "{asked}");
        assert_eq!(relay.request("POST", "/webhook", &headers, b"x").await.status, 200, "{asked}");
        let without = through_trunk(&own, asked, &[("sec-fetch-site", "same-origin")]);
        assert_eq!(relay.request("GET", "/api/channels", &without, b"").await.status, 200, "{asked}");
    }
}

#[tokio::test]
async fn no_other_page_comes_in_through_trunk() {
    let relay = TestRelay::start().await;
    let own = relay.address.to_string();
    let of_relay = format!("http://{own}");
    for origin in ["http://localhost:3000", "https://evil.example", "https://localhost:8080", "null", &of_relay] {
        let headers = through_trunk(&own, "localhost:8080", &[("origin", origin)]);
        relay.request("GET", "/api/channels", &headers, b"").await.problem(403, "forbidden-origin");
        relay.request("POST", IMPORT, &headers, b"{\"method\":\"POST\"}\n").await.problem(403, "forbidden-origin");
        relay.request("POST", "/webhook", &headers, b"x").await.problem(403, "forbidden-sender");
        assert_eq!(Live::open(relay.address, LIVE, &headers).await.err(), Some(403), "{origin}");
    }
    let timing = through_trunk(&own, "localhost:8080", &[("sec-fetch-site", "same-site")]);
    relay.request("GET", "/api/channels", &timing, b"").await.problem(403, "forbidden-site");
    // A name that was rebound to this machine: to itself it is same-origin, and sends no Origin to
    // read.
    for origin in [&[][..], &[("origin", "http://evil.example:8080")]] {
        let headers =
            through_trunk(&own, "evil.example:8080", &[&[("sec-fetch-site", "same-origin")], origin].concat());
        relay.request("GET", "/api/channels", &headers, b"").await.problem(403, "forbidden-host");
        assert_eq!(Live::open(relay.address, LIVE, &headers).await.err(), Some(403));
        relay.request("POST", "/webhook", &headers, b"x").await.problem(403, "forbidden-sender");
    }
    // Trunk adds its header to one that the page has set.
    let rebound = through_trunk(&own, "evil.example:8080", &[("x-forwarded-host", "localhost:8080")]);
    relay.request("GET", "/api/channels", &rebound, b"").await.problem(403, "forbidden-host");
    let claimed = [("x-forwarded-host", "localhost:3000"), ("origin", "http://localhost:3000")];
    let claimed = through_trunk(&own, "localhost:8080", &claimed);
    relay.request("GET", "/api/channels", &claimed, b"").await.problem(403, "forbidden-origin");
    assert_eq!(relay.page("").await.head, 0, "nothing was stored");
}

/// If Trunk wrote the relay's origin into requests, it would launder those of every page that can
/// reach Trunk.
#[test]
fn trunk_leaves_origin_and_fetch_metadata_alone() {
    let config = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../Trunk.toml")).unwrap();
    let headers: Vec<_> = config.lines().filter(|line| line.trim_start().starts_with("request_headers")).collect();
    assert_eq!(headers.len(), 3, "one for each proxy");
    for line in headers {
        assert_eq!(line.trim(), "request_headers = { host = \"127.0.0.1:7878\" }");
    }
}
