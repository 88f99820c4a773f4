//! Whether the store can take an event now, and why not.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::StoreError;

/// What keeps the store from taking events.
#[derive(Clone, Debug)]
pub(super) enum Condition {
    /// Nothing.
    Good,
    /// The data file is away, or is another. In words.
    FileGone(String),
    /// The disk, or the file's limit, is reached.
    Full {
        /// In words.
        why: String,
        /// Bytes that did not fit.
        need: u64,
        /// When this was noticed last.
        since: Instant,
    },
    /// The last commit failed. In words.
    Failing(String),
}

/// The condition, set by the writer and read by everybody. Each change is logged once.
pub(super) struct Health(Mutex<Condition>);

impl Health {
    /// Starts as good.
    pub(super) fn new() -> Self {
        Self(Mutex::new(Condition::Good))
    }

    /// The condition now.
    pub(super) fn now(&self) -> Condition {
        self.lock().clone()
    }

    /// Why an event would be refused now.
    pub(super) fn error(&self) -> Option<StoreError> {
        match self.now() {
            Condition::Good => None,
            Condition::FileGone(why) => Some(StoreError::FileGone(why)),
            Condition::Full { why, .. } => Some(StoreError::DiskFull(why)),
            Condition::Failing(why) => Some(StoreError::Engine(why)),
        }
    }

    /// Sets it, and logs what changed.
    pub(super) fn set(&self, next: Condition) {
        let mut now = self.lock();
        let same = std::mem::discriminant(&*now) == std::mem::discriminant(&next);
        match &next {
            _ if same => {}
            Condition::Good => tracing::info!("events are stored again"),
            Condition::FileGone(why) | Condition::Full { why, .. } | Condition::Failing(why) => {
                tracing::error!("no event is stored: {why}");
            }
        }
        *now = next;
    }

    fn lock(&self) -> MutexGuard<'_, Condition> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
