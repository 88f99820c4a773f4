//! Rows that make no sense: skipped, counted, and no reason to fail.

use gancho_store::{EventStore as _, Range, Scan, Search, StoreError};
use rusqlite::Connection;
use wire::{Channel, Seq};

use crate::contract::event;
use crate::sqlite::{folder, open, path};

fn a() -> Channel {
    Channel::new("a").unwrap()
}

/// What each does to an event.
const DAMAGES: [&str; 6] = [
    "headers = '{not json'",
    "headers = '[1,2]'",
    "id = x'00'",
    "sha256 = zeroblob(31)",
    "path = CAST(x'ff' AS TEXT)",
    "size = -1",
];

#[tokio::test]
async fn damaged_events_are_skipped_and_counted() {
    let (_folder, location) = folder();
    let (store, _feed) = open(&location).unwrap();
    // Good ones at the odd positions, damaged ones between.
    for _ in 0..=2 * DAMAGES.len() {
        store.append(event("a", b"x")).await.unwrap();
    }
    store.close().await;
    let file = Connection::open(path(&location)).unwrap();
    for (n, damage) in DAMAGES.iter().enumerate() {
        let changed = file.execute(&format!("UPDATE events SET {damage} WHERE key & 0xffff = ?"), [2 * n as i64 + 2]);
        assert_eq!(changed.unwrap(), 1);
    }
    drop(file);

    let (store, _feed) = open(&location).unwrap();
    assert_eq!(store.damaged(), 0, "none was read yet");
    let good: Vec<Seq> = (0..=DAMAGES.len() as Seq).map(|n| 2 * n + 1).collect();
    let page = store.read(&a(), Range::After(0), 100).await.unwrap().unwrap();
    assert_eq!(page.records.iter().map(|record| record.seq).collect::<Vec<_>>(), good);
    let page = store.read(&a(), Range::After(1), 1).await.unwrap().unwrap();
    assert_eq!(page.records[0].seq, 3, "a page is empty only when there is nothing more");
    for needle in ["", "x"] {
        let search = std::sync::Arc::new(Search::words(needle));
        let scan = Scan { range: Range::After(0), search, whole: true, limit: 100 };
        let found = store.scan(&a(), scan).await.unwrap().unwrap();
        assert_eq!(found.records.iter().map(|record| record.seq).collect::<Vec<_>>(), good, "{needle:?}");
    }
    assert_eq!(store.damaged(), DAMAGES.len() as u64, "each is counted once");
    assert!(matches!(store.get(&a(), 2).await, Err(StoreError::Damaged(_, 2))));
    assert_eq!(store.get(&a(), 3).await.unwrap().unwrap().event.body, "x");
    store.ready().await.unwrap();
    for n in 1..=DAMAGES.len() as Seq {
        assert!(store.delete(&a(), 2 * n).await.unwrap(), "{}", DAMAGES[n as usize - 1]);
    }
    assert_eq!(store.damaged(), 0, "they are gone");
}

#[tokio::test]
async fn a_body_that_is_not_the_one_received_is_told() {
    let (_folder, location) = folder();
    let (store, _feed) = open(&location).unwrap();
    for _ in 0..2 {
        store.append(event("a", b"paid: 10")).await.unwrap();
    }
    store.close().await;
    let file = Connection::open(path(&location)).unwrap();
    file.execute("UPDATE events SET body = CAST('paid: 99' AS BLOB) WHERE key & 0xffff = 1", []).unwrap();
    drop(file);
    let (store, _feed) = open(&location).unwrap();
    let told = async |seq: Seq| store.get(&a(), seq).await.unwrap().unwrap().damaged;
    assert!(!told(2).await);
    assert_eq!(store.damaged(), 0);
    assert!(told(1).await);
    assert_eq!(store.damaged(), 1);
}

#[tokio::test]
async fn damaged_settings_do_not_stop_the_start() {
    let (_folder, location) = folder();
    let (store, _feed) = open(&location).unwrap();
    for channel in ["a", "b"] {
        let settings = serde_json::from_str(r#"{"provider":"github","secret":"s"}"#).unwrap();
        store.configure(&Channel::new(channel).unwrap(), settings).await.unwrap();
    }
    store.close().await;
    let file = Connection::open(path(&location)).unwrap();
    file.execute("UPDATE channels SET settings = '{oops' WHERE name = 'a'", []).unwrap();
    drop(file);
    let (store, _feed) = open(&location).unwrap();
    let settings = store.settings(&a()).unwrap();
    assert!(settings.provider.is_none() && settings.secret.is_none());
    assert_eq!(store.settings(&Channel::new("b").unwrap()).unwrap().provider.as_deref(), Some("github"));
    store.append(event("a", b"x")).await.unwrap();
    let settings = serde_json::from_str(r#"{"provider":"stripe"}"#).unwrap();
    store.configure(&a(), settings).await.unwrap();
    let settings = store.settings(&a()).unwrap();
    assert_eq!((settings.provider.as_deref(), settings.revision), (Some("stripe"), 2), "its number goes on rising");
}
