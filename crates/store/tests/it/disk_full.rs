//! No room left.

use gancho_store::sqlite::{Location, SqliteStore};
use gancho_store::{Defaults, EventStore, Range, StoreError};
use testkit::{SmallDisk, until};
use wire::{Channel, Seq};

use crate::contract::event;
use crate::sqlite::{folder, open};

const BODY: [u8; 10_000] = [b'x'; 10_000];

fn a() -> Channel {
    Channel::new("a").unwrap()
}

/// Appends until there is no room; how many were stored.
async fn fill(store: &SqliteStore) -> Seq {
    let mut stored = 0;
    loop {
        match store.append(event("a", &BODY)).await {
            Ok(receipt) => stored = receipt.seq,
            Err(StoreError::DiskFull(why)) => {
                assert!(why.contains("room"), "{why}");
                return stored;
            }
            Err(e) => panic!("{e}"),
        }
        assert!(stored < 10_000, "it never was full");
    }
}

async fn kept(store: &SqliteStore) -> Vec<Seq> {
    let page = store.read(&a(), Range::After(0), 10_000).await.unwrap().unwrap();
    let mut seqs: Vec<Seq> = page.records.iter().map(|record| record.seq).collect();
    while let Some(&last) = seqs.last() {
        let page = store.read(&a(), Range::After(last), 10_000).await.unwrap().unwrap();
        if page.records.is_empty() {
            break;
        }
        seqs.extend(page.records.iter().map(|record| record.seq));
    }
    seqs
}

/// What must hold wherever the end is.
async fn deleting_makes_room(store: &SqliteStore, stored: Seq) {
    assert!(stored > 3, "{stored}");
    assert_eq!(kept(store).await, (1..=stored).collect::<Vec<_>>(), "nothing was dropped, and nothing kept unanswered");
    assert!(store.delete(&a(), 1).await.unwrap());
    assert_eq!(store.clear(&a()).await.unwrap(), Some(stored));
    until("it is ready by itself", async || store.ready().await.is_ok()).await;
    assert_eq!(store.append(event("a", &BODY)).await.unwrap().seq, stored + 1);
    let stored = fill(store).await;
    assert!(store.remove(&a()).await.unwrap());
    until("it is ready again", async || store.ready().await.is_ok()).await;
    store.append(event("a", &BODY)).await.unwrap();
    assert!(stored > 0);
}

#[tokio::test]
async fn at_the_end_of_its_pages_it_refuses_and_deleting_makes_room() {
    let (_folder, file) = folder();
    for location in [file, Location::Memory] {
        let (store, mut feed) = SqliteStore::open(&location, Defaults::default()).unwrap();
        tokio::spawn(async move { while feed.recv().await.is_some() {} });
        store.append(event("a", b"first")).await.unwrap();
        store.limit_pages(64).await.unwrap();
        let stored = fill(&store).await;
        assert!(matches!(store.ready().await, Err(StoreError::DiskFull(_))), "{location:?}");
        deleting_makes_room(&store, stored).await;
        store.close().await;
    }
}

#[tokio::test]
async fn a_long_event_that_does_not_fit_does_not_keep_short_ones_out() {
    let (_folder, location) = folder();
    let (store, _feed) = open(&location).unwrap();
    store.append(event("a", b"first")).await.unwrap();
    store.limit_pages(64).await.unwrap();
    let long = vec![b'x'; 2 * 1024 * 1024];
    assert!(matches!(store.append(event("a", &long)).await, Err(StoreError::DiskFull(_))));
    until("short ones are taken", async || store.append(event("a", b"short")).await.is_ok()).await;
}

#[tokio::test]
async fn on_a_small_disk_it_refuses_and_deleting_makes_room() {
    let Some(disk) = SmallDisk::mount("a small disk that the relay fills", 4) else { return };
    let location = Location::File(disk.path().join("events.db"));
    let (store, mut feed) = open(&location).unwrap();
    tokio::spawn(async move { while feed.recv().await.is_some() {} });
    let stored = fill(&store).await;
    deleting_makes_room(&store, stored).await;
    store.close().await;
}

#[tokio::test]
async fn on_a_disk_that_another_filled_it_deletes_reads_and_goes_on_once_there_is_room() {
    let Some(disk) = SmallDisk::mount("a disk that another program fills", 8) else { return };
    let location = Location::File(disk.path().join("events.db"));
    let (store, mut feed) = open(&location).unwrap();
    tokio::spawn(async move { while feed.recv().await.is_some() {} });
    for _ in 0..50 {
        store.append(event("a", &BODY)).await.unwrap();
    }
    store.append(event("b", &BODY)).await.unwrap();
    let filled = disk.path().join("fill");
    // The store finds room once more when it cuts off its log: until the other has taken that too.
    until("it is full", async || {
        disk.fill();
        let refused = store.append(event("b", &BODY)).await;
        matches!(refused, Err(StoreError::DiskFull(_))) && matches!(store.ready().await, Err(StoreError::DiskFull(_)))
    })
    .await;
    // What deleting frees, the other takes.
    for seq in 1..=10 {
        assert!(store.delete(&a(), seq).await.unwrap());
        disk.fill();
    }
    store.clear(&a()).await.unwrap();
    disk.fill();
    assert!(store.remove(&a()).await.unwrap());
    let b = Channel::new("b").unwrap();
    assert!(store.get(&b, 1).await.unwrap().is_some());
    std::fs::remove_file(filled).unwrap();
    until("it is ready by itself", async || store.ready().await.is_ok()).await;
    assert!(store.append(event("b", &BODY)).await.unwrap().seq > 1);
    store.close().await;
}

#[tokio::test]
async fn opened_on_a_full_disk_it_reads_and_goes_on_once_there_is_room() {
    let Some(disk) = SmallDisk::mount("opening on a full disk", 8) else { return };
    let location = Location::File(disk.path().join("events.db"));
    let (store, _feed) = open(&location).unwrap();
    for _ in 0..20 {
        store.append(event("a", &BODY)).await.unwrap();
    }
    store.close().await;
    disk.fill();
    let (store, _feed) = open(&location).unwrap();
    let why = store.ready().await.unwrap_err();
    assert!(matches!(&why, StoreError::DiskFull(told) if told.contains("events.db")), "{why}");
    assert_eq!(kept(&store).await.len(), 20);
    assert!(matches!(store.append(event("a", &BODY)).await, Err(StoreError::DiskFull(_))));
    assert!(store.delete(&a(), 1).await.unwrap());
    std::fs::remove_file(disk.path().join("fill")).unwrap();
    until("it is ready by itself", async || store.ready().await.is_ok()).await;
    assert_eq!(store.append(event("a", &BODY)).await.unwrap().seq, 21);
}
