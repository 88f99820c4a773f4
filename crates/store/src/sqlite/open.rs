//! What is done to a data file before SQLite opens it: is it a file, is it ours, is it ours alone.

use std::fs::{File, Metadata};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::file_guard::FileGuard;
use super::lock::{self, Lock};
use super::schema::APPLICATION_ID;
use super::{Location, beside, error_text};
use crate::StoreError;

/// How long another program may keep the file locked while it is looked at.
const LOOK: Duration = Duration::from_millis(500);

/// A data file that is there and may be used by this store alone.
pub(super) struct Claimed {
    pub(super) guard: FileGuard,
    pub(super) lock: Lock,
}

impl Location {
    /// Refuses what no data file can be: a folder, a pipe, a socket, a device. Opens nothing, so it
    /// never waits.
    ///
    /// # Errors
    /// [`StoreError::Engine`] in words.
    pub fn check(&self) -> Result<(), StoreError> {
        match self {
            Self::File(path) => is_file(path).map(drop),
            Self::Memory => Ok(()),
        }
    }
}

/// Makes the file when it is missing, refuses what is not ours, and locks it.
///
/// # Errors
/// [`StoreError::InUse`] when another relay has it, [`StoreError::Engine`] in words. What is
/// refused is left as it was.
pub(super) fn claim(given: &Path) -> Result<Claimed, StoreError> {
    let found = is_file(given)?;
    let failed = |e: std::io::Error| StoreError::Engine(error_text::cannot_use(given, e));
    if found.is_some() {
        lock::not_open_here(given)?;
        is_ours(given)?;
    } else {
        make(given)?;
    }
    // Windows' long form of a path is not for SQLite; links are rare there.
    let path = if cfg!(windows) { std::path::absolute(given) } else { given.canonicalize() }.map_err(failed)?;
    let lock = Lock::take(&path)?;
    #[cfg(unix)]
    narrow(&path);
    Ok(Claimed { guard: FileGuard::new(&path, given)?, lock })
}

/// What is at the path, when it is a file.
fn is_file(path: &Path) -> Result<Option<Metadata>, StoreError> {
    let refuse = |what: &str| {
        let why = format!("it is {what}, not a file");
        Err(StoreError::Engine(format!("cannot use {}: {why}; choose a file with --data", path.display())))
    };
    match std::fs::metadata(path) {
        Ok(found) if found.is_file() => Ok(Some(found)),
        Ok(found) if found.is_dir() => refuse("a folder"),
        Ok(found) => refuse(kind(&found)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(StoreError::Engine(error_text::cannot_use(path, e))),
    }
}

#[cfg(unix)]
fn kind(found: &Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    let kind = found.file_type();
    if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn kind(_: &Metadata) -> &'static str {
    "a device"
}

/// Makes a new file its owner's alone: it will hold what senders sent, and the secrets of channels.
/// SQLite gives the log's files the same permissions.
fn make(path: &Path) -> Result<(), StoreError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|e| {
            StoreError::Engine(format!(
                "cannot make the folder {}: {e}; choose another file with --data",
                folder.display()
            ))
        })?;
    }
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|e| StoreError::Engine(error_text::cannot_use(path, e)))
}

/// Takes from a file of an earlier start what lets others read it.
#[cfg(unix)]
fn narrow(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    for file in ["", "-wal", "-shm"].map(|ending| beside(path, ending)) {
        let Ok(found) = std::fs::metadata(&file) else { continue };
        let mode = found.permissions().mode() & 0o7777;
        if mode & 0o077 == 0 {
            continue;
        }
        let narrowed = std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode & !0o077));
        let file = file.display();
        match narrowed {
            Ok(()) => tracing::info!("{file} could be read by others (mode {mode:o}): now its owner's alone"),
            Err(e) => {
                tracing::warn!("{file} can be read by others (mode {mode:o}), and this could not be changed: {e}")
            }
        }
    }
}

/// Refuses a file that another program wrote, without changing it.
fn is_ours(path: &Path) -> Result<(), StoreError> {
    let not_ours = || {
        StoreError::Engine(format!(
            "{} is not a data file of Gancho, and was left as it is: choose another file with --data",
            path.display()
        ))
    };
    let failed = |e: rusqlite::Error| match e.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => not_ours(),
        _ => StoreError::Engine(error_text::cannot_use(path, error_text::of(&e))),
    };
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(100).read_to_end(&mut head));
    read.map_err(|e| StoreError::Engine(error_text::cannot_use(path, e)))?;
    if head.is_empty() {
        return Ok(());
    }
    // SQLite's header: 100 bytes, the application's id at 68.
    let id = head.get(68..72).and_then(|id| id.try_into().ok()).map(i32::from_be_bytes);
    let Some(id) = id.filter(|_| head.len() == 100 && head.starts_with(b"SQLite format 3\0")) else {
        return Err(not_ours());
    };
    match id {
        APPLICATION_ID => Ok(()),
        // Of an earlier Gancho, of one that ended before its first checkpoint, or of a program that
        // sets no id.
        0 if holds_ours(path).map_err(failed)? => Ok(()),
        _ => Err(not_ours()),
    }
}

/// True when the tables are those of Gancho, or when there are none at all.
fn holds_ours(path: &Path) -> rusqlite::Result<bool> {
    let connection = look(path)?;
    let tables: i64 = connection.query_row(
        "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'",
        [],
        |row| row.get(0),
    )?;
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if tables == 0 {
        return Ok(version == 0);
    }
    let known = [
        "SELECT id, name, epoch, head, count, bytes, max_events, max_bytes FROM channels",
        "SELECT key, size, received_at, id, sha256, method, path, query, remote, headers, body FROM events",
    ];
    Ok(version > 0 && known.iter().all(|sql| connection.prepare(sql).is_ok()))
}

/// Opens a file to look at it. Without a log beside it, in a way that makes none.
fn look(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let has_log = std::fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0);
    let connection = match path.to_str() {
        Some(text) if !has_log => {
            let text = text.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
            let uri = PathBuf::from(format!("file:{text}?immutable=1"));
            Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)?
        }
        _ => Connection::open_with_flags(path, flags)?,
    };
    connection.busy_timeout(LOOK)?;
    Ok(connection)
}
