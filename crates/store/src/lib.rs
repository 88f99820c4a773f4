//! The contract of a store: one way in ([`EventStore::append`]), one way out ([`EventStore::read`]), and the [`Feed`] of
//! what was committed.
//!
//! It fits an embedded engine and a log server alike: no SQL or row is in a signature. `tests/it/contract.rs` runs one
//! suite against every engine.

use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;
use wire::{
    Acknowledgement, AnswerSummary, Channel, ChannelInfo, ConsumerAttempt, ConsumerInfo, ConsumerName, Gap,
    GivenAnswer, Marking, Marks, Retention, Seq, Settings, StartAt,
};

mod consumer;
mod feed;
mod id;
mod record;
pub mod search;
pub mod sqlite;
mod stored_settings;

pub use consumer::{
    Backlog, BacklogFrom, Due, Edit, MAX_CONSUMERS, MAX_RESENDS, MadeConsumer, QueuedResend, Recorded, Resending,
};
pub use feed::{Change, Commit, Feed};
pub use id::event_id;
pub use record::{NewEvent, Record};
pub use search::{Scan, Scanned, Search, Searched, ShownText};
pub use stored_settings::{PendingFailures, SettingsCache, StoredSettings};

/// Most events pinned in a channel. Besides, at most half of a channel's bytes can be pinned: what is pinned is never
/// dropped, and a disk has an end.
pub const MAX_PINNED: u64 = 500;

/// Keeps events. All methods are safe to call from many tasks at once.
#[async_trait]
pub trait EventStore: Send + Sync + 'static {
    /// Stores an event as the next of its channel, creating the channel when there is none. Returns once it is committed.
    /// [`StoreError::TooManyChannels`], and nothing stored, when there is no room for another; so with all that make one.
    async fn append(&self, event: NewEvent) -> Result<Receipt, StoreError>;

    /// Stores events of one channel as the next ones, in this order: all of them or none, in one commit. Returns the
    /// position of each.
    async fn append_all(&self, channel: &Channel, events: Vec<(NewEvent, Marks)>) -> Result<AppendedAll, StoreError>;

    /// Reads a page of at most `limit` events, long bodies cut to [`wire::PREVIEW_BYTES`]. It may be shorter than `limit`
    /// although more are kept, so that a page stays small in memory; it is empty only when there is nothing more.
    /// None when there is no such channel.
    async fn read(&self, channel: &Channel, range: Range, limit: usize) -> Result<Option<Page>, StoreError>;

    /// One step of a search or of an export: looks at the events of a range in their order, at some mebibytes of them at
    /// most, and gives those that are looked for. None when there is no such channel.
    async fn scan(&self, channel: &Channel, scan: Scan) -> Result<Option<Scanned>, StoreError>;

    /// One event with its whole body.
    async fn get(&self, channel: &Channel, seq: Seq) -> Result<Option<Record>, StoreError>;

    /// Pins, unpins or notes an event. A pinned event is not dropped by retention. It does not count among `max_events`; it
    /// counts among `max_bytes`, of which at most half can be pinned.
    async fn mark(&self, channel: &Channel, seq: Seq, marking: Marking) -> Result<Marked, StoreError>;

    /// Deletes one event, pinned or not; false when it is not kept.
    async fn delete(&self, channel: &Channel, seq: Seq) -> Result<bool, StoreError>;

    /// Removes every event of a channel that is not pinned; positions go on rising. Returns the position up to which it did,
    /// None when there is no such channel.
    async fn clear(&self, channel: &Channel) -> Result<Option<Seq>, StoreError>;

    /// Every channel, by name.
    async fn channels(&self) -> Result<Vec<ChannelInfo>, StoreError>;

    /// One channel.
    async fn channel(&self, channel: &Channel) -> Result<Option<ChannelInfo>, StoreError>;

    /// Creates a channel, or changes its settings. Once it has returned, [`EventStore::settings`] gives the new ones.
    async fn configure(&self, channel: &Channel, settings: Settings) -> Result<ChannelInfo, StoreError>;

    /// A channel's settings as last committed, from memory: every webhook asks. None when it was never given any.
    fn settings(&self, channel: &Channel) -> Option<Arc<StoredSettings>>;

    /// Makes a consumer where there is none, and its channel. A known one keeps its cursor, whatever `from` says.
    async fn make_consumer(
        &self,
        channel: &Channel,
        name: &ConsumerName,
        from: StartAt,
    ) -> Result<MadeConsumer, StoreError>;

    /// Every consumer of a channel, by name; `connected` is false, since a store does not know. None when there is no such
    /// channel.
    async fn consumers(&self, channel: &Channel) -> Result<Option<Vec<ConsumerInfo>>, StoreError>;

    /// One consumer, and what retention took from it: at most the last 100 gaps, oldest first.
    async fn consumer(
        &self,
        channel: &Channel,
        name: &ConsumerName,
    ) -> Result<Option<(ConsumerInfo, Vec<Gap>)>, StoreError>;

    /// Removes a consumer; its attempts stay with their events. False when there is none.
    async fn remove_consumer(&self, channel: &Channel, name: &ConsumerName) -> Result<bool, StoreError>;

    /// What a consumer is to do next, at most `limit` events, of which one may always be a resend; long bodies cut to
    /// [`wire::PREVIEW_BYTES`]. Changes nothing:
    /// without a [`EventStore::record_and_ack`] it is the same again. None when there is no such consumer.
    async fn backlog(
        &self,
        channel: &Channel,
        name: &ConsumerName,
        from: BacklogFrom,
        limit: usize,
    ) -> Result<Option<Backlog>, StoreError>;

    /// Records an attempt and moves the cursor, both or neither. An attempt at an event that is not kept is not recorded. The
    /// cursor never goes back, and stays where it is when the attempt failed or is a replay.
    async fn record_and_ack(
        &self,
        channel: &Channel,
        name: &ConsumerName,
        acknowledgement: Acknowledgement,
    ) -> Result<Recorded, StoreError>;

    /// The last [`wire::MAX_ATTEMPTS_KEPT`] attempts at an event over all consumers, oldest first. None when it is not kept.
    async fn attempts(&self, channel: &Channel, seq: Seq) -> Result<Option<Vec<ConsumerAttempt>>, StoreError>;

    /// Records the answer that an event's sender got, with the next commit that is made for something else, or with one
    /// of its own when there is none soon. False when the event with this id is not kept at this position: a channel that
    /// was made again has another there.
    async fn record_answer(
        &self,
        channel: &Channel,
        seq: Seq,
        id: Uuid,
        answer: GivenAnswer,
    ) -> Result<bool, StoreError>;

    /// The answer that an event's sender got, as far as it is known.
    async fn answer(&self, channel: &Channel, seq: Seq) -> Result<StoredAnswer, StoreError>;

    /// Has an event sent again by a consumer, outside its order: kept until a replay is acknowledged.
    async fn resend(
        &self,
        channel: &Channel,
        seq: Seq,
        name: &ConsumerName,
        edit: Edit,
    ) -> Result<QueuedResend, StoreError>;

    /// Removes a channel, its events, its consumers and its settings; false when there is no such channel.
    async fn remove(&self, channel: &Channel) -> Result<bool, StoreError>;

    /// Whether an event would be stored now, as far as it can be told without one.
    ///
    /// # Errors
    /// Why it would be refused.
    async fn ready(&self) -> Result<(), StoreError>;

    /// How many events were found damaged since the store was opened, and are not deleted yet. Reads skip those that make no
    /// sense, and mark those whose body is not the one that was received ([`Record::damaged`]).
    fn damaged(&self) -> u64;

    /// Refuses new work, commits what was accepted and ends the feed.
    async fn close(&self);
}

/// What is known of the answer that an event's sender got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredAnswer {
    /// No such event is kept.
    NoEvent,
    /// Nothing: it was imported, an older relay received it, or its sender still waits.
    Unknown,
    /// The relay's receipt, of an event of this id.
    Receipt(Uuid),
    /// This much, without the answer itself: it was not recorded, or is not yet.
    Summary(AnswerSummary),
    /// All of it.
    Whole(GivenAnswer),
}

/// Proof of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Position given.
    pub seq: Seq,
    /// The event's id.
    pub id: Uuid,
}

/// What became of a [`EventStore::mark`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marked {
    /// It carries this now.
    Done(Marks),
    /// No such event is kept.
    Unknown,
    /// [`MAX_PINNED`] are pinned already, and nothing was changed.
    TooMany,
    /// More than half of the channel's bytes would be pinned, and nothing was changed.
    TooMuch {
        /// Stored bytes that can be pinned in the channel.
        most: u64,
    },
}

/// What became of a [`EventStore::append_all`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppendedAll {
    /// The first position given, and how many from there on.
    Done(Seq, u64),
    /// More than [`MAX_PINNED`] would be pinned, and nothing was stored.
    TooManyPinned,
    /// More than half of the channel's bytes would be pinned, and nothing was stored.
    TooMuchPinned {
        /// Stored bytes that can be pinned in the channel.
        most: u64,
    },
}

/// Which events to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// Ascending, from the first position above this one.
    After(Seq),
    /// Descending, from the first position below this one.
    Before(Seq),
    /// Descending, from the newest.
    Newest,
    /// Ascending, above the first position, up to and with the second.
    Between(Seq, Seq),
}

/// Some events, and where their channel stood in the same instant.
#[derive(Clone, Debug)]
pub struct Page {
    /// The events.
    pub records: Vec<Record>,
    /// The channel, read in the same transaction.
    pub info: ChannelInfo,
    /// How often a mark, an answer or a delivery changed what the events look like; their number and the head stay.
    pub marked: u64,
}

/// Why the store could not do what was asked. Nothing of it was stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store is shutting down.
    #[error("the store is closing")]
    Closed,
    /// The data file is away, or another is at its place: nothing is stored until it is back. In words.
    #[error("{0}")]
    FileGone(String),
    /// There is no room for more. In words.
    #[error("{0}")]
    DiskFull(String),
    /// The engine failed to store: disk full, file removed, damaged data.
    #[error("the store failed: {0}")]
    Engine(String),
    /// The engine failed to read. Nothing was to be stored.
    #[error("the store could not be read: {0}")]
    Unreadable(String),
    /// It does not fit into so many bytes for all data, whatever is dropped for it.
    #[error(
        "it does not fit into the {0} bytes that --max-disk allows, beside what is pinned: unpin or delete some, or allow more"
    )]
    Full(u64),
    /// What the file holds of this event makes no sense.
    #[error("event {1} of '{0}' is damaged in the data file: delete it, or restore a backup of the file")]
    Damaged(Channel, Seq),
    /// As many channels are kept as may be, and this would be one more.
    #[error("this relay keeps {0} channels and makes no more: delete one, or allow more with --max-channels")]
    TooManyChannels(u64),
    /// So many bytes of a channel can be pinned if it keeps so little, and more is.
    #[error("more than {1} bytes of '{0}' are pinned, half of what it would keep: unpin or delete some first")]
    TooMuchPinned(Channel, u64),
    /// Another process has the data file open.
    #[error("another gancho already uses {0}: stop it, or choose another file with --data")]
    InUse(String),
}

/// What a new channel keeps unless it says otherwise, and the limits over all channels.
#[derive(Clone, Copy, Debug)]
pub struct Defaults {
    /// Retention of a channel created by its first event.
    pub retention: Retention,
    /// Most channels: anybody who may send makes them.
    pub max_channels: u64,
    /// Most bytes that the data takes, over all channels. Before events come in that would be too much, the oldest events of
    /// the largest channel are dropped, but for those that are pinned. `None`: no limit.
    pub max_disk: Option<u64>,
}

impl Default for Defaults {
    fn default() -> Self {
        Self { retention: Retention::default(), max_channels: 1000, max_disk: None }
    }
}
