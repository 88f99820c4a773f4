//! Local stays local: who may read, and that anyone may send.

use gancho::server::Options;

use crate::support::{Live, TestRelay, memory};

const LIVE: &str = "/api/channels/default/live";

#[tokio::test]
async fn a_name_that_is_not_ours_is_refused() {
    let allowed = vec!["tunnel.example".into()];
    let options = Options { allowed_hosts: allowed, public_url: Some("https://hooks.example:8443".into()), ..memory() };
    let relay = TestRelay::with(options).await;
    for host in
        ["evil.example", "localhost.evil.example", "evil.example:7878", "127.0.0.1.evil.example", "", "xn--localhost"]
    {
        relay.with("GET", "/api/channels", "host", host).await.problem(403, "forbidden-host");
        relay.with("GET", "/", "host", host).await.problem(403, "forbidden-host");
        assert_eq!(Live::open(relay.address, LIVE, &[("host", host)]).await.err(), Some(403), "{host}");
        // Anyone may send, by whatever name: a tunnel's, for one.
        assert_eq!(relay.request("POST", "/webhook", &[("host", host)], b"x").await.status, 200);
        assert_eq!(relay.with("GET", "/healthz", "host", host).await.status, 200);
    }
    for host in [
        "localhost:7878",
        "LOCALHOST",
        "a.localhost",
        "127.0.0.1",
        "[::1]:7878",
        "192.168.1.9:80",
        "tunnel.example",
        "Hooks.example",
    ] {
        assert_eq!(relay.with("GET", "/api/channels", "host", host).await.status, 200, "{host}");
    }
}

#[tokio::test]
async fn another_sites_page_is_refused() {
    let relay = TestRelay::with(Options { allowed_hosts: vec!["tunnel.example".into()], ..memory() }).await;
    let own = format!("http://{}", relay.address);
    for origin in [
        "https://evil.example",
        "http://6.6.6.6",
        "http://6.6.6.6:7878",
        "http://[2001:db8::1]",
        "null",
        "",
        "http://localhost.evil.example",
        "file://",
        "http://evil.example#localhost",
    ] {
        let refused = relay.with("GET", "/api/channels", "origin", origin).await;
        refused.problem(403, "forbidden-origin");
        assert_eq!(refused.header("access-control-allow-origin"), None);
        relay.with("DELETE", "/api/channels/default", "origin", origin).await.problem(403, "forbidden-origin");
        assert_eq!(Live::open(relay.address, LIVE, &[("origin", origin)]).await.err(), Some(403), "{origin}");
        assert_eq!(relay.request("POST", "/webhook", &[("origin", origin)], b"x").await.status, 200);
    }
    for origin in [&own, "http://localhost:8080", "http://127.0.0.1:3000", "http://[::1]:1", "https://tunnel.example"] {
        assert_eq!(relay.with("GET", "/api/channels", "origin", origin).await.status, 200, "{origin}");
        assert!(Live::open(relay.address, LIVE, &[("origin", origin)]).await.is_ok(), "{origin}");
    }
    // On another machine's page the relay's own address is its own origin, and still no other's.
    let lan = |origin| [("host", "192.168.1.9:7878"), ("origin", origin)];
    assert!(Live::open(relay.address, LIVE, &lan("http://192.168.1.9:7878")).await.is_ok());
    assert_eq!(Live::open(relay.address, LIVE, &lan("http://192.168.1.9:80")).await.err(), Some(403));
}

#[tokio::test]
async fn where_a_token_is_set_readers_show_it_and_senders_need_none() {
    let relay = TestRelay::with(Options { token: Some("abcdefgh".into()), ..memory() }).await;
    relay.post("/webhook", b"x").await;
    for target in [
        "/",
        "/api/channels",
        "/api/channels/default/events/1/body",
        "/api/nothing",
        "/index.html",
        "/?token=abcdefgX",
        "/?token=",
    ] {
        let answer = relay.get(target).await;
        answer.problem(401, "unauthorized");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    }
    assert_eq!(Live::open(relay.address, LIVE, &[]).await.err(), Some(401));
    for (name, value, status) in [
        ("authorization", "Bearer abcdefgh", 200),
        ("authorization", "Bearer abcdefg", 401),
        ("authorization", "Basic abcdefgh", 401),
        ("cookie", "a=b; gancho_token=abcdefgh", 200),
        ("cookie", "xgancho_token=abcdefgh", 401),
        ("cookie", "gancho_token=abcdefgi", 401),
    ] {
        assert_eq!(relay.with("GET", "/api/channels", name, value).await.status, status, "{name}: {value}");
        let socket = Live::open(relay.address, LIVE, &[(name, value)]).await;
        assert_eq!(socket.err(), (status == 401).then_some(401), "{name}: {value}");
    }
    assert_eq!(relay.get("/api/channels?token=abcdefgh").await.status, 200);
    assert!(Live::open(relay.address, &format!("{LIVE}?token=abcdefgh"), &[]).await.is_ok());
}

#[tokio::test]
async fn the_printed_link_becomes_a_cookie_that_scripts_cannot_read() {
    let relay = TestRelay::with(Options { token: Some("abcdefgh".into()), ..memory() }).await;
    let answer = relay.get("/?token=abcdefgh").await;
    assert_eq!((answer.status, answer.header("location")), (303, Some("/")));
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let pair = cookie.split(';').next().unwrap();
    assert_eq!(relay.with("GET", "/", "cookie", pair).await.status, 200);
    let mut live = Live::open(relay.address, LIVE, &[("cookie", pair)]).await.unwrap();
    live.hello().await;
    // The token opens no door to another site's page.
    let foreign = [("cookie", pair), ("origin", "https://evil.example")];
    assert_eq!(Live::open(relay.address, LIVE, &foreign).await.err(), Some(403));
}
