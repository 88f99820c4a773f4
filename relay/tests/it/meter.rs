//! The meter counts what the client itself counts, to the byte.

use wire::MeterReading;

use crate::support::{Client, TestRelay, until};

async fn read(relay: &Client, lane: &str) -> MeterReading {
    relay.get(&format!("/api/meter?lane={lane}")).await.json()
}

fn counted(reading: MeterReading) -> (u64, u64, u64) {
    (reading.requests, reading.bytes_up, reading.bytes_down)
}

#[tokio::test]
async fn polls_on_one_connection_are_counted_to_the_byte() {
    let relay = TestRelay::start().await;
    relay.post("/webhook", &[b'x'; 20_000]).await;
    let mut http = relay.connect().await;
    let target = "/api/channels/default/events?after=0&lane=pull";
    let tag = http.request("GET", target, &[], b"").await.header("etag").unwrap().to_owned();
    for _ in 0..5 {
        assert_eq!(http.request("GET", target, &[("if-none-match", &tag)], b"").await.status, 304);
    }
    assert_eq!(http.request("GET", "/api/nothing?lane=pull", &[], b"").await.status, 404);
    assert_eq!(counted(read(&relay, "pull").await), (7, http.up, http.down));
    assert_eq!(counted(read(&relay, "nobody").await), (0, 0, 0));
}

#[tokio::test]
async fn one_connection_may_serve_two_lanes_and_nobody() {
    let relay = TestRelay::start().await;
    let mut http = relay.connect().await;
    let mut sums = [(0, 0, 0); 3];
    for step in 0..9 {
        let (up, down) = (http.up, http.down);
        let query = ["?after=0&lane=a", "?after=0&limit=5&lane=b", "?after=0"][step % 3];
        http.request("GET", &format!("/api/channels/default/events{query}"), &[], b"").await;
        let sum = &mut sums[step % 3];
        *sum = (sum.0 + 1, sum.1 + http.up - up, sum.2 + http.down - down);
    }
    // A body that comes after its head, and after the relay has asked for it.
    let (up, down) = (http.up, http.down);
    let head = format!("PUT /api/channels/x?lane=a HTTP/1.1\r\nhost: {}\r\nexpect: 100-continue\r\n", relay.address);
    http.write(format!("{head}content-length: 2\r\n\r\n").as_bytes()).await;
    assert_eq!(http.answer(false).await.status, 100);
    http.write(b"{}").await;
    assert_eq!(http.answer(false).await.status, 200);
    sums[0] = (sums[0].0 + 1, sums[0].1 + http.up - up, sums[0].2 + http.down - down);
    assert_eq!(counted(read(&relay, "a").await), sums[0]);
    assert_eq!(counted(read(&relay, "b").await), sums[1]);
}

#[tokio::test]
async fn a_stream_is_counted_as_it_goes() {
    let relay = TestRelay::start().await;
    let mut http = relay.connect().await;
    http.send("GET", "/api/channels/default/sse?lane=sse", &[], b"").await;
    assert_eq!(http.head().await.unwrap().status, 200);
    http.chunk().await.unwrap();
    for size in [1, 5000] {
        relay.post("/webhook", &vec![b'x'; size]).await;
        http.chunk().await.unwrap();
        let reading = read(&relay, "sse").await;
        assert_eq!((counted(reading), reading.open), ((1, http.up, http.down), 1));
    }
    drop(http);
    until("the stream's end", async || read(&relay, "sse").await.open == 0).await;
}

#[tokio::test]
async fn a_socket_is_counted_from_its_handshake_to_its_last_frame() {
    let relay = TestRelay::start().await;
    let mut http = relay.connect().await;
    http.upgrade("/api/channels/default/live?lane=push").await;
    assert!(http.frame().await.1.starts_with(b"{\"type\":\"hello\""));
    // Whatever order they come in: the protocol's ping of the first heartbeat, an event, and answers to both kinds of ping.
    let text = br#"{"type":"ping","t":1}"#;
    http.write(&[&[0x81, 0x80 | text.len() as u8, 0, 0, 0, 0][..], text].concat()).await;
    http.write(&[0x89, 0x80, 0, 0, 0, 0]).await;
    relay.post("/webhook", &[b'x'; 70_000]).await;
    let mut frames: Vec<_> = Vec::new();
    while frames.len() < 4 {
        frames.push(http.frame().await.1);
    }
    assert!(frames.iter().any(|frame| frame.len() > 65_536));
    let reading = read(&relay, "push").await;
    assert_eq!((counted(reading), reading.open), ((1, http.up, http.down), 1));
    http.write(&[0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]).await;
    assert_eq!(http.frame().await, (8, vec![0x03, 0xe8]), "a close answers a close");
    until("the socket's end", async || read(&relay, "push").await.open == 0).await;
    assert_eq!(counted(read(&relay, "push").await), (1, http.up, http.down));
}
