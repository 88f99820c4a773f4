//! What may come in: within the budget for the disk, and no channel too many.

use wire::{Channel, Settings};

use super::super::disk::{self, Incoming};
use super::super::job::{CommitOutcome, ConsumerJob, Job, weight};
use super::Writer;
use crate::StoreError;

impl Writer {
    /// Drops old events where what comes in would be more than `max_disk` allows, and sets how much of it may come in.
    pub(super) fn make_room(&mut self, batch: &[Job], incoming: Incoming) -> rusqlite::Result<()> {
        self.room = None;
        let Some(limit) = self.defaults.max_disk.filter(|_| incoming.events > 0) else { return Ok(()) };
        let used = disk::used(&self.connection)?;
        if used.saturating_add(incoming.bytes) <= limit {
            return Ok(());
        }
        let mut room = disk::most(used, self.channels.values(), limit);
        self.room = Some(room);
        let mut fitting = Incoming::default();
        for incoming in batch.iter().map(weight) {
            if let Some(left) = room.checked_sub(incoming.bytes) {
                (room, fitting) = (left, fitting + incoming);
            }
        }
        disk::make_room(&self.connection, self.channels.values_mut(), limit, fitting)
    }

    /// Refuses what would make one channel too many, more data than there may be, or a channel that keeps less than twice
    /// what is pinned; gives back all else.
    pub(super) fn admit(&mut self, job: Job, outcome: &mut CommitOutcome) -> Option<Job> {
        if let (Some(room), Some(limit)) = (self.room, self.defaults.max_disk) {
            let left = room.checked_sub(weight(&job).bytes);
            self.room = left.or(self.room);
            match job {
                Job::Append(_, _, reply) if left.is_none() => {
                    outcome.refuse(reply, StoreError::Full(limit));
                    return None;
                }
                Job::AppendAll(_, _, reply) if left.is_none() => {
                    outcome.refuse(reply, StoreError::Full(limit));
                    return None;
                }
                _ => {}
            }
        }
        let most = self.defaults.max_channels;
        let is_too_many = |name: &Channel| self.channels.len() as u64 >= most && !self.channels.contains_key(name);
        let why = StoreError::TooManyChannels(most);
        match job {
            Job::Append(event, _, reply) if is_too_many(&event.channel) => outcome.refuse(reply, why),
            Job::AppendAll(channel, _, reply) if is_too_many(&channel) => outcome.refuse(reply, why),
            Job::Configure(channel, _, reply) if is_too_many(&channel) => outcome.refuse(reply, why),
            Job::Configure(channel, settings, reply) => match self.too_little(&channel, &settings) {
                Some(most) => outcome.refuse(reply, StoreError::TooMuchPinned(channel, most)),
                None => return Some(Job::Configure(channel, settings, reply)),
            },
            Job::Consumer(job) => match *job {
                ConsumerJob::Make(channel, _, _, reply) if is_too_many(&channel) => outcome.refuse(reply, why),
                job => return Some(Job::Consumer(Box::new(job))),
            },
            job => return Some(job),
        }
        None
    }

    /// What could be pinned with these settings, when they keep less than until now and more is pinned than that: what comes
    /// after would drop all but itself, for ever.
    fn too_little(&self, channel: &Channel, settings: &Settings) -> Option<u64> {
        let (state, retention) = (self.channels.get(channel)?, settings.retention?);
        let is_less = retention.max_bytes < state.retention.max_bytes;
        let most = retention.max_bytes / 2;
        (is_less && state.pinned_bytes > most).then_some(most)
    }
}
