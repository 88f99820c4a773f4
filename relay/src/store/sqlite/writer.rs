//! The one writer: takes every job that waits, does them in one transaction, commits, tells the feed, answers.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::{Connection, params};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;
use wire::{Channel, ChannelInfo, Retention, Seq, Settings};

use super::schema::key;
use super::{checkpoint, engine, read};
use crate::store::{Change, Defaults, NewEvent, Receipt, Record, StoreError};

/// Where a job's answer goes. Dropped unanswered when the commit fails.
pub(super) type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// Work for the writer.
pub(super) enum Job {
    Append(NewEvent, Reply<Receipt>),
    Delete(Channel, Seq, Reply<bool>),
    Clear(Channel, Reply<Option<Seq>>),
    Configure(Channel, Settings, Reply<ChannelInfo>),
    Remove(Channel, Reply<bool>),
    /// A read of an in-memory store, which has this one connection.
    Query(Box<dyn FnOnce(&Connection) + Send>),
}

/// Most jobs in one commit, and body bytes after which it takes no more.
const BATCH_JOBS: usize = 512;
const BATCH_BYTES: usize = 16 * 1024 * 1024;
/// Length of the write-ahead log, in bytes, above which the writer lets it start over.
const LOG_BYTES: u64 = 256 * 1024 * 1024;

/// What a commit promises: told once it is done, forgotten when it fails.
#[derive(Default)]
struct Promises {
    changes: Vec<Change>,
    answers: Vec<Box<dyn FnOnce()>>,
}

impl Promises {
    fn answer<T: 'static>(&mut self, reply: Reply<T>, value: T) {
        // The asker may have gone; then nobody wants the answer.
        self.answers.push(Box::new(move || drop(reply.send(Ok(value)))));
    }
}

/// A channel as last committed, so that an append reads nothing.
struct State {
    id: i64,
    head: Seq,
    count: u64,
    bytes: u64,
    retention: Retention,
    changed: bool,
}

pub(super) struct Writer {
    connection: Connection,
    defaults: Defaults,
    feed: mpsc::Sender<Vec<Change>>,
    log: Option<PathBuf>,
    channels: HashMap<Channel, State>,
    /// A commit failed: what `channels` says did not happen.
    stale: bool,
}

impl Writer {
    /// `log` is the path of the write-ahead log, when there is one.
    pub(super) fn new(
        connection: Connection,
        defaults: Defaults,
        feed: mpsc::Sender<Vec<Change>>,
        log: Option<PathBuf>,
    ) -> Result<Self, StoreError> {
        connection.set_prepared_statement_cache_capacity(32);
        let channels = load(&connection).map_err(engine)?;
        Ok(Self { connection, defaults, feed, log, channels, stale: false })
    }

    /// Works until every sender is gone and the queue is empty.
    pub(super) fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let mut batch = Vec::new();
        while let Some(first) = queue.blocking_recv() {
            let mut bytes = weight(&first);
            batch.push(first);
            while batch.len() < BATCH_JOBS
                && bytes < BATCH_BYTES
                && let Ok(job) = queue.try_recv()
            {
                bytes += weight(&job);
                batch.push(job);
            }
            self.commit(&mut batch);
        }
        // Leaves one file behind, not three.
        if let Err(e) = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())) {
            tracing::warn!("could not fold the write-ahead log into the data file: {e}");
        }
    }

    fn commit(&mut self, batch: &mut Vec<Job>) {
        let mut queries = Vec::new();
        match self.transact(batch, &mut queries) {
            Ok(promises) => {
                if !promises.changes.is_empty() {
                    // The feed's reader is gone only while the relay stops.
                    drop(self.feed.blocking_send(promises.changes));
                }
                for answer in promises.answers {
                    answer();
                }
            }
            Err(e) => {
                tracing::error!("a commit failed, and nothing of it was stored: {e}");
                // Drops the answers of what was not come to.
                batch.clear();
                self.roll_back();
            }
        }
        for query in queries {
            query(&self.connection);
        }
        let length = self.log.as_ref().and_then(|log| log.metadata().ok()).map_or(0, |log| log.len());
        if length > LOG_BYTES
            && let Err(e) = checkpoint::restart(&self.connection)
        {
            tracing::warn!("could not restart the write-ahead log: {e}");
        }
    }

    /// Does every job of the batch in one transaction; sets queries aside for after it.
    fn transact(
        &mut self,
        batch: &mut Vec<Job>,
        queries: &mut Vec<Box<dyn FnOnce(&Connection) + Send>>,
    ) -> rusqlite::Result<Promises> {
        let mut promises = Promises::default();
        if self.stale {
            self.channels = load(&self.connection)?;
            self.stale = false;
        }
        for job in batch.drain(..) {
            if let Job::Query(query) = job {
                queries.push(query);
                continue;
            }
            if self.connection.is_autocommit() {
                self.connection.execute_batch("BEGIN IMMEDIATE")?;
            }
            self.perform(job, &mut promises)?;
        }
        if !self.connection.is_autocommit() {
            self.retain()?;
            self.save()?;
            self.connection.prepare_cached("COMMIT")?.execute([])?;
        }
        Ok(promises)
    }

    fn roll_back(&mut self) {
        if !self.connection.is_autocommit()
            && let Err(e) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::error!("the failed commit could not be rolled back: {e}");
        }
        self.stale = true;
    }

    fn perform(&mut self, job: Job, promises: &mut Promises) -> rusqlite::Result<()> {
        match job {
            Job::Append(event, reply) => {
                let record = Arc::new(self.append(event)?);
                promises.answer(reply, Receipt { seq: record.seq, id: record.event.id });
                promises.changes.push(Change::Appended(record));
            }
            Job::Delete(channel, seq, reply) => {
                let deleted = self.delete(&channel, seq)?;
                promises.answer(reply, deleted);
                if deleted {
                    promises.changes.push(Change::Deleted { channel, seq });
                }
            }
            Job::Clear(channel, reply) => {
                let upto = self.clear(&channel)?;
                promises.answer(reply, upto);
                if let Some(upto) = upto {
                    promises.changes.push(Change::Cleared { channel, upto });
                }
            }
            Job::Configure(channel, settings, reply) => {
                let retention = settings.retention;
                let state = self.channel(&channel)?;
                state.retention = retention.unwrap_or(state.retention);
                state.changed = true;
                // Trims now, so that the answer shows what is kept.
                self.retain()?;
                self.save()?;
                let info = read::channel(&self.connection, &channel)?.map(|(_, info)| info);
                promises.answer(reply, info.ok_or(rusqlite::Error::QueryReturnedNoRows)?);
            }
            Job::Remove(channel, reply) => {
                let removed = self.remove(&channel)?;
                promises.answer(reply, removed);
                if removed {
                    promises.changes.push(Change::Removed { channel });
                }
            }
            // `transact` sets these aside.
            Job::Query(_) => {}
        }
        Ok(())
    }

    fn append(&mut self, event: NewEvent) -> rusqlite::Result<Record> {
        let size = event.body.len() as u64;
        let state = self.channel(&event.channel)?;
        state.head += 1;
        state.count += 1;
        state.bytes += size;
        state.changed = true;
        let (id, seq) = (state.id, state.head);
        let headers =
            serde_json::to_string(&event.headers).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
        self.connection.prepare_cached("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?.execute(
            params![
                key(id, seq),
                size,
                event.received_at.0,
                &event.id.as_bytes()[..],
                &event.sha256.0[..],
                event.method,
                event.path,
                event.query,
                event.remote,
                headers,
                &event.body[..],
            ],
        )?;
        Ok(Record { seq, event, size })
    }

    fn delete(&mut self, channel: &Channel, seq: Seq) -> rusqlite::Result<bool> {
        let Some(state) = self.channels.get_mut(channel) else { return Ok(false) };
        let range = key(state.id, seq)..key(state.id, seq) + 1;
        Ok(drop_range(&self.connection, state, range, 1)? > 0)
    }

    fn clear(&mut self, channel: &Channel) -> rusqlite::Result<Option<Seq>> {
        let Some(state) = self.channels.get_mut(channel) else { return Ok(None) };
        drop_range(&self.connection, state, key(state.id, 0)..key(state.id + 1, 0), u64::MAX)?;
        Ok(Some(state.head))
    }

    fn remove(&mut self, channel: &Channel) -> rusqlite::Result<bool> {
        if self.clear(channel)?.is_none() {
            return Ok(false);
        }
        self.connection.execute("DELETE FROM channels WHERE name = ?", [channel.as_str()])?;
        self.channels.remove(channel);
        Ok(true)
    }

    /// Drops the oldest events of every channel that holds more than it may. The newest stays, however large.
    fn retain(&mut self) -> rusqlite::Result<()> {
        for state in self.channels.values_mut().filter(|state| state.changed) {
            let all = key(state.id, 0)..key(state.id + 1, 0);
            let too_many = state.count.saturating_sub(state.retention.max_events.max(1));
            if too_many > 0 {
                drop_range(&self.connection, state, all.clone(), too_many)?;
            }
            let too_heavy = state.bytes.saturating_sub(state.retention.max_bytes);
            if too_heavy > 0 {
                let most = first_weighing(&self.connection, all.clone(), too_heavy)?.min(state.count - 1);
                drop_range(&self.connection, state, all, most)?;
            }
        }
        Ok(())
    }

    fn save(&mut self) -> rusqlite::Result<()> {
        let sql = "UPDATE channels SET head = ?, count = ?, bytes = ?, max_events = ?, max_bytes = ? WHERE id = ?";
        let mut update = self.connection.prepare_cached(sql)?;
        for state in self.channels.values_mut().filter(|state| state.changed) {
            let Retention { max_events, max_bytes } = state.retention;
            update.execute(params![state.head, state.count, state.bytes, max_events, max_bytes, state.id])?;
            state.changed = false;
        }
        Ok(())
    }

    /// The state of a channel, made when there is none.
    fn channel(&mut self, name: &Channel) -> rusqlite::Result<&mut State> {
        if !self.channels.contains_key(name) {
            let retention = self.defaults.retention;
            self.connection.execute(
                "INSERT INTO channels (name, epoch, head, count, bytes, max_events, max_bytes) VALUES (?, ?, 0, 0, 0, ?, ?)",
                params![name.as_str(), Uuid::now_v7().simple().to_string(), retention.max_events, retention.max_bytes],
            )?;
            let id = self.connection.last_insert_rowid();
            let state = State { id, head: 0, count: 0, bytes: 0, retention, changed: false };
            self.channels.insert(name.clone(), state);
        }
        self.channels.get_mut(name).ok_or(rusqlite::Error::QueryReturnedNoRows)
    }
}

/// How many events from the start of a range weigh at least this many bytes together.
fn first_weighing(connection: &Connection, range: std::ops::Range<i64>, bytes: u64) -> rusqlite::Result<u64> {
    let sql = "SELECT size FROM events WHERE key >= ? AND key < ? ORDER BY key";
    let mut query = connection.prepare_cached(sql)?;
    let mut sizes = query.query(params![range.start, range.end])?;
    let (mut count, mut held) = (0, 0);
    while held < bytes
        && let Some(row) = sizes.next()?
    {
        count += 1;
        held += row.get::<_, u64>(0)?;
    }
    Ok(count)
}

/// Deletes the first `most` events of a range of keys, and takes them off the channel's count and bytes.
fn drop_range(
    connection: &Connection,
    state: &mut State,
    range: std::ops::Range<i64>,
    most: u64,
) -> rusqlite::Result<u64> {
    let sql = "DELETE FROM events WHERE key IN (SELECT key FROM events WHERE key >= ? AND key < ? ORDER BY key LIMIT ?)
        RETURNING size";
    let mut delete = connection.prepare_cached(sql)?;
    let mut sizes = delete.query(params![range.start, range.end, i64::try_from(most).unwrap_or(i64::MAX)])?;
    let (mut count, mut bytes) = (0, 0);
    while let Some(row) = sizes.next()? {
        count += 1;
        bytes += row.get::<_, u64>(0)?;
    }
    state.count -= count;
    state.bytes -= bytes;
    state.changed |= count > 0;
    Ok(count)
}

fn load(connection: &Connection) -> rusqlite::Result<HashMap<Channel, State>> {
    let mut query = connection.prepare("SELECT name, id, head, count, bytes, max_events, max_bytes FROM channels")?;
    let rows = query.query_map([], |row| {
        let name: String = row.get(0)?;
        let retention = Retention { max_events: row.get(5)?, max_bytes: row.get(6)? };
        let (id, head, count, bytes) = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
        Ok((name, State { id, head, count, bytes, retention, changed: false }))
    })?;
    rows.filter_map(|row| row.map(|(name, state)| Channel::new(&name).ok().map(|name| (name, state))).transpose())
        .collect()
}

/// Body bytes that a job adds to a commit.
fn weight(job: &Job) -> usize {
    match job {
        Job::Append(event, _) => event.body.len(),
        _ => 0,
    }
}
