//! What senders and readers are told when the data file fails.

use gancho_store::sqlite::Location;
use rusqlite::Connection;

use crate::support::{TestRelay, memory};

#[tokio::test]
async fn when_the_store_fails_the_sender_is_told_to_try_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("events.db");
    let location = Location::File(file.clone());
    let relay = TestRelay::with(gancho::server::Options { data: location, ..memory() }).await;
    let second = Connection::open(&file).unwrap();
    second.execute_batch("ALTER TABLE events RENAME TO away").unwrap();
    let answer = relay.request("POST", "/webhook", &[], b"x").await;
    answer.problem(503, "store-unavailable");
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    relay.get("/api/channels/default/events").await.problem(503, "store-unavailable");
    relay.get("/readyz").await.problem(503, "store-unavailable");
    assert_eq!(relay.get("/healthz").await.status, 200);
    second.execute_batch("ALTER TABLE away RENAME TO events").unwrap();
    assert_eq!(relay.post("/webhook", b"x").await.seq, 1);
    assert_eq!(relay.get("/readyz").await.status, 200);
    relay.stop().await;
}
