//! Gives free pages back to the system: step by step while the store is open, or all at once when it is not.

use std::path::Path;

use rusqlite::Connection;
use tokio::sync::mpsc::WeakSender;

use super::job::Job;
use super::open::{self, Claimed};
use super::{Location, beside, error_text, schema};
use crate::StoreError;

/// Pages that one step gives back: a mebibyte. Whoever writes meanwhile waits as long as one takes, some milliseconds.
const STEP: u32 = 64;

/// `PRAGMA auto_vacuum`: free pages are given back when somebody asks.
const INCREMENTAL: i64 = 2;

/// True when there are pages to give back, and the file can give them back by steps. Files of Gancho before 0.2 cannot until
/// they were compacted.
pub(super) fn has_free_pages(connection: &Connection) -> rusqlite::Result<bool> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    Ok(pragma("freelist_count")? > 0 && pragma("auto_vacuum")? == INCREMENTAL)
}

/// Has the writer give some pages back, and waits for it. False when it has better to do: jobs wait, or it ends.
pub(super) fn ask_for_step(jobs: &WeakSender<Job>) -> bool {
    let (done, is_done) = std::sync::mpsc::channel();
    {
        // Given up at once: the writer ends when nobody is left to send it anything.
        let Some(jobs) = jobs.upgrade() else { return false };
        let step = move |connection: &Connection| drop(done.send(step(connection)));
        if jobs.capacity() < jobs.max_capacity() || jobs.try_send(Job::Query(Box::new(step))).is_err() {
            return false;
        }
    }
    match is_done.recv() {
        Ok(Ok(())) => true,
        Ok(Err(e)) => {
            tracing::warn!("could not give free pages of the data file back: {}", error_text::of(&e));
            false
        }
        Err(_) => false,
    }
}

/// Moves pages from the end of the file into free ones, and cuts it there.
fn step(connection: &Connection) -> rusqlite::Result<()> {
    let mut vacuum = connection.prepare(&format!("PRAGMA incremental_vacuum({STEP})"))?;
    // A row for each page.
    let mut pages = vacuum.query([])?;
    while pages.next()?.is_some() {}
    Ok(())
}

/// Writes a data file anew without what was deleted, and so that it gives free pages back by itself from now on. For a file
/// that no relay has open. Needs room for twice the data while it works. Returns the file's bytes before and after, its log
/// included.
///
/// # Errors
/// [`StoreError::InUse`] when a relay has it open, [`StoreError::Engine`] when there is no such file, or it fails.
pub fn compact(path: &Path) -> Result<(u64, u64), StoreError> {
    let told = |e: &str| StoreError::Engine(format!("cannot compact {}: {e}", path.display()));
    std::fs::metadata(path).map_err(|e| told(&e.to_string()))?;
    // Let go of after the connection: it is declared before.
    let Claimed { lock: _lock, guard } = open::claim(path)?;
    let path = guard.path();
    let size = || {
        let bytes = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
        bytes(path) + bytes(&beside(path, "-wal"))
    };
    let before = size();
    let connection = schema::open(&Location::File(path.to_owned()))?;
    connection
        .pragma_update(None, "auto_vacuum", "INCREMENTAL")
        .and_then(|()| connection.execute_batch("VACUUM"))
        .and_then(|()| connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())))
        .map_err(|e| told(&format!("{}; it needs room for twice the data while it works", error_text::of(&e))))?;
    drop(connection);
    Ok((before, size()))
}
