//! One holder at a time.

use serde_json::json;
use testkit::Answer;
use tokio::task::JoinHandle;
use wire::close;

use super::{Socket, info, path, put};
use crate::support::{Client, TestRelay, until};

/// A long poll that waits.
fn waiting(relay: &TestRelay) -> JoinHandle<Answer> {
    let client = Client { address: relay.address };
    tokio::spawn(async move { client.get(&path("app", "/events?wait=50")).await })
}

async fn held(relay: &TestRelay) {
    until("the consumer to be held", async || info(relay, "app").await.info.connected).await;
}

async fn relay() -> TestRelay {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    relay
}

#[tokio::test]
async fn a_socket_takes_over_from_a_socket() {
    let relay = relay().await;
    let (mut old, _) = Socket::open(&relay, "app", "").await;
    let (mut new, _) = Socket::open(&relay, "app", "").await;
    assert_eq!(old.0.closed().await, (close::TAKEN_OVER, "another one holds this consumer now".into()));
    relay.post_many(1).await;
    assert_eq!(new.seqs(1).await, [1]);
    drop(old);
    assert!(info(&relay, "app").await.info.connected);
}

#[tokio::test]
async fn a_poll_takes_over_from_a_socket_and_a_socket_from_a_poll() {
    let relay = relay().await;
    let (mut old, _) = Socket::open(&relay, "app", "").await;
    let poll = waiting(&relay);
    assert_eq!(old.0.closed().await.0, close::TAKEN_OVER);
    held(&relay).await;
    let (mut new, _) = Socket::open(&relay, "app", "").await;
    poll.await.unwrap().problem(409, "taken-over");
    relay.post_many(1).await;
    assert_eq!(new.seqs(1).await, [1]);
}

#[tokio::test]
async fn a_poll_takes_over_from_a_poll() {
    let relay = relay().await;
    let old = waiting(&relay);
    held(&relay).await;
    let new = waiting(&relay);
    old.await.unwrap().problem(409, "taken-over");
    held(&relay).await;
    relay.post_many(1).await;
    let page: wire::ConsumerPage = new.await.unwrap().json();
    assert_eq!(page.deliveries.len(), 1);
}

#[tokio::test]
async fn another_name_and_an_unknown_one_take_from_nobody() {
    let relay = relay().await;
    let (mut app, _) = Socket::open(&relay, "app", "").await;
    put(&relay, "other", &json!({})).await;
    let (_other, _) = Socket::open(&relay, "other", "").await;
    relay.get("/api/channels/default/consumers/nobody/events").await.problem(404, "unknown-consumer");
    relay.post_many(1).await;
    assert_eq!(app.seqs(1).await, [1]);
}

#[tokio::test]
async fn a_poll_ends_with_its_consumer_and_with_its_channel() {
    let relay = relay().await;
    let poll = waiting(&relay);
    held(&relay).await;
    relay.delete(&path("app", "")).await;
    poll.await.unwrap().problem(404, "unknown-consumer");
    put(&relay, "app", &json!({})).await;
    let poll = waiting(&relay);
    held(&relay).await;
    relay.delete("/api/channels/default").await;
    assert_eq!(poll.await.unwrap().status, 404);
}
