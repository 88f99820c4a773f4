//! The embedded engine: SQLite in WAL mode with `synchronous=FULL`.
//!
//! One writer thread takes everything that waits and commits it at once (`writer`); readers have their own connections
//! and never wait for it. Checkpoints are made by a third thread, since one on the writer's path costs an 80 ms p99.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use async_trait::async_trait;
use rusqlite::Connection;
use tokio::sync::mpsc;
use uuid::Uuid;
use wire::{
    Acknowledgement, Channel, ChannelInfo, ConsumerAttempt, ConsumerInfo, ConsumerName, Gap, GivenAnswer, Marking,
    Marks, Seq, Settings, StartAt,
};

use super::{
    AppendedAll, Backlog, BacklogFrom, Defaults, Edit, EventStore, Feed, MadeConsumer, Marked, NewEvent, Page,
    QueuedResend, Range, Receipt, Record, Recorded, Scan, Scanned, SettingsCache, StoreError, StoredAnswer,
    StoredSettings,
};

mod answers;
mod channel_state;
mod checkpoint;
mod consumers;
mod damage;
mod disk;
mod disk_space;
mod error_text;
mod file_guard;
mod health;
mod job;
mod lock;
mod marks;
mod open;
mod read;
mod readers;
mod retention;
mod scan;
mod schema;
mod submit;
mod vacuum;
mod watch;
mod writer;

use damage::Damage;
use disk_space::DiskSpace;
use error_text::InWords;
use health::Health;
use job::{Answer, Answered, ConsumerJob, Job};
use open::Claimed;
use readers::Readers;
use watch::Watch;

pub use vacuum::compact;

/// How many jobs may wait for the writer before senders wait too.
const QUEUE: usize = 1024;
/// How many commits may wait for the feed's reader before the writer waits too.
const FEED: usize = 256;

/// The engine. Dropped or closed, it commits what was accepted.
pub struct SqliteStore {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    readers: Source,
    health: Arc<Health>,
    damage: Arc<Damage>,
    settings: SettingsCache,
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
    /// [`StoreError::InUse`] when another process has it open, [`StoreError::Engine`] when it cannot be opened or is no
    /// data file of Gancho; then it is left as it was.
    pub fn open(location: &Location, defaults: Defaults) -> Result<(Self, Feed), StoreError> {
        let (lock, guard) = match location {
            Location::File(path) => {
                let Claimed { lock, guard } = open::claim(path)?;
                (Some(lock), Some(Arc::new(guard)))
            }
            Location::Memory => (None, None),
        };
        // Links resolved: the log's files are beside the file itself.
        let location = &guard.as_ref().map_or(Location::Memory, |guard| Location::File(guard.path().to_owned()));
        if let Some(guard) = &guard {
            // SQLite cannot even read without a little room for its index.
            DiskSpace::of(guard.path()).release_when_full();
        }
        let connection = schema::open(location)?;
        let (jobs, queue) = mpsc::channel(QUEUE);
        let (feed, committed) = mpsc::channel(FEED);
        let health = Arc::new(Health::new());
        let damage = Arc::new(Damage::new(match location {
            Location::File(path) => path.display().to_string(),
            Location::Memory => "memory".into(),
        }));
        let watch = Watch::new(health.clone(), guard.clone(), &connection);
        let readers = match guard {
            Some(guard) => Source::Readers(Readers::new(guard)),
            None => Source::Writer,
        };
        let checkpoints = match location {
            Location::File(path) => Some(checkpoint::start(path, jobs.downgrade())?),
            Location::Memory => None,
        };
        let (answers, answered) = mpsc::unbounded_channel();
        tokio::spawn(answer(answered));
        tokio::spawn(watch::tick(jobs.downgrade()));
        let settings = SettingsCache::new(read::settings(&connection, location).map_err(engine)?);
        let writer = writer::Writer::new(connection, defaults, feed, answers, checkpoints, settings.clone(), watch)?;
        let writer = thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || {
                writer.run(queue);
                // Given back after the last commit: only then may another process open the file.
                drop(lock);
            })
            .map_err(engine)?;
        let (jobs, writer) = (Mutex::new(Some(jobs)), Mutex::new(Some(writer)));
        Ok((Self { jobs, readers, health, damage, settings, writer }, committed))
    }

    /// Has the data end at so many pages, as a disk ends: for tests, which cannot fill a disk everywhere.
    ///
    /// # Errors
    /// When the store is closed.
    #[doc(hidden)]
    pub async fn limit_pages(&self, more: u64) -> Result<(), StoreError> {
        self.submit(|reply| {
            Job::Query(Box::new(move |connection| {
                let limit = || -> rusqlite::Result<()> {
                    let pages: u64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
                    let sql = format!("PRAGMA max_page_count = {}", pages + more);
                    connection.query_row(&sql, [], |_| Ok(()))
                };
                drop(reply.send(limit().map_err(engine)));
            }))
        })
        .await
    }

    /// Runs a query off the async threads.
    async fn query<T, F>(&self, query: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        match &self.readers {
            Source::Readers(readers) if readers.may_open() => readers.query(query).await,
            // In memory, or the file is away: who wants to rescue what is kept still reads it, by the writer's connection.
            Source::Readers(_) | Source::Writer => {
                self.submit(|reply| {
                    Job::Query(Box::new(move |connection| {
                        // The asker may have gone: then nobody wants the answer.
                        let _ = reply.send(query(connection).map_err(unreadable));
                    }))
                })
                .await
            }
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
        let (channel, damage) = (channel.clone(), self.damage.clone());
        self.query(move |connection| scan::step(connection, &channel, &scan, &damage)).await
    }

    async fn mark(&self, channel: &Channel, seq: Seq, marking: Marking) -> Result<Marked, StoreError> {
        self.submit(|reply| Job::Mark(channel.clone(), seq, marking, reply)).await
    }

    async fn read(&self, channel: &Channel, range: Range, limit: usize) -> Result<Option<Page>, StoreError> {
        let (channel, damage) = (channel.clone(), self.damage.clone());
        self.query(move |connection| read::page(connection, &channel, range, limit, &damage)).await
    }

    async fn get(&self, channel: &Channel, seq: Seq) -> Result<Option<Record>, StoreError> {
        let (channel, damage) = (channel.clone(), self.damage.clone());
        let wanted = channel.clone();
        match self.query(move |connection| read::one(connection, &wanted, seq, &damage)).await? {
            Some(None) => Err(StoreError::Damaged(channel, seq)),
            found => Ok(found.flatten()),
        }
    }

    async fn delete(&self, channel: &Channel, seq: Seq) -> Result<bool, StoreError> {
        let deleted = self.submit(|reply| Job::Delete(channel.clone(), seq, reply)).await?;
        self.damage.forget(channel, Some(seq));
        Ok(deleted)
    }

    async fn clear(&self, channel: &Channel) -> Result<Option<Seq>, StoreError> {
        let cleared = self.submit(|reply| Job::Clear(channel.clone(), reply)).await?;
        self.damage.forget(channel, None);
        Ok(cleared)
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

    fn settings(&self, channel: &Channel) -> Option<Arc<StoredSettings>> {
        self.settings.get(channel)
    }

    async fn make_consumer(
        &self,
        channel: &Channel,
        name: &ConsumerName,
        from: StartAt,
    ) -> Result<MadeConsumer, StoreError> {
        let job = |reply| ConsumerJob::Make(channel.clone(), name.clone(), from, reply);
        self.submit(|reply| Job::Consumer(Box::new(job(reply)))).await
    }

    async fn consumers(&self, channel: &Channel) -> Result<Option<Vec<ConsumerInfo>>, StoreError> {
        let channel = channel.clone();
        self.query(move |connection| consumers::info::all(connection, &channel)).await
    }

    async fn consumer(
        &self,
        channel: &Channel,
        name: &ConsumerName,
    ) -> Result<Option<(ConsumerInfo, Vec<Gap>)>, StoreError> {
        let (channel, name) = (channel.clone(), name.clone());
        self.query(move |connection| consumers::info::one(connection, &channel, &name)).await
    }

    async fn remove_consumer(&self, channel: &Channel, name: &ConsumerName) -> Result<bool, StoreError> {
        let job = |reply| ConsumerJob::Remove(channel.clone(), name.clone(), reply);
        self.submit(|reply| Job::Consumer(Box::new(job(reply)))).await
    }

    async fn backlog(
        &self,
        channel: &Channel,
        name: &ConsumerName,
        from: BacklogFrom,
        limit: usize,
    ) -> Result<Option<Backlog>, StoreError> {
        let (channel, name, damage) = (channel.clone(), name.clone(), self.damage.clone());
        self.query(move |connection| consumers::backlog::read(connection, &channel, &name, from, limit, &damage)).await
    }

    async fn record_and_ack(
        &self,
        channel: &Channel,
        name: &ConsumerName,
        acknowledgement: Acknowledgement,
    ) -> Result<Recorded, StoreError> {
        let Acknowledgement { seq, attempt, resend } = acknowledgement;
        let with_json = |attempt| serde_json::to_string(&attempt).map(|json| (attempt, json)).map_err(engine);
        let attempt = attempt.map(with_json).transpose()?;
        let job = |reply| ConsumerJob::Ack(channel.clone(), name.clone(), (seq, resend), attempt, reply);
        self.submit(|reply| Job::Consumer(Box::new(job(reply)))).await
    }

    async fn attempts(&self, channel: &Channel, seq: Seq) -> Result<Option<Vec<ConsumerAttempt>>, StoreError> {
        let channel = channel.clone();
        self.query(move |connection| consumers::attempts::list(connection, &channel, seq)).await
    }

    async fn record_answer(
        &self,
        channel: &Channel,
        seq: Seq,
        id: Uuid,
        answer: GivenAnswer,
    ) -> Result<bool, StoreError> {
        let json = serde_json::to_string(&answer).map_err(engine)?;
        self.record(Answered { channel: channel.clone(), seq, id, answer, json }).await
    }

    async fn answer(&self, channel: &Channel, seq: Seq) -> Result<StoredAnswer, StoreError> {
        let channel = channel.clone();
        self.query(move |connection| answers::one(connection, &channel, seq)).await
    }

    async fn resend(
        &self,
        channel: &Channel,
        seq: Seq,
        name: &ConsumerName,
        edit: Edit,
    ) -> Result<QueuedResend, StoreError> {
        let edit = serde_json::to_string(&edit).map_err(engine)?;
        let job = |reply| ConsumerJob::Resend(channel.clone(), name.clone(), seq, edit, reply);
        self.submit(|reply| Job::Consumer(Box::new(job(reply)))).await
    }

    async fn remove(&self, channel: &Channel) -> Result<bool, StoreError> {
        let removed = self.submit(|reply| Job::Remove(channel.clone(), reply)).await?;
        self.damage.forget(channel, None);
        Ok(removed)
    }

    async fn ready(&self) -> Result<(), StoreError> {
        if let Source::Readers(readers) = &self.readers {
            readers.check()?;
        }
        match self.health.error() {
            Some(why) => Err(why),
            None => self.channel(&Channel::default()).await.map(drop),
        }
    }

    fn damaged(&self) -> u64 {
        self.damage.count()
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

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn engine(error: impl InWords) -> StoreError {
    StoreError::Engine(error.in_words())
}

fn unreadable(error: impl InWords) -> StoreError {
    StoreError::Unreadable(error.in_words())
}
