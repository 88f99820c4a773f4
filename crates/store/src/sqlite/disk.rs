//! The budget for all data (`--max-disk`): before events come in, the oldest of the largest channel go.

use rusqlite::Connection;

use super::channel_state::ChannelState;
use super::retention::{Excess, drop_oldest};

/// Most that one commit drops to make room, unless it brings more itself: deleting is work that senders wait for.
const EVENTS: u64 = 4096;
const BYTES: u64 = 32 * 1024 * 1024;

/// What a row takes besides its stored bytes: id, digest, times, lengths.
const ROW: u64 = 80;

/// Pages are counted again after each drop, since only whole pages become free; so often at most in a commit.
const ROUNDS: usize = 4;

/// What a commit brings.
#[derive(Clone, Copy, Default)]
pub(super) struct Incoming {
    pub(super) events: u64,
    /// Stored bytes.
    pub(super) bytes: u64,
}

impl std::ops::Add for Incoming {
    type Output = Self;

    fn add(self, more: Self) -> Self {
        Self { events: self.events + more.events, bytes: self.bytes + more.bytes }
    }
}

/// Bytes that the data takes: pages in use. Free pages, which are used again or given back to the system, do not count,
/// nor does the write-ahead log.
pub(super) fn used(connection: &Connection) -> rusqlite::Result<u64> {
    let pragma = |sql: &str| connection.prepare_cached(sql)?.query_row([], |row| row.get::<_, u64>(0));
    let pages = pragma("PRAGMA page_count")?.saturating_sub(pragma("PRAGMA freelist_count")?);
    Ok(pages * pragma("PRAGMA page_size")?)
}

/// Bytes that can come in at most, once all is dropped that may be: what does not fit then is to be refused, and nothing
/// dropped for it.
pub(super) fn most<'a>(used: u64, channels: impl Iterator<Item = &'a ChannelState>, limit: u64) -> u64 {
    let droppable = |state: &ChannelState| state.bytes - state.pinned_bytes + ROW * (state.count - state.pinned);
    let left = used.saturating_sub(channels.map(droppable).sum());
    limit.saturating_sub(left)
}

/// Drops old events until what comes in fits below `limit`, within the bounds of one commit. What is over the limit after
/// that is dropped by the next commits: each drops twice what it brings.
pub(super) fn make_room<'a>(
    connection: &Connection,
    channels: impl Iterator<Item = &'a mut ChannelState>,
    limit: u64,
    incoming: Incoming,
) -> rusqlite::Result<()> {
    let mut channels: Vec<_> = channels.collect();
    let (mut events, mut bytes) = (EVENTS.max(2 * incoming.events), BYTES.max(2 * incoming.bytes));
    for _ in 0..ROUNDS {
        let mut over = (used(connection)? + incoming.bytes).saturating_sub(limit).min(bytes);
        if over == 0 || events == 0 {
            break;
        }
        bytes -= over;
        while over > 0
            && events > 0
            && let Some(largest) = channels.iter_mut().max_by_key(|state| state.bytes - state.pinned_bytes)
            && largest.count > largest.pinned
        {
            // Its newest too: an earlier commit answered for it, and the budget is for all channels together.
            let excess = Excess { events: 1, bytes: over, most: events, newest: true };
            let (gone, gone_bytes) = drop_oldest(connection, largest, excess)?;
            if gone == 0 {
                break;
            }
            events -= gone;
            over = over.saturating_sub(gone_bytes);
        }
    }
    Ok(())
}
