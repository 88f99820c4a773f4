//! The token that readers show.

use std::time::{Duration, Instant};

use gancho::config::Options;

use super::LIVE;
use crate::support::{Live, TestRelay, memory};

async fn guarded() -> TestRelay {
    TestRelay::with(Options { token: Some("abcdefgh".into()), ..memory() }).await
}

#[tokio::test]
async fn where_a_token_is_set_readers_show_it_and_senders_need_none() {
    let relay = guarded().await;
    relay.post("/webhook", b"x").await;
    for target in ["/", "/api/channels", "/api/channels/default/events/1/body", "/api/nothing", "/index.html"] {
        let answer = relay.get(target).await;
        answer.problem(401, "unauthorized");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    }
    for target in ["/?token=abcdefgX", "/?token="] {
        relay.get(target).await.problem(401, "unauthorized");
    }
    assert_eq!(Live::open(relay.address, LIVE, &[]).await.err(), Some(401));
    assert_eq!(relay.get("/api/channels?token=abcdefgh").await.status, 200);
    assert!(Live::open(relay.address, &format!("{LIVE}?token=abcdefgh"), &[]).await.is_ok());
}

#[tokio::test]
async fn it_is_shown_in_a_header_or_in_this_relays_cookie() {
    let port = guarded().await.address.port();
    for (name, value, status) in [
        ("authorization", "Bearer abcdefgh", 200),
        ("authorization", "bearer abcdefgh", 200),
        ("authorization", "BEARER  abcdefgh", 200),
        ("authorization", "Bearer abcdefg", 401),
        ("authorization", "Bearer ABCDEFGH", 401),
        ("authorization", "Bearerabcdefgh", 401),
        ("authorization", "Basic abcdefgh", 401),
        ("cookie", "a=b; gancho_token_PORT=abcdefgh", 200),
        ("cookie", "gancho_token_PORT=wrong; gancho_token_PORT=abcdefgh", 200),
        ("cookie", "xgancho_token_PORT=abcdefgh", 401),
        ("cookie", "gancho_token_PORT=abcdefgi", 401),
        // Browsers send one port's cookies to every port of a host.
        ("cookie", "gancho_token_1=abcdefgh", 401),
        ("cookie", "gancho_token=abcdefgh", 401),
    ] {
        // Each its own relay, so that no address has shown a wrong one before.
        let relay = guarded().await;
        let value = value.replace("PORT", &relay.address.port().to_string());
        assert_eq!(relay.with("GET", "/api/channels", name, &value).await.status, status, "{name}: {value}");
        let socket = Live::open(relay.address, LIVE, &[(name, &value)]).await;
        assert_eq!(socket.err(), (status == 401).then_some(401), "{name}: {value}");
    }
    assert_ne!(port, 1);
}

#[tokio::test]
async fn the_printed_link_becomes_a_cookie_that_scripts_cannot_read() {
    let relay = guarded().await;
    let answer = relay.get("/?token=abcdefgh").await;
    assert_eq!((answer.status, answer.header("location")), (303, Some("./")));
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    assert!(!cookie.contains("Secure"), "it came by http: {cookie}");
    let pair = cookie.split(';').next().unwrap();
    assert_eq!(pair, format!("gancho_token_{}=abcdefgh", relay.address.port()));
    assert_eq!(relay.with("GET", "/", "cookie", pair).await.status, 200);
    let mut live = Live::open(relay.address, LIVE, &[("cookie", pair)]).await.unwrap();
    live.hello().await;
    let document: serde_json::Value = relay.get("/api/openapi.json?token=abcdefgh").await.json();
    assert_eq!(document["components"]["securitySchemes"]["cookie"]["name"], pair.split('=').next().unwrap());
}

#[tokio::test]
async fn behind_tls_the_cookie_is_for_tls_only() {
    for (url, secure) in [("https://hooks.example", true), ("http://hooks.example", false)] {
        let options = Options { token: Some("abcdefgh".into()), public_url: Some(url.parse().unwrap()), ..memory() };
        let answer = TestRelay::with(options).await.with("GET", "/?token=abcdefgh", "host", "hooks.example").await;
        let cookie = answer.header("set-cookie").unwrap();
        assert_eq!(cookie.split("; ").any(|part| part == "Secure"), secure, "{cookie}");
    }
}

#[tokio::test]
async fn who_guesses_waits_and_who_knows_does_not() {
    let relay = guarded().await;
    // No token is no guess: a page that was never let in asks for a lot.
    for _ in 0..20 {
        relay.get("/api/channels").await.problem(401, "unauthorized");
    }
    let guess = async || {
        let begun = Instant::now();
        relay.with("GET", "/api/channels", "authorization", "Bearer abcdefgX").await.problem(401, "unauthorized");
        begun.elapsed()
    };
    let mut waited = Duration::ZERO;
    for _ in 0..9 {
        waited = guess().await;
    }
    assert!(waited >= Duration::from_secs(1), "the ninth: {waited:?}");
    // The right token, shown after a guess that waits for two seconds, is answered before it. Once is
    // enough: a machine may be too busy for it, and where the right one waits as well it never is.
    for _ in 0..5 {
        let knows = async { relay.get("/api/channels?token=abcdefgh").await.status };
        tokio::select! {
            biased;
            _ = guess() => {}
            status = knows => {
                assert_eq!(status, 200);
                return;
            }
        }
    }
    panic!("the right token waited for a wrong one, five times");
}
