//! What the embedded engine promises besides the contract: its file.

use gancho_store::sqlite::{Location, SqliteStore, compact};
use gancho_store::{Defaults, EventStore as _, Feed, Marked, Range, StoreError};
use rusqlite::Connection;
use tempfile::TempDir;
use wire::Channel;

use crate::contract::event;
use testkit::{noise, until, within};

fn folder() -> (TempDir, Location) {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::File(folder.path().join("deep/er/events.db"));
    (folder, location)
}

fn open(location: &Location) -> Result<(SqliteStore, Feed), StoreError> {
    SqliteStore::open(location, Defaults::default())
}

fn path(location: &Location) -> &std::path::Path {
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
    assert_eq!(files, 2, "the data and the lock: the log was folded into the data");

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

#[tokio::test]
async fn a_file_that_is_not_ours_is_refused_with_words_and_left_alone() {
    let (folder, _) = folder();
    let file = folder.path().join("letter.txt");
    std::fs::write(&file, "Dear all, this is not a database. ".repeat(100)).unwrap();
    let error = open(&Location::File(file.clone())).err().unwrap().to_string();
    assert!(error.contains("letter.txt") && error.contains("--data"), "{error}");
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("Dear all"));
}

/// The tables of the first format, as it made them.
const FIRST_FORMAT: &str = "
    PRAGMA journal_mode = WAL;
    CREATE TABLE channels (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, epoch TEXT NOT NULL, head INTEGER NOT NULL,
        count INTEGER NOT NULL, bytes INTEGER NOT NULL, max_events INTEGER NOT NULL, max_bytes INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE events (
        key INTEGER PRIMARY KEY, size INTEGER NOT NULL, received_at INTEGER NOT NULL, id BLOB NOT NULL,
        sha256 BLOB NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, query TEXT, remote TEXT NOT NULL,
        headers TEXT NOT NULL, body BLOB NOT NULL
    ) STRICT;
    INSERT INTO channels VALUES (1, 'a', 'e', 5, 1, 2, 100, 1000);
    INSERT INTO events VALUES ((1 << 40) | 5, 2, 7, zeroblob(16), zeroblob(32), 'POST', '/webhook/a', NULL, 'r', '[]', x'6f69');
    PRAGMA user_version = 1;
";

#[tokio::test]
async fn a_file_of_the_first_format_opens_with_all_it_held() {
    let (folder, _) = folder();
    let file = folder.path().join("old.db");
    Connection::open(&file).unwrap().execute_batch(FIRST_FORMAT).unwrap();
    let a = Channel::new("a").unwrap();
    for time in 0..2 {
        let (store, _feed) = open(&Location::File(file.clone())).unwrap();
        let page = store.read(&a, Range::Newest, 9).await.unwrap().unwrap();
        assert_eq!((page.info.head, page.info.epoch.as_str(), page.records.len()), (5 + time, "e", 1 + time as usize));
        assert_eq!(page.records.last().unwrap().event.body, "oi");
        assert_eq!(store.settings(&a).map(|kept| kept.revision), (time > 0).then_some(1));
        let settings = serde_json::from_str(r#"{"provider":"github"}"#).unwrap();
        store.configure(&a, settings).await.unwrap();
        assert_eq!((page.info.oldest, page.records.last().unwrap().marks.pinned), (5, time > 0));
        assert_eq!(page.info.bytes, 19 + time * 38, "heads were counted when the format was brought up");
        let pin = wire::Marking { pinned: Some(true), note: None };
        assert!(matches!(store.mark(&a, 5, pin).await.unwrap(), Marked::Done(_)));
        assert_eq!(store.append(event("a", b"")).await.unwrap().seq, 6 + time);
        store.close().await;
    }
}

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

#[tokio::test]
async fn a_file_of_a_newer_gancho_is_refused_and_left_alone() {
    let (folder, _) = folder();
    let file = folder.path().join("new.db");
    Connection::open(&file).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    let error = open(&Location::File(file)).err().unwrap().to_string();
    assert!(error.contains("format 99") && error.contains("--data"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_new_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_folder, location) = folder();
    let (store, _feed) = open(&location).unwrap();
    store.append(event("a", b"x")).await.unwrap();
    for ending in ["", "-wal"] {
        let file = format!("{}{ending}", path(&location).display());
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0, "{file}");
    }
}
