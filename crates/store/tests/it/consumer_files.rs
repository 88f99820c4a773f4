//! What the embedded engine promises of consumers besides the contract: its file.

use gancho_store::sqlite::{Location, SqliteStore};
use gancho_store::{BacklogFrom, Defaults, Edit, EventStore, MadeConsumer, Marked, Range, Recorded, StoreError};
use rusqlite::Connection;
use wire::{Acknowledged, Acknowledgement, Attempt, AttemptResult, ConsumerName, Gap, Marking, Seq, StartAt};

use crate::contract::{HEAD, event, keeps, named};
use crate::foreign::FIRST_FORMAT;
use crate::sqlite::{folder, open, path};

fn app() -> ConsumerName {
    ConsumerName::new("app").unwrap()
}

fn dead(seq: Seq) -> Acknowledgement {
    let attempt: Attempt = serde_json::from_str(
        r#"{"number":1,"result":"dead","status":500,"target":"x","ms":1,"started_at":"2026-11-28T12:00:00.000000Z"}"#,
    )
    .unwrap();
    Acknowledgement { seq, attempt: Some(attempt), resend: None }
}

async fn make(store: &SqliteStore) {
    let made = store.make_consumer(&named("a"), &app(), StartAt::Start).await.unwrap();
    assert!(matches!(made, MadeConsumer::Done(_)), "{made:?}");
}

#[tokio::test]
async fn a_file_of_before_takes_consumers_and_keeps_them() {
    let (folder, _) = folder();
    let file = Location::File(folder.path().join("old.db"));
    Connection::open(path(&file)).unwrap().execute_batch(FIRST_FORMAT).unwrap();
    let (store, _feed) = open(&file).unwrap();
    make(&store).await;
    store.configure(&named("a"), keeps(2, 1_000_000)).await.unwrap();
    let backlog = store.backlog(&named("a"), &app(), BacklogFrom::default(), 9).await.unwrap().unwrap();
    assert_eq!((backlog.events[0].record.seq, backlog.events[0].attempt), (5, 1));
    for _ in 0..3 {
        store.append(event("a", b"x")).await.unwrap();
    }
    store.record_and_ack(&named("a"), &app(), dead(7)).await.unwrap();
    store.resend(&named("a"), 7, &app(), Edit::default()).await.unwrap();
    let pin = Marking { pinned: Some(true), note: None };
    assert!(matches!(store.mark(&named("a"), 7, pin).await.unwrap(), Marked::Done(_)));
    let expected = (
        store.consumer(&named("a"), &app()).await.unwrap().unwrap(),
        store.attempts(&named("a"), 7).await.unwrap().unwrap(),
        store.channel(&named("a")).await.unwrap().unwrap(),
    );
    assert_eq!(expected.0.1, [Gap { from: 5, to: 6 }]);
    assert_eq!((expected.0.0.cursor, expected.0.0.dead, expected.1.len()), (7, 2, 1));
    store.close().await;
    let (store, _feed) = open(&file).unwrap();
    let found = (
        store.consumer(&named("a"), &app()).await.unwrap().unwrap(),
        store.attempts(&named("a"), 7).await.unwrap().unwrap(),
        store.channel(&named("a")).await.unwrap().unwrap(),
    );
    assert_eq!(found, expected);
    let backlog = store.backlog(&named("a"), &app(), BacklogFrom::default(), 9).await.unwrap().unwrap();
    assert_eq!((backlog.resends.len(), backlog.events.len()), (1, 1));
    // What hangs on a pinned event is pinned with it, as before.
    store.clear(&named("a")).await.unwrap();
    assert_eq!(store.channel(&named("a")).await.unwrap().unwrap().bytes, expected.2.bytes - HEAD - 1);
    store.delete(&named("a"), 7).await.unwrap();
    assert_eq!(store.channel(&named("a")).await.unwrap().unwrap().bytes, 0);
}

#[tokio::test]
async fn a_failed_commit_keeps_neither_attempt_nor_cursor() {
    let (_folder, location) = folder();
    let (store, _feed) = open(&location).unwrap();
    make(&store).await;
    store.append(event("a", b"x")).await.unwrap();
    let second = Connection::open(path(&location)).unwrap();
    for table in ["attempts", "consumers"] {
        second.execute_batch(&format!("ALTER TABLE {table} RENAME TO away")).unwrap();
        let refused = store.record_and_ack(&named("a"), &app(), dead(1)).await;
        assert!(matches!(refused, Err(StoreError::Engine(_))), "{table}: {refused:?}");
        second.execute_batch(&format!("ALTER TABLE away RENAME TO {table}")).unwrap();
        let (info, _) = store.consumer(&named("a"), &app()).await.unwrap().unwrap();
        assert_eq!((info.cursor, info.waiting, info.dead), (0, 1, 0), "{table}");
        assert!(store.attempts(&named("a"), 1).await.unwrap().unwrap().is_empty(), "{table}");
    }
    let done = store.record_and_ack(&named("a"), &app(), dead(1)).await.unwrap();
    assert_eq!(done, Recorded::Done(Acknowledged { seq: 1, cursor: 1 }));
}

#[tokio::test]
async fn attempts_of_a_file_of_before_have_their_status_too() {
    let (_folder, location) = folder();
    let (store, _feed) = open(&location).unwrap();
    make(&store).await;
    for seq in 1..=2 {
        store.append(event("a", b"x")).await.unwrap();
        store.record_and_ack(&named("a"), &app(), dead(seq)).await.unwrap();
    }
    store.close().await;
    let file = Connection::open(path(&location)).unwrap();
    // As format 6 had it; of one attempt the file is damaged.
    file.execute_batch(
        "ALTER TABLE attempts DROP COLUMN status; UPDATE attempts SET attempt = '{' WHERE id = 2; PRAGMA user_version = 6;",
    )
    .unwrap();
    drop(file);
    let (store, _feed) = open(&location).unwrap();
    let page = store.read(&named("a"), Range::After(0), 9).await.unwrap().unwrap();
    let found: Vec<_> = page.records.into_iter().map(|record| record.delivery.unwrap()).collect();
    assert_eq!([found[0].status, found[1].status], [Some(500), None]);
    assert!(found.iter().all(|last| last.result == AttemptResult::Dead && last.consumer == app()));
}

#[tokio::test]
async fn the_budget_for_the_disk_leaves_gaps_too() {
    let defaults = Defaults { max_disk: Some(2 * 1024 * 1024), ..Defaults::default() };
    let (store, mut feed) = SqliteStore::open(&Location::Memory, defaults).unwrap();
    tokio::spawn(async move { while feed.recv().await.is_some() {} });
    make(&store).await;
    for _ in 0..60 {
        store.append(event("a", &[b'x'; 50_000])).await.unwrap();
    }
    let info = store.channel(&named("a")).await.unwrap().unwrap();
    assert!(info.oldest > 1, "some had to go");
    let (_, gaps) = store.consumer(&named("a"), &app()).await.unwrap().unwrap();
    assert_eq!(gaps, [Gap { from: 1, to: info.oldest - 1 }]);
}

#[tokio::test]
async fn a_channel_without_consumers_has_nothing_written_of_them() {
    let (_folder, location) = folder();
    let (store, _feed) = open(&location).unwrap();
    store.configure(&named("a"), keeps(2, 1_000_000)).await.unwrap();
    for _ in 0..9 {
        store.append(event("a", b"x")).await.unwrap();
    }
    store.close().await;
    let file = Connection::open(path(&location)).unwrap();
    for table in ["consumers", "attempts", "gaps", "resends", "answers"] {
        let rows: u64 = file.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 0, "{table}");
    }
}

#[tokio::test]
async fn a_person_who_clears_a_full_disk_leaves_no_gap() {
    let (_folder, location) = folder();
    let (store, mut feed) = open(&location).unwrap();
    tokio::spawn(async move { while feed.recv().await.is_some() {} });
    make(&store).await;
    store.limit_pages(256).await.unwrap();
    // Until it is full: then it is cleared in steps, which are retention otherwise.
    while store.append(event("a", &[b'x'; 20_000])).await.is_ok() {}
    store.clear(&named("a")).await.unwrap();
    let (info, gaps) = store.consumer(&named("a"), &app()).await.unwrap().unwrap();
    assert_eq!((info.waiting, info.dead, gaps), (0, 0, vec![]));
}
