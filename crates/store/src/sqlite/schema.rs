//! Tables, pragmas and how connections are opened.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use wire::Seq;

use super::{Location, engine, error_text, unreadable};
use crate::StoreError;

/// What a data file of Gancho carries in its header: "Ganc".
pub(super) const APPLICATION_ID: i32 = 0x4761_6e63;

/// How long a connection waits for another's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// An event's primary key holds its channel and its position, so that the table itself is the index: appends go to the
/// end of a channel's run, and a page is one range. 2^40 positions a channel, 2^23 channels.
pub(super) const SEQ_BITS: u32 = 40;
const SEQ_MASK: i64 = (1 << SEQ_BITS) - 1;

/// The key of an event. A position too large to exist becomes the last possible one.
pub(super) fn key(channel: i64, seq: Seq) -> i64 {
    (channel << SEQ_BITS) | i64::try_from(seq).unwrap_or(SEQ_MASK).min(SEQ_MASK)
}

/// The position in a key.
pub(super) fn seq(key: i64) -> Seq {
    (key & SEQ_MASK) as Seq
}

/// Stored bytes of an event, by its row: body, method, path, query, sender's address, and the headers as the JSON they are
/// kept as. `octet_length` reads the row's header only, so this costs no look at the values.
macro_rules! stored {
    () => {
        "(size + octet_length(method) + octet_length(path) + coalesce(octet_length(query), 0) + octet_length(remote)
          + octet_length(headers))"
    };
}

/// The same, for queries.
pub(super) const STORED: &str = stored!();

/// `count` and `bytes` are kept beside the events, in the same commit, so that retention never scans. The body is the
/// last column: what is before it is read without walking the body's overflow pages.
const TABLES: &str = "
    CREATE TABLE channels (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        epoch TEXT NOT NULL,
        head INTEGER NOT NULL,
        count INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        max_events INTEGER NOT NULL,
        max_bytes INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE events (
        key INTEGER PRIMARY KEY,
        size INTEGER NOT NULL,
        received_at INTEGER NOT NULL,
        id BLOB NOT NULL,
        sha256 BLOB NOT NULL,
        method TEXT NOT NULL,
        path TEXT NOT NULL,
        query TEXT,
        remote TEXT NOT NULL,
        headers TEXT NOT NULL,
        body BLOB NOT NULL
    ) STRICT;
";

/// Settings but for the retention are one value: JSON, read when the store is opened and never searched. `revision` counts
/// their changes.
const SETTINGS: &str = "
    ALTER TABLE channels ADD COLUMN settings TEXT;
    ALTER TABLE channels ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
";

/// What people do to keep an event, beside the events: appends know nothing of it. `floor` is the last position that
/// retention or clearing took away: what is below it is pinned, or was. `marked` counts the changes of marks.
const MARKS: &str = "
    CREATE TABLE marks (
        key INTEGER PRIMARY KEY,
        pinned INTEGER NOT NULL,
        note TEXT
    ) STRICT;
    ALTER TABLE channels ADD COLUMN floor INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE channels ADD COLUMN marked INTEGER NOT NULL DEFAULT 0;
";

/// `bytes` counted bodies alone; it counts heads too. Reads the header of each row once, and no body's overflow pages.
const HEADS_COUNT: &str = concat!(
    "UPDATE channels SET bytes = (SELECT coalesce(sum",
    stored!(),
    ", 0) FROM events WHERE key > (channels.id << 40) AND key < ((channels.id + 1) << 40));"
);

/// Consumers, their attempts, what retention took from them, and what they are to send again. What hangs on an event is found
/// by its key, and `attached` counts the bytes of all that in a channel: as long as it is 0, no commit looks there.
///
/// An attempt names its consumer and outlives it. Rows of `attempts` and `resends` rise in the order of time.
const CONSUMERS: &str = "
    CREATE TABLE consumers (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        channel INTEGER NOT NULL,
        name TEXT NOT NULL,
        cursor INTEGER NOT NULL,
        UNIQUE (channel, name)
    ) STRICT;
    CREATE TABLE attempts (
        id INTEGER PRIMARY KEY,
        key INTEGER NOT NULL,
        consumer TEXT NOT NULL,
        number INTEGER NOT NULL,
        replay INTEGER NOT NULL,
        result INTEGER NOT NULL,
        attempt TEXT NOT NULL
    ) STRICT;
    CREATE INDEX attempts_of_event ON attempts (key);
    CREATE INDEX dead_letters ON attempts (key) WHERE result = 2;
    CREATE TABLE gaps (
        consumer INTEGER NOT NULL,
        first_seq INTEGER NOT NULL,
        last_seq INTEGER NOT NULL,
        PRIMARY KEY (consumer, first_seq)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE resends (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        key INTEGER NOT NULL,
        consumer INTEGER NOT NULL,
        edit TEXT NOT NULL
    ) STRICT;
    CREATE INDEX resends_of_event ON resends (key);
    CREATE INDEX resends_of_consumer ON resends (consumer);
    ALTER TABLE channels ADD COLUMN attached INTEGER NOT NULL DEFAULT 0;
";

/// The answer that a sender got: in short in the event's row (`answers::code`), and whole beside it unless it was the relay's
/// receipt. The column is behind the body, but NULL and 1, which nearly every row has, are in the row's header: reading them
/// walks no overflow pages.
const ANSWERS: &str = "
    ALTER TABLE events ADD COLUMN answer INTEGER;
    CREATE TABLE answers (
        key INTEGER PRIMARY KEY,
        summary INTEGER NOT NULL,
        answer TEXT NOT NULL
    ) STRICT;
";

/// Status of an attempt's answer, beside its result: a list says the last of each event and reads no answer for it.
const ATTEMPT_STATUS: &str = "
    ALTER TABLE attempts ADD COLUMN status INTEGER;
    UPDATE attempts SET status = CASE WHEN json_valid(attempt) THEN json_extract(attempt, '$.status') END;
";

/// Stored bytes of what hangs on an event: attempts and its answer as the JSON they are kept as, and edits of it that wait to
/// be sent.
pub(super) const ATTACHED: &str = "(
    (SELECT coalesce(sum(octet_length(attempt)), 0) FROM attempts WHERE attempts.key = events.key)
    + (SELECT coalesce(sum(octet_length(edit)), 0) FROM resends WHERE resends.key = events.key)
    + coalesce((SELECT octet_length(answer) FROM answers WHERE answers.key = events.key), 0))";

/// What makes each format out of the one before. A file's `user_version` says how many of them it has seen, so they are only
/// ever added to, at the end.
const FORMATS: &[&str] = &[TABLES, SETTINGS, MARKS, HEADS_COUNT, CONSUMERS, ANSWERS, ATTEMPT_STATUS];

/// Opens the writer's connection, making the tables when they are missing.
pub(super) fn open(location: &Location) -> Result<Connection, StoreError> {
    match location {
        Location::Memory => {
            let connection = Connection::open_in_memory().map_err(engine)?;
            prepare(&connection)?;
            Ok(connection)
        }
        Location::File(path) => {
            let told = |e: StoreError| match e {
                StoreError::Engine(why) => StoreError::Engine(error_text::cannot_use(path, why)),
                e => e,
            };
            let connection = Connection::open(path).map_err(engine).map_err(told)?;
            prepare(&connection).map_err(told)?;
            Ok(connection)
        }
    }
}

fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY_TIMEOUT).map_err(engine)?;
    // 16 KiB pages commit many waiting events 1.5 times faster than 4 KiB ones.
    connection.pragma_update(None, "page_size", 16 * 1024).map_err(engine)?;
    // Only a new file heeds it, before its first page: an older one must be compacted for it.
    connection.pragma_update(None, "auto_vacuum", "INCREMENTAL").map_err(engine)?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(engine)?;
    connection.pragma_update(None, "synchronous", "FULL").map_err(engine)?;
    connection.pragma_update(None, "wal_autocheckpoint", 0).map_err(engine)?;
    // What is deleted is zeroed in the pages that are written anyway. Pages that become free are not: they leave the file
    // (`vacuum`).
    connection.pragma_update(None, "secure_delete", "FAST").map_err(engine)?;
    // Otherwise a statement is compiled again each time that a bound of its range changes (the bundled SQLite has STAT4).
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(engine)?;
    upgrade(connection)?;
    stamp(connection);
    Ok(())
}

/// Marks the file as Gancho's; files of earlier versions are not. It may wait for the next start: on a full disk.
fn stamp(connection: &Connection) {
    let id = connection.pragma_query_value(None, "application_id", |row| row.get::<_, i32>(0));
    let stamped = match id {
        Ok(0) => connection.pragma_update(None, "application_id", APPLICATION_ID),
        other => other.map(drop),
    };
    if let Err(e) = stamped {
        tracing::debug!("the data file could not be marked as Gancho's: {e}");
    }
}

/// Brings a file, new or of an older Gancho, to this one's format; each step is done whole or not at all.
fn upgrade(connection: &Connection) -> Result<(), StoreError> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(engine)?;
    let seen = usize::try_from(version).ok().filter(|seen| *seen <= FORMATS.len());
    let seen = seen.ok_or_else(|| {
        StoreError::Engine(format!(
            "another version of Gancho wrote it (format {version}; this one reads up to {})",
            FORMATS.len()
        ))
    })?;
    for (at, step) in FORMATS.iter().enumerate().skip(seen) {
        connection
            .execute_batch(&format!("BEGIN; {step} PRAGMA user_version = {}; COMMIT;", at + 1))
            .map_err(engine)?;
    }
    Ok(())
}

/// Opens a reader's connection.
pub(super) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(unreadable)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(unreadable)?;
    Ok(connection)
}
