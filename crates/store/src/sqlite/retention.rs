//! Drops the oldest events: how many, what becomes of the channel's counts, and which consumers had not settled them.

use rusqlite::{Connection, params};

use super::channel_state::ChannelState;
use super::consumers::{gaps, resends};
use super::marks;
use super::schema::{ATTACHED, STORED, key, seq};

/// What to drop of a channel's oldest events. Pinned events are never dropped.
#[derive(Clone, Copy)]
pub(super) struct Excess {
    /// At least so many events.
    pub(super) events: u64,
    /// At least so many stored bytes.
    pub(super) bytes: u64,
    /// At most so many events: bounds the work of one commit.
    pub(super) most: u64,
    /// Whether the newest event may be dropped too.
    pub(super) newest: bool,
}

/// Drops what a channel holds beyond its retention. The newest event stays, however large.
pub(super) fn retain(connection: &Connection, state: &mut ChannelState) -> rusqlite::Result<()> {
    let events = (state.count - state.pinned).saturating_sub(state.retention.max_events);
    let bytes = state.bytes.saturating_sub(state.retention.max_bytes);
    if events > 0 || bytes > 0 {
        drop_oldest(connection, state, Excess { events, bytes, most: u64::MAX, newest: false })?;
    }
    Ok(())
}

/// Drops events from the oldest on. Returns how many, and their stored bytes.
pub(super) fn drop_oldest(
    connection: &Connection,
    state: &mut ChannelState,
    excess: Excess,
) -> rusqlite::Result<(u64, u64)> {
    let end = key(state.id, state.head + u64::from(excess.newest));
    // Sizes come from each row's own header: the text and bodies themselves are not read.
    let attached = if state.attached > 0 { ATTACHED } else { "0" };
    let sql = format!(
        "SELECT key, {STORED}, {attached} FROM events WHERE key > ? AND key < ?
         AND NOT EXISTS (SELECT 1 FROM marks WHERE marks.key = events.key AND pinned) ORDER BY key"
    );
    let mut query = connection.prepare_cached(&sql)?;
    let mut oldest = query.query(params![key(state.id, 0), end])?;
    let (mut events, mut bytes, mut attached, mut last) = (0, 0, 0, 0_i64);
    let is_noted = !state.is_emptied && state.consumers.values().any(|consumer| consumer.cursor < state.head);
    let mut runs = gaps::Runs::default();
    while (events < excess.events || bytes < excess.bytes)
        && events < excess.most
        && let Some(row) = oldest.next()?
    {
        last = row.get(0)?;
        events += 1;
        if is_noted {
            runs.push(seq(last));
        }
        let hanging: u64 = row.get(2)?;
        attached += hanging;
        // A damaged row may say anything.
        bytes += u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0) + hanging;
    }
    drop(oldest);
    if events > 0 {
        gaps::note(connection, state, &runs)?;
        if state.attached > 0 {
            if !state.is_emptied {
                resends::lose(connection, key(state.id, 0), last)?;
            }
            marks::delete_attached(connection, key(state.id, 0), last)?;
            state.attached = state.attached.saturating_sub(attached);
        }
        marks::delete_unpinned(connection, key(state.id, 0), last)?;
        state.floor = state.floor.max(seq(last));
        state.count -= events;
        state.bytes = state.bytes.saturating_sub(bytes);
        state.changed = true;
    }
    Ok((events, bytes))
}
