//! Keeps the files small, off the writer's path: copies the write-ahead log back into the data file, and when nobody writes,
//! gives free pages back to the system and empties the log, so that what was deleted is in neither.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::mpsc::WeakSender;

use super::job::Job;
use super::{engine, error_text, vacuum};
use crate::StoreError;

/// How often the log is copied. A passive checkpoint takes no lock that the writer or a reader waits for, and one with
/// nothing to copy costs microseconds.
const EVERY: Duration = Duration::from_millis(250);
/// Pages in the log above which the writer is to start it over: 64 MiB.
const FULL: i64 = 4096;
/// How often in a row nothing must have been written before free pages and the log are seen to: one second.
const QUIET: u32 = 4;

/// The checkpoint thread; ended and waited for when dropped.
pub(super) struct Checkpoints {
    full: Arc<AtomicBool>,
    end: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Starts the thread. `jobs` are the writer's, which it asks for what only a writer can do.
pub(super) fn start(path: &Path, jobs: WeakSender<Job>) -> Result<Checkpoints, StoreError> {
    let connection = Connection::open(path).map_err(engine)?;
    // A lock that is taken is asked for again at the next turn.
    connection.busy_timeout(Duration::ZERO).map_err(engine)?;
    let (end, ended) = mpsc::channel();
    let full = Arc::new(AtomicBool::new(false));
    let mut keeper = Keeper { connection, jobs, full: full.clone(), seen: 0, quiet: 0 };
    let run = move || {
        let mut failing = false;
        while ended.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
            match keeper.turn() {
                Ok(()) => failing = false,
                // Once, and not four times a second: a full disk may stay so for long.
                Err(e) if !std::mem::replace(&mut failing, true) => {
                    tracing::warn!("could not copy the write-ahead log into the data file: {}", error_text::of(&e));
                }
                Err(_) => {}
            }
        }
    };
    let thread = thread::Builder::new().name("store-checkpoint".into()).spawn(run).map_err(engine)?;
    Ok(Checkpoints { full, end: Some(end), thread: Some(thread) })
}

/// What the thread works with.
struct Keeper {
    connection: Connection,
    jobs: WeakSender<Job>,
    full: Arc<AtomicBool>,
    /// `data_version` as last read: another one means that somebody wrote.
    seen: i64,
    /// Turns since then.
    quiet: u32,
}

impl Keeper {
    fn turn(&mut self) -> rusqlite::Result<()> {
        let mut pages = self.copy()?;
        // When it is full, once more: what the first copy left is what was written meanwhile, and the second leaves next to
        // nothing for the writer to copy.
        if pages > FULL {
            pages = self.copy()?;
        }
        self.full.store(pages > FULL, Ordering::Relaxed);
        let version = self.connection.pragma_query_value(None, "data_version", |row| row.get(0))?;
        self.quiet = if version == self.seen { self.quiet + 1 } else { 0 };
        self.seen = version;
        // Once in each quiet time, and again when it could not be done.
        if self.quiet == QUIET && !self.tidy(pages)? {
            self.quiet = 0;
        }
        Ok(())
    }

    /// Gives free pages back and empties the log; false when somebody reads or writes, and it is not done.
    fn tidy(&self, mut pages: i64) -> rusqlite::Result<bool> {
        while vacuum::has_free_pages(&self.connection)? {
            if !vacuum::ask_for_step(&self.jobs) {
                return Ok(false);
            }
            pages = self.copy()?;
        }
        if pages == 0 {
            return Ok(true);
        }
        // What is left to copy is next to nothing. Its first column says whether a lock was in the way.
        let busy: bool = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        Ok(!busy)
    }

    /// Copies what it can without making anyone wait; the pages in the log, copied or not.
    fn copy(&self) -> rusqlite::Result<i64> {
        self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(1))
    }
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
