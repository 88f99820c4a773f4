//! What the embedded engine promises besides the contract: its file.

use gancho_store::sqlite::{Location, SqliteStore};
use gancho_store::{Defaults, EventStore as _, Feed, Range, StoreError};
use rusqlite::Connection;
use tempfile::TempDir;
use wire::Channel;

use crate::contract::event;
use testkit::within;

pub(crate) fn folder() -> (TempDir, Location) {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::File(folder.path().join("deep/er/events.db"));
    (folder, location)
}

pub(crate) fn open(location: &Location) -> Result<(SqliteStore, Feed), StoreError> {
    SqliteStore::open(location, Defaults::default())
}

pub(crate) fn path(location: &Location) -> &std::path::Path {
    match location {
        Location::File(path) => path,
        Location::Memory => panic!("a file"),
    }
}

#[tokio::test]
async fn opened_again_it_has_kept_everything() {
    let (_folder, location) = folder();
    let (store, _feed) = open(&location).unwrap();
    for n in 0..10_u8 {
        store.append(event("a", &[n; 100])).await.unwrap();
    }
    store.delete(&Channel::new("a").unwrap(), 10).await.unwrap();
    let before = store.channels().await.unwrap();
    store.close().await;
    let files = std::fs::read_dir(path(&location).parent().unwrap()).unwrap().count();
    assert_eq!(files, 3, "the data, the lock and the reserve: the log was folded into the data");

    let (store, _feed) = open(&location).unwrap();
    assert_eq!(store.channels().await.unwrap(), before);
    let page = store.read(&Channel::new("a").unwrap(), Range::After(0), 100).await.unwrap().unwrap();
    assert!(page.records.iter().enumerate().all(|(n, record)| record.event.body == vec![n as u8; 100]));
    assert_eq!(page.records.len(), 9);
    assert_eq!(store.append(event("a", b"")).await.unwrap().seq, 11, "a deleted position is not given again");
}

#[tokio::test]
async fn pins_are_known_again_when_it_is_opened_again() {
    let (_folder, location) = folder();
    let channel = Channel::new("a").unwrap();
    let (store, _feed) = open(&location).unwrap();
    let retention = Some(wire::Retention { max_events: 2, max_bytes: 1000 });
    store.configure(&channel, wire::Settings { retention, ..wire::Settings::default() }).await.unwrap();
    store.append(event("a", b"12345")).await.unwrap();
    let marking = wire::Marking { pinned: Some(true), note: Some(Some("why".into())) };
    store.mark(&channel, 1, marking).await.unwrap();
    store.append(event("a", b"12345")).await.unwrap();
    store.close().await;

    let (store, _feed) = open(&location).unwrap();
    for _ in 0..3 {
        store.append(event("a", b"12345")).await.unwrap();
    }
    let page = store.read(&channel, Range::After(0), 9).await.unwrap().unwrap();
    assert_eq!(page.records.iter().map(|record| record.seq).collect::<Vec<_>>(), [1, 4, 5]);
    assert_eq!((page.info.oldest, page.info.count, page.records[0].marks.note.as_deref()), (4, 3, Some("why")));
    store.close().await;
    let (store, _feed) = open(&location).unwrap();
    assert_eq!(store.channel(&channel).await.unwrap().unwrap(), page.info);
}

#[tokio::test]
async fn a_second_opening_is_refused_until_the_first_is_closed() {
    let (_folder, location) = folder();
    let (first, _feed) = open(&location).unwrap();
    assert!(matches!(open(&location), Err(StoreError::InUse(_))));
    first.close().await;
    assert!(open(&location).is_ok());
}

#[tokio::test]
async fn a_dropped_store_commits_what_it_accepted_before_another_may_open_it() {
    let (_folder, location) = folder();
    let (store, mut feed) = open(&location).unwrap();
    for n in 0..50_u8 {
        store.append(event("a", &[n])).await.unwrap();
    }
    drop(store);
    // The feed ends with the writer.
    while feed.recv().await.is_some() {}
    let (store, _feed) = loop {
        match open(&location) {
            Err(StoreError::InUse(_)) => tokio::task::yield_now().await,
            other => break other.unwrap(),
        }
    };
    assert_eq!(store.channels().await.unwrap()[0].count, 50);
}

#[tokio::test]
async fn a_failed_commit_stores_nothing_and_leaves_no_hole() {
    let (_folder, location) = folder();
    let (store, mut feed) = open(&location).unwrap();
    assert_eq!(store.append(event("a", b"1")).await.unwrap().seq, 1);
    let second = Connection::open(path(&location)).unwrap();
    // With the first, appends fail; with the second, what was kept cannot even be read back after it.
    for table in ["events", "channels"] {
        second.execute_batch(&format!("ALTER TABLE {table} RENAME TO away")).unwrap();
        for channel in ["a", "b", "a"] {
            let refused = within("an answer", store.append(event(channel, b"lost"))).await;
            assert!(matches!(refused, Err(StoreError::Engine(_))), "{table}");
        }
        let settings = serde_json::from_str(r#"{"secret":"s"}"#).unwrap();
        let refused = store.configure(&Channel::new("a").unwrap(), settings).await;
        assert!(matches!(refused, Err(StoreError::Engine(_))), "{table}");
        second.execute_batch(&format!("ALTER TABLE away RENAME TO {table}")).unwrap();
    }
    assert!(store.settings(&Channel::new("a").unwrap()).is_none(), "settings that were not kept are not found");
    assert_eq!(store.append(event("a", b"2")).await.unwrap().seq, 2);
    assert_eq!(store.append(event("b", b"1")).await.unwrap().seq, 1);
    store.close().await;
    let mut told = 0;
    while let Some(commit) = feed.recv().await {
        told += commit.changes.len();
    }
    assert_eq!(told, 3, "what failed is not told");
}
