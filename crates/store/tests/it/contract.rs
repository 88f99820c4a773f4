//! What every engine promises: one suite, run against each.

use std::sync::Arc;

use bytes::Bytes;
use gancho_store::sqlite::{Location, SqliteStore};
use gancho_store::{
    AppendedAll, Change, Defaults, EventStore, Feed, MAX_PINNED, Marked, NewEvent, Range, Scan, Search, StoreError,
};
use sha2::Digest as _;
use tempfile::TempDir;
use tokio::sync::mpsc;
use uuid::Uuid;
use wire::{Channel, Digest, HeaderValue, Headers, Marking, Marks, PREVIEW_BYTES, Retention, Seq, Settings, Timestamp};

use testkit::{noise, within};

/// A store under test, with the feed of what it commits.
pub(crate) struct Kit {
    pub(crate) store: Arc<dyn EventStore>,
    feed: mpsc::UnboundedReceiver<Change>,
    folder: Option<TempDir>,
}

impl Kit {
    /// Takes from the feed at once, as the relay does: a feed that nobody takes from stops the writer.
    fn new(store: impl EventStore, mut feed: Feed, folder: Option<TempDir>) -> Self {
        let (told, changes) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(batch) = feed.recv().await {
                batch.changes.into_iter().for_each(|change| drop(told.send(change)));
            }
        });
        Self { store: Arc::new(store), feed: changes, folder }
    }
}

pub(crate) fn in_memory() -> Kit {
    let (store, feed) = SqliteStore::open(&Location::Memory, Defaults::default()).unwrap();
    Kit::new(store, feed, None)
}

pub(crate) fn in_a_file() -> Kit {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::File(folder.path().join("events.db"));
    let (store, feed) = SqliteStore::open(&location, Defaults::default()).unwrap();
    Kit::new(store, feed, Some(folder))
}

mod answers;
mod kept;
mod marks;

use answers::*;
use kept::*;
use marks::*;

macro_rules! contract {
    ($($promise:ident),* $(,)?) => {
        mod file { $(#[tokio::test] async fn $promise() { super::$promise(super::in_a_file()).await })* }
        mod memory { $(#[tokio::test] async fn $promise() { super::$promise(super::in_memory()).await })* }
    };
}

contract!(
    positions_rise_by_one_in_each_channel,
    pages_cover_the_range_asked_for,
    pages_of_large_bodies_stay_small_and_lose_none,
    what_goes_in_comes_out,
    long_bodies_are_previews_in_pages_and_whole_alone,
    deleting_takes_one_event,
    clearing_keeps_positions_rising,
    what_is_pinned_outlives_retention_and_clearing,
    pins_are_bounded,
    heads_count_like_bodies,
    at_most_half_of_a_channels_bytes_are_pinned,
    the_oldest_of_the_largest_channel_make_room_on_the_disk,
    notes_come_and_go_with_their_event,
    many_are_appended_together_or_not_at_all,
    a_scan_goes_through_everything_step_by_step,
    a_scan_finds_words_in_every_part,
    a_channel_made_again_is_another_sequence,
    retention_by_count_drops_the_oldest,
    retention_by_bytes_drops_no_more_than_it_must,
    changed_retention_trims_at_once,
    settings_are_found_once_they_are_answered_and_go_with_their_channel,
    changes_made_at_once_are_all_kept,
    an_answer_stands_beside_its_event_from_its_commit_on,
    a_recorded_answer_is_whole_and_takes_the_place_of_what_was_decided,
    answers_count_and_go_with_their_event,
    answers_to_what_is_pinned_are_bounded_too,
    many_answers_at_once_are_all_recorded,
    an_answer_that_waits_is_recorded_at_the_end,
    the_feed_is_in_commit_order,
    many_writers_get_one_order,
    a_closed_store_refuses_and_has_committed_what_it_accepted,
);

pub(crate) fn event(channel: &str, body: &[u8]) -> NewEvent {
    NewEvent {
        id: Uuid::now_v7(),
        received_at: Timestamp(1_795_516_927_318_001),
        channel: Channel::new(channel).unwrap(),
        method: "POST".into(),
        path: format!("/webhook/{channel}"),
        query: None,
        headers: Headers(vec![("x-a".into(), HeaderValue::from_bytes(b"1"))]),
        body: Bytes::copy_from_slice(body),
        sha256: Digest(sha2::Sha256::digest(body).into()),
        remote: "127.0.0.1:1".into(),
        answer: None,
    }
}

/// Stored bytes of an [`event`]'s head in a channel with a name of one letter: `POST`, its path, where it came from, and
/// `[["x-a","1"]]`.
pub(crate) const HEAD: u64 = 4 + 10 + 11 + 13;

pub(crate) fn named(name: &str) -> Channel {
    Channel::new(name).unwrap()
}

pub(crate) fn keeps(max_events: u64, max_bytes: u64) -> Settings {
    Settings { retention: Some(Retention { max_events, max_bytes }), ..Settings::default() }
}

impl Kit {
    pub(crate) async fn append(&self, channel: &str, body: &[u8]) -> Seq {
        self.store.append(event(channel, body)).await.unwrap().seq
    }

    async fn seqs(&self, channel: &str, range: Range, limit: usize) -> Vec<Seq> {
        let page = self.store.read(&named(channel), range, limit).await.unwrap().unwrap();
        page.records.iter().map(|record| record.seq).collect()
    }

    pub(crate) async fn pin(&self, channel: &str, seq: Seq, pinned: bool) -> Marked {
        let marking = Marking { pinned: Some(pinned), note: None };
        self.store.mark(&named(channel), seq, marking).await.unwrap()
    }

    async fn note(&self, channel: &str, seq: Seq, note: Option<&str>) -> Marked {
        let marking = Marking { pinned: None, note: Some(note.map(str::to_owned)) };
        self.store.mark(&named(channel), seq, marking).await.unwrap()
    }

    /// Every position found in a range, step by step, and how many steps it took.
    async fn scan(&self, mut range: Range, limit: usize, search: Search) -> (Vec<Seq>, usize) {
        let (search, mut found) = (Arc::new(search), Vec::new());
        for steps in 1.. {
            let scan = Scan { range, limit, whole: false, search: search.clone() };
            let step = self.store.scan(&named("a"), scan).await.unwrap().unwrap();
            found.extend(step.records.iter().map(|record| record.seq));
            assert!(step.records.iter().all(|record| record.event.body.len() <= PREVIEW_BYTES + 1));
            let Some(next) = step.next else { return (found, steps) };
            range = match range {
                Range::After(_) => Range::After(next),
                Range::Between(_, upto) => Range::Between(next, upto),
                Range::Before(_) | Range::Newest => Range::Before(next),
            };
        }
        unreachable!()
    }

    pub(crate) async fn changes(&mut self, count: usize) -> Vec<Change> {
        let mut changes = Vec::new();
        while changes.len() < count {
            changes.push(within("the feed", self.feed.recv()).await.expect("the feed goes on"));
        }
        changes
    }
}

async fn positions_rise_by_one_in_each_channel(kit: Kit) {
    assert_eq!((kit.append("a", b"").await, kit.append("b", b"").await, kit.append("a", b"").await), (1, 1, 2));
    let info = kit.store.channel(&named("a")).await.unwrap().unwrap();
    assert_eq!((info.head, info.oldest, info.count), (2, 1, 2));
    assert_eq!(kit.store.channel(&named("c")).await.unwrap(), None);
    let names: Vec<_> = kit.store.channels().await.unwrap().into_iter().map(|info| info.channel).collect();
    assert_eq!(names, [named("a"), named("b")]);
}

async fn pages_cover_the_range_asked_for(kit: Kit) {
    for _ in 0..9 {
        kit.append("a", b"x").await;
        kit.append("b", b"x").await;
    }
    assert_eq!(kit.seqs("a", Range::After(0), 100).await, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert_eq!(kit.seqs("a", Range::After(4), 3).await, [5, 6, 7]);
    assert_eq!(kit.seqs("a", Range::Before(4), 2).await, [3, 2]);
    assert_eq!(kit.seqs("a", Range::Newest, 2).await, [9, 8]);
    for nothing in [Range::After(9), Range::After(u64::MAX), Range::Before(1), Range::Before(0)] {
        assert_eq!(kit.seqs("a", nothing, 10).await, [0; 0], "{nothing:?}");
    }
    assert_eq!(kit.seqs("a", Range::Before(u64::MAX), 1).await, [9]);
    assert!(kit.store.read(&named("c"), Range::Newest, 1).await.unwrap().is_none());
}

async fn pages_of_large_bodies_stay_small_and_lose_none(kit: Kit) {
    for _ in 0..200 {
        kit.append("a", &noise(PREVIEW_BYTES)).await;
    }
    let (mut seqs, mut after) = (Vec::new(), 0);
    loop {
        let page = kit.store.read(&named("a"), Range::After(after), 1000).await.unwrap().unwrap();
        let Some(last) = page.records.last() else { break };
        after = last.seq;
        assert!(page.records.len() < 200);
        seqs.extend(page.records.iter().map(|record| record.seq));
    }
    assert_eq!(seqs, (1..=200).collect::<Vec<_>>());
}

async fn what_goes_in_comes_out(kit: Kit) {
    let mut given = event("a", &noise(1000));
    given.method = "PROPFIND".into();
    given.query = Some("a=1&a=2&b=%20%2B&c".into());
    let header = |name: &str, value: &[u8]| (name.to_owned(), HeaderValue::from_bytes(value));
    given.headers =
        Headers(vec![header("b", b"2"), header("a", b"\xff"), header("b", b"1"), header("c", "ção".as_bytes())]);
    kit.store.append(given.clone()).await.unwrap();
    let alone = kit.store.get(&given.channel, 1).await.unwrap().unwrap();
    let listed = kit.store.read(&given.channel, Range::Newest, 1).await.unwrap().unwrap().records.remove(0);
    for record in [alone, listed] {
        assert_eq!(format!("{:?}", record.event), format!("{given:?}"));
        assert_eq!((record.seq, record.size), (1, 1000));
    }
    for missing in [0, 2, u64::MAX] {
        assert!(kit.store.get(&given.channel, missing).await.unwrap().is_none());
    }
    assert!(kit.store.get(&named("b"), 1).await.unwrap().is_none());
}

async fn long_bodies_are_previews_in_pages_and_whole_alone(kit: Kit) {
    let body = noise(3 * PREVIEW_BYTES);
    kit.append("a", &body).await;
    let page = kit.store.read(&named("a"), Range::Newest, 1).await.unwrap().unwrap();
    let listed = page.records[0].to_preview();
    assert!(listed.is_preview());
    assert_eq!((listed.body.as_bytes(), listed.size), (&body[..PREVIEW_BYTES], body.len() as u64));
    let whole = kit.store.get(&named("a"), 1).await.unwrap().unwrap();
    assert_eq!(whole.event.body, body);
    assert_eq!(whole.event.sha256, listed.sha256);
}

async fn deleting_takes_one_event(kit: Kit) {
    for _ in 0..3 {
        kit.append("a", b"12345").await;
    }
    assert!(kit.store.delete(&named("a"), 2).await.unwrap());
    for missing in [2, 0, 9, u64::MAX] {
        assert!(!kit.store.delete(&named("a"), missing).await.unwrap(), "{missing}");
    }
    assert!(!kit.store.delete(&named("b"), 1).await.unwrap());
    assert_eq!(kit.seqs("a", Range::After(0), 9).await, [1, 3]);
    let info = kit.store.channel(&named("a")).await.unwrap().unwrap();
    assert_eq!((info.count, info.bytes, info.head), (2, 2 * (HEAD + 5), 3));
}

async fn clearing_keeps_positions_rising(kit: Kit) {
    kit.append("b", b"x").await;
    for _ in 0..3 {
        kit.append("a", b"x").await;
    }
    assert_eq!(kit.store.clear(&named("a")).await.unwrap(), Some(3));
    let info = kit.store.channel(&named("a")).await.unwrap().unwrap();
    assert_eq!((info.count, info.bytes, info.head, info.oldest), (0, 0, 3, 4));
    assert_eq!(kit.append("a", b"x").await, 4);
    assert_eq!(kit.store.clear(&named("c")).await.unwrap(), None);
    assert_eq!(kit.seqs("b", Range::Newest, 9).await, [1], "another channel's events stay");
}

async fn many_are_appended_together_or_not_at_all(mut kit: Kit) {
    let events = |count: u64, marks: &Marks| (0..count).map(|_| (event("a", b"12345"), marks.clone())).collect();
    kit.append("a", b"x").await;
    let noted = Marks { pinned: true, note: Some("kept".into()) };
    let done = kit.store.append_all(&named("a"), events(3, &noted)).await.unwrap();
    assert_eq!(done, AppendedAll::Done(2, 3));
    let refused = kit.store.append_all(&named("a"), events(MAX_PINNED - 2, &noted)).await.unwrap();
    assert_eq!(refused, AppendedAll::TooManyPinned);
    assert_eq!(kit.store.append_all(&named("a"), Vec::new()).await.unwrap(), AppendedAll::Done(5, 0));
    let info = kit.store.channel(&named("a")).await.unwrap().unwrap();
    assert_eq!((info.head, info.count, info.bytes), (4, 4, 4 * HEAD + 16));
    assert_eq!(kit.store.get(&named("a"), 3).await.unwrap().unwrap().marks, noted);
    let told = kit.changes(4).await;
    assert!(matches!(&told[3], Change::Appended(record) if record.seq == 4 && record.marks == noted));
}

async fn the_feed_is_in_commit_order(mut kit: Kit) {
    kit.append("a", &noise(2 * PREVIEW_BYTES)).await;
    kit.append("b", b"2").await;
    kit.append("a", b"3").await;
    assert!(kit.store.delete(&named("a"), 1).await.unwrap());
    assert!(!kit.store.delete(&named("a"), 1).await.unwrap());
    kit.pin("b", 1, true).await;
    kit.store.clear(&named("a")).await.unwrap();
    kit.store.remove(&named("b")).await.unwrap();
    let told: Vec<_> = kit
        .changes(7)
        .await
        .iter()
        .map(|change| match change {
            Change::Appended(record) => format!("{} {} {}", record.event.channel, record.seq, record.event.body.len()),
            Change::Deleted { channel, seq } => format!("{channel} without {seq}"),
            Change::Marked { channel, seq, marks } => format!("{channel} {seq} pinned: {}", marks.pinned),
            Change::Cleared { channel, upto } => format!("{channel} cleared to {upto}"),
            Change::Attempted { channel, seq, .. } => format!("{channel} attempted {seq}"),
            Change::Answered { channel, seq, .. } => format!("{channel} answered {seq}"),
            Change::Resend { channel } => format!("{channel} resend"),
            Change::Removed { channel } => format!("{channel} gone"),
        })
        .collect();
    assert_eq!(told, ["a 1 131072", "b 1 1", "a 2 1", "a without 1", "b 1 pinned: true", "a cleared to 2", "b gone"]);
}

async fn many_writers_get_one_order(mut kit: Kit) {
    let writers: Vec<_> = (0..20_u8)
        .map(|writer| {
            let store = kit.store.clone();
            tokio::spawn(async move {
                let mut seqs = Vec::new();
                for n in 0..50 {
                    seqs.push(store.append(event("a", &[writer, n])).await.unwrap().seq);
                }
                seqs
            })
        })
        .collect();
    let told = kit.changes(1000).await;
    let mut all = Vec::new();
    for writer in writers {
        let seqs = writer.await.unwrap();
        assert!(seqs.is_sorted());
        all.extend(seqs);
    }
    all.sort_unstable();
    assert_eq!(all, (1..=1000).collect::<Vec<_>>());
    let seqs: Vec<_> = told
        .iter()
        .filter_map(|change| match change {
            Change::Appended(record) => Some(record.seq),
            _ => None,
        })
        .collect();
    assert_eq!(seqs, all);
}

async fn a_closed_store_refuses_and_has_committed_what_it_accepted(mut kit: Kit) {
    let accepted: Vec<_> = (0..100)
        .map(|_| {
            let store = kit.store.clone();
            tokio::spawn(async move { store.append(event("a", b"x")).await })
        })
        .collect();
    let first = kit.changes(1).await.len();
    kit.store.close().await;
    let mut stored = 0;
    for append in accepted {
        match append.await.unwrap() {
            Ok(_) => stored += 1,
            Err(StoreError::Closed) => {}
            Err(e) => panic!("{e}"),
        }
    }
    let mut told = first;
    while kit.feed.recv().await.is_some() {
        told += 1;
    }
    assert_eq!(told, stored, "the feed ends after everything that was stored");
    assert!(matches!(kit.store.append(event("a", b"x")).await, Err(StoreError::Closed)));
}
