//! The data file goes away while the store is open.

use std::path::{Path, PathBuf};

use gancho_store::sqlite::SqliteStore;
use gancho_store::{EventStore as _, Range, StoreError};
use rusqlite::Connection;
use testkit::until;
use wire::Channel;

use crate::contract::event;
use crate::sqlite::{folder, open, path};

fn with(path: &Path, ending: &str) -> PathBuf {
    format!("{}{ending}", path.display()).into()
}

async fn is_refused(store: &SqliteStore, why: &str) {
    for _ in 0..3 {
        let refused = store.append(event("a", b"lost")).await.unwrap_err();
        assert!(matches!(&refused, StoreError::FileGone(told) if told.contains("events.db")), "{why}: {refused}");
    }
    assert!(matches!(store.ready().await, Err(StoreError::FileGone(_))), "{why}");
    assert!(matches!(store.clear(&Channel::new("a").unwrap()).await, Err(StoreError::FileGone(_))), "{why}");
    // More readers at once than are kept open: some would have to open the file.
    let read = || async {
        let page = store.read(&Channel::new("a").unwrap(), Range::After(0), 100).await;
        page.unwrap().unwrap().records.len()
    };
    let (a, b, c) = tokio::join!(read(), read(), read());
    assert!(a > 0 && (a, a) == (b, c), "what is kept can be rescued: {why}");
}

#[tokio::test]
async fn while_the_file_is_away_nothing_is_stored_and_it_goes_on_when_it_is_back() {
    let (folder, location) = folder();
    let (store, _feed) = open(&location).unwrap();
    let file = path(&location);
    let (aside, spare) = (folder.path().join("aside"), folder.path().join("spare"));
    let here = file.parent().unwrap();
    store.append(event("a", b"1")).await.unwrap();

    std::fs::rename(file, &aside).unwrap();
    is_refused(&store, "moved").await;
    assert!(!file.exists(), "no other file was made");
    std::fs::rename(&aside, file).unwrap();
    assert_eq!(store.append(event("a", b"2")).await.unwrap().seq, 2);
    store.ready().await.unwrap();

    std::fs::hard_link(file, &spare).unwrap();
    std::fs::remove_file(file).unwrap();
    is_refused(&store, "deleted").await;
    std::fs::rename(&spare, file).unwrap();
    assert_eq!(store.append(event("a", b"3")).await.unwrap().seq, 3);

    let backup = folder.path().join("backup.db");
    Connection::open(&backup).unwrap().execute_batch("CREATE TABLE backup (x); INSERT INTO backup VALUES (1)").unwrap();
    let bytes = std::fs::read(&backup).unwrap();
    std::fs::rename(file, &aside).unwrap();
    std::fs::rename(&backup, file).unwrap();
    is_refused(&store, "replaced").await;
    assert_eq!(std::fs::read(file).unwrap(), bytes, "the other file is not touched");
    assert_eq!(std::fs::metadata(with(file, "-wal")).unwrap().len(), 0, "nor would a restart put our log into it");
    std::fs::rename(&aside, file).unwrap();
    assert_eq!(store.append(event("a", b"4")).await.unwrap().seq, 4);

    std::fs::rename(here, &aside).unwrap();
    is_refused(&store, "folder moved").await;
    std::fs::rename(&aside, here).unwrap();
    assert_eq!(store.append(event("a", b"5")).await.unwrap().seq, 5);

    // It is noticed without a webhook too, and passes without one.
    std::fs::rename(file, &aside).unwrap();
    assert!(matches!(store.ready().await, Err(StoreError::FileGone(_))));
    std::fs::rename(&aside, file).unwrap();
    until("it is ready", async || store.ready().await.is_ok()).await;

    store.close().await;
    let (store, _feed) = open(&location).unwrap();
    let page = store.read(&Channel::new("a").unwrap(), Range::After(0), 100).await.unwrap().unwrap();
    let bodies: Vec<_> = page.records.iter().map(|record| record.event.body.clone()).collect();
    assert_eq!(bodies, ["1", "2", "3", "4", "5"], "all that was answered, and nothing else");
}

#[tokio::test]
async fn what_was_answered_is_in_the_file_that_was_moved_away() {
    let (folder, location) = folder();
    let (store, _feed) = open(&location).unwrap();
    let (file, aside) = (path(&location), folder.path().join("aside.db"));
    store.append(event("a", b"1")).await.unwrap();
    std::fs::rename(file, &aside).unwrap();
    until("it is noticed", async || store.append(event("a", b"lost")).await.is_err()).await;
    // As it stands, without its log and while the relay still runs.
    let copy = folder.path().join("copy.db");
    std::fs::copy(&aside, &copy).unwrap();
    let count: i64 =
        Connection::open(&copy).unwrap().query_row("SELECT count(*) FROM events", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 1);
    store.close().await;
}

#[tokio::test]
async fn a_log_that_is_deleted_is_noticed_and_nothing_is_lost() {
    let (_folder, location) = folder();
    let (store, _feed) = open(&location).unwrap();
    store.append(event("a", b"1")).await.unwrap();
    std::fs::remove_file(with(path(&location), "-wal")).unwrap();
    until("it is noticed", async || store.ready().await.is_err()).await;
    let stored = store.channels().await.unwrap()[0].count;
    assert!(matches!(store.append(event("a", b"lost")).await, Err(StoreError::FileGone(_))));
    store.close().await;
    let (store, _feed) = open(&location).unwrap();
    assert_eq!(store.channels().await.unwrap()[0].count, stored);
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_that_leads_elsewhere_is_noticed() {
    let (folder, location) = folder();
    let (store, _feed) = open(&location).unwrap();
    store.append(event("a", b"1")).await.unwrap();
    store.close().await;
    let (link, other) = (folder.path().join("events.db"), folder.path().join("other.db"));
    std::os::unix::fs::symlink(path(&location), &link).unwrap();
    let (store, _feed) = open(&gancho_store::sqlite::Location::File(link.clone())).unwrap();
    std::fs::write(&other, b"").unwrap();
    std::fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink(&other, &link).unwrap();
    is_refused(&store, "the link").await;
    std::fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink(path(&location), &link).unwrap();
    assert_eq!(store.append(event("a", b"2")).await.unwrap().seq, 2);
}
