//! What is deleted leaves the data file, and the file shrinks.

use gancho_store::sqlite::{Location, compact};
use gancho_store::{EventStore as _, Range, StoreError};
use rusqlite::Connection;
use testkit::{noise, until};
use wire::Channel;

use crate::contract::event;
use crate::foreign::FIRST_FORMAT;
use crate::sqlite::{folder, open, path};

/// True when the bytes are in the data file or its log.
fn holds(location: &Location, bytes: &[u8]) -> bool {
    ["", "-wal"].iter().any(|ending| {
        let file = std::fs::read(format!("{}{ending}", path(location).display())).unwrap_or_default();
        file.windows(bytes.len()).any(|window| window == bytes)
    })
}

#[tokio::test]
async fn what_is_deleted_leaves_the_files_and_they_shrink() {
    let (_folder, location) = folder();
    let (store, _feed) = open(&location).unwrap();
    let a = Channel::new("a").unwrap();
    let secret = b"a secret that was sent by mistake";
    let body = [&noise(300_000)[..], secret].concat();
    for _ in 0..30 {
        store.append(event("a", &body)).await.unwrap();
        store.append(event("b", secret)).await.unwrap();
        store.append(event("b", b"another body on the same page")).await.unwrap();
    }
    assert!(holds(&location, secret));
    let full = || std::fs::metadata(path(&location)).unwrap().len();
    until("the log to be copied", async || full() > 9_000_000).await;
    for seq in 1..=30 {
        assert!(store.delete(&Channel::new("b").unwrap(), 2 * seq - 1).await.unwrap());
    }
    store.clear(&a).await.unwrap();
    until("the secret to be gone", async || !holds(&location, secret)).await;
    until("the file to shrink", async || full() < 300_000).await;
    assert_eq!(store.channels().await.unwrap().iter().map(|info| info.count).sum::<u64>(), 30);
    // It goes on after that.
    assert_eq!(store.append(event("a", &body)).await.unwrap().seq, 31);
    store.close().await;
}

#[tokio::test]
async fn a_file_of_before_is_compacted_and_shrinks_by_itself_from_then_on() {
    let (folder, _) = folder();
    let location = Location::File(folder.path().join("old.db"));
    let secret = b"a secret that was sent by mistake";
    let old = Connection::open(path(&location)).unwrap();
    old.execute_batch(FIRST_FORMAT).unwrap();
    let body = [&noise(300_000)[..], secret].concat();
    let insert =
        "INSERT INTO events SELECT (1 << 40) | ?, ?, 7, zeroblob(16), zeroblob(32), 'POST', '/', NULL, 'r', '[]', ?";
    for seq in 6..36 {
        old.execute(insert, rusqlite::params![seq, body.len(), body]).unwrap();
    }
    old.execute("DELETE FROM events WHERE key > (1 << 40) + 5", []).unwrap();
    drop(old);
    assert!(holds(&location, secret));

    let (store, _feed) = open(&location).unwrap();
    let error = compact(path(&location)).unwrap_err();
    assert!(matches!(&error, StoreError::InUse(file) if file.contains("old.db")), "{error}");
    store.close().await;
    let (before, after) = compact(path(&location)).unwrap();
    assert!(before > 9_000_000 && after < 300_000, "{before} {after}");
    assert!(!holds(&location, secret));

    let a = Channel::new("a").unwrap();
    let (store, _feed) = open(&location).unwrap();
    let info = store.channel(&a).await.unwrap().unwrap();
    assert_eq!((info.head, info.count, info.bytes), (5, 1, 19));
    for _ in 0..30 {
        store.append(event("a", &body)).await.unwrap();
    }
    store.clear(&a).await.unwrap();
    until("the secret to be gone", async || !holds(&location, secret)).await;
    assert!(compact(&folder.path().join("nothing.db")).unwrap_err().to_string().contains("nothing.db"));
}

#[tokio::test]
async fn a_read_that_fails_is_told_apart_from_a_write_that_does() {
    let (_folder, location) = folder();
    let (store, _feed) = open(&location).unwrap();
    store.append(event("a", b"x")).await.unwrap();
    Connection::open(path(&location)).unwrap().execute_batch("ALTER TABLE events RENAME TO away").unwrap();
    assert!(matches!(store.append(event("a", b"x")).await, Err(StoreError::Engine(_))));
    let read = store.read(&Channel::new("a").unwrap(), Range::Newest, 1).await;
    assert!(matches!(read, Err(StoreError::Unreadable(_))), "{read:?}");
}
