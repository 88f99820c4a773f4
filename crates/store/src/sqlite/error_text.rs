//! SQLite's errors in words: what happened to the file, and what to do. The raw error goes to the
//! log at most.

use std::path::Path;

use rusqlite::ErrorCode;

/// What a person is told of an error, after the name of the file: "… <words>".
pub(super) fn of(error: &rusqlite::Error) -> String {
    let code = error.sqlite_error_code();
    match code {
        Some(ErrorCode::NotADatabase) => "it is not a data file of Gancho".into(),
        Some(ErrorCode::DatabaseCorrupt) => "the file is damaged: restore a backup of it".into(),
        Some(ErrorCode::DiskFull) => "its disk is full: make room".into(),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            "it cannot be written: change the owner or the permissions of the file and its folder".into()
        }
        Some(ErrorCode::CannotOpen) => {
            "it cannot be opened: look at the permissions of the file and its folder, and at the room on its disk"
                .into()
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed) => {
            "another program has it locked: stop that program".into()
        }
        Some(ErrorCode::SystemIoFailure) => "its disk failed: look at the system's log".into(),
        Some(ErrorCode::OutOfMemory) => "there is too little memory".into(),
        // The number is enough to look the rest up, and tells nothing of what is inside.
        _ => match error.sqlite_error() {
            Some(e) => format!(
                "it cannot be used as it is (SQLite's error {}): it may be changed by another program, or damaged",
                e.extended_code
            ),
            None => "what is in it is not what Gancho wrote: it may be changed by another program, or damaged".into(),
        },
    }
}

/// The same with the file's name and the other way out, for a start that fails.
pub(super) fn cannot_use(path: &Path, why: impl std::fmt::Display) -> String {
    format!("cannot use {}: {why}. Another file can be chosen with --data", path.display())
}

/// The same of any error that an engine meets: SQLite's in words, others as they are.
pub(super) trait InWords {
    /// In words.
    fn in_words(&self) -> String;
}

impl InWords for rusqlite::Error {
    fn in_words(&self) -> String {
        tracing::debug!("SQLite: {self}");
        of(self)
    }
}

impl InWords for std::io::Error {
    fn in_words(&self) -> String {
        self.to_string()
    }
}

impl InWords for serde_json::Error {
    fn in_words(&self) -> String {
        self.to_string()
    }
}

impl InWords for tokio::task::JoinError {
    fn in_words(&self) -> String {
        self.to_string()
    }
}
