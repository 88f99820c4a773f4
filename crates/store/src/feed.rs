//! What an engine tells of its commits.

use std::sync::Arc;

use tokio::sync::mpsc;
use wire::{AnswerSummary, Channel, ConsumerAttempt, Marks, Seq, Timestamp};

use crate::Record;

/// What an engine committed, in commit order; ends when the store is closed.
pub type Feed = mpsc::Receiver<Commit>;

/// One commit.
#[derive(Clone, Debug)]
pub struct Commit {
    /// When it was on the disk, or as safe as the engine makes it.
    pub at: Timestamp,
    /// What it changed, in order; at least one thing.
    pub changes: Vec<Change>,
}

/// Something committed.
#[derive(Clone, Debug)]
pub enum Change {
    /// A new event, with its whole body.
    Appended(Arc<Record>),
    /// One event was deleted.
    Deleted {
        /// Where.
        channel: Channel,
        /// Its position.
        seq: Seq,
    },
    /// An event was pinned, unpinned or noted.
    Marked {
        /// Where.
        channel: Channel,
        /// Its position.
        seq: Seq,
        /// What it carries now.
        marks: Marks,
    },
    /// Every event up to `upto` was removed, but for those that are pinned.
    Cleared {
        /// Where.
        channel: Channel,
        /// Last position removed.
        upto: Seq,
    },
    /// A consumer made an attempt at an event, or more tries of one.
    Attempted {
        /// Where.
        channel: Channel,
        /// The event's position.
        seq: Seq,
        /// The attempt as it is kept.
        attempt: Arc<ConsumerAttempt>,
    },
    /// The answer that an event's sender got was recorded.
    Answered {
        /// Where.
        channel: Channel,
        /// The event's position.
        seq: Seq,
        /// The answer.
        answer: AnswerSummary,
    },
    /// An event is to be sent again.
    Resend {
        /// Where.
        channel: Channel,
    },
    /// The channel is gone, and its consumers with it.
    Removed {
        /// Which.
        channel: Channel,
    },
}
