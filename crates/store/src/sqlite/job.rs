//! What the writer is asked for, and what it answers once it is committed.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::Connection;
use tokio::sync::oneshot;
use uuid::Uuid;
use wire::{Attempt, Channel, ChannelInfo, ConsumerName, GivenAnswer, Marking, Marks, Seq, Settings, StartAt};

use super::disk::Incoming;
use crate::{
    AppendedAll, Change, MadeConsumer, Marked, NewEvent, QueuedResend, Receipt, Recorded, StoreError, StoredSettings,
};

/// Where a job's answer goes. Dropped unanswered when the commit fails.
pub(super) type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// Something to be done on the writer's connection after the commit, mostly a read.
pub(super) type Query = Box<dyn FnOnce(&Connection) + Send>;

/// Work for the writer.
#[allow(
    clippy::large_enum_variant,
    reason = "nearly every job is an append: a box would cost each of them an allocation"
)]
pub(super) enum Job {
    /// An event, and its headers as JSON: made where many can be made at once.
    Append(NewEvent, String, Reply<Receipt>),
    /// Several events of one channel, each with its headers, all or none.
    AppendAll(Channel, Vec<(NewEvent, String, Marks)>, Reply<AppendedAll>),
    Mark(Channel, Seq, Marking, Reply<Marked>),
    Delete(Channel, Seq, Reply<bool>),
    Clear(Channel, Reply<Option<Seq>>),
    Configure(Channel, Box<Settings>, Reply<ChannelInfo>),
    Remove(Channel, Reply<bool>),
    /// The answer that a sender got. Waits for the commit of something else.
    Answered(Box<Answered>, Reply<bool>),
    /// Has what waits for the commit of something else be committed now.
    Flush,
    /// Something of a consumer's.
    Consumer(Box<ConsumerJob>),
    /// A read of an in-memory store, which has this one connection, or of a file that cannot be opened again.
    Query(Query),
    /// Nothing: the writer looks at its file and its disk.
    Look,
}

/// The answer that an event's sender got.
pub(super) struct Answered {
    pub(super) channel: Channel,
    pub(super) seq: Seq,
    pub(super) id: Uuid,
    pub(super) answer: GivenAnswer,
    /// The answer as it is kept.
    pub(super) json: String,
}

/// Work for the writer that concerns a consumer.
pub(super) enum ConsumerJob {
    Make(Channel, ConsumerName, StartAt, Reply<MadeConsumer>),
    Remove(Channel, ConsumerName, Reply<bool>),
    /// The attempt comes with its JSON; so does the edit of a resend.
    /// With the position, and the request that it settles.
    Ack(Channel, ConsumerName, (Seq, Option<u64>), Option<(Attempt, String)>, Reply<Recorded>),
    Resend(Channel, ConsumerName, Seq, String, Reply<QueuedResend>),
}

impl ConsumerJob {
    /// Stored bytes that it adds.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Ack(_, _, _, Some((_, json)), _) | Self::Resend(_, _, _, json, _) => json.len() as u64,
            _ => 0,
        }
    }
}

impl Job {
    /// Answers that it was not done.
    pub(super) fn refuse(self, why: StoreError) {
        /// The asker may have gone; then nobody wants the answer.
        fn send<T>(reply: Reply<T>, why: StoreError) {
            let _ = reply.send(Err(why));
        }
        match self {
            Self::Append(_, _, reply) => send(reply, why),
            Self::AppendAll(_, _, reply) => send(reply, why),
            Self::Mark(_, _, _, reply) => send(reply, why),
            Self::Delete(_, _, reply) => send(reply, why),
            Self::Clear(_, reply) => send(reply, why),
            Self::Configure(_, _, reply) => send(reply, why),
            Self::Remove(_, reply) => send(reply, why),
            Self::Answered(_, reply) => send(reply, why),
            Self::Consumer(job) => match *job {
                ConsumerJob::Make(.., reply) => send(reply, why),
                ConsumerJob::Remove(.., reply) => send(reply, why),
                ConsumerJob::Ack(.., reply) => send(reply, why),
                ConsumerJob::Resend(.., reply) => send(reply, why),
            },
            Self::Query(_) | Self::Look | Self::Flush => {}
        }
    }
}

/// Outcome of a commit: answers, changes and settings, published once it is done and forgotten when it fails.
#[derive(Default)]
pub(super) struct CommitOutcome {
    pub(super) changes: Vec<Change>,
    pub(super) answers: Vec<Answer>,
    /// Settings changed; none for a channel that is gone.
    pub(super) settings: HashMap<Channel, Option<Arc<StoredSettings>>>,
}

/// Tells an asker.
pub(super) type Answer = Box<dyn FnOnce() + Send>;

impl CommitOutcome {
    pub(super) fn answer<T: Send + 'static>(&mut self, reply: Reply<T>, value: T) {
        // The asker may have gone; then nobody wants the answer.
        self.answers.push(Box::new(move || drop(reply.send(Ok(value)))));
    }

    /// Answers together with the others, although there is nothing to wait for.
    pub(super) fn refuse<T: Send + 'static>(&mut self, reply: Reply<T>, why: StoreError) {
        self.answers.push(Box::new(move || drop(reply.send(Err(why)))));
    }
}

/// What a job adds to a commit.
pub(super) fn weight(job: &Job) -> Incoming {
    match job {
        Job::Append(event, headers, _) => Incoming { events: 1, bytes: stored(event, headers) },
        Job::AppendAll(_, events, _) => Incoming {
            events: events.len() as u64,
            bytes: events.iter().map(|(event, headers, _)| stored(event, headers)).sum(),
        },
        Job::Answered(given, _) => Incoming { events: 0, bytes: given.json.len() as u64 },
        Job::Consumer(job) => Incoming { events: 0, bytes: job.bytes() },
        _ => Incoming::default(),
    }
}

/// Stored bytes of an event whose headers are this JSON: what `schema::STORED` makes of its row.
pub(super) fn stored(event: &NewEvent, headers: &str) -> u64 {
    let NewEvent { method, path, query, remote, body, .. } = event;
    let query = query.as_ref().map_or(0, String::len);
    (body.len() + method.len() + path.len() + query + remote.len() + headers.len()) as u64
}
