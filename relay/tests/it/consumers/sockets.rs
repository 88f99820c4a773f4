//! The socket of a consumer: resuming, the window, gaps, and how it ends.

use serde_json::json;
use wire::{AttemptResult, Gap, PREVIEW_BYTES, close};

use super::{Socket, attempt, info, keep, poll, put, seqs};
use crate::support::{Live, TestRelay, noise, until};

#[tokio::test]
async fn a_new_consumer_starts_where_it_asks_and_a_known_one_resumes() {
    let relay = TestRelay::start().await;
    relay.post_many(5).await;
    for (name, from, cursor, first) in [
        ("now", json!({}), 5, 6),
        ("explicit", json!({"from": "now"}), 5, 6),
        ("start", json!({"from": "start"}), 0, 1),
        ("third", json!({"from": 3}), 2, 3),
        ("next", json!({"from": 6}), 5, 6),
        ("zero", json!({"from": 0}), 0, 1),
    ] {
        let made = put(&relay, name, &from).await;
        assert_eq!((made.cursor, made.head, made.waiting), (cursor, 5, 5 - cursor), "{name}");
        assert_eq!((made.dead, made.connected), (0, false));
        // Whatever a later one asks.
        assert_eq!(put(&relay, name, &json!({"from": "start"})).await, made);
        assert_eq!(info(&relay, name).await.info, made);
        let page = poll(&relay, name, "").await;
        assert_eq!(seqs(&page.deliveries), (first..=5).collect::<Vec<_>>(), "{name}");
    }
    let answer = relay.get("/api/channels/default/consumers").await.json::<wire::Consumers>();
    let names: Vec<_> = answer.consumers.iter().map(|consumer| consumer.name.as_str()).collect();
    assert_eq!(names, ["explicit", "next", "now", "start", "third", "zero"]);
}

#[tokio::test]
async fn a_put_makes_the_channel_too_and_a_consumer_can_be_removed() {
    let relay = TestRelay::start().await;
    let target = "/api/channels/loja/consumers/app";
    assert_eq!(relay.request("PUT", target, &[], b"").await.status, 200);
    assert_eq!(relay.get("/api/channels/loja").await.status, 200);
    assert_eq!(relay.delete(target).await.status, 204);
    relay.delete(target).await.problem(404, "unknown-consumer");
    relay.get(target).await.problem(404, "unknown-consumer");
    relay.get("/api/channels/nobody/consumers/app").await.problem(404, "unknown-channel");
    relay.get("/api/channels/nobody/consumers").await.problem(404, "unknown-channel");
}

#[tokio::test]
async fn what_cannot_be_is_a_problem() {
    let relay = TestRelay::start().await;
    let long = "a".repeat(65);
    for name in ["a%20b", "a%2Fb", "%C3%A7", long.as_str()] {
        let target = format!("/api/channels/default/consumers/{name}");
        relay.request("PUT", &target, &[], b"{}").await.problem(400, "bad-consumer");
        relay.get(&format!("{target}/events")).await.problem(400, "bad-consumer");
    }
    let target = "/api/channels/default/consumers/app";
    for body in [&b"{"[..], b"7", br#"{"from":"later"}"#, br#"{"from":-1}"#, br#"{"form":"now"}"#] {
        relay.request("PUT", target, &[], body).await.problem(400, "bad-request");
    }
    let beyond = relay.request("PUT", target, &[], br#"{"from":2}"#).await.problem(400, "beyond-head");
    assert_eq!(beyond.values["head"], 0_u64.into());
    for (path, status) in [("/live", 404), ("/live?window=0", 400), ("/live?window=1025", 400), ("/live?window=x", 400)]
    {
        assert_eq!(Live::open(relay.address, &format!("{target}{path}"), &[]).await.err(), Some(status), "{path}");
    }
    put(&relay, "app", &json!({})).await;
    relay.get(&format!("{target}/live")).await.problem(426, "websocket-needed");
    for n in 1..100 {
        put(&relay, &format!("c{n}"), &json!({})).await;
    }
    relay.request("PUT", "/api/channels/default/consumers/more", &[], b"").await.problem(409, "too-many-consumers");
}

#[tokio::test(flavor = "multi_thread")]
async fn resuming_while_events_arrive_leaves_no_gap_and_no_double() {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    let client = crate::support::Client { address: relay.address };
    let posting = tokio::spawn(async move { client.post_many(400).await });
    let (mut settled, mut round) = (0, 0);
    while settled < 400 {
        let (mut socket, hello) = Socket::open(&relay, "app", "?window=20").await;
        assert_eq!(hello.cursor, settled, "it resumes at what was acknowledged");
        for _ in 0..(round % 90 + 1).min(400 - settled) {
            let delivery = socket.delivery().await;
            assert_eq!((delivery.event.seq, delivery.attempt, delivery.replay), (settled + 1, 1, false));
            socket.ack(settled + 1, None).await;
            let acked = socket.acked().await;
            assert_eq!((acked.seq, acked.cursor), (settled + 1, settled + 1));
            settled += 1;
        }
        round += 17;
    }
    posting.await.unwrap();
}

#[tokio::test]
async fn no_more_than_the_window_is_out_without_an_acknowledgement() {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    let (mut socket, hello) = Socket::open(&relay, "app", "?window=3").await;
    assert!(hello.connected);
    relay.post_many(10).await;
    assert_eq!(socket.seqs(3).await, [1, 2, 3]);
    assert!(socket.is_quiet().await);
    // One that failed stays out.
    socket.ack(1, Some(attempt(1, AttemptResult::Failed))).await;
    assert_eq!(socket.acked().await.cursor, 0);
    assert!(socket.is_quiet().await);
    // An acknowledgement settles all before it.
    socket.ack(2, Some(attempt(1, AttemptResult::Ok))).await;
    assert_eq!(socket.acked().await.cursor, 2);
    assert_eq!(socket.seqs(2).await, [4, 5]);
    assert!(socket.is_quiet().await);
    drop(socket);
    let (mut socket, hello) = Socket::open(&relay, "app", "").await;
    assert_eq!((hello.cursor, hello.waiting), (2, 8));
    assert_eq!(socket.seqs(8).await, (3..=10).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_long_body_comes_as_a_preview_and_an_event_as_the_api_shows_it() {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    let (mut socket, _) = Socket::open(&relay, "app", "").await;
    relay.post("/webhook?a=1", &noise(PREVIEW_BYTES + 1)).await;
    let delivery = socket.delivery().await;
    assert_eq!(delivery.event, relay.page("").await.events[0]);
    assert!(delivery.event.is_preview());
    assert_eq!(poll(&relay, "app", "").await.deliveries, [delivery]);
}

#[tokio::test]
async fn retention_that_overtakes_a_cursor_is_a_gap_and_a_dead_letter() {
    let relay = TestRelay::start().await;
    keep(&relay, 3).await;
    for name in ["away", "here", "polls"] {
        put(&relay, name, &json!({})).await;
    }
    let (mut here, _) = Socket::open(&relay, "here", "?window=1").await;
    relay.post_many(2).await;
    assert_eq!(here.seqs(1).await, [1]);
    relay.post_many(8).await;
    // 1 is out already, but no longer kept: it is dead with the others.
    here.ack(1, None).await;
    assert_eq!(here.acked().await.cursor, 1);
    assert_eq!(here.gap().await, Gap { from: 2, to: 7 });
    assert_eq!(here.seqs(1).await, [8]);
    let gone = [Gap { from: 1, to: 7 }];
    for _ in 0..2 {
        let (mut away, hello) = Socket::open(&relay, "away", "").await;
        assert_eq!((hello.cursor, hello.waiting, hello.dead), (7, 3, 1));
        assert_eq!(away.gap().await, gone[0], "told until something after it is acknowledged");
        assert_eq!(away.seqs(3).await, [8, 9, 10]);
        let page = poll(&relay, "polls", "").await;
        assert_eq!((page.gap, seqs(&page.deliveries)), (Some(gone[0]), vec![8, 9, 10]));
        assert_eq!(page.consumer.cursor, 7);
    }
    for name in ["away", "polls"] {
        super::ack(&relay, name, 8, None).await;
        let page = poll(&relay, name, "").await;
        assert_eq!((page.gap, seqs(&page.deliveries)), (None, vec![9, 10]));
        let detail = info(&relay, name).await;
        assert_eq!((detail.info.dead, &detail.gaps[..]), (1, &gone[..]), "it stays listed");
    }
}

#[tokio::test]
async fn what_is_pinned_is_delivered_between_two_gaps() {
    let relay = TestRelay::start().await;
    keep(&relay, 2).await;
    put(&relay, "app", &json!({})).await;
    relay.post_many(2).await;
    relay.request("PATCH", "/api/channels/default/events/2", &[], br#"{"pinned":true}"#).await;
    relay.post_many(3).await;
    // Kept: 2, 4, 5.
    let page = poll(&relay, "app", "").await;
    assert_eq!((page.gap, seqs(&page.deliveries)), (Some(Gap { from: 1, to: 1 }), vec![2]));
    let (mut socket, _) = Socket::open(&relay, "app", "").await;
    assert_eq!(socket.gap().await, Gap { from: 1, to: 1 });
    assert_eq!(socket.seqs(1).await, [2]);
    assert_eq!(socket.gap().await, Gap { from: 3, to: 3 });
    assert_eq!(socket.seqs(2).await, [4, 5]);
    assert_eq!(info(&relay, "app").await.info.dead, 2);
}

#[tokio::test]
async fn what_a_person_deletes_or_clears_is_no_gap() {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    relay.post_many(4).await;
    relay.delete("/api/channels/default/events/2").await;
    let (mut socket, _) = Socket::open(&relay, "app", "?window=1").await;
    assert_eq!(socket.seqs(1).await, [1]);
    socket.ack(1, None).await;
    assert_eq!(socket.acked().await.cursor, 1);
    assert_eq!(socket.seqs(1).await, [3]);
    relay.delete("/api/channels/default/events").await;
    // It was on its way: there is nothing left to hang an attempt on, and the cursor moves.
    socket.ack(3, Some(attempt(1, AttemptResult::Ok))).await;
    assert_eq!(socket.acked().await.cursor, 3);
    relay.post_many(1).await;
    assert_eq!(socket.seqs(1).await, [5]);
    let detail = info(&relay, "app").await;
    assert_eq!((detail.info.dead, detail.gaps.len(), detail.info.waiting), (0, 0, 1));
    socket.ack(5, None).await;
    assert_eq!(socket.acked().await.cursor, 5);
    assert!(socket.is_quiet().await);
}

#[tokio::test]
async fn two_consumers_each_get_everything() {
    let relay = TestRelay::start().await;
    let mut sockets = Vec::new();
    for name in ["one", "two"] {
        put(&relay, name, &json!({})).await;
        sockets.push(Socket::open(&relay, name, "").await.0);
    }
    relay.post_many(5).await;
    for socket in &mut sockets {
        assert_eq!(socket.seqs(5).await, [1, 2, 3, 4, 5]);
    }
    sockets[0].ack(5, None).await;
    assert_eq!(sockets[0].acked().await.cursor, 5);
    assert_eq!(info(&relay, "two").await.info.cursor, 0);
}

#[tokio::test]
async fn a_deleted_channel_or_consumer_closes_the_socket() {
    let relay = TestRelay::start().await;
    for name in ["one", "two"] {
        put(&relay, name, &json!({})).await;
    }
    let (mut one, _) = Socket::open(&relay, "one", "").await;
    let (mut two, _) = Socket::open(&relay, "two", "").await;
    relay.delete("/api/channels/default/consumers/one").await;
    assert_eq!(one.0.closed().await, (close::CHANNEL_DELETED, "the consumer was deleted".into()));
    relay.delete("/api/channels/default").await;
    assert_eq!(two.0.closed().await, (close::CHANNEL_DELETED, "the channel was deleted".into()));
    relay.get("/api/channels/default/consumers/two").await.problem(404, "unknown-consumer");
}

#[tokio::test]
async fn a_consumer_that_leaves_is_not_connected_any_more() {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    let (socket, _) = Socket::open(&relay, "app", "").await;
    assert!(info(&relay, "app").await.info.connected);
    drop(socket);
    until("the relay to notice", async || !info(&relay, "app").await.info.connected).await;
}

#[tokio::test]
async fn what_is_no_message_closes_the_socket_and_too_many_pings_too() {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    let (mut socket, _) = Socket::open(&relay, "app", "").await;
    socket.0.send(r#"{"type":"settle","seq":1}"#).await;
    assert_eq!(socket.0.closed().await.0, close::INVALID_MESSAGE);
    let (mut socket, _) = Socket::open(&relay, "app", "").await;
    socket.0.send(" ".repeat(1024 * 1024 + 1)).await;
    assert_eq!(socket.0.closed().await, (1009, "messages are at most 1048576 bytes".into()));
    let (mut socket, _) = Socket::open(&relay, "app", "").await;
    for _ in 0..101 {
        socket.0.send(r#"{"type":"ping"}"#).await;
    }
    assert_eq!(socket.0.closed().await.0, 1008);
    // Acknowledgements are not counted.
    relay.post_many(1).await;
    let (mut socket, _) = Socket::open(&relay, "app", "").await;
    assert_eq!(socket.seqs(1).await, [1]);
    for _ in 0..300 {
        socket.ack(1, None).await;
    }
    for _ in 0..300 {
        assert_eq!(socket.acked().await.cursor, 1);
    }
}

#[tokio::test]
async fn a_stopping_relay_says_so() {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    let (mut socket, _) = Socket::open(&relay, "app", "").await;
    relay.shut_down();
    assert_eq!(socket.0.closed().await, (close::GOING_AWAY, "the relay is stopping".into()));
    relay.stop().await;
}

#[tokio::test]
async fn a_backlog_comes_whole_and_in_order_through_a_small_window() {
    let relay = TestRelay::start().await;
    put(&relay, "app", &json!({})).await;
    relay.post_many(300).await;
    for (window, from) in [(1, 1), (7, 31), (64, 101)] {
        let (mut socket, _) = Socket::open(&relay, "app", &format!("?window={window}")).await;
        let upto = if window == 64 { 300 } else { from + if window == 1 { 29 } else { 69 } };
        for seq in from..=upto {
            assert_eq!(socket.delivery().await.event.seq, seq);
            assert!(socket.1.len() < window);
            socket.ack(seq, None).await;
            assert_eq!(socket.acked().await.cursor, seq);
        }
    }
    // One that is settled before it was sent is not sent.
    let (mut socket, _) = Socket::open(&relay, "app", "?window=2").await;
    relay.post_many(9).await;
    assert_eq!(socket.seqs(2).await, [301, 302]);
    socket.ack(306, None).await;
    assert_eq!(socket.acked().await.cursor, 306);
    assert_eq!(socket.seqs(2).await, [307, 308]);
}
