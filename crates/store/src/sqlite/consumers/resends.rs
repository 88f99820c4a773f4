//! What is to be sent again: kept until a replay of it is acknowledged.

use rusqlite::{Connection, OptionalExtension as _, params};
use wire::{Gap, Seq};

use super::super::channel_state::ChannelState;
use super::super::schema::{key, seq};
use super::gaps;
use crate::{MAX_RESENDS, QueuedResend};

/// Asks a consumer to send an event again; `edit` is the JSON of a [`crate::Edit`].
pub(in super::super) fn queue(
    connection: &Connection,
    state: &mut ChannelState,
    at: Seq,
    consumer: i64,
    edit: &str,
) -> rusqlite::Result<QueuedResend> {
    let key_of = key(state.id, at);
    let sql = "SELECT coalesce(pinned, 0) FROM events LEFT JOIN marks USING (key) WHERE key = ?";
    let pinned: Option<bool> = connection.prepare_cached(sql)?.query_row([key_of], |row| row.get(0)).optional()?;
    let Some(pinned) = pinned else { return Ok(QueuedResend::UnknownEvent) };
    let sql = "SELECT count(*) FROM resends WHERE key > ? AND key < ?";
    let bounds = params![key(state.id, 0), key(state.id + 1, 0)];
    if connection.query_row(sql, bounds, |row| row.get::<_, u64>(0))? >= MAX_RESENDS {
        return Ok(QueuedResend::TooMany);
    }
    let sql = "INSERT INTO resends (key, consumer, edit) VALUES (?, ?, ?)";
    connection.execute(sql, params![key_of, consumer, edit])?;
    state.attach(edit.len() as u64, pinned);
    Ok(QueuedResend::Done)
}

/// A replay was acknowledged: the request for it is done, or the oldest where it is not said which.
pub(in super::super) fn settle(
    connection: &Connection,
    state: &mut ChannelState,
    at: Seq,
    consumer: i64,
    resend: Option<u64>,
) -> rusqlite::Result<()> {
    let key = key(state.id, at);
    let sql = "SELECT id FROM resends WHERE key = ?1 AND consumer = ?2 AND id = coalesce(?3, id) ORDER BY id LIMIT 1";
    let id: Option<i64> =
        connection.prepare_cached(sql)?.query_row(params![key, consumer, resend], |row| row.get(0)).optional()?;
    match id {
        Some(id) => remove(connection, state, id),
        None => Ok(()),
    }
}

/// Removes all that a consumer was to send again.
pub(in super::super) fn remove_of(
    connection: &Connection,
    state: &mut ChannelState,
    consumer: i64,
) -> rusqlite::Result<()> {
    let mut query = connection.prepare("SELECT id FROM resends WHERE consumer = ?")?;
    let ids = query.query_map([consumer], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    ids.into_iter().try_for_each(|id| remove(connection, state, id))
}

fn remove(connection: &Connection, state: &mut ChannelState, id: i64) -> rusqlite::Result<()> {
    let sql = "DELETE FROM resends WHERE id = ?
        RETURNING octet_length(edit), coalesce((SELECT pinned FROM marks WHERE marks.key = resends.key), 0)";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let (bytes, pinned) = connection.prepare_cached(sql)?.query_row([id], row)?;
    state.detach(bytes, pinned);
    Ok(())
}

/// Retention is about to take these events: what was to be sent again of them is a dead letter.
pub(in super::super) fn lose(connection: &Connection, above: i64, upto: i64) -> rusqlite::Result<()> {
    let sql = "SELECT consumer, key FROM resends WHERE key > ?1 AND key <= ?2
        AND key NOT IN (SELECT key FROM marks WHERE key > ?1 AND key <= ?2 AND pinned)";
    let mut query = connection.prepare_cached(sql)?;
    let rows = query.query_map([above, upto], |row| Ok((row.get::<_, i64>(0)?, seq(row.get(1)?))))?;
    for (consumer, seq) in rows.collect::<rusqlite::Result<Vec<_>>>()? {
        gaps::add(connection, consumer, Gap { from: seq, to: seq })?;
    }
    Ok(())
}
