//! Copies the write-ahead log back into the data file, off the writer's path.

use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;

use super::engine;
use crate::store::StoreError;

/// How often the log is copied. A passive checkpoint takes no lock that the writer or a reader waits for, and one with
/// nothing to copy costs microseconds.
const EVERY: Duration = Duration::from_millis(250);

/// The checkpoint thread; ended and waited for when dropped.
pub(super) struct Checkpoints {
    end: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Starts the thread.
pub(super) fn start(path: &Path) -> Result<Checkpoints, StoreError> {
    let connection = Connection::open(path).map_err(engine)?;
    let (end, ended) = mpsc::channel();
    let run = move || {
        while ended.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
            if let Err(e) = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
                tracing::warn!("could not copy the write-ahead log into the data file: {e}");
            }
        }
    };
    let thread = thread::Builder::new().name("store-checkpoint".into()).spawn(run).map_err(engine)?;
    Ok(Checkpoints { end: Some(end), thread: Some(thread) })
}

/// For the writer, when the log has grown past what a passive checkpoint can restart while writes go on: waits for
/// readers, copies the little that the thread has not yet, and lets the next commit start the log over.
pub(super) fn restart(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(RESTART)", [], |_| Ok(()))
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        self.end.take();
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was told by its hook.
            let _ = thread.join();
        }
    }
}
