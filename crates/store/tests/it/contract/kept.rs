//! Scans, retention and settings: what is kept, and how it is gone through.

use super::*;

pub(super) async fn a_scan_goes_through_everything_step_by_step(kit: Kit) {
    let body = noise(2 * PREVIEW_BYTES);
    for _ in 0..100 {
        kit.append("a", &body).await;
    }
    let (up, steps) = kit.scan(Range::After(0), 1000, Search::default()).await;
    assert_eq!(up, (1..=100).collect::<Vec<_>>());
    assert!(steps > 2, "{steps}");
    assert_eq!(kit.scan(Range::Newest, 7, Search::default()).await.0, (1..=100).rev().collect::<Vec<_>>());
    assert_eq!(kit.scan(Range::Between(5, 9), 1000, Search::default()).await.0, [6, 7, 8, 9]);
    for nothing in [Range::Between(9, 5), Range::Between(100, u64::MAX), Range::Before(1), Range::After(u64::MAX)] {
        assert_eq!(kit.scan(nothing, 9, Search::default()).await.0, [0; 0], "{nothing:?}");
    }
    assert!(kit.scan(Range::After(0), 1000, Search::words("nothing-like-it")).await.0.is_empty());
    for seq in [90, 3] {
        kit.pin("a", seq, true).await;
    }
    let pinned = || Search::default().only_pinned();
    assert_eq!(kit.scan(Range::Newest, 9, pinned()).await.0, [90, 3]);
    assert_eq!(kit.scan(Range::Before(90), 9, pinned()).await.0, [3]);
    let even = Search::default().only(Arc::new(|record| record.seq % 2 == 0));
    assert_eq!(kit.scan(Range::Between(1, 6), 1, even).await.0, [2, 4, 6]);
    let (whole, search) = (true, Arc::new(Search::default()));
    let scan = Scan { range: Range::After(0), limit: 1, whole, search };
    assert_eq!(kit.store.scan(&named("a"), scan.clone()).await.unwrap().unwrap().records[0].event.body, body);
    assert!(kit.store.scan(&named("nobody"), scan).await.unwrap().is_none());
}

pub(super) async fn a_scan_finds_words_in_every_part(kit: Kit) {
    let mut given = event("a", "\u{0}\u{c7}\u{c3}O {\"order\":42}".as_bytes());
    given.method = "PROPFIND".into();
    given.path = "/webhook/a/Orders".into();
    given.query = Some("shop=NORTE".into());
    let header = |name: &str, value: &[u8]| (name.to_owned(), HeaderValue::from_bytes(value));
    given.headers = Headers(vec![header("x-event", b"order.\"Paid\""), header("x-raw", b"\xffABC")]);
    kit.store.append(given).await.unwrap();
    kit.append("a", b"other").await;
    kit.append("b", b"order.paid").await;
    for words in
        ["propfind", "orders", "shop=norte", "x-event:", "ORDER.\"paid\"", "abc", "\u{e7}\u{e3}o", "\"order\":42 norte"]
    {
        assert_eq!(kit.scan(Range::Newest, 9, Search::words(words)).await.0, [1], "{words}");
    }
    for words in ["base64", "norte sul", "\\\"", "order.paid"] {
        assert_eq!(kit.scan(Range::Newest, 9, Search::words(words)).await.0, [0; 0], "{words}");
    }
    assert_eq!(kit.scan(Range::Newest, 9, Search::words(" ")).await.0, [2, 1]);
}

pub(super) async fn a_channel_made_again_is_another_sequence(kit: Kit) {
    kit.append("a", b"x").await;
    let before = kit.store.channel(&named("a")).await.unwrap().unwrap();
    assert!(kit.store.remove(&named("a")).await.unwrap());
    assert!(!kit.store.remove(&named("a")).await.unwrap());
    assert_eq!(kit.store.channel(&named("a")).await.unwrap(), None);
    assert_eq!(kit.append("a", b"y").await, 1);
    let after = kit.store.channel(&named("a")).await.unwrap().unwrap();
    assert_ne!(before.epoch, after.epoch);
    assert_eq!(after.count, 1);
}

pub(super) async fn retention_by_count_drops_the_oldest(kit: Kit) {
    kit.store.configure(&named("a"), keeps(3, 1000)).await.unwrap();
    for _ in 0..5 {
        kit.append("a", b"x").await;
        kit.append("b", b"x").await;
    }
    assert_eq!(kit.seqs("a", Range::After(0), 9).await, [3, 4, 5]);
    assert_eq!(kit.seqs("b", Range::After(0), 9).await, [1, 2, 3, 4, 5]);
}

pub(super) async fn retention_by_bytes_drops_no_more_than_it_must(kit: Kit) {
    let each = HEAD + 5;
    kit.store.configure(&named("a"), keeps(1000, 100 * each)).await.unwrap();
    for _ in 0..300 {
        kit.append("a", b"12345").await;
    }
    let info = kit.store.channel(&named("a")).await.unwrap().unwrap();
    assert_eq!((info.count, info.bytes, info.oldest), (100, 100 * each, 201));
    assert_eq!(kit.append("a", &vec![b'x'; each as usize]).await, 301);
    let info = kit.store.channel(&named("a")).await.unwrap().unwrap();
    assert_eq!((info.count, info.bytes), (99, 98 * each + HEAD + each), "two make room for the head and the body");
    // The newest stays, however large.
    assert_eq!(kit.append("a", &noise(20_000)).await, 302);
    assert_eq!(kit.seqs("a", Range::After(0), 999).await, [302]);
}

pub(super) async fn changed_retention_trims_at_once(kit: Kit) {
    for _ in 0..9 {
        kit.append("a", b"x").await;
    }
    let info = kit.store.configure(&named("a"), keeps(2, 1000)).await.unwrap();
    assert_eq!((info.count, info.oldest, info.retention.max_events), (2, 8, 2));
    let info = kit.store.configure(&named("a"), Settings::default()).await.unwrap();
    assert_eq!(info.retention.max_events, 2, "what is left out stays");
}

fn change(json: &str) -> Settings {
    serde_json::from_str(json).unwrap()
}

pub(super) async fn settings_are_found_once_they_are_answered_and_go_with_their_channel(kit: Kit) {
    let store = &kit.store;
    store.configure(&named("a"), keeps(5, 5000)).await.unwrap();
    assert!(store.settings(&named("a")).is_none(), "the retention is the channel's own");
    for revision in 1..=20 {
        let provider = if revision % 2 == 0 { "github" } else { "slack" };
        store.configure(&named("a"), change(&format!(r#"{{"provider":"{provider}"}}"#))).await.unwrap();
        let kept = store.settings(&named("a")).unwrap();
        assert_eq!((kept.provider.as_deref(), kept.revision), (Some(provider), revision));
    }
    assert!(store.settings(&named("b")).is_none());
    store.remove(&named("a")).await.unwrap();
    assert!(store.settings(&named("a")).is_none());
    kit.append("a", b"x").await;
    assert!(store.settings(&named("a")).is_none());
}

pub(super) async fn changes_made_at_once_are_all_kept(kit: Kit) {
    let changes = [r#"{"provider":"github"}"#, r#"{"secret":"s"}"#, r#"{"handshakes":false}"#, r#"{"answer":{}}"#];
    let changing: Vec<_> = changes
        .map(|json| {
            let store = kit.store.clone();
            tokio::spawn(async move { store.configure(&named("a"), change(json)).await })
        })
        .into_iter()
        .collect();
    for changed in changing {
        changed.await.unwrap().unwrap();
    }
    let kept = kit.store.settings(&named("a")).unwrap();
    assert_eq!((kept.revision, kept.provider.as_deref(), kept.handshakes()), (4, Some("github"), false));
    assert!(kept.secret.is_some() && kept.answer.is_some());
}
