//! What senders and readers are told when the data file fails.

use gancho_store::sqlite::Location;
use rusqlite::Connection;

use crate::support::{Client, Process, TestRelay, memory, until, within};

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
    for target in ["/api/channels/default/events", "/api/channels/default", "/readyz"] {
        let answer = relay.get(target).await;
        let problem = answer.problem(503, "store-unreadable");
        assert_eq!((problem.title.as_str(), answer.header("retry-after")), ("Not read", Some("1")), "{target}");
    }
    assert_eq!(relay.get("/healthz").await.status, 200);
    second.execute_batch("ALTER TABLE away RENAME TO events").unwrap();
    assert_eq!(relay.post("/webhook", b"x").await.seq, 1);
    assert_eq!(relay.get("/readyz").await.status, 200);
    relay.stop().await;
}

#[tokio::test]
async fn many_long_polls_woken_at_once_share_few_readers() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("events.db");
    let relay = Process::start(&data, &[]).await;
    relay.post("/webhook", b"x").await;
    let files = || std::fs::read_dir(format!("/proc/{}/fd", relay.id())).unwrap().count();
    let polls: Vec<_> = (0..600)
        .map(|_| {
            let client = Client { address: relay.address };
            tokio::spawn(async move { client.get("/api/channels/default/events?after=1&wait=50").await })
        })
        .collect();
    // Each holds its connection; those that wait hold nothing else.
    until("all to wait", async || files() > 600).await;
    let most = files() + 40;
    relay.post("/webhook", b"y").await;
    let mut open = 0;
    for poll in polls {
        open = open.max(files());
        let answer = within("an answer", poll).await.unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.json::<wire::EventsPage>().events[0].seq, 2);
    }
    assert!(open < most, "{open} descriptors");
}
