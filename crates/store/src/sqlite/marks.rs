//! Pins and notes: written beside the events, counted in the channel.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, params};
use wire::{Marking, Marks, Seq};

use super::channel_state::ChannelState;
use super::schema::{ATTACHED, SEQ_BITS, STORED, key};
use crate::{MAX_PINNED, Marked};

/// Changes an event's marks.
pub(super) fn change(
    connection: &Connection,
    state: &mut ChannelState,
    seq: Seq,
    marking: Marking,
) -> rusqlite::Result<Marked> {
    let sql = format!(
        "SELECT {STORED} + {ATTACHED}, coalesce(pinned, 0), note FROM events LEFT JOIN marks USING (key) WHERE key = ?"
    );
    let before = connection.prepare_cached(&sql)?.query_row([key(state.id, seq)], |row| {
        Ok((row.get::<_, u64>(0)?, Marks { pinned: row.get(1)?, note: row.get(2)? }))
    });
    let Some((bytes, before)) = before.optional()? else { return Ok(Marked::Unknown) };
    let after = Marks {
        pinned: marking.pinned.unwrap_or(before.pinned),
        note: marking.note.unwrap_or_else(|| before.note.clone()).filter(|note| !note.is_empty()),
    };
    if after.pinned && !before.pinned && state.pinned >= MAX_PINNED {
        return Ok(Marked::TooMany);
    }
    if after.pinned && !before.pinned && bytes > state.pinnable() {
        return Ok(Marked::TooMuch { most: state.retention.max_bytes / 2 });
    }
    if after != before {
        forget(connection, state, seq, bytes)?;
        set(connection, state, seq, bytes, &after)?;
    }
    Ok(Marked::Done(after))
}

/// Marks an event that has no marks; `bytes` is what is stored of it and hangs on it.
pub(super) fn set(
    connection: &Connection,
    state: &mut ChannelState,
    seq: Seq,
    bytes: u64,
    marks: &Marks,
) -> rusqlite::Result<()> {
    let Marks { pinned, note } = marks;
    (state.marked, state.changed) = (state.marked + 1, true);
    if *pinned {
        state.pinned += 1;
        state.pinned_bytes += bytes;
    }
    if *pinned || note.is_some() {
        let sql = "INSERT INTO marks VALUES (?, ?, ?)";
        connection.prepare_cached(sql)?.execute(params![key(state.id, seq), pinned, note])?;
    }
    Ok(())
}

/// Takes away an event's marks.
pub(super) fn forget(connection: &Connection, state: &mut ChannelState, seq: Seq, bytes: u64) -> rusqlite::Result<()> {
    let sql = "DELETE FROM marks WHERE key = ? RETURNING pinned";
    let pinned: Option<bool> =
        connection.prepare_cached(sql)?.query_row([key(state.id, seq)], |row| row.get(0)).optional()?;
    if pinned == Some(true) {
        state.pinned -= 1;
        state.pinned_bytes -= bytes;
    }
    Ok(())
}

/// Deletes the events above a key, up to and with another, that are not pinned, and their notes.
pub(super) fn delete_unpinned(connection: &Connection, above: i64, upto: i64) -> rusqlite::Result<()> {
    let events = "DELETE FROM events WHERE key > ?1 AND key <= ?2
        AND key NOT IN (SELECT key FROM marks WHERE key > ?1 AND key <= ?2 AND pinned)";
    connection.prepare_cached(events)?.execute([above, upto])?;
    let notes = "DELETE FROM marks WHERE key > ? AND key <= ? AND NOT pinned";
    connection.prepare_cached(notes)?.execute([above, upto])?;
    Ok(())
}

/// Deletes what hangs on the events above a key, up to and with another, that are not pinned.
pub(super) fn delete_attached(connection: &Connection, above: i64, upto: i64) -> rusqlite::Result<()> {
    for table in ["attempts", "resends", "answers"] {
        let sql = format!(
            "DELETE FROM {table} WHERE key > ?1 AND key <= ?2
             AND key NOT IN (SELECT key FROM marks WHERE key > ?1 AND key <= ?2 AND pinned)"
        );
        connection.prepare_cached(&sql)?.execute([above, upto])?;
    }
    Ok(())
}

/// How many events are pinned in each channel, by its row number, and their stored bytes with what hangs on them.
pub(super) fn pinned(connection: &Connection) -> rusqlite::Result<HashMap<i64, (u64, u64)>> {
    let sql = format!(
        "SELECT key >> {SEQ_BITS}, count(*), sum({STORED} + {ATTACHED}) FROM marks JOIN events USING (key) WHERE pinned GROUP BY 1"
    );
    let mut query = connection.prepare(&sql)?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    rows.collect()
}
