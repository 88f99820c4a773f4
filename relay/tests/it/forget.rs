//! Senders that do not wait for their answer. A request that came whole is stored, whatever its sender does then.

use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{Process, TestRelay, noise, until, within};

/// Less than the shortest of the waits that a closed connection cuts short, 30 s.
const BEFORE_THE_WAIT_ENDS: Duration = Duration::from_secs(20);
/// Requests of each style.
const TIMES: usize = 200;

/// What a sender does after its last byte.
#[derive(Clone, Copy, Debug)]
enum Then {
    /// Closes, as PHP's `fclose` does.
    Close,
    /// Says that nothing more comes, then reads, as `nc -N` does.
    HalfCloseAndRead,
    /// Says that nothing more comes, and closes without reading.
    HalfCloseAndClose,
    /// Breaks the connection off when the answer has begun to come, without reading it.
    Reset,
}

fn with_length(body: &[u8]) -> Vec<u8> {
    let head = format!("POST /webhook HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn in_chunks(body: &[u8]) -> Vec<u8> {
    let mut request = b"POST /webhook HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for chunk in body.chunks(1000) {
        request.extend(format!("{:x}\r\n", chunk.len()).as_bytes());
        request.extend(chunk);
        request.extend(b"\r\n");
    }
    request.extend(b"0\r\n\r\n");
    request
}

async fn send(relay: &Process, request: &[u8], then: Then) {
    let mut socket = TcpStream::connect(relay.address).await.unwrap();
    socket.write_all(request).await.unwrap();
    match then {
        Then::Close => {}
        Then::HalfCloseAndRead => {
            socket.shutdown().await.unwrap();
            let mut answer = String::new();
            within("the answer", socket.read_to_string(&mut answer)).await.unwrap();
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        }
        Then::HalfCloseAndClose => socket.shutdown().await.unwrap(),
        Then::Reset => {
            within("an answer", socket.peek(&mut [0])).await.unwrap();
            SockRef::from(&socket).set_linger(Some(Duration::ZERO)).unwrap();
        }
    }
}

#[tokio::test]
async fn every_webhook_that_came_whole_is_stored_whatever_its_sender_does_then() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Process::start(&folder.path().join("events.db"), &["--log", "warn"]).await;
    let (small, medium, large) = (noise(3), noise(20_000), noise(1_000_000));
    let two = with_length(&small).repeat(2);
    let styles: [(Vec<u8>, Then, usize, usize); 9] = [
        (with_length(&small), Then::Close, TIMES, 1),
        (with_length(&small), Then::HalfCloseAndRead, TIMES, 1),
        (with_length(&small), Then::HalfCloseAndClose, TIMES, 1),
        (with_length(&medium), Then::Close, TIMES, 1),
        (with_length(&large), Then::Close, TIMES, 1),
        (in_chunks(&medium), Then::Close, TIMES, 1),
        (in_chunks(&medium), Then::HalfCloseAndRead, TIMES, 1),
        (with_length(&medium), Then::Reset, TIMES, 1),
        (two, Then::Close, TIMES, 2),
    ];
    let mut stored = 0;
    for (nth, (request, then, times, events)) in styles.iter().enumerate() {
        for _ in 0..*times {
            send(&relay, request, *then).await;
        }
        stored += times * events;
        until(&format!("the events of style {nth}, {then:?}, {} bytes", request.len()), async || {
            relay.page("").await.head == stored as u64
        })
        .await;
    }
}

/// A channel whose answer takes half a minute, a long poll of a minute, and a stream: none keeps its place once its other end has
/// closed.
#[tokio::test]
async fn who_waits_and_has_closed_gives_its_place_back_at_once() {
    let relay = TestRelay::start().await;
    let settings = br#"{"answer":{"delay_ms":30000}}"#;
    let json = [("content-type", "application/json")];
    let set = relay.request("PUT", "/api/channels/slow", &json, settings).await;
    assert_eq!(set.status, 200, "{}", set.text());
    let silent = br#"{"answer":{"time_out":true}}"#;
    assert_eq!(relay.request("PUT", "/api/channels/silent", &json, silent).await.status, 200);
    let post =
        |channel: &str| format!("POST /webhook/{channel} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\noi");
    let get = |target: &str| format!("GET /api/channels/default/{target} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    for (request, answers) in [
        (post("slow"), true),
        (post("silent"), false),
        (get("events?after=0&wait=55"), true),
        (get("sse"), true),
        // A second request, not come to, hides the end from whoever only reads on.
        (post("slow") + "\n", true),
    ] {
        let mut socket = TcpStream::connect(relay.address).await.unwrap();
        socket.write_all(request.as_bytes()).await.unwrap();
        socket.shutdown().await.unwrap();
        let mut answer = Vec::new();
        tokio::time::timeout(BEFORE_THE_WAIT_ENDS, socket.read_to_end(&mut answer)).await.expect("the end").unwrap();
        assert_eq!(answer.starts_with(b"HTTP/1.1 200"), answers, "{request}");
        // A stream is cut: the five bytes of its end would be counted, and read by nobody.
        assert!(!request.contains("/sse") || !answer.ends_with(b"0\r\n\r\n"), "{request}");
    }
    assert_eq!(relay.get("/api/channels/slow/events").await.json::<wire::EventsPage>().head, 2);
}
