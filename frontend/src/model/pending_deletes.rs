//! Events that the reader deleted and the relay still has: for some seconds they can be brought back.

use std::sync::Arc;

use wire::{Channel, Event, Seq};

/// Time for which a deletion can be undone, in ms, from the last one on.
pub const UNDO_MS: u32 = 10_000;

/// Events of one channel that are to be deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PendingDeletes {
    channel: Channel,
    events: Vec<Arc<Event>>,
}

impl PendingDeletes {
    /// Their channel.
    #[must_use]
    pub fn channel(&self) -> &Channel {
        &self.channel
    }

    /// The events, in the order deleted.
    #[must_use]
    pub fn events(&self) -> &[Arc<Event>] {
        &self.events
    }

    /// Number of events.
    #[must_use]
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// True when nothing is to be deleted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// True for an event that is to be deleted.
    #[must_use]
    pub fn has(&self, channel: &Channel, seq: Seq) -> bool {
        *channel == self.channel && self.events.iter().any(|event| event.seq == seq)
    }

    /// One more. Those of another channel have been sent when it was left.
    pub(super) fn add(&mut self, event: Arc<Event>) {
        if event.channel != self.channel {
            *self = Self { channel: event.channel.clone(), events: Vec::new() };
        }
        self.events.push(event);
    }

    /// These of a channel are deleted: they do not come back.
    pub(super) fn remove_where(&mut self, channel: &Channel, is_gone: impl Fn(&Event) -> bool) {
        if *channel == self.channel {
            self.events.retain(|event| !is_gone(event));
        }
    }

    /// This one is deleted: it does not come back.
    pub(super) fn remove(&mut self, channel: &Channel, seq: Seq) {
        self.remove_where(channel, |event| event.seq == seq);
    }
}
