//! Copies the write-ahead log back into the data file, off the writer's path.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;

use super::{engine, words};
use crate::StoreError;

/// How often the log is copied. A passive checkpoint takes no lock that the writer or a reader waits for, and one with
/// nothing to copy costs microseconds.
const EVERY: Duration = Duration::from_millis(250);
/// Pages in the log above which the writer is to start it over: 64 MiB.
const FULL: i64 = 4096;

/// The checkpoint thread; ended and waited for when dropped.
pub(super) struct Checkpoints {
    full: Arc<AtomicBool>,
    end: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Starts the thread.
pub(super) fn start(path: &Path) -> Result<Checkpoints, StoreError> {
    let connection = Connection::open(path).map_err(engine)?;
    let (end, ended) = mpsc::channel();
    let full = Arc::new(AtomicBool::new(false));
    let tell = full.clone();
    let run = move || {
        let mut failing = false;
        while ended.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
            // When it is full, once more: what the first copy left is what was written meanwhile, and the second leaves
            // next to nothing for the writer to copy.
            let copied = copy(&connection).and_then(|pages| if pages > FULL { copy(&connection) } else { Ok(pages) });
            match copied {
                Ok(pages) => {
                    failing = false;
                    tell.store(pages > FULL, Ordering::Relaxed);
                }
                // Once, and not four times a second: a full disk may stay so for long.
                Err(e) if !std::mem::replace(&mut failing, true) => {
                    tracing::warn!("could not copy the write-ahead log into the data file: {}", words::of(&e));
                }
                Err(_) => {}
            }
        }
    };
    let thread = thread::Builder::new().name("store-checkpoint".into()).spawn(run).map_err(engine)?;
    Ok(Checkpoints { full, end: Some(end), thread: Some(thread) })
}

/// Copies what it can without making anyone wait; the pages in the log, copied or not.
fn copy(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(1))
}

impl Checkpoints {
    /// For the writer, between two commits. While it writes on and on there is always a page that is not copied yet, so
    /// the log would never start over by itself: when it is full, this copies the little that is left, so that it can.
    pub(super) fn restart_when_full(&self, connection: &Connection) {
        if self.full.swap(false, Ordering::Relaxed)
            && let Err(e) = connection.query_row("PRAGMA wal_checkpoint(RESTART)", [], |_| Ok(()))
        {
            tracing::warn!("could not start the write-ahead log over: {e}");
        }
    }
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
