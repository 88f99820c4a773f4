//! What the writer knows of each channel, and how much it keeps of it.

use std::collections::HashMap;

use rusqlite::{Connection, params};
use wire::{Channel, Retention, Seq};

use super::marks;
use super::schema::key;

/// A channel as last committed, so that an append reads nothing.
pub(super) struct State {
    pub(super) id: i64,
    pub(super) head: Seq,
    pub(super) count: u64,
    pub(super) bytes: u64,
    /// How many of them are pinned, and their bytes: retention leaves both alone.
    pub(super) pinned: u64,
    pub(super) pinned_bytes: u64,
    /// Last position that retention or clearing took away.
    pub(super) floor: Seq,
    /// How often marks were changed.
    pub(super) marked: u64,
    pub(super) retention: Retention,
    pub(super) changed: bool,
}

impl State {
    /// An empty channel's.
    pub(super) fn new(id: i64, retention: Retention) -> Self {
        let (head, count, bytes, pinned, pinned_bytes, floor, marked) = (0, 0, 0, 0, 0, 0, 0);
        Self { id, head, count, bytes, pinned, pinned_bytes, floor, marked, retention, changed: false }
    }

    /// Drops the oldest events when there are more than may be kept, but for what is pinned. The newest stays, however large.
    pub(super) fn retain(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let too_many = (self.count - self.pinned).saturating_sub(self.retention.max_events);
        let too_heavy = (self.bytes - self.pinned_bytes).saturating_sub(self.retention.max_bytes);
        if too_many > 0 || too_heavy > 0 {
            drop_oldest(connection, self, too_many, too_heavy)?;
        }
        Ok(())
    }
}

/// Drops events from the oldest on, until so many and so many bytes are gone. Never the newest, nor what is pinned.
fn drop_oldest(connection: &Connection, state: &mut State, count: u64, bytes: u64) -> rusqlite::Result<()> {
    let newest = key(state.id, state.head);
    let sql = "SELECT key, size FROM events WHERE key > ? AND key < ?
        AND NOT EXISTS (SELECT 1 FROM marks WHERE marks.key = events.key AND pinned) ORDER BY key";
    let mut query = connection.prepare_cached(sql)?;
    let mut oldest = query.query(params![key(state.id, 0), newest])?;
    let (mut dropped, mut dropped_bytes, mut last) = (0, 0, 0_i64);
    while (dropped < count || dropped_bytes < bytes)
        && let Some(row) = oldest.next()?
    {
        last = row.get(0)?;
        dropped += 1;
        // A damaged row may say anything.
        dropped_bytes += u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0);
    }
    drop(oldest);
    if dropped > 0 {
        marks::delete_unpinned(connection, key(state.id, 0), last)?;
        state.floor = state.floor.max(super::schema::seq(last));
    }
    state.count -= dropped;
    state.bytes = state.bytes.saturating_sub(dropped_bytes);
    Ok(())
}

/// Every channel, as it was last committed.
pub(super) fn load(connection: &Connection) -> rusqlite::Result<HashMap<Channel, State>> {
    let mut pinned = marks::pinned(connection)?;
    let sql = "SELECT name, id, head, count, bytes, max_events, max_bytes, floor, marked FROM channels";
    let mut query = connection.prepare(sql)?;
    let rows = query.query_map([], |row| {
        let name: String = row.get(0)?;
        let retention = Retention { max_events: row.get(5)?, max_bytes: row.get(6)? };
        let mut state = State::new(row.get(1)?, retention);
        (state.head, state.count, state.bytes) = (row.get(2)?, row.get(3)?, row.get(4)?);
        (state.floor, state.marked) = (row.get(7)?, row.get(8)?);
        (state.pinned, state.pinned_bytes) = pinned.remove(&state.id).unwrap_or_default();
        Ok((name, state))
    })?;
    rows.filter_map(|row| row.map(|(name, state)| Channel::new(&name).ok().map(|name| (name, state))).transpose())
        .collect()
}
