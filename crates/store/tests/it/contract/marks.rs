//! Pins, notes, and what room they may take.

use super::*;

pub(super) async fn what_is_pinned_outlives_retention_and_clearing(kit: Kit) {
    kit.store.configure(&named("a"), keeps(3, 1000)).await.unwrap();
    for _ in 0..3 {
        kit.append("a", b"12345").await;
    }
    let pinned = Marked::Done(Marks { pinned: true, note: None });
    assert_eq!(kit.pin("a", 2, true).await, pinned);
    for _ in 0..5 {
        kit.append("a", b"12345").await;
    }
    // Three besides the pinned one, which is below where the sequence is complete.
    assert_eq!(kit.seqs("a", Range::After(0), 9).await, [2, 6, 7, 8]);
    let info = kit.store.channel(&named("a")).await.unwrap().unwrap();
    assert_eq!((info.oldest, info.count, info.bytes, info.head), (6, 4, 4 * (HEAD + 5), 8));
    assert!(kit.store.get(&named("a"), 2).await.unwrap().unwrap().marks.pinned);

    assert_eq!(kit.pin("a", 7, true).await, pinned);
    assert_eq!(kit.store.clear(&named("a")).await.unwrap(), Some(8));
    let info = kit.store.channel(&named("a")).await.unwrap().unwrap();
    assert_eq!((info.oldest, info.count, info.bytes, info.head), (9, 2, 2 * (HEAD + 5), 8));
    assert_eq!(kit.seqs("a", Range::Newest, 9).await, [7, 2]);

    // Unpinned, it goes with the others when there is no room for it.
    assert_eq!(kit.pin("a", 2, false).await, Marked::Done(Marks::default()));
    for _ in 0..3 {
        kit.append("a", b"12345").await;
    }
    assert_eq!(kit.seqs("a", Range::After(0), 9).await, [7, 9, 10, 11]);
    assert!(kit.store.delete(&named("a"), 7).await.unwrap(), "by its name it can be deleted");
    let info = kit.store.channel(&named("a")).await.unwrap().unwrap();
    assert_eq!((info.oldest, info.count, info.bytes), (9, 3, 3 * (HEAD + 5)));
    for missing in [7, 0, 99, u64::MAX] {
        assert_eq!(kit.pin("a", missing, true).await, Marked::Unknown, "{missing}");
    }
    assert_eq!(kit.pin("nobody", 1, true).await, Marked::Unknown);
}

pub(super) async fn pins_are_bounded(kit: Kit) {
    let most = MAX_PINNED;
    kit.store.configure(&named("a"), keeps(1, 1 << 20)).await.unwrap();
    for seq in 1..=most {
        kit.append("a", b"12345").await;
        assert!(matches!(kit.pin("a", seq, true).await, Marked::Done(_)), "{seq}");
    }
    let seq = kit.append("a", b"x").await;
    assert_eq!(kit.pin("a", seq, true).await, Marked::TooMany);
    assert!(matches!(kit.note("a", seq, Some("noted")).await, Marked::Done(_)), "a note is no pin");
    assert!(matches!(kit.pin("a", 1, true).await, Marked::Done(_)), "it is pinned already");
    let info = kit.store.channel(&named("a")).await.unwrap().unwrap();
    assert_eq!((info.count, info.bytes), (most + 1, (HEAD + 5) * most + HEAD + 1));
    kit.pin("a", 1, false).await;
    assert!(matches!(kit.pin("a", seq, true).await, Marked::Done(_)), "there is room for it now");
}

pub(super) async fn heads_count_like_bodies(kit: Kit) {
    kit.store.configure(&named("a"), keeps(1000, 100_000)).await.unwrap();
    let value = HeaderValue::from_bytes("\u{e9}".repeat(2000).as_bytes());
    for _ in 0..3 {
        let mut given = event("a", b"");
        given.path = format!("/webhook/a/{}", "p".repeat(9_000));
        given.query = Some("q".repeat(9_000));
        given.headers = Headers(vec![("x".into(), value.clone()); 5]);
        kit.store.append(given).await.unwrap();
    }
    let info = kit.store.channel(&named("a")).await.unwrap().unwrap();
    let headers = 5 * ("[\"x\",\"\"],".len() as u64 + 4_000) + 1;
    assert_eq!((info.count, info.bytes), (2, 2 * (4 + 9_011 + 9_000 + 11 + headers)), "bytes, not characters");
    assert_eq!(kit.store.get(&named("a"), 3).await.unwrap().unwrap().size, 0, "an event's size is its body's");
    assert!(kit.store.delete(&named("a"), 2).await.unwrap());
    kit.store.clear(&named("a")).await.unwrap();
    assert_eq!(kit.store.channel(&named("a")).await.unwrap().unwrap().bytes, 0);
}

pub(super) async fn at_most_half_of_a_channels_bytes_are_pinned(kit: Kit) {
    let each = HEAD + 5;
    kit.store.configure(&named("a"), keeps(1000, 10 * each)).await.unwrap();
    for _ in 0..10 {
        kit.append("a", b"12345").await;
    }
    for seq in 1..=5 {
        assert!(matches!(kit.pin("a", seq, true).await, Marked::Done(_)), "{seq}");
    }
    assert_eq!(kit.pin("a", 6, true).await, Marked::TooMuch { most: 5 * each });
    assert!(!kit.store.get(&named("a"), 6).await.unwrap().unwrap().marks.pinned);
    assert!(matches!(kit.pin("a", 5, true).await, Marked::Done(_)), "it is pinned already");
    let pinned = Marks { pinned: true, note: None };
    let events = |marks: &Marks| vec![(event("a", b"12345"), marks.clone())];
    let refused = kit.store.append_all(&named("a"), events(&pinned)).await.unwrap();
    assert_eq!(refused, AppendedAll::TooMuchPinned { most: 5 * each });
    let done = kit.store.append_all(&named("a"), events(&Marks::default())).await.unwrap();
    assert_eq!(done, AppendedAll::Done(11, 1));
    // The pinned ones take their half; the others share what is left.
    assert_eq!(kit.seqs("a", Range::After(0), 99).await, [1, 2, 3, 4, 5, 7, 8, 9, 10, 11]);
    let info = kit.store.channel(&named("a")).await.unwrap().unwrap();
    assert_eq!((info.count, info.bytes), (10, 10 * each));
    // It cannot keep less than twice of what is pinned: whatever comes would drop all else, for ever.
    let refused = kit.store.configure(&named("a"), keeps(1000, 10 * each - 1)).await;
    assert!(matches!(refused, Err(StoreError::TooMuchPinned(_, most)) if most == 5 * each - 1), "{refused:?}");
    assert_eq!(kit.store.channel(&named("a")).await.unwrap().unwrap(), info);
    kit.store.configure(&named("a"), keeps(999, 10 * each)).await.unwrap();
    assert_eq!(kit.pin("a", 1, false).await, Marked::Done(Marks::default()));
    assert!(matches!(kit.pin("a", 11, true).await, Marked::Done(_)), "there is room for it now");
}

pub(super) async fn the_oldest_of_the_largest_channel_make_room_on_the_disk(kit: Kit) {
    // The kit's own store has no such limit: these have.
    let (folder, limit) = (tempfile::tempdir().unwrap(), 8 << 20);
    let location = match kit.folder {
        Some(_) => Location::File(folder.path().join("events.db")),
        None => Location::Memory,
    };
    let defaults = Defaults { max_disk: Some(limit), ..Defaults::default() };
    let (store, feed) = SqliteStore::open(&location, defaults).unwrap();
    let kit = Kit::new(store, feed, Some(folder));
    let body = noise(100_000);
    for _ in 0..5 {
        kit.append("b", &body).await;
    }
    for seq in 1..=300 {
        assert_eq!(kit.append("a", &body).await, seq);
        let bytes: u64 = kit.store.channels().await.unwrap().iter().map(|info| info.bytes).sum();
        assert!(bytes <= limit, "{bytes} after {seq}");
    }
    let info = async |name| kit.store.channel(&named(name)).await.unwrap().unwrap();
    assert_eq!(info("b").await.count, 5, "the smaller channel loses nothing");
    let a = info("a").await;
    assert!((60..80).contains(&a.count) && a.oldest == 301 - a.count, "{a:?}");
    assert_eq!(kit.store.get(&named("a"), 300).await.unwrap().unwrap().event.body, body);

    // Events of all sizes, all at once, and a channel that is the largest now.
    let sending: Vec<_> = (0..60)
        .map(|n| {
            let (store, given) = (kit.store.clone(), event("c", &body[..n * 1000]));
            tokio::spawn(async move { store.append(given).await.unwrap() })
        })
        .collect();
    for sent in sending {
        sent.await.unwrap();
    }
    assert_eq!((info("c").await.count, info("b").await.count), (60, 5));

    // What is pinned is never dropped: when nothing else is left, what comes is refused.
    kit.store.configure(&named("p"), keeps(1000, 1 << 30)).await.unwrap();
    let pinned = Marks { pinned: true, note: None };
    let events = |count| vec![(event("p", &body), pinned.clone()); count];
    assert_eq!(kit.store.append_all(&named("p"), events(70)).await.unwrap(), AppendedAll::Done(1, 70));
    let mut refused = 0;
    for _ in 0..70 {
        match kit.store.append(event("a", &body)).await {
            Ok(_) => {}
            Err(StoreError::Full(most)) => refused += u64::from(most == limit),
            Err(e) => panic!("{e}"),
        }
    }
    assert_eq!(refused, 0, "there is room for one, once the one before it is dropped");
    assert!(matches!(kit.store.append_all(&named("p"), events(30)).await, Err(StoreError::Full(_))));
    assert_eq!(info("p").await.count, 70);
    assert!(info("a").await.count > 0, "nothing is dropped for what cannot be stored");
    assert!(matches!(kit.store.append(event("a", &noise(3 << 20))).await, Err(StoreError::Full(_))));
    assert!(kit.store.clear(&named("a")).await.unwrap().is_some(), "deleting is never refused");
    assert!(kit.store.remove(&named("p")).await.unwrap());
    kit.append("a", &noise(3 << 20)).await;
}

pub(super) async fn notes_come_and_go_with_their_event(mut kit: Kit) {
    kit.store.configure(&named("a"), keeps(2, 1000)).await.unwrap();
    kit.append("a", b"x").await;
    let revision = async |kit: &Kit| kit.store.read(&named("a"), Range::Newest, 1).await.unwrap().unwrap().marked;
    let before = revision(&kit).await;
    let noted = Marked::Done(Marks { pinned: false, note: Some("why: \u{1f3a3}".into()) });
    assert_eq!(kit.note("a", 1, Some("why: \u{1f3a3}")).await, noted);
    let after = revision(&kit).await;
    assert!(after > before, "who remembers a page sees that it changed");
    let listed = kit.store.read(&named("a"), Range::Newest, 1).await.unwrap().unwrap().records.remove(0);
    let alone = kit.store.get(&named("a"), 1).await.unwrap().unwrap();
    for record in [listed, alone] {
        assert_eq!(record.to_event().note.as_deref(), Some("why: \u{1f3a3}"));
    }
    let nothing = kit.store.mark(&named("a"), 1, Marking::default()).await.unwrap();
    assert_eq!((nothing, revision(&kit).await), (noted, after), "nothing asked, nothing changed");
    let Change::Marked { seq: 1, marks, .. } = kit.changes(2).await.remove(1) else { panic!("a change of marks") };
    assert_eq!(marks.note.as_deref(), Some("why: \u{1f3a3}"));
    for taken in [None, Some("")] {
        kit.note("a", 1, Some("again")).await;
        assert_eq!(kit.note("a", 1, taken).await, Marked::Done(Marks::default()));
    }
    kit.note("a", 1, Some("again")).await;
    for _ in 0..2 {
        kit.append("a", b"x").await;
    }
    assert_eq!(kit.seqs("a", Range::After(0), 9).await, [2, 3], "a note does not keep it");
    assert_eq!(kit.note("a", 1, Some("too late")).await, Marked::Unknown);
    assert!(kit.store.remove(&named("a")).await.unwrap());
    kit.append("a", b"x").await;
    assert_eq!(kit.store.get(&named("a"), 1).await.unwrap().unwrap().marks, Marks::default());
}
