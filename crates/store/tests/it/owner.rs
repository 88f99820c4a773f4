//! A data file is its owner's alone, and one relay's at a time.

use gancho_store::sqlite::Location;
use gancho_store::{EventStore as _, StoreError};

use crate::contract::event;
use crate::sqlite::{folder, open, path};

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

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_others_could_read_is_narrowed() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_folder, location) = folder();
    let (store, _feed) = open(&location).unwrap();
    store.close().await;
    let mode = || std::fs::metadata(path(&location)).unwrap().permissions().mode() & 0o777;
    for (given, narrowed) in [(0o644, 0o600), (0o666, 0o600), (0o600, 0o600)] {
        std::fs::set_permissions(path(&location), std::fs::Permissions::from_mode(given)).unwrap();
        let (store, _feed) = open(&location).unwrap();
        assert_eq!(mode(), narrowed, "{given:o}");
        store.append(event("a", b"x")).await.unwrap();
        store.close().await;
    }
}

/// By processes in `relay/tests/it/storage.rs`; this is about one process, where closing a second
/// descriptor of the file would drop SQLite's locks.
#[cfg(unix)]
#[tokio::test]
async fn a_link_is_the_same_file() {
    let (folder, location) = folder();
    let (store, _feed) = open(&location).unwrap();
    let (soft, hard) = (folder.path().join("soft.db"), folder.path().join("hard.db"));
    std::os::unix::fs::symlink(path(&location), &soft).unwrap();
    std::fs::hard_link(path(&location), &hard).unwrap();
    for link in [&soft, &hard] {
        assert!(matches!(open(&Location::File(link.clone())), Err(StoreError::InUse(_))), "{}", link.display());
    }
    store.append(event("a", b"1")).await.unwrap();
    store.close().await;
    let (store, _feed) = open(&Location::File(soft)).unwrap();
    store.append(event("a", b"2")).await.unwrap();
    let log = format!("{}-wal", path(&location).display());
    assert!(std::fs::metadata(log).is_ok(), "the log is beside the file, not beside the link");
}
