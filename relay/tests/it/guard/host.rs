//! The names that the relay answers to.

use gancho::config::Options;

use super::LIVE;
use crate::support::{Live, TestRelay, memory};

#[tokio::test]
async fn a_name_that_is_not_ours_is_refused() {
    let allowed = vec!["tunnel.example".into()];
    let options =
        Options { allowed_hosts: allowed, public_url: Some("https://hooks.example:8443".parse().unwrap()), ..memory() };
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
async fn a_second_host_is_refused_wherever_it_is_sent() {
    let relay = TestRelay::start().await;
    let own = relay.address.to_string();
    for second in ["evil.example", own.as_str()] {
        for target in ["/", "/api/channels", "/healthz", "/webhook", "/webhook/loja/a"] {
            let answer = relay.request("POST", target, &[("host", own.as_str()), ("host", second)], b"x").await;
            let problem = answer.problem(400, "bad-request");
            assert!(problem.detail.contains("2 Host headers"), "{target}: {}", problem.detail);
        }
    }
    assert_eq!(relay.page("").await.head, 0, "nothing was stored");
}
