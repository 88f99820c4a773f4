//! A clean end: what was accepted is finished, sockets are told, and it does not take long.

use std::time::{Duration, Instant};

use wire::close;

use crate::support::{Process, until};

#[tokio::test]
async fn sigterm_finishes_what_was_accepted_and_exits_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("events.db");
    let mut relay = Process::start(&data, &[]).await;
    let mut live = relay.live("").await;
    live.hello().await;
    // One that never reads, with more to read than the lines between hold.
    let stuck = relay.live("").await;
    let mut sse = relay.connect().await;
    sse.send("GET", "/api/channels/default/sse", &[], b"").await;
    let mut idle = relay.connect().await;
    assert_eq!(idle.request("GET", "/healthz", &[], b"").await.status, 200);
    // Half a request: its head has been read once the relay asks for the body.
    let mut late = relay.connect().await;
    late.write(b"POST /webhook HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 8\r\n\r\n").await;
    assert_eq!(late.answer(false).await.status, 100);
    for _ in 0..100 {
        relay.post("/webhook", &[b'x'; 60_000]).await;
    }

    let begun = Instant::now();
    relay.signal("-TERM").await;
    assert_eq!(live.closed().await.0, close::GOING_AWAY);
    let refused = || async { tokio::net::TcpStream::connect(relay.address).await.is_err() };
    until("no more connections", refused).await;
    assert!(idle.at_end().await, "an idle connection is closed");
    late.write(b"accepted").await;
    let answer = late.answer(false).await;
    assert_eq!(answer.status, 200);
    assert_eq!(relay.exit().await.code(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());

    let stored: wire::Stored = answer.json();
    let relay = Process::start(&data, &[]).await;
    assert_eq!(relay.event(stored.seq).await.body.as_text(), Some("accepted"));
    assert_eq!(relay.page("").await.head, 101);
    drop((stuck, sse));
}

#[tokio::test]
async fn a_request_that_never_ends_does_not_hold_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut relay = Process::start(&folder.path().join("events.db"), &[]).await;
    let mut endless = relay.connect().await;
    endless.write(b"POST /webhook HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 8\r\n\r\n").await;
    assert_eq!(endless.answer(false).await.status, 100);
    let begun = Instant::now();
    relay.signal("-TERM").await;
    assert_eq!(relay.exit().await.code(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}
