//! What is no data file of ours is refused with words and left as it was; files of earlier versions
//! are taken.

use std::path::Path;
use std::time::{Duration, Instant};

use gancho_store::sqlite::Location;
use gancho_store::{EventStore as _, Marked, Range};
use rusqlite::Connection;
use wire::Channel;

use crate::contract::event;
use crate::sqlite::{folder, open, path};

/// Opens what must be refused; what it says. Whatever it is, it stays as it was.
fn refused(file: &Path) -> String {
    let before = std::fs::read(file).ok();
    let start = Instant::now();
    let error = open(&Location::File(file.to_owned())).err().unwrap().to_string();
    // The limit of the promise, and far above what it takes.
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(std::fs::read(file).ok(), before, "{error}");
    let name = file.file_name().unwrap().to_str().unwrap();
    assert!(error.contains(name) && error.contains("--data"), "{error}");
    for raw in ["sqlite_", "SELECT", "table", "column", "channels"] {
        assert!(!error.contains(raw), "{error}");
    }
    error
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

#[tokio::test]
async fn files_of_other_programs_are_refused_and_left_alone() {
    let (folder, _) = folder();
    let programs = [
        ("bookmarks.db", "CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x');"),
        ("wal.db", "PRAGMA journal_mode = WAL; CREATE TABLE bookmarks (url TEXT);"),
        ("id.db", "PRAGMA application_id = 7; CREATE TABLE bookmarks (url TEXT);"),
        ("empty-but-claimed.db", "PRAGMA application_id = 7;"),
        // Names that we use too.
        (
            "events.db",
            "CREATE TABLE events (key INTEGER); CREATE TABLE channels (id INTEGER); PRAGMA user_version = 3;",
        ),
        ("versioned.db", "PRAGMA user_version = 3; CREATE TABLE channels (id INTEGER);"),
        ("odd % name?#.db", "CREATE TABLE bookmarks (url TEXT);"),
    ];
    for (name, sql) in programs {
        let file = folder.path().join(name);
        Connection::open(&file).unwrap().execute_batch(sql).unwrap();
        assert!(refused(&file).contains("not a data file of Gancho"), "{name}");
    }
    let files = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, programs.len(), "nothing was put beside them");
    // One that is in use, and whose newest tables are in its log only.
    let file = folder.path().join("live.db");
    let theirs = Connection::open(&file).unwrap();
    theirs.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE bookmarks (url TEXT);").unwrap();
    assert!(refused(&file).contains("not a data file of Gancho"));
    theirs.execute_batch("INSERT INTO bookmarks VALUES ('x')").unwrap();
}

#[tokio::test]
async fn short_and_cut_files_are_refused() {
    let (folder, _) = folder();
    let file = folder.path().join("short.db");
    for bytes in [&b"x"[..], b"SQLite format 3\0", &[0; 4096]] {
        std::fs::write(&file, bytes).unwrap();
        refused(&file);
    }
    std::fs::write(&file, b"").unwrap();
    assert!(open(&Location::File(file)).is_ok(), "an empty file is a new one");
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_no_file_is_refused_at_once() {
    let (folder, _) = folder();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let socket = folder.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let places = [
        (folder.path(), "a folder"),
        (&pipe, "a named pipe"),
        (&socket, "a socket"),
        (Path::new("/dev/null"), "a device"),
    ];
    for (place, what) in places {
        let location = Location::File(place.to_owned());
        for error in [location.check().unwrap_err().to_string(), open(&location).err().unwrap().to_string()] {
            assert!(error.contains(what) && error.contains("--data"), "{error}");
            assert!(error.contains(place.to_str().unwrap()), "{error}");
        }
    }
}

/// A file that the relay of version 0.1.0 wrote before files carried an id: two webhooks to
/// `default`, the first pinned with the note `keep`, one to `shop`, whose provider is `github` with
/// the secret `s3cret`. Posted with curl, ended with SIGTERM, packed with `gzip -9n`.
const FORMAT_3: &[u8] = include_bytes!("../fixtures/gancho-format-3.db.gz");

#[tokio::test]
async fn a_file_of_an_earlier_gancho_is_adopted() {
    let (folder, _) = folder();
    let file = folder.path().join("gancho.db");
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(FORMAT_3), &mut bytes).unwrap();
    assert_eq!(bytes[68..72], [0; 4], "it carries no id");
    std::fs::write(&file, bytes).unwrap();
    for _ in 0..2 {
        let (store, _feed) = open(&Location::File(file.clone())).unwrap();
        let page = store.read(&Channel::default(), Range::After(0), 9).await.unwrap().unwrap();
        let bodies: Vec<_> = page.records.iter().map(|record| record.event.body.clone()).collect();
        assert_eq!(bodies, ["{\"first\":1}", "second"]);
        assert_eq!(page.records[0].marks.note.as_deref(), Some("keep"));
        let settings = store.settings(&Channel::new("shop").unwrap()).unwrap();
        assert_eq!(settings.secret.as_ref().map(|secret| secret.reveal()), Some("s3cret"));
        let first = store.get(&Channel::default(), 1).await.unwrap().unwrap();
        assert!(!first.damaged);
        store.close().await;
        assert_eq!(std::fs::read(&file).unwrap()[68..72], *b"Ganc", "it carries one now");
    }
}

#[tokio::test]
async fn a_file_killed_before_its_first_checkpoint_is_ours() {
    let (folder, location) = folder();
    let (store, _feed) = open(&location).unwrap();
    store.append(event("a", b"x")).await.unwrap();
    // As a kill leaves it: the tables may be in the log only.
    let copy = folder.path().join("copy.db");
    for ending in ["", "-wal"] {
        std::fs::copy(format!("{}{ending}", path(&location).display()), format!("{}{ending}", copy.display())).unwrap();
    }
    let (copied, _feed) = open(&Location::File(copy)).unwrap();
    assert_eq!(copied.channels().await.unwrap()[0].count, 1);
}

/// The tables of the first format, as it made them.
pub(crate) const FIRST_FORMAT: &str = "
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

#[tokio::test]
async fn a_file_of_a_newer_gancho_is_refused_and_left_alone() {
    let (folder, _) = folder();
    let file = folder.path().join("new.db");
    Connection::open(&file)
        .unwrap()
        .execute_batch("PRAGMA application_id = 0x47616e63; PRAGMA user_version = 99")
        .unwrap();
    let error = open(&Location::File(file)).err().unwrap().to_string();
    assert!(error.contains("format 99") && error.contains("--data"), "{error}");
}
