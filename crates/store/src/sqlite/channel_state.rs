//! What the writer knows of each channel.

use std::collections::HashMap;

use rusqlite::Connection;
use wire::{Channel, Retention, Seq};

use super::consumers::{self, Consumers};
use super::marks;

/// A channel as last committed, so that an append reads nothing.
pub(super) struct ChannelState {
    pub(super) id: i64,
    pub(super) head: Seq,
    pub(super) count: u64,
    /// Stored bytes of the events kept, heads and bodies.
    pub(super) bytes: u64,
    /// How many of them are pinned, and their part of the bytes: neither is ever dropped.
    pub(super) pinned: u64,
    pub(super) pinned_bytes: u64,
    /// Last position that retention or clearing took away.
    pub(super) floor: Seq,
    /// How often marks, answers and deliveries were changed.
    pub(super) marked: u64,
    pub(super) retention: Retention,
    pub(super) consumers: Consumers,
    /// Part of the bytes that hangs on events: attempts, and what waits to be sent again.
    pub(super) attached: u64,
    /// A person empties it: what goes is no gap.
    pub(super) is_emptied: bool,
    pub(super) changed: bool,
}

impl ChannelState {
    /// An empty channel's.
    pub(super) fn new(id: i64, retention: Retention) -> Self {
        let (head, count, bytes, pinned, pinned_bytes, floor, marked) = (0, 0, 0, 0, 0, 0, 0);
        let (consumers, attached, is_emptied, changed) = (Consumers::new(), 0, false, false);
        Self {
            id,
            head,
            count,
            bytes,
            pinned,
            pinned_bytes,
            floor,
            marked,
            retention,
            consumers,
            attached,
            is_emptied,
            changed,
        }
    }

    /// Stored bytes that may still be pinned: at most half of what the channel keeps, so that new events always have room.
    pub(super) fn pinnable(&self) -> u64 {
        (self.retention.max_bytes / 2).saturating_sub(self.pinned_bytes)
    }

    /// Counts what now hangs on an event.
    pub(super) fn attach(&mut self, bytes: u64, is_pinned: bool) {
        self.attached += bytes;
        self.bytes += bytes;
        self.pinned_bytes += if is_pinned { bytes } else { 0 };
        self.changed = true;
    }

    /// Counts what hangs on an event no more.
    pub(super) fn detach(&mut self, bytes: u64, is_pinned: bool) {
        self.attached = self.attached.saturating_sub(bytes);
        self.bytes = self.bytes.saturating_sub(bytes);
        self.pinned_bytes = self.pinned_bytes.saturating_sub(if is_pinned { bytes } else { 0 });
        self.changed = true;
    }
}

/// Every channel, as it was last committed.
pub(super) fn load(connection: &Connection) -> rusqlite::Result<HashMap<Channel, ChannelState>> {
    let mut pinned = marks::pinned(connection)?;
    let mut consumers = consumers::load(connection)?;
    let sql = "SELECT name, id, head, count, bytes, max_events, max_bytes, floor, marked, attached FROM channels";
    let mut query = connection.prepare(sql)?;
    let rows = query.query_map([], |row| {
        let name: String = row.get(0)?;
        let retention = Retention { max_events: row.get(5)?, max_bytes: row.get(6)? };
        let mut state = ChannelState::new(row.get(1)?, retention);
        (state.head, state.count, state.bytes) = (row.get(2)?, row.get(3)?, row.get(4)?);
        (state.floor, state.marked, state.attached) = (row.get(7)?, row.get(8)?, row.get(9)?);
        state.consumers = consumers.remove(&state.id).unwrap_or_default();
        (state.pinned, state.pinned_bytes) = pinned.remove(&state.id).unwrap_or_default();
        Ok((name, state))
    })?;
    rows.filter_map(|row| row.map(|(name, state)| Channel::new(&name).ok().map(|name| (name, state))).transpose())
        .collect()
}
