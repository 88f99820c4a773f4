//! Many readers, and slow ones: everyone gets everything in order, and a slow reader costs only itself.

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use gancho::config::{Options, Timeouts};
use tokio_tungstenite::tungstenite::Message;
use wire::{Seq, ServerMsg};

use crate::support::{Client, Live, Process, TestRelay, memory, until, within};

/// The position in an event's text; parsing 400,000 of them whole would measure this test and not the relay.
fn seq(text: &str) -> Option<Seq> {
    let rest = text.strip_prefix(r#"{"type":"event","event":{"seq":"#)?;
    rest.split_once(',')?.0.parse().ok()
}

/// Reads events in order up to `last`; how often it was told that it lags.
async fn follow(mut live: Live, last: Seq) -> usize {
    let (mut next, mut lagged) = (1, 0);
    while next <= last {
        match within("an event", live.socket.next()).await.unwrap().unwrap() {
            Message::Text(text) => match seq(&text) {
                Some(seq) => {
                    assert_eq!(seq, next);
                    next += 1;
                }
                None => {
                    let told = ServerMsg::Lagged { after: next - 1, oldest: 1 };
                    assert_eq!(serde_json::from_str::<ServerMsg>(&text).unwrap(), told);
                    lagged += 1;
                }
            },
            other => assert!(matches!(other, Message::Ping(_)), "{other:?}"),
        }
    }
    lagged
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_sockets_all_get_two_thousand_events_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Process::start(&folder.path().join("events.db"), &[]).await;
    let mut readers = Vec::new();
    for _ in 0..200 {
        let mut live = relay.live("").await;
        live.hello().await;
        readers.push(tokio::spawn(follow(live, 2000)));
    }
    let mut posting = Vec::new();
    for _ in 0..8 {
        let client = Client { address: relay.address };
        posting.push(tokio::spawn(async move { client.post_many(250).await }));
    }
    for work in posting {
        work.await.unwrap();
    }
    for reader in readers {
        reader.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_does_not_read_costs_only_itself_and_loses_nothing() {
    const SLOW: usize = 8;
    const POSTS: u64 = 400;
    let folder = tempfile::tempdir().unwrap();
    let relay = Process::start(&folder.path().join("events.db"), &[]).await;
    let mut quick = relay.live("").await;
    quick.hello().await;
    let mut slow = Vec::new();
    for _ in 0..SLOW {
        let mut live = relay.live_narrow().await;
        live.hello().await;
        slow.push(live);
    }
    let before = relay.resident();

    // 20 MB for each: more than its line (some 4 MB at most) and the ring (8 MiB) can hold.
    let begun = Instant::now();
    let mut http = relay.connect().await;
    let (mut most, mut slowest) = (0, Duration::ZERO);
    for seq in 1..=POSTS {
        let posted = Instant::now();
        assert_eq!(http.request("POST", "/webhook", &[], &[b'x'; 50_000]).await.status, 200);
        assert_eq!(quick.seqs(1).await, [seq]);
        slowest = slowest.max(posted.elapsed());
        most = most.max(relay.resident());
    }
    assert!(slowest < Duration::from_secs(3), "nobody waits for the slow ones: {slowest:?}");
    // Read nothing for 20 s, and they are cut off; they would lose nothing either, but this shows the other way.
    assert!(begun.elapsed() < Duration::from_secs(18), "too slow a machine to show anything: {:?}", begun.elapsed());
    let grown = most.saturating_sub(before) / 1_000_000;
    assert!(grown < 25, "{grown} MB more, for {SLOW} slow readers that were sent 160 MB");

    let readers: Vec<_> = slow.into_iter().map(|live| tokio::spawn(follow(live, POSTS))).collect();
    for reader in readers {
        assert!(reader.await.unwrap() > 0, "it was told that it lagged");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_or_a_download_that_nobody_takes_is_ended() {
    let timeouts = Timeouts { stalled: Duration::from_millis(300), ..Timeouts::default() };
    let relay = TestRelay::with(Options { timeouts, ..memory() }).await;
    let mut http = relay.connect().await;
    for _ in 0..400 {
        assert_eq!(http.request("POST", "/webhook", &[], &[b'x'; 50_000]).await.status, 200);
    }
    let mut stream = relay.connect_narrow().await;
    stream.send("GET", "/api/channels/default/sse?after=0&lane=slow", &[], b"").await;
    let mut file = relay.connect_narrow().await;
    file.send("GET", "/api/channels/default/export", &[], b"").await;
    let lane = async || relay.get("/api/meter?lane=slow").await.json::<wire::MeterReading>();
    // Bytes are counted once it is open: before, none is open either.
    until("its end", async || {
        let reading = lane().await;
        reading.bytes_down > 0 && reading.open == 0
    })
    .await;
    // What was on its way still comes, and then nothing more: not the last of 400.
    for mut reader in [stream, file] {
        assert_eq!(reader.head().await.unwrap().status, 200);
        let mut all = Vec::new();
        let whole = loop {
            match reader.chunk().await {
                Some(chunk) if chunk.is_empty() => break true,
                Some(chunk) => all.extend(chunk),
                None => break false,
            }
        };
        let all = String::from_utf8_lossy(&all);
        assert!(all.contains("\"seq\":1,") && !all.contains("\"seq\":400,") && !whole);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_slower_than_the_heartbeat_is_not_taken_for_dead() {
    let (heartbeat, silence) = (Duration::from_millis(500), Duration::from_millis(700));
    let timeouts = Timeouts { heartbeat, silence, ..Timeouts::default() };
    let relay = TestRelay::with(Options { timeouts, ..memory() }).await;
    let mut http = relay.connect().await;
    for _ in 0..400 {
        assert_eq!(http.request("POST", "/webhook", &[], &[b'x'; 50_000]).await.status, 200);
    }
    // The second ping is behind all that the line holds, some 10 MB: at 2.5 MB a heartbeat, it comes to it too late.
    let mut slow = relay.live("?after=0&lane=slow").await;
    slow.hello().await;
    // Whoever reads at once hears each heartbeat.
    let mut quick = relay.live("?after=400&lane=quick").await;
    quick.hello().await;
    // It reads in a task of its own: a test that is late must not make it late.
    let (heard, mut pings) = tokio::sync::mpsc::unbounded_channel();
    let quick = tokio::spawn(async move {
        while let Some(Ok(message)) = quick.socket.next().await {
            if matches!(message, Message::Ping(_)) && heard.send(()).is_err() {
                break;
            }
        }
    });
    for begin in (1..=400).step_by(50) {
        assert_eq!(slow.seqs(50).await, (begin..begin + 50).collect::<Vec<_>>());
        within("a heartbeat", pings.recv()).await.expect("the quick reader is still there");
    }
    quick.abort();
    relay.post("/webhook", b"x").await;
    assert_eq!(slow.seqs(1).await, [401]);
    // Once it has answered what is behind it all, it has nothing more to read, and its silence counts again.
    for _ in 0..2 {
        assert!(matches!(slow.raw().await, Message::Ping(_)));
    }
    let open = async || relay.get("/api/meter?lane=slow").await.json::<wire::MeterReading>().open;
    until("its end", async || open().await == 0).await;
}
