//! The one writer: takes every job that waits, does them in one transaction, commits, tells the feed, answers.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, params};
use tokio::sync::mpsc;
use wire::{Channel, Marking, Marks, Retention, Seq, Settings, Timestamp};

use super::channel_state::{ChannelState, load};
use super::checkpoint::Checkpoints;
use super::disk::Incoming;
use super::job::{Answer, CommitOutcome, Job, Query, stored, weight};
use super::schema::{STORED, key};
use super::watch::Watch;
use super::{answers, consumers, engine, marks, read, retention};
use crate::{
    AppendedAll, Change, Commit, Defaults, MAX_PINNED, Marked, NewEvent, Receipt, Record, SettingsCache, StoreError,
    event_id,
};

mod admission;
mod answered;
mod consumer_jobs;
mod steps;

/// Most jobs in one commit, and stored bytes after which it takes no more.
const BATCH_JOBS: usize = 512;
const BATCH_BYTES: u64 = 16 * 1024 * 1024;

pub(super) struct Writer {
    connection: Connection,
    defaults: Defaults,
    feed: mpsc::Sender<Commit>,
    answers: mpsc::UnboundedSender<Vec<Answer>>,
    checkpoints: Option<Checkpoints>,
    channels: HashMap<Channel, ChannelState>,
    published: SettingsCache,
    watch: Watch,
    /// A commit failed: what `channels` says did not happen.
    stale: bool,
    /// Bytes that this batch may still bring; none for any number.
    room: Option<u64>,
    /// Answers that wait for the commit of something else.
    answered: Vec<Job>,
}

impl Writer {
    /// `checkpoints` go with a store that has a file.
    pub(super) fn new(
        connection: Connection,
        defaults: Defaults,
        feed: mpsc::Sender<Commit>,
        answers: mpsc::UnboundedSender<Vec<Answer>>,
        checkpoints: Option<Checkpoints>,
        published: SettingsCache,
        watch: Watch,
    ) -> Result<Self, StoreError> {
        connection.set_prepared_statement_cache_capacity(32);
        let channels = load(&connection).map_err(engine)?;
        let (stale, room, answered) = (false, None, Vec::new());
        Ok(Self { connection, defaults, feed, answers, checkpoints, channels, published, watch, stale, room, answered })
    }

    /// Works until every sender is gone and the queue is empty.
    pub(super) fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let mut batch = Vec::new();
        while let Some(first) = queue.blocking_recv() {
            let mut incoming = weight(&first);
            batch.push(first);
            while batch.len() < BATCH_JOBS
                && incoming.bytes < BATCH_BYTES
                && let Ok(job) = queue.try_recv()
            {
                incoming = incoming + weight(&job);
                batch.push(job);
            }
            self.join_answered(&mut batch);
            self.commit(&mut batch, incoming);
        }
        if !self.answered.is_empty() {
            batch.append(&mut self.answered);
            self.commit(&mut batch, Incoming::default());
        }
        // Leaves one file behind, not three.
        if let Err(e) = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())) {
            tracing::warn!("could not fold the write-ahead log into the data file: {e}");
        }
    }

    fn commit(&mut self, batch: &mut Vec<Job>, incoming: Incoming) {
        let mut queries = Vec::new();
        let bytes = self.watch.admit(&self.connection, batch);
        if self.watch.is_full()
            && let Err(e) = self.empty_in_steps(batch)
        {
            self.watch.failed(&e, 0);
            self.roll_back();
        }
        let writes = batch.iter().any(|job| !matches!(job, Job::Query(_)));
        match self.transact(batch, incoming, &mut queries) {
            Ok(outcome) => {
                if writes {
                    self.watch.committed(&self.connection);
                }
                let at = Timestamp::now();
                // First: whoever is told of this commit is to find its settings.
                self.published.publish(outcome.settings);
                if !outcome.changes.is_empty() {
                    // The feed's reader is gone only while the relay stops.
                    drop(self.feed.blocking_send(Commit { at, changes: outcome.changes }));
                }
                // Its reader is gone only with the askers.
                drop(self.answers.send(outcome.answers));
            }
            Err(e) => {
                self.watch.failed(&e, bytes);
                // Drops the answers of what was not come to.
                batch.clear();
                self.roll_back();
            }
        }
        for query in queries {
            query(&self.connection);
        }
        if let Some(checkpoints) = &self.checkpoints {
            checkpoints.restart_when_full(&self.connection);
        }
    }

    /// Does every job of the batch in one transaction; sets queries aside for after it.
    fn transact(
        &mut self,
        batch: &mut Vec<Job>,
        incoming: Incoming,
        queries: &mut Vec<Query>,
    ) -> rusqlite::Result<CommitOutcome> {
        let mut outcome = CommitOutcome::default();
        if self.stale {
            self.channels = load(&self.connection)?;
            self.stale = false;
        }
        if batch.iter().any(|job| !matches!(job, Job::Query(_))) {
            self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
            self.make_room(batch, incoming)?;
        }
        for job in batch.drain(..) {
            if let Job::Query(query) = job {
                queries.push(query);
                continue;
            }
            self.perform(job, &mut outcome)?;
        }
        if !self.connection.is_autocommit() {
            self.retain()?;
            self.save()?;
            self.connection.prepare_cached("COMMIT")?.execute([])?;
        }
        Ok(outcome)
    }

    fn roll_back(&mut self) {
        if !self.connection.is_autocommit()
            && let Err(e) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::error!("the failed commit could not be rolled back: {e}");
        }
        self.stale = true;
    }

    fn perform(&mut self, job: Job, outcome: &mut CommitOutcome) -> rusqlite::Result<()> {
        let Some(job) = self.admit(job, outcome) else { return Ok(()) };
        match job {
            Job::Append(event, headers, reply) => {
                let record = Arc::new(self.append(event, &headers)?);
                outcome.answer(reply, Receipt { seq: record.seq, id: record.event.id });
                outcome.changes.push(Change::Appended(record));
            }
            Job::AppendAll(channel, events, reply) => {
                let appended = self.append_all(&channel, events, outcome)?;
                outcome.answer(reply, appended);
            }
            Job::Mark(channel, seq, marking, reply) => {
                let marked = self.mark(&channel, seq, marking)?;
                if let Marked::Done(marks) = &marked {
                    outcome.changes.push(Change::Marked { channel, seq, marks: marks.clone() });
                }
                outcome.answer(reply, marked);
            }
            Job::Delete(channel, seq, reply) => {
                let deleted = self.delete(&channel, seq)?;
                outcome.answer(reply, deleted);
                if deleted {
                    outcome.changes.push(Change::Deleted { channel, seq });
                }
            }
            Job::Clear(channel, reply) => {
                let upto = self.clear(&channel)?;
                outcome.answer(reply, upto);
                if let Some(upto) = upto {
                    outcome.changes.push(Change::Cleared { channel, upto });
                }
            }
            Job::Configure(channel, settings, reply) => {
                let state = self.channel(&channel)?;
                state.retention = settings.retention.unwrap_or(state.retention);
                state.changed = true;
                self.configure(&channel, &settings, outcome)?;
                // Trims now, so that the answer shows what is kept.
                self.retain()?;
                self.save()?;
                let info = read::channel(&self.connection, &channel)?.map(|(_, info)| info);
                outcome.answer(reply, info.ok_or(rusqlite::Error::QueryReturnedNoRows)?);
            }
            Job::Remove(channel, reply) => {
                let removed = self.remove(&channel)?;
                outcome.answer(reply, removed);
                if removed {
                    outcome.settings.insert(channel.clone(), None);
                    outcome.changes.push(Change::Removed { channel });
                }
            }
            Job::Answered(given, reply) => self.record_answer(*given, reply, outcome)?,
            Job::Consumer(job) => self.perform_consumer(*job, outcome)?,
            // `transact` sets these aside, and `Watch::admit` takes those out.
            Job::Query(_) | Job::Look | Job::Flush => {}
        }
        Ok(())
    }

    /// Keeps what is changed of the settings, on top of what was published or comes before it in this batch.
    fn configure(&self, channel: &Channel, change: &Settings, outcome: &mut CommitOutcome) -> rusqlite::Result<()> {
        let before = outcome.settings.get(channel).cloned().unwrap_or_else(|| self.published.get(channel));
        let Some(kept) = before.unwrap_or_default().changed(change) else { return Ok(()) };
        let json = serde_json::to_string(&kept).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
        let sql = "UPDATE channels SET settings = ?, revision = ? WHERE name = ?";
        self.connection.prepare_cached(sql)?.execute(params![json, kept.revision, channel.as_str()])?;
        outcome.settings.insert(channel.clone(), Some(Arc::new(kept)));
        Ok(())
    }

    fn append(&mut self, event: NewEvent, headers: &str) -> rusqlite::Result<Record> {
        let size = event.body.len() as u64;
        let bytes = stored(&event, headers);
        let state = self.channel(&event.channel)?;
        state.head += 1;
        state.count += 1;
        state.bytes += bytes;
        state.changed = true;
        let (id, seq) = (state.id, state.head);
        self.connection.prepare_cached("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?.execute(
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
                event.answer.as_ref().map(answers::code),
            ],
        )?;
        Ok(Record { seq, event, size, marks: Marks::default(), delivery: None, damaged: false })
    }

    fn append_all(
        &mut self,
        channel: &Channel,
        events: Vec<(NewEvent, String, Marks)>,
        outcome: &mut CommitOutcome,
    ) -> rusqlite::Result<AppendedAll> {
        let state = self.channel(channel)?;
        let pinned = || events.iter().filter(|(_, _, marks)| marks.pinned);
        if state.pinned + pinned().count() as u64 > MAX_PINNED {
            return Ok(AppendedAll::TooManyPinned);
        }
        let bytes: u64 = pinned().map(|(event, headers, _)| stored(event, headers)).sum();
        if bytes > 0 && bytes > state.pinnable() {
            return Ok(AppendedAll::TooMuchPinned { most: state.retention.max_bytes / 2 });
        }
        let appended = AppendedAll::Done(state.head + 1, events.len() as u64);
        for (event, headers, marks) in events {
            let bytes = stored(&event, &headers);
            let mut record = self.append(event, &headers)?;
            if marks != Marks::default() {
                let state = self.channels.get_mut(channel).ok_or(rusqlite::Error::QueryReturnedNoRows)?;
                marks::set(&self.connection, state, record.seq, bytes, &marks)?;
            }
            record.marks = marks;
            outcome.changes.push(Change::Appended(Arc::new(record)));
        }
        Ok(appended)
    }

    fn mark(&mut self, channel: &Channel, seq: Seq, marking: Marking) -> rusqlite::Result<Marked> {
        match self.channels.get_mut(channel) {
            Some(state) => marks::change(&self.connection, state, seq, marking),
            None => Ok(Marked::Unknown),
        }
    }

    fn delete(&mut self, channel: &Channel, seq: Seq) -> rusqlite::Result<bool> {
        let Some(state) = self.channels.get_mut(channel) else { return Ok(false) };
        let sql = format!("DELETE FROM events WHERE key = ? RETURNING {STORED}");
        let attached = match state.attached {
            0 => 0,
            _ => consumers::attached(&self.connection, key(state.id, seq))?,
        };
        let bytes: Option<i64> =
            self.connection.prepare_cached(&sql)?.query_row([key(state.id, seq)], |row| row.get(0)).optional()?;
        // A damaged row may say anything.
        let Some(bytes) = bytes.map(|bytes| u64::try_from(bytes).unwrap_or(0) + attached) else { return Ok(false) };
        if attached > 0 {
            consumers::delete_attached(&self.connection, key(state.id, seq))?;
            state.attached = state.attached.saturating_sub(attached);
        }
        marks::forget(&self.connection, state, seq, bytes)?;
        state.count -= 1;
        state.bytes = state.bytes.saturating_sub(bytes);
        state.changed = true;
        Ok(true)
    }

    fn clear(&mut self, channel: &Channel) -> rusqlite::Result<Option<Seq>> {
        let Some(state) = self.channels.get_mut(channel) else { return Ok(None) };
        let (low, high) = (key(state.id, 0), key(state.id, state.head));
        if state.attached > 0 {
            marks::delete_attached(&self.connection, low, high)?;
            state.attached = consumers::attached_between(&self.connection, low, high)?;
        }
        marks::delete_unpinned(&self.connection, low, high)?;
        (state.count, state.bytes, state.changed) = (state.pinned, state.pinned_bytes, true);
        state.floor = state.head;
        Ok(Some(state.head))
    }

    fn remove(&mut self, channel: &Channel) -> rusqlite::Result<bool> {
        let Some(state) = self.channels.get(channel) else { return Ok(false) };
        let range = params![key(state.id, 0), key(state.id + 1, 0)];
        for consumer in state.consumers.values() {
            consumers::remove(&self.connection, consumer.id)?;
        }
        for table in ["events", "marks", "attempts", "resends", "answers"] {
            self.connection.execute(&format!("DELETE FROM {table} WHERE key > ? AND key < ?"), range)?;
        }
        self.connection.execute("DELETE FROM channels WHERE name = ?", [channel.as_str()])?;
        self.channels.remove(channel);
        Ok(true)
    }

    /// Has every channel hold no more than it may.
    fn retain(&mut self) -> rusqlite::Result<()> {
        for state in self.channels.values_mut().filter(|state| state.changed) {
            retention::retain(&self.connection, state)?;
        }
        Ok(())
    }

    fn save(&mut self) -> rusqlite::Result<()> {
        let sql =
            "UPDATE channels SET head = ?, count = ?, bytes = ?, max_events = ?, max_bytes = ?, floor = ?, marked = ?,
            attached = ? WHERE id = ?";
        let mut update = self.connection.prepare_cached(sql)?;
        for state in self.channels.values_mut().filter(|state| state.changed) {
            let Retention { max_events, max_bytes } = state.retention;
            let ChannelState { id, head, count, bytes, floor, marked, attached, .. } = &*state;
            update.execute(params![head, count, bytes, max_events, max_bytes, floor, marked, attached, id])?;
            consumers::save(&self.connection, &mut state.consumers)?;
            state.changed = false;
        }
        Ok(())
    }

    /// The state of a channel, made when there is none.
    fn channel(&mut self, name: &Channel) -> rusqlite::Result<&mut ChannelState> {
        if !self.channels.contains_key(name) {
            let retention = self.defaults.retention;
            self.connection.execute(
                "INSERT INTO channels (name, epoch, head, count, bytes, max_events, max_bytes) VALUES (?, ?, 0, 0, 0, ?, ?)",
                params![name.as_str(), event_id(Timestamp::now()).simple().to_string(), retention.max_events, retention.max_bytes],
            )?;
            let id = self.connection.last_insert_rowid();
            self.channels.insert(name.clone(), ChannelState::new(id, retention));
        }
        self.channels.get_mut(name).ok_or(rusqlite::Error::QueryReturnedNoRows)
    }
}
