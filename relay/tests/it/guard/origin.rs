//! The origin that a page has: the one it was asked by, or one that was allowed.

use gancho::config::Options;

use super::{IMPORT, LIVE};
use crate::support::{Live, TestRelay, memory};

/// Every way to read or to change something that a browser's page has.
async fn refused(relay: &TestRelay, headers: &[(&str, &str)]) {
    for (method, target) in [
        ("GET", "/"),
        ("GET", "/api/channels"),
        ("GET", "/api/channels/default/events"),
        ("PUT", "/api/channels/made"),
        ("DELETE", "/api/channels/default"),
        ("DELETE", "/api/channels/default/events"),
        ("OPTIONS", "/api/channels"),
    ] {
        let answer = relay.request(method, target, headers, b"").await;
        answer.problem(403, "forbidden-origin");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{method} {target}: {headers:?}");
    }
    relay.request("POST", IMPORT, headers, b"{\"method\":\"POST\"}\n").await.problem(403, "forbidden-origin");
    assert_eq!(Live::open(relay.address, LIVE, headers).await.err(), Some(403), "{headers:?}");
}

#[tokio::test]
async fn another_sites_page_is_refused() {
    let relay = TestRelay::start().await;
    let port = relay.address.port();
    for origin in [
        "https://evil.example",
        "http://6.6.6.6",
        "http://[2001:db8::1]",
        "null",
        "",
        "http://localhost.evil.example",
        "file://",
        "http://evil.example#localhost",
        // On this machine, and not this page: other ports, another scheme, another name.
        "http://localhost",
        "http://localhost:3000",
        "http://127.0.0.1",
        "http://127.0.0.1:3000",
        "http://[::1]:1",
        &format!("https://127.0.0.1:{port}"),
        &format!("http://localhost:{port}"),
        &format!("http://127.0.0.1:{port}@evil.example"),
        &format!("http://127.0.0.1:{port}/"),
    ] {
        refused(&relay, &[("origin", origin)]).await;
    }
    assert_eq!(relay.page("").await.head, 0, "nothing was imported");
    assert_eq!(relay.get("/api/channels/made").await.status, 404);
}

#[tokio::test]
async fn the_page_is_known_by_the_address_it_was_asked_by() {
    let relay = TestRelay::start().await;
    for (host, origin) in [
        (relay.address.to_string().as_str(), format!("http://{}", relay.address).as_str()),
        ("localhost:7878", "http://localhost:7878"),
        ("LocalHost:7878", "http://localhost:7878"),
        ("[::1]:7878", "http://[::1]:7878"),
        // On another machine's page the relay's own address is its own origin, and still no
        // other's.
        ("192.168.1.9:7878", "http://192.168.1.9:7878"),
        // Default ports are left out by browsers, and may be.
        ("localhost", "http://localhost"),
        ("localhost:80", "http://localhost"),
        ("localhost", "http://localhost:80"),
    ] {
        let headers = [("host", host), ("origin", origin)];
        assert_eq!(relay.request("GET", "/api/channels", &headers, b"").await.status, 200, "{host} {origin}");
        assert_eq!(
            relay.request("POST", IMPORT, &headers, b"{\"method\":\"POST\"}\n").await.status,
            200,
            "{host} {origin}"
        );
        assert!(Live::open(relay.address, LIVE, &headers).await.is_ok(), "{host} {origin}");
    }
    for (host, origin) in [
        ("192.168.1.9:7878", "http://192.168.1.9"),
        ("192.168.1.9:7878", "http://192.168.1.9:80"),
        ("localhost", "http://localhost:7878"),
        ("localhost:7878", "http://localhost"),
        ("localhost", "https://localhost"),
    ] {
        refused(&relay, &[("host", host), ("origin", origin)]).await;
    }
}

#[tokio::test]
async fn a_token_opens_nothing_to_a_page_on_another_port() {
    let relay = TestRelay::with(Options { token: Some("abcdefgh".into()), ..memory() }).await;
    let cookie = format!("gancho_token_{}=abcdefgh", relay.address.port());
    let own = format!("http://{}", relay.address);
    assert!(Live::open(relay.address, LIVE, &[("cookie", &cookie), ("origin", &own)]).await.is_ok());
    // Of the same site, so that browsers send it the cookie, however strict it is.
    for origin in ["http://127.0.0.1:3000", "https://evil.example"] {
        refused(&relay, &[("cookie", &cookie), ("origin", origin)]).await;
        refused(&relay, &[("authorization", "Bearer abcdefgh"), ("origin", origin)]).await;
    }
    assert_eq!(
        Live::open(relay.address, &format!("{LIVE}?token=abcdefgh"), &[("origin", "null")]).await.err(),
        Some(403)
    );
}

#[tokio::test]
async fn behind_tls_the_public_url_is_the_pages_own() {
    let relay = TestRelay::with(Options {
        public_url: Some("https://hooks.example".parse().unwrap()),
        allowed_hosts: vec!["tunnel.example".into()],
        ..memory()
    })
    .await;
    for host in ["hooks.example", "hooks.example:443", "127.0.0.1:7878"] {
        let headers = [("host", host), ("origin", "https://hooks.example")];
        assert_eq!(relay.request("GET", "/api/channels", &headers, b"").await.status, 200, "{host}");
        assert!(Live::open(relay.address, LIVE, &headers).await.is_ok(), "{host}");
    }
    // A proxy on this machine tells the scheme of a name that is allowed.
    let proxied = [("host", "tunnel.example"), ("origin", "https://tunnel.example"), ("x-forwarded-proto", "https")];
    assert_eq!(relay.request("GET", "/api/channels", &proxied, b"").await.status, 200);
    for origin in ["https://hooks.example:8443", "https://a.hooks.example", "https://tunnel.example"] {
        refused(&relay, &[("host", "hooks.example"), ("origin", origin)]).await;
    }
}

#[tokio::test]
async fn an_allowed_origin_reads_and_writes_and_no_other_does() {
    let options = Options { allowed_origins: vec!["http://localhost:3000".parse().unwrap()], ..memory() };
    let relay = TestRelay::with(Options { token: Some("abcdefgh".into()), ..options }).await;
    let page = [("origin", "http://localhost:3000"), ("sec-fetch-site", "same-site"), ("sec-fetch-mode", "cors")];
    let with_token = [&page[..], &[("authorization", "Bearer abcdefgh")]].concat();
    let answer = relay.request("GET", "/api/channels", &with_token, b"").await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some("http://localhost:3000")));
    assert_eq!(answer.header("vary"), Some("origin"), "a cache must not show it to another");
    assert_eq!(relay.request("POST", IMPORT, &with_token, b"{\"method\":\"POST\"}\n").await.status, 200);
    assert!(Live::open(relay.address, LIVE, &with_token).await.is_ok());
    // A browser asks first, without the token.
    let asks = [("access-control-request-method", "PUT"), ("access-control-request-headers", "authorization")];
    let answer = relay.request("OPTIONS", "/api/channels/loja", &[&page[..], &asks].concat(), b"").await;
    assert_eq!((answer.status, answer.header("access-control-allow-methods")), (204, Some("PUT")));
    assert_eq!(answer.header("access-control-allow-headers"), Some("authorization"));
    // The token is asked of it as of any other.
    let answer = relay.request("GET", "/api/channels", &page, b"").await;
    answer.problem(401, "unauthorized");
    assert_eq!(answer.header("access-control-allow-origin"), Some("http://localhost:3000"), "it may read why");
    for origin in ["http://localhost:3001", "https://localhost:3000", "http://127.0.0.1:3000"] {
        refused(&relay, &[("authorization", "Bearer abcdefgh"), ("origin", origin)]).await;
    }
}
