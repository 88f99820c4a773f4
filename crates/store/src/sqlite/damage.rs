//! Rows that cannot be read: skipped, named in the log, counted.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use wire::{Channel, Seq};

/// Most rows remembered, so that a file that is rubbish does not fill the memory. Above it they are
/// skipped, not counted.
const MOST: usize = 10_000;

/// What was found damaged since the store was opened.
pub(super) struct Damage {
    /// The data file, for the log.
    file: String,
    found: Mutex<HashSet<(Channel, Seq)>>,
}

impl Damage {
    /// None yet in this file.
    pub(super) fn new(file: String) -> Self {
        Self { file, found: Mutex::default() }
    }

    /// Counts an event, and logs it the first time that it is found.
    pub(super) fn found(&self, channel: &Channel, seq: Seq, what: &str) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if found.len() < MOST && found.insert((channel.clone(), seq)) {
            tracing::error!(
                "event {seq} of '{channel}' is damaged in {}: {what}. Delete it, or restore a backup of the file",
                self.file
            );
        }
    }

    /// How many events are damaged, as far as they were read.
    pub(super) fn count(&self) -> u64 {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).len() as u64
    }

    /// Forgets an event that was deleted; without a position all of the channel's.
    pub(super) fn forget(&self, channel: &Channel, seq: Option<Seq>) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.retain(|(of, at)| of != channel || seq.is_some_and(|seq| seq != *at));
    }
}
