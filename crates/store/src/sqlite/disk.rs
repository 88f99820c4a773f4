//! The budget for all data (`--max-disk`): before events come in, the oldest of the largest channel go.

use rusqlite::Connection;

use super::retention::{Excess, drop_oldest};
use super::state::State;

/// Most that one commit drops to make room, unless it brings more itself: deleting is work that senders wait for.
const EVENTS: u64 = 4096;
const BYTES: u64 = 32 * 1024 * 1024;

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

/// Drops old events until what comes in fits below `limit`, within the bounds of one commit. Returns how many bytes may come
/// in; none for any number: what is over the limit is still to be dropped, by the next commits.
pub(super) fn make_room<'a>(
    connection: &Connection,
    channels: impl Iterator<Item = &'a mut State>,
    limit: u64,
    incoming: Incoming,
) -> rusqlite::Result<Option<u64>> {
    let fits = |used: u64| used.saturating_add(incoming.bytes) <= limit;
    let mut taken = used(connection)?;
    if fits(taken) {
        return Ok(None);
    }
    let mut channels: Vec<_> = channels.filter(|state| state.count > state.pinned).collect();
    // More than what comes in, so that the data does not grow however it is sent.
    let (mut events, mut bytes) = (EVENTS.max(2 * incoming.events), BYTES.max(2 * incoming.bytes));
    for _ in 0..ROUNDS {
        let over = taken.saturating_add(incoming.bytes) - limit;
        let mut over = over.min(bytes);
        while over > 0
            && events > 0
            && let Some(largest) = channels.iter_mut().max_by_key(|state| state.bytes - state.pinned_bytes)
            && largest.count > largest.pinned
        {
            // Its newest too: it was answered for by an earlier commit, and the budget is for all channels together.
            let excess = Excess { events: 1, bytes: over, most: events, newest: true };
            let (gone, gone_bytes) = drop_oldest(connection, largest, excess)?;
            if gone == 0 {
                break;
            }
            events -= gone;
            over = over.saturating_sub(gone_bytes);
            bytes = bytes.saturating_sub(gone_bytes);
        }
        taken = used(connection)?;
        if fits(taken) || events == 0 || bytes == 0 {
            break;
        }
    }
    let more_to_drop = channels.iter().any(|state| state.count > state.pinned);
    Ok(if fits(taken) || more_to_drop { None } else { Some(limit.saturating_sub(taken)) })
}
