//! What the writer looks at around its commits: is the file there, is there room, does it work
//! again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode};
use tokio::sync::mpsc;

use super::disk_space::{DiskSpace, SLACK, STEP, fits};
use super::error_text;
use super::file_guard::FileGuard;
use super::health::{Condition, Health};
use super::job::Job;
use crate::StoreError;

/// How often the writer looks when nothing comes.
const EVERY: Duration = Duration::from_millis(250);
/// How long a store counts as full where the room on the disk is not known.
const UNKNOWN: Duration = Duration::from_secs(5);
/// Bytes of events for which there is room in a store that does not count as full.
const SHORT: u64 = 256 * 1024;

/// Has the writer look, as long as it runs.
pub(super) async fn tick(jobs: mpsc::WeakSender<Job>) {
    loop {
        tokio::time::sleep(EVERY).await;
        let Some(jobs) = jobs.upgrade() else { return };
        // With a full queue there is no need: it looks before each commit.
        let _ = jobs.try_send(Job::Look);
    }
}

/// The writer's view of file and disk. Without a file there is only the limit of SQLite's pages.
pub(super) struct Watch {
    health: Arc<Health>,
    file: Option<(Arc<FileGuard>, DiskSpace)>,
    tight: bool,
}

impl Watch {
    /// Looks for the first time.
    pub(super) fn new(health: Arc<Health>, guard: Option<Arc<FileGuard>>, connection: &Connection) -> Self {
        let file = guard.map(|guard| {
            let room = DiskSpace::of(guard.path());
            (guard, room)
        });
        let mut watch = Self { health, file, tight: false };
        watch.look(connection);
        if !watch.keeps_reserve() || !watch.fits(connection, 0) {
            watch.set_full(0);
        }
        watch
    }

    /// True when only what makes the data smaller may be done.
    pub(super) fn is_full(&self) -> bool {
        matches!(self.health.now(), Condition::Full { .. })
    }

    /// Takes out of a batch what cannot be done now, and answers it. Returns the bytes that the
    /// rest adds.
    pub(super) fn admit(&mut self, connection: &Connection, batch: &mut Vec<Job>) -> u64 {
        let jobs = batch.len();
        batch.retain(|job| !matches!(job, Job::Look));
        if batch.len() < jobs {
            self.look(connection);
        }
        if !batch.iter().any(changes) {
            return 0;
        }
        if !self.is_there(connection) {
            self.refuse(batch, changes);
            return 0;
        }
        self.notice_full(connection);
        if self.is_full() {
            self.refuse(batch, |job| growth(job) > 0);
            if batch.iter().any(changes)
                && let Some((_, room)) = &self.file
            {
                // The log is room enough when it can start over.
                let starts_over = fold(connection, "PASSIVE").unwrap_or_default();
                if !starts_over || room.log() < 2 * STEP {
                    room.release();
                }
            }
        } else if self.tight {
            self.admit_what_fits(connection, batch);
        }
        batch.iter().map(growth).sum()
    }

    fn refuse(&self, batch: &mut Vec<Job>, which: impl Fn(&Job) -> bool) {
        for job in std::mem::take(batch) {
            match self.health.error().filter(|_| which(&job)) {
                Some(why) => job.refuse(why),
                None => batch.push(job),
            }
        }
    }

    fn admit_what_fits(&mut self, connection: &Connection, batch: &mut Vec<Job>) {
        let (mut bytes, mut refused) = (0, 0);
        for job in std::mem::take(batch) {
            let more = growth(&job);
            if more == 0 || self.fits(connection, bytes + more) {
                bytes += more;
                batch.push(job);
            } else {
                refused = refused.max(more);
                job.refuse(StoreError::DiskFull(self.no_room()));
            }
        }
        // One long event that does not fit is no reason to refuse the short ones.
        if refused > 0 && !self.fits(connection, refused.min(SHORT)) {
            self.set_full(refused);
        }
    }

    /// After a commit that succeeded.
    pub(super) fn committed(&mut self, connection: &Connection) {
        match self.health.now() {
            Condition::Failing(_) => self.health.set(Condition::Good),
            Condition::Full { .. } => self.look(connection),
            // While there is little room none of it is to wait in the log for room in the data
            // file.
            _ if self.tight => match fold(connection, "PASSIVE") {
                Err(e) if self.is_out_of_room(&e) => self.set_full(0),
                _ => {}
            },
            _ => {}
        }
    }

    /// After a commit of so many bytes that failed.
    pub(super) fn failed(&mut self, error: &rusqlite::Error, bytes: u64) {
        tracing::debug!("a commit failed: {error}");
        if self.is_out_of_room(error) {
            self.set_full(bytes);
        } else {
            let why = error_text::of(error);
            let name = self.name();
            self.health.set(Condition::Failing(format!("{name} failed: {why}")));
        }
    }

    /// Looks whether what is wrong has passed.
    fn look(&mut self, connection: &Connection) {
        if let Some((guard, room)) = &self.file {
            self.tight = room.is_tight();
            if let Err(e) = guard.check_log() {
                self.set_gone(connection, e);
                return;
            }
        }
        if !self.is_there(connection) {
            return;
        }
        match self.health.now() {
            Condition::Full { need, since, .. } => {
                let known = self.file.is_none() || self.available().is_some() || since.elapsed() >= UNKNOWN;
                if known && self.has_room_again(connection, need) {
                    self.health.set(Condition::Good);
                } else if let Some((_, room)) = &self.file {
                    room.hold_what_is_left();
                }
            }
            Condition::Failing(_) if writes(connection) => self.health.set(Condition::Good),
            Condition::Good => {
                self.keeps_reserve();
                self.notice_full(connection);
            }
            _ => {}
        }
    }

    /// Another program may have filled the disk.
    fn notice_full(&self, connection: &Connection) {
        if self.tight && !self.is_full() && !self.fits(connection, 0) {
            self.set_full(0);
        }
    }

    fn has_room_again(&self, connection: &Connection, bytes: u64) -> bool {
        let folded = match &self.file {
            // Cut off only when that is enough: what it gives to the disk another program may take,
            // and while it is there deletions have it.
            Some((_, room)) if room.would_fit(bytes) => fold(connection, "TRUNCATE"),
            Some(_) => return false,
            None => Ok(true),
        };
        folded.is_ok() && self.keeps_reserve() && self.fits(connection, bytes) && writes(connection)
    }

    /// True when the file is the one that was opened. What the log holds is put into the first file
    /// as long as it is away: moved back, it is whole, and the log beside another file holds
    /// nothing that SQLite would write into that one.
    fn is_there(&mut self, connection: &Connection) -> bool {
        let Some((guard, _)) = &self.file else { return true };
        let was_gone = matches!(self.health.now(), Condition::FileGone(_));
        let there = guard.check().and_then(|()| if was_gone { guard.check_log() } else { Ok(()) });
        match there {
            Ok(()) if was_gone => self.health.set(Condition::Good),
            Ok(()) => {}
            Err(e) => {
                self.set_gone(connection, e);
                return false;
            }
        }
        true
    }

    fn set_gone(&self, connection: &Connection, error: StoreError) {
        self.health.set(Condition::FileGone(error.to_string()));
        if let Err(e) = fold(connection, "TRUNCATE") {
            tracing::debug!("the log of a file that is away could not be put into it: {e}");
        }
    }

    fn set_full(&self, need: u64) {
        let why = self.no_room();
        self.health.set(Condition::Full { why, need: need.min(SHORT), since: Instant::now() });
    }

    fn no_room(&self) -> String {
        let name = self.name();
        let free = self.available().map_or(String::new(), |free| format!(" ({free} bytes are free)"));
        format!(
            "there is no room left for {name}{free}: make room on its disk, or delete events or channels. \
             It goes on by itself then"
        )
    }

    fn is_out_of_room(&self, error: &rusqlite::Error) -> bool {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => true,
            // Some file systems tell it at the flush only, and SQLite of its index with these.
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => {
                self.available().is_some_and(|free| free < SLACK)
            }
            _ => false,
        }
    }

    fn available(&self) -> Option<u64> {
        self.file.as_ref().and_then(|(_, room)| room.available())
    }

    fn keeps_reserve(&self) -> bool {
        self.file.as_ref().is_none_or(|(_, room)| room.keep_reserve())
    }

    fn fits(&self, connection: &Connection, bytes: u64) -> bool {
        // What cannot be asked is tried.
        fits(connection, self.file.as_ref().map(|(_, room)| room), bytes).unwrap_or(true)
    }

    fn name(&self) -> String {
        self.file.as_ref().map_or("the data in memory".into(), |(guard, _)| guard.path().display().to_string())
    }
}

/// True for what is part of a commit.
fn changes(job: &Job) -> bool {
    !matches!(job, Job::Query(_) | Job::Look)
}

/// Bytes that a job adds to the data; 0 when it only takes away, or changes next to nothing.
fn growth(job: &Job) -> u64 {
    match job {
        Job::Append(event, headers, _) => (event.body.len() + event.path.len() + headers.len()) as u64 + 1,
        Job::AppendAll(_, events, _) => {
            let of = |event: &crate::NewEvent, headers: &str| event.body.len() + event.path.len() + headers.len();
            events.iter().map(|(event, headers, _)| of(event, headers) as u64 + 1).sum()
        }
        Job::Answered(given, _) => given.json.len() as u64,
        Job::Consumer(job) => job.bytes(),
        _ => 0,
    }
}

/// Puts what the log holds into the data file; true when all of it is there, so that the log can
/// start over.
fn fold(connection: &Connection, how: &str) -> rusqlite::Result<bool> {
    let pages = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(1)?, row.get::<_, i64>(2)?));
    let (log, copied) = connection.query_row(&format!("PRAGMA wal_checkpoint({how})"), [], pages)?;
    Ok(log == copied)
}

/// Commits something that changes nothing.
fn writes(connection: &Connection) -> bool {
    let sql = "UPDATE channels SET head = head WHERE id = (SELECT min(id) FROM channels)";
    connection.execute(sql, []).is_ok()
}
