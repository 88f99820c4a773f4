//! `GET /api/public`: the relay says whether it reached itself by its public address.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect};
use axum::routing::get;
use futures_util::future::join_all;
use gancho::config::Options;
use wire::{PublicError, PublicStatus};

use crate::support::{Client, TestRelay, listen_at, memory, own_address};

async fn status(relay: &Client) -> PublicStatus {
    relay.get("/api/public").await.json()
}

async fn relay_at(url: &str) -> TestRelay {
    TestRelay::with(Options { public_url: Some(url.parse().unwrap()), ..memory() }).await
}

/// A server that answers all health checks so, and counts them.
async fn other_server(answer: fn() -> axum::response::Response) -> (String, Arc<AtomicUsize>) {
    let listener = listen_at(own_address()).await;
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let router = Router::new().route(
        "/healthz",
        get(async move || {
            count.fetch_add(1, Relaxed);
            answer()
        }),
    );
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, asked)
}

#[tokio::test]
async fn a_relay_without_a_public_address_says_so_and_asks_nobody() {
    let relay = TestRelay::start().await;
    assert_eq!(status(&relay).await, PublicStatus::default());
    // What every health check of an orchestrator may carry.
    for query in ["", "?probe=x", "?a=%ff", "?probe=1&probe=2"] {
        assert_eq!(relay.get(&format!("/healthz{query}")).await.text(), "ok\n", "{query}");
    }
}

#[tokio::test]
async fn it_knows_itself_by_its_public_address_also_under_a_path() {
    for path in ["", "/gancho"] {
        let listener = listen_at(own_address()).await;
        let url = format!("http://{}{path}", listener.local_addr().unwrap());
        let options = Options { public_url: Some(url.parse().unwrap()), ..memory() };
        let relay = TestRelay::on(listener, options).await;
        let found = status(&relay).await;
        assert_eq!((found.url, found.reachable, found.error), (Some(url), Some(true), None));
        assert!(found.checked_at.is_some() && found.tunnel.is_none());
        // It is told again for a moment, and not asked again.
        assert_eq!(status(&relay).await.checked_at, found.checked_at);
    }
}

#[tokio::test]
async fn an_address_where_nobody_is_or_somebody_else_is_not_reachable() {
    let nobody = format!("http://{}", own_address());
    let another = TestRelay::start().await;
    let page: (String, _) = other_server(|| "<html>welcome</html>".into_response()).await;
    let refusing = other_server(|| StatusCode::BAD_GATEWAY.into_response()).await;
    let redirecting = other_server(|| Redirect::temporary("/elsewhere").into_response()).await;
    for (url, error, words) in [
        (nobody, PublicError::Connection, "refused"),
        // A name that never is one (RFC 6761, section 6.4).
        ("http://gancho.invalid".into(), PublicError::UnknownHost, "lookup"),
        (format!("http://{}", another.address), PublicError::OtherServer, "is not this relay"),
        (page.0, PublicError::OtherServer, "it answered 200"),
        (refusing.0, PublicError::OtherServer, "it answered 502"),
        (redirecting.0, PublicError::OtherServer, "it answered 307"),
    ] {
        let found = status(&*relay_at(&url).await).await;
        assert_eq!((found.url.as_deref(), found.reachable), (Some(&*url), Some(false)));
        let detail = found.detail.unwrap();
        assert!(found.error == Some(error) && detail.contains(words), "{url}: {:?} {detail}", found.error);
    }
    // A redirect is not followed.
    assert_eq!(redirecting.1.load(Relaxed), 1);
}

#[tokio::test]
async fn it_asks_only_when_it_is_asked_once_for_many_and_only_by_who_may_read() {
    let (url, asked) = other_server(|| StatusCode::NOT_FOUND.into_response()).await;
    let options = Options { public_url: Some(url.parse().unwrap()), token: Some("abcdefgh".into()), ..memory() };
    let relay = TestRelay::with(options).await;
    relay.get("/api/public").await.problem(401, "unauthorized");
    assert_eq!(asked.load(Relaxed), 0);
    // There is no address in a question for the relay to go to.
    let target = format!("/api/public?url=http://{}/", own_address());
    let many = join_all((0..20).map(|_| relay.with("GET", &target, "authorization", "Bearer abcdefgh"))).await;
    for answer in many {
        let found: PublicStatus = answer.json();
        assert_eq!((found.url.as_deref(), found.reachable), (Some(&*url), Some(false)));
    }
    assert_eq!(asked.load(Relaxed), 1);
}
