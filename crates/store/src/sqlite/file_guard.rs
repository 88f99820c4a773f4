//! Is the data file still the one that was opened?
//!
//! A data file can be deleted, replaced or moved while the relay runs. SQLite would go on writing
//! to the file that it has open, which nobody finds again. So its identity (device and inode; on
//! Windows the file's id) is compared before each commit, and another file is never opened while
//! the relay runs: the log and the locks belong to the first one.

use std::path::{Path, PathBuf};

use file_id::FileId;
use rusqlite::Connection;

use super::{beside, engine};
use crate::StoreError;

/// Compares what is at a path with what was there when the store was opened.
///
/// It asks with one `stat` and opens nothing on Unix: to close any descriptor of the data file
/// would drop SQLite's locks.
pub(super) struct FileGuard {
    /// The path that SQLite has, with its links resolved.
    path: PathBuf,
    /// The path that was given, when it leads there by a link: a restart would follow it.
    given: Option<PathBuf>,
    id: FileId,
    /// The write-ahead log: known once it is there.
    log: std::sync::OnceLock<FileId>,
}

impl FileGuard {
    /// Remembers what is at `path` now. `given` is the path as it was asked for.
    pub(super) fn new(path: &Path, given: &Path) -> Result<Self, StoreError> {
        let id = file_id::get_file_id(path).map_err(engine)?;
        let given = std::path::absolute(given).map_err(engine)?;
        let given = Some(given).filter(|given| given != path);
        Ok(Self { path: path.to_owned(), given, id, log: std::sync::OnceLock::new() })
    }

    /// The path that SQLite has.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// One `stat`; two when the path that was given is a link.
    ///
    /// # Errors
    /// [`StoreError::FileGone`] when the file is not there, or is another.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        for path in std::iter::once(&self.path).chain(&self.given) {
            match file_id::get_file_id(path) {
                Ok(id) if id == self.id => {}
                Ok(_) => return Err(replaced(path)),
                Err(e) => return Err(missing(path, &e)),
            }
        }
        Ok(())
    }

    /// The same of the write-ahead log, which holds the newest events until they are copied into
    /// the data file.
    ///
    /// # Errors
    /// [`StoreError::FileGone`] when it was there and is not now, or is another.
    pub(super) fn check_log(&self) -> Result<(), StoreError> {
        let path = beside(&self.path, "-wal");
        match (file_id::get_file_id(&path), self.log.get()) {
            (Ok(id), Some(known)) if id != *known => Err(replaced(&path)),
            (Err(e), Some(_)) => Err(missing(&path, &e)),
            (Ok(id), None) => {
                let _ = self.log.set(id);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Both: a connection that is opened finds both files by their paths.
    ///
    /// # Errors
    /// [`StoreError::FileGone`].
    pub(super) fn may_be_opened(&self) -> Result<(), StoreError> {
        self.check().and_then(|()| self.check_log())
    }

    /// Opens a connection by the path, and gives it only when the file is the first one before and
    /// after.
    ///
    /// SQLite opens the log and the index beside it at the first query: not before the second
    /// check.
    pub(super) fn connect(
        &self,
        open: impl FnOnce(&Path) -> Result<Connection, StoreError>,
    ) -> Result<Connection, StoreError> {
        self.may_be_opened()?;
        let connection = open(&self.path)?;
        self.may_be_opened()?;
        Ok(connection)
    }
}

fn missing(path: &Path, error: &std::io::Error) -> StoreError {
    let path = path.display();
    StoreError::FileGone(match error.kind() {
        std::io::ErrorKind::NotFound => format!(
            "the data file {path} is not there any more: move it back, or restart the relay to start with a new file. \
             Events that are kept can still be exported until then"
        ),
        _ => format!(
            "the data file {path} cannot be reached any more ({error}): make it reachable, or restart the relay"
        ),
    })
}

fn replaced(path: &Path) -> StoreError {
    StoreError::FileGone(format!(
        "another file is at {}: move the first one back, or restart the relay to use the new one. Events of the first \
         can still be exported until then",
        path.display()
    ))
}
