//! The live stream: hello, events, resuming without gap or double, signs of life, and how it ends.

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use gancho::config::{Options, Timeouts};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use wire::{PREVIEW_BYTES, ServerMsg, close};

use crate::support::{Live, TestRelay, memory, noise, until, within};

#[tokio::test]
async fn hello_says_where_the_stream_stands() {
    let relay =
        TestRelay::with(Options { public_url: Some("https://h.example".parse().unwrap()), max_body: 77, ..memory() })
            .await;
    relay.post_many(3).await;
    let hello = relay.live("").await.hello().await;
    assert_eq!((hello.head, hello.oldest, hello.after, hello.max_body), (3, 1, 3, 77));
    assert_eq!(hello.webhook_url, "https://h.example/webhook");
    assert_eq!(hello.epoch, relay.page("").await.epoch);
    assert_eq!(hello.version, gancho::VERSION);
    assert_eq!(relay.live("?after=1").await.hello().await.after, 1);
    relay.post("/webhook/loja", b"").await;
    assert_eq!(relay.live_on("loja", "").await.hello().await.webhook_url, "https://h.example/webhook/loja");
}

#[tokio::test]
async fn an_event_comes_as_the_api_shows_it_and_a_long_body_as_a_preview() {
    let relay = TestRelay::start().await;
    let mut live = relay.live("").await;
    live.hello().await;
    for body in [&b"{\"oi\":1}"[..], b"\xff\x00", &noise(PREVIEW_BYTES + 1)] {
        let seq = relay.post("/webhook?a=1", body).await.seq;
        let ServerMsg::Event { event, took } = live.next().await else { panic!("an event") };
        let took = took.expect("it came live");
        assert!(took.stored_us > 0 && took.sent_us >= took.stored_us, "{took:?}");
        assert_eq!(event, relay.page(&format!("?after={}", seq - 1)).await.events[0]);
        assert_eq!(event.body.as_bytes(), &body[..body.len().min(PREVIEW_BYTES)]);
        assert_eq!(event.size, body.len() as u64);
    }
}

#[tokio::test]
async fn a_stream_starts_where_it_is_asked_to() {
    let relay = TestRelay::start().await;
    relay.post_many(5).await;
    for (query, first) in [("?after=0", 1), ("?after=3", 4), ("?after=5", 6), ("", 6), ("?after=99", 1)] {
        let mut live = relay.live(query).await;
        live.hello().await;
        if first <= 5 {
            assert_eq!(live.seqs(6 - first).await, (first as u64..=5).collect::<Vec<_>>(), "{query}");
        }
        let seq = relay.post("/webhook", b"x").await.seq;
        assert_eq!(live.seqs(1).await, [seq], "{query}");
        relay.delete(&format!("/api/channels/default/events/{seq}")).await;
        relay.delete("/api/channels/default").await;
        relay.post_many(5).await;
    }
}

#[tokio::test]
async fn what_is_no_longer_kept_is_told() {
    let relay = TestRelay::start().await;
    relay.request("PUT", "/api/channels/default", &[], br#"{"retention":{"max_events":3,"max_bytes":999}}"#).await;
    relay.post_many(10).await;
    let mut live = relay.live("?after=2").await;
    assert_eq!(live.hello().await.after, 2);
    assert_eq!(live.next().await, ServerMsg::Gap { from: 3, to: 7 });
    assert_eq!(live.seqs(3).await, [8, 9, 10]);
    let mut live = relay.live("?after=0").await;
    live.hello().await;
    let ServerMsg::Event { event, took: None } = live.next().await else { panic!("one whose times are past") };
    assert_eq!(
        (event.seq, live.seqs(2).await),
        (8, vec![9, 10]),
        "0 asks for the oldest kept: nothing of that is missing"
    );
    relay.delete("/api/channels/default/events").await;
    let mut live = relay.live("?after=8").await;
    live.hello().await;
    assert_eq!(live.next().await, ServerMsg::Gap { from: 9, to: 10 });
    relay.post("/webhook", b"x").await;
    assert_eq!(live.seqs(1).await, [11]);
}

#[tokio::test(flavor = "multi_thread")]
async fn resuming_while_events_arrive_leaves_no_gap_and_no_double() {
    let relay = TestRelay::start().await;
    let client = crate::support::Client { address: relay.address };
    let posting = tokio::spawn(async move { client.post_many(1500).await });
    let (mut cursor, mut socket) = (0, 0);
    while cursor < 1500 {
        let mut live = relay.live(&format!("?after={cursor}")).await;
        live.hello().await;
        // Each socket is left after a different number of events, with others on their way.
        for _ in 0..(socket % 90 + 1).min(1500 - cursor) {
            let ServerMsg::Event { event, .. } = live.next().await else { panic!("an event") };
            assert_eq!(event.seq, cursor + 1);
            cursor = event.seq;
        }
        socket += 7;
    }
    posting.await.unwrap();
}

#[tokio::test]
async fn a_place_in_another_sequence_starts_from_the_oldest() {
    let relay = TestRelay::start().await;
    relay.post_many(3).await;
    let epoch = relay.page("").await.epoch;
    let mut live = relay.live(&format!("?after=2&epoch={epoch}")).await;
    live.hello().await;
    assert_eq!(live.seqs(1).await, [3]);
    relay.delete("/api/channels/default").await;
    assert_eq!(live.closed().await, (close::CHANNEL_DELETED, "the channel was deleted".into()));
    relay.post_many(3).await;
    let mut live = relay.live(&format!("?after=2&epoch={epoch}")).await;
    let hello = live.hello().await;
    assert_eq!(hello.after, 0);
    assert_ne!(hello.epoch, epoch);
    assert_eq!(live.seqs(3).await, [1, 2, 3]);
}

#[tokio::test]
async fn deleting_and_clearing_are_told_in_their_place() {
    let relay = TestRelay::start().await;
    let mut live = relay.live("").await;
    live.hello().await;
    relay.post_many(2).await;
    relay.delete("/api/channels/default/events/1").await;
    relay.post_many(1).await;
    relay.delete("/api/channels/default/events").await;
    assert_eq!(live.seqs(2).await, [1, 2]);
    assert_eq!(live.next().await, ServerMsg::Deleted { seq: 1 });
    assert_eq!(live.seqs(1).await, [3]);
    assert_eq!(live.next().await, ServerMsg::Cleared { upto: 3 });
}

#[tokio::test]
async fn a_ping_is_answered_with_what_it_carried() {
    let relay = TestRelay::start().await;
    let mut live = relay.live("").await;
    live.hello().await;
    for (ping, t) in [(r#"{"type":"ping","t":1234}"#, Some(1234)), (r#"{"type":"ping"}"#, None)] {
        live.send(ping).await;
        let ServerMsg::Pong { t: answered, now } = live.next().await else { panic!("a pong") };
        assert_eq!(answered, t);
        assert!(now.as_millis() > 1.7e12);
    }
}

#[tokio::test]
async fn what_is_no_message_closes_the_socket_with_the_reason() {
    let relay = TestRelay::start().await;
    let unmasked = |code, bytes: &'static [u8]| Message::Frame(Frame::message(bytes, OpCode::Data(code), true));
    for (message, code, reason) in [
        (Message::text("{"), 1007, "not a message"),
        (Message::text(r#"{"type":"pong"}"#), 1007, "pong"),
        (Message::text(format!(r#"{{"type":"{}"}}"#, "ção".repeat(300))), 1007, "not a message"),
        (Message::binary(&b"{}"[..]), 1007, "not binary"),
        (unmasked(Data::Text, b"\xff\xfe"), 1007, "UTF-8"),
        (Message::text(" ".repeat(5000)), 1009, "4096"),
        (Message::text(" ".repeat(500_000)), 1009, "4096"),
        (unmasked(Data::Continue, b"x"), 1002, "ontinu"),
    ] {
        let mut live = relay.live("").await;
        live.hello().await;
        live.send(message).await;
        let (told, why) = live.closed().await;
        assert_eq!(told, code, "{why}");
        assert!(why.contains(reason) && why.len() <= 123, "{why}");
    }
}

#[tokio::test]
async fn an_unknown_channel_has_no_socket() {
    let relay = TestRelay::start().await;
    assert_eq!(Live::open(relay.address, "/api/channels/nobody/live", &[]).await.err(), Some(404));
    assert_eq!(Live::open(relay.address, "/api/channels/default/live?after=x", &[]).await.err(), Some(400));
    assert_eq!(Live::open(relay.address, "/api/channels/a.b/live", &[]).await.err(), Some(400));
}

#[tokio::test]
async fn a_reader_that_answers_pings_is_kept_and_a_silent_one_is_found() {
    let (heartbeat, silence) = (Duration::from_millis(200), Duration::from_millis(1500));
    let timeouts = Timeouts { heartbeat, silence, ..Timeouts::default() };
    let relay = TestRelay::with(Options { timeouts, ..memory() }).await;
    let (mut lively, mut silent) = (relay.live("").await, relay.connect().await);
    lively.hello().await;
    silent.upgrade("/api/channels/default/live?lane=silent").await;
    let begun = Instant::now();
    let open = async || relay.get("/api/meter?lane=silent").await.json::<wire::MeterReading>().open;
    let found = until("the silent one's end", async || open().await == 0);
    // Reading answers the protocol's pings; the silent one does not read.
    let living = async {
        loop {
            assert!(matches!(lively.raw().await, Message::Ping(_)));
        }
    };
    tokio::select! {
        () = found => {}
        () = living => {}
    }
    assert!(begun.elapsed() >= silence - heartbeat, "not before its time: {:?}", begun.elapsed());
    relay.post("/webhook", b"x").await;
    assert_eq!(lively.seqs(1).await, [1]);
    let code = loop {
        let (opcode, carried) = silent.frame().await;
        if opcode == 8 {
            break u16::from_be_bytes([carried[0], carried[1]]);
        }
    };
    assert_eq!(code, close::SILENT);
    let usual = Timeouts::default();
    assert!(usual.silence < Duration::from_secs(10) && usual.heartbeat * 2 < usual.silence);
}

#[tokio::test]
async fn a_dead_connection_takes_its_place_with_it() {
    let relay = TestRelay::start().await;
    let mut live = relay.live("?lane=a").await;
    live.hello().await;
    drop(live);
    let open = async || relay.get("/api/meter?lane=a").await.json::<wire::MeterReading>().open;
    until("the relay to notice", async || open().await == 0).await;
}

#[tokio::test]
async fn a_stopping_relay_says_so_and_waits_for_the_reader_to_hear_it() {
    let relay = TestRelay::start().await;
    let (mut live, mut deaf) = (relay.live("").await, relay.connect().await);
    live.hello().await;
    deaf.upgrade("/api/channels/default/live").await;
    let begun = Instant::now();
    relay.shut_down();
    assert_eq!(live.closed().await, (close::GOING_AWAY, "the relay is stopping".into()));
    assert!(within("the end", live.socket.next()).await.is_none());
    relay.stop().await;
    let took = begun.elapsed();
    assert!(
        (Duration::from_millis(900)..Duration::from_secs(5)).contains(&took),
        "a moment for the deaf one: {took:?}"
    );
}
