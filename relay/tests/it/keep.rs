//! Pins and notes: what is kept, who hears of it, and what a reader is told of what is missing around it.

use serde_json::{Value, json};
use wire::{Marks, ServerMsg};

use crate::support::{Answer, Client, TestRelay};

async fn mark(relay: &Client, seq: u64, marking: &Value) -> Answer {
    let target = format!("/api/channels/default/events/{seq}");
    relay.request("PATCH", &target, &[], marking.to_string().as_bytes()).await
}

#[tokio::test]
async fn a_pin_and_a_note_are_seen_everywhere() {
    let relay = TestRelay::start().await;
    relay.post_many(3).await;
    let mut live = relay.live("").await;
    live.hello().await;
    let marks: Marks = mark(&relay, 2, &json!({"pinned": true, "note": "look: <b>🎣</b>"})).await.json();
    let expected = Marks { pinned: true, note: Some("look: <b>🎣</b>".into()) };
    assert_eq!(marks, expected);
    assert_eq!(live.next().await, ServerMsg::Marked { seq: 2, pinned: true, note: expected.note.clone() });
    let one = relay.event(2).await;
    let listed = relay.page("?pinned=true").await.events;
    assert_eq!((listed.len(), &*listed[0]), (1, &one));
    assert_eq!((one.pinned, one.note), (true, expected.note));

    let marks: Marks = mark(&relay, 2, &json!({"note": null})).await.json();
    assert_eq!(marks, Marks { pinned: true, note: None });
    let marks: Marks = mark(&relay, 2, &json!({"pinned": false})).await.json();
    assert_eq!(marks, Marks::default());
    assert!(relay.page("?pinned=true").await.events.is_empty());
    let raw: Value = relay.get("/api/channels/default/events/2").await.json();
    assert_eq!((raw.get("pinned"), raw.get("note")), (None, None), "left out when there is none");
}

#[tokio::test]
async fn a_page_that_was_marked_has_another_tag() {
    let relay = TestRelay::start().await;
    relay.post_many(1).await;
    let target = "/api/channels/default/events?after=0";
    let tag = relay.get(target).await.header("etag").unwrap().to_owned();
    assert_eq!(mark(&relay, 1, &json!({"note": "a"})).await.status, 200);
    assert_eq!(relay.with("GET", target, "if-none-match", &tag).await.status, 200);
}

#[tokio::test]
async fn what_is_pinned_outlives_the_others_and_the_gaps_around_it_are_told() {
    let relay = TestRelay::start().await;
    relay.request("PUT", "/api/channels/default", &[], br#"{"retention":{"max_events":3,"max_bytes":999}}"#).await;
    relay.post_many(3).await;
    assert_eq!(mark(&relay, 3, &json!({"pinned": true})).await.status, 200);
    relay.post_many(7).await;
    let page = relay.page("?after=0").await;
    let seqs: Vec<_> = page.events.iter().map(|event| event.seq).collect();
    assert_eq!((seqs, page.oldest, page.head), (vec![3, 8, 9, 10], 8, 10));

    let mut live = relay.live("?after=1").await;
    live.hello().await;
    assert_eq!(live.next().await, ServerMsg::Gap { from: 2, to: 2 });
    assert_eq!(live.seqs(1).await, [3]);
    assert_eq!(live.next().await, ServerMsg::Gap { from: 4, to: 7 });
    assert_eq!(live.seqs(3).await, [8, 9, 10]);

    assert_eq!(relay.delete("/api/channels/default/events").await.status, 204);
    assert_eq!(live.next().await, ServerMsg::Cleared { upto: 10 });
    let page = relay.page("").await;
    assert_eq!((page.events.len(), page.events[0].seq, page.oldest), (1, 3, 11));
    for (after, messages) in [("0", vec![(3, false), (0, true)]), ("5", vec![(0, true)]), ("10", vec![])] {
        let mut live = relay.live(&format!("?after={after}")).await;
        live.hello().await;
        for (seq, gap) in messages {
            match live.next().await {
                ServerMsg::Event { event, .. } => assert_eq!((event.seq, gap), (seq, false), "after {after}"),
                ServerMsg::Gap { to, .. } => assert_eq!((to, gap), (10, true), "after {after}"),
                other => panic!("{other:?}"),
            }
        }
        relay.post("/webhook", b"x").await;
        assert_eq!(live.seqs(1).await.len(), 1);
        relay.delete("/api/channels/default").await;
        relay.post_many(3).await;
        mark(&relay, 3, &json!({"pinned": true})).await;
        relay.post_many(7).await;
        relay.delete("/api/channels/default/events").await;
    }
    assert_eq!(relay.delete("/api/channels/default/events/3").await.status, 204);
    assert_eq!(relay.page("").await.events.len(), 0);
}

#[tokio::test]
async fn bad_marks_are_answered_with_words() {
    let relay = TestRelay::start().await;
    relay.post_many(1).await;
    let target = "/api/channels/default/events/1";
    let (most, long) = ("ã".repeat(2000), "ã".repeat(2001));
    assert_eq!(mark(&relay, 1, &json!({"note": most})).await.status, 200);
    for bad in [
        json!({"note": long}).to_string(),
        r#"{"pinned":"yes"}"#.into(),
        r#"{"pin":true}"#.into(),
        "7".into(),
        "{".into(),
        String::new(),
    ] {
        let kind = if bad.contains("ãã") { "note-too-long" } else { "bad-request" };
        relay.request("PATCH", target, &[], bad.as_bytes()).await.problem(400, kind);
    }
    assert_eq!(relay.event(1).await.note.as_deref(), Some(&*most), "what is refused changes nothing");
    let pinned = json!({"pinned": true});
    mark(&relay, 9, &pinned).await.problem(404, "unknown-event");
    let body = pinned.to_string();
    let patch = async |target: &str| relay.request("PATCH", target, &[], body.as_bytes()).await;
    patch("/api/channels/nobody/events/1").await.problem(404, "unknown-event");
    patch("/api/channels/default/events/one").await.problem(400, "bad-parameter");
    patch("/api/channels/a.b/events/1").await.problem(400, "bad-channel");
}

#[tokio::test]
async fn so_many_can_be_pinned_and_no_more() {
    let relay = TestRelay::start().await;
    relay.post_many(501).await;
    for seq in 1..=500 {
        assert_eq!(mark(&relay, seq, &json!({"pinned": true})).await.status, 200);
    }
    let problem = mark(&relay, 501, &json!({"pinned": true})).await.problem(409, "too-many-pinned");
    assert!(problem.detail.contains("500") && problem.detail.contains("unpin"), "{problem:?}");
}

#[tokio::test]
async fn so_much_can_be_pinned_and_no_more() {
    let relay = TestRelay::start().await;
    let keeps = br#"{"retention":{"max_events":100,"max_bytes":20000}}"#;
    assert_eq!(relay.request("PUT", "/api/channels/default", &[], keeps).await.status, 200);
    // What counts are heads: the bodies are empty.
    let head = ("x-long", "h".repeat(6000));
    for _ in 0..2 {
        relay.request("POST", "/webhook", &[(head.0, &head.1)], b"").await;
    }
    assert_eq!(mark(&relay, 1, &json!({"pinned": true})).await.status, 200);
    let problem = mark(&relay, 2, &json!({"pinned": true})).await.problem(409, "too-much-pinned");
    assert!(problem.detail.contains("10000 bytes") && problem.detail.contains("unpin"), "{problem:?}");
    let line = json!({"method": "POST", "headers": [head], "pinned": true}).to_string();
    let import = "/api/channels/default/import";
    relay.request("POST", import, &[], line.as_bytes()).await.problem(409, "too-much-pinned");
    assert!(mark(&relay, 2, &json!({"note": "a note is no pin"})).await.status == 200);
    assert_eq!(relay.page("").await.head, 2, "nothing was imported");
    // The half that is not pinned goes on receiving.
    for _ in 0..4 {
        relay.request("POST", "/webhook", &[(head.0, &head.1)], b"").await;
    }
    let seqs: Vec<_> = relay.page("?after=0").await.events.iter().map(|event| event.seq).collect();
    assert_eq!(seqs, [1, 5, 6]);
}
