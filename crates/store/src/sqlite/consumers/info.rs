//! Where a consumer stands.

use rusqlite::{Connection, OptionalExtension as _, params};
use wire::{Channel, ChannelInfo, ConsumerInfo, ConsumerName, Gap, Seq};

use super::super::read;
use super::super::schema::key;
use super::gaps;

/// Every consumer of a channel, by name; none when there is no such channel.
pub(in super::super) fn all(connection: &Connection, channel: &Channel) -> rusqlite::Result<Option<Vec<ConsumerInfo>>> {
    let transaction = connection.unchecked_transaction()?;
    let Some((id, info)) = read::channel(&transaction, channel)? else { return Ok(None) };
    let mut query =
        transaction.prepare_cached("SELECT name, id, cursor FROM consumers WHERE channel = ? ORDER BY name")?;
    let rows = query.query_map([id], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))?;
    let mut consumers = Vec::new();
    for row in rows {
        let (name, consumer, cursor) = row?;
        let Ok(name) = ConsumerName::new(&name) else { continue };
        consumers.push(of(&transaction, id, &info, name, consumer, cursor)?);
    }
    Ok(Some(consumers))
}

/// One consumer, and its gaps.
pub(in super::super) fn one(
    connection: &Connection,
    channel: &Channel,
    name: &ConsumerName,
) -> rusqlite::Result<Option<(ConsumerInfo, Vec<Gap>)>> {
    let transaction = connection.unchecked_transaction()?;
    within(&transaction, channel, name)
}

/// The same, within a transaction.
pub(in super::super) fn within(
    connection: &Connection,
    channel: &Channel,
    name: &ConsumerName,
) -> rusqlite::Result<Option<(ConsumerInfo, Vec<Gap>)>> {
    let Some((id, info)) = read::channel(connection, channel)? else { return Ok(None) };
    let Some((consumer, cursor)) = find(connection, id, name)? else { return Ok(None) };
    let gaps = gaps::list(connection, consumer)?;
    Ok(Some((of(connection, id, &info, name.clone(), consumer, cursor)?, gaps)))
}

/// A consumer's row number and its cursor.
pub(super) fn find(connection: &Connection, channel: i64, name: &ConsumerName) -> rusqlite::Result<Option<(i64, Seq)>> {
    let sql = "SELECT id, cursor FROM consumers WHERE channel = ? AND name = ?";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    connection.prepare_cached(sql)?.query_row(params![channel, name.as_str()], row).optional()
}

fn of(
    connection: &Connection,
    id: i64,
    channel: &ChannelInfo,
    name: ConsumerName,
    consumer: i64,
    cursor: Seq,
) -> rusqlite::Result<ConsumerInfo> {
    let dead = dead_letters(connection, id, &name)? + gaps::count(connection, consumer)?;
    // What is lost already is settled, in its way.
    let cursor = gaps::leading(connection, id, consumer, cursor)?.map_or(cursor, |gap| gap.to);
    Ok(ConsumerInfo {
        name,
        channel: channel.channel.clone(),
        cursor,
        head: channel.head,
        epoch: channel.epoch.clone(),
        waiting: waiting(connection, id, channel, cursor)?,
        dead,
        connected: false,
    })
}

/// Events kept above a cursor: counted on the shorter side of it.
fn waiting(connection: &Connection, id: i64, channel: &ChannelInfo, cursor: Seq) -> rusqlite::Result<u64> {
    let sql = "SELECT count(*) FROM events WHERE key > ? AND key <= ?";
    let count = |from: Seq, upto: Seq| -> rusqlite::Result<u64> {
        connection.prepare_cached(sql)?.query_row([key(id, from), key(id, upto)], |row| row.get(0))
    };
    if channel.head.saturating_sub(cursor) <= cursor.saturating_sub(channel.oldest) {
        count(cursor, channel.head)
    } else {
        Ok(channel.count.saturating_sub(count(0, cursor)?))
    }
}

/// Events whose last attempt by this consumer gave them up. There are few: they have an index of
/// their own.
fn dead_letters(connection: &Connection, id: i64, name: &ConsumerName) -> rusqlite::Result<u64> {
    let sql = "SELECT count(*) FROM attempts AS dead INDEXED BY dead_letters
        WHERE result = 2 AND key > ? AND key < ? AND consumer = ?
        AND NOT EXISTS (SELECT 1 FROM attempts AS later
            WHERE later.key = dead.key AND later.consumer = dead.consumer AND later.id > dead.id)";
    let bounds = params![key(id, 0), key(id + 1, 0), name.as_str()];
    connection.prepare_cached(sql)?.query_row(bounds, |row| row.get(0))
}
