//! The embedded engine: SQLite in WAL mode with `synchronous=FULL`.
//!
//! One writer thread takes everything that waits and commits it at once (`writer`); readers have their own connections
//! and never wait for it. Checkpoints are made by a third thread, since one on the writer's path costs an 80 ms p99.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use async_trait::async_trait;
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};
use wire::{Channel, ChannelInfo, Marking, Marks, Seq, Settings};

use super::{
    AppendedAll, Defaults, EventStore, Feed, Kept, Marked, NewEvent, Page, Published, Range, Receipt, Record, Scan,
    Scanned, StoreError,
};

mod checkpoint;
mod disk;
mod job;
mod marks;
mod read;
mod readers;
mod retention;
mod scan;
mod schema;
mod state;
mod vacuum;
mod writer;

use job::{Answer, Job, Reply};
use readers::Readers;

pub use vacuum::compact;

/// How many jobs may wait for the writer before senders wait too.
const QUEUE: usize = 1024;
/// How many commits may wait for the feed's reader before the writer waits too.
const FEED: usize = 256;

/// The engine. Dropped or closed, it commits what was accepted.
pub struct SqliteStore {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    readers: Source,
    settings: Published,
    writer: Mutex<Option<thread::JoinHandle<()>>>,
}

/// Where the data lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A file; made when missing, its folder too.
    File(PathBuf),
    /// Memory: gone when the relay stops.
    Memory,
}

impl SqliteStore {
    /// Opens or makes a store. The feed carries what is committed from now on.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another process has it open, [`StoreError::Engine`] when it cannot be opened.
    pub fn open(location: &Location, defaults: Defaults) -> Result<(Self, Feed), StoreError> {
        let lock = match location {
            Location::File(path) => Some(lock(path)?),
            Location::Memory => None,
        };
        let connection = schema::open(location)?;
        let (jobs, queue) = mpsc::channel(QUEUE);
        let (feed, committed) = mpsc::channel(FEED);
        let readers = match location {
            Location::File(path) => Source::Readers(Readers::new(path)),
            Location::Memory => Source::Writer,
        };
        let checkpoints = match location {
            Location::File(path) => Some(checkpoint::start(path, jobs.downgrade())?),
            Location::Memory => None,
        };
        let (answers, answered) = mpsc::unbounded_channel();
        tokio::spawn(answer(answered));
        let settings = Published::new(read::settings(&connection).map_err(engine)?);
        let writer = writer::Writer::new(connection, defaults, feed, answers, checkpoints, settings.clone())?;
        let writer = thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || {
                writer.run(queue);
                // Given back after the last commit: only then may another process open the file.
                drop(lock);
            })
            .map_err(engine)?;
        let store = Self { jobs: Mutex::new(Some(jobs)), readers, settings, writer: Mutex::new(Some(writer)) };
        Ok((store, committed))
    }

    async fn submit<T>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).clone();
        jobs.ok_or(StoreError::Closed)?.send(job(reply)).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Engine("the commit failed; the relay's log says why".into()))?
    }

    /// Runs a query off the async threads.
    async fn query<T, F>(&self, query: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        match &self.readers {
            Source::Writer => {
                self.submit(|reply| {
                    Job::Query(Box::new(move |connection| {
                        // The asker may have gone: then nobody wants the answer.
                        let _ = reply.send(query(connection).map_err(unreadable));
                    }))
                })
                .await
            }
            Source::Readers(readers) => readers.query(query).await,
        }
    }
}

/// Answers those who wait for a commit. The writer does not do it itself: each of the many would be a wake-up across threads,
/// in its own time, where here all of a commit are one.
async fn answer(mut commits: mpsc::UnboundedReceiver<Vec<Answer>>) {
    while let Some(answers) = commits.recv().await {
        answers.into_iter().for_each(|answer| answer());
    }
}

/// Where reads are done.
enum Source {
    Readers(Readers),
    /// On the writer's connection: an in-memory database belongs to one, so reads queue for it behind the writes.
    Writer,
}

#[async_trait]
impl EventStore for SqliteStore {
    async fn append(&self, event: NewEvent) -> Result<Receipt, StoreError> {
        let headers = serde_json::to_string(&event.headers).map_err(engine)?;
        self.submit(|reply| Job::Append(event, headers, reply)).await
    }

    async fn append_all(&self, channel: &Channel, events: Vec<(NewEvent, Marks)>) -> Result<AppendedAll, StoreError> {
        let with_headers = |(event, marks): (NewEvent, Marks)| {
            let headers = serde_json::to_string(&event.headers).map_err(engine)?;
            Ok((event, headers, marks))
        };
        let events = events.into_iter().map(with_headers).collect::<Result<_, StoreError>>()?;
        self.submit(|reply| Job::AppendAll(channel.clone(), events, reply)).await
    }

    async fn scan(&self, channel: &Channel, scan: Scan) -> Result<Option<Scanned>, StoreError> {
        let channel = channel.clone();
        self.query(move |connection| scan::step(connection, &channel, &scan)).await
    }

    async fn mark(&self, channel: &Channel, seq: Seq, marking: Marking) -> Result<Marked, StoreError> {
        self.submit(|reply| Job::Mark(channel.clone(), seq, marking, reply)).await
    }

    async fn read(&self, channel: &Channel, range: Range, limit: usize) -> Result<Option<Page>, StoreError> {
        let channel = channel.clone();
        self.query(move |connection| read::page(connection, &channel, range, limit)).await
    }

    async fn get(&self, channel: &Channel, seq: Seq) -> Result<Option<Record>, StoreError> {
        let channel = channel.clone();
        self.query(move |connection| read::one(connection, &channel, seq)).await
    }

    async fn delete(&self, channel: &Channel, seq: Seq) -> Result<bool, StoreError> {
        self.submit(|reply| Job::Delete(channel.clone(), seq, reply)).await
    }

    async fn clear(&self, channel: &Channel) -> Result<Option<Seq>, StoreError> {
        self.submit(|reply| Job::Clear(channel.clone(), reply)).await
    }

    async fn channels(&self) -> Result<Vec<ChannelInfo>, StoreError> {
        self.query(read::channels).await
    }

    async fn channel(&self, channel: &Channel) -> Result<Option<ChannelInfo>, StoreError> {
        let channel = channel.clone();
        self.query(move |connection| Ok(read::channel(connection, &channel)?.map(|(_, info)| info))).await
    }

    async fn configure(&self, channel: &Channel, settings: Settings) -> Result<ChannelInfo, StoreError> {
        self.submit(|reply| Job::Configure(channel.clone(), Box::new(settings), reply)).await
    }

    fn settings(&self, channel: &Channel) -> Option<Arc<Kept>> {
        self.settings.get(channel)
    }

    async fn remove(&self, channel: &Channel) -> Result<bool, StoreError> {
        self.submit(|reply| Job::Remove(channel.clone(), reply)).await
    }

    async fn close(&self) {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take();
        // The writer's connection, closed last, takes the log's files with it.
        if let Source::Readers(readers) = &self.readers {
            readers.close();
        }
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            // A panic of the writer was already told by its hook; there is nothing left to wait for.
            let _ = tokio::task::spawn_blocking(move || writer.join()).await;
        }
    }
}

/// Takes the file's lock, which the system releases when the process ends, however it ends.
fn lock(path: &Path) -> Result<File, StoreError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .map_err(|e| StoreError::Engine(format!("cannot make the folder {}: {e}", folder.display())))?;
    }
    let file = File::options().create(true).truncate(false).write(true).open(beside(path, ".lock")).map_err(|e| {
        StoreError::Engine(format!("cannot write {}: {e}; choose another file with --data", path.display()))
    })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::InUse(path.display().to_string())),
        Err(std::fs::TryLockError::Error(e)) => Err(engine(e)),
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn engine(error: impl std::fmt::Display) -> StoreError {
    StoreError::Engine(error.to_string())
}

fn unreadable(error: impl std::fmt::Display) -> StoreError {
    StoreError::Unreadable(error.to_string())
}
