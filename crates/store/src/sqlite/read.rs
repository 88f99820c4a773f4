//! Queries. Each reads one instant.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;
use wire::{Channel, ChannelInfo, Digest, Marks, PREVIEW_BYTES, Retention, Seq, Timestamp};

use super::schema::{key, seq};
use crate::{Kept, NewEvent, Page, Range, Record};

/// A page ends once it holds this many bytes, so that a reader of large bodies does not fill the memory.
const PAGE_BYTES: usize = 1024 * 1024;

/// `oldest` is looked up in the events, the one thing of a channel that its row does not hold.
const CHANNEL: &str = "SELECT id, name, epoch, head, count, bytes, max_events, max_bytes,
    (SELECT min(key) FROM events WHERE key > (channels.id << 40) + floor AND key < ((channels.id + 1) << 40)), marked
    FROM channels";

/// Columns of an event, but for the body.
pub(super) const EVENT: &str = "key, size, received_at, id, sha256, method, path, query, remote, headers, pinned, note";

/// Where they are.
pub(super) const EVENTS: &str = "events LEFT JOIN marks USING (key)";

/// Every channel, by name.
pub(super) fn channels(connection: &Connection) -> rusqlite::Result<Vec<ChannelInfo>> {
    let mut query = connection.prepare_cached(&format!("{CHANNEL} ORDER BY name"))?;
    let rows = query.query_map([], |row| info(row).map(|(_, info)| info))?;
    rows.collect()
}

/// A channel's row number and what is kept of it.
pub(super) fn channel(connection: &Connection, name: &Channel) -> rusqlite::Result<Option<(i64, ChannelInfo)>> {
    Ok(standing(connection, name)?.map(|(id, info, _)| (id, info)))
}

/// The same, and how often marks were changed in it.
pub(super) fn standing(connection: &Connection, name: &Channel) -> rusqlite::Result<Option<(i64, ChannelInfo, u64)>> {
    let read = |row: &Row<'_>| info(row).and_then(|(id, info)| Ok((id, info, row.get(9)?)));
    connection.prepare_cached(&format!("{CHANNEL} WHERE name = ?"))?.query_row([name.as_str()], read).optional()
}

/// The settings of every channel that has some.
pub(super) fn settings(connection: &Connection) -> rusqlite::Result<HashMap<Channel, Arc<Kept>>> {
    let mut query = connection.prepare("SELECT name, settings, revision FROM channels WHERE settings IS NOT NULL")?;
    let rows = query.query_map([], |row| {
        let channel = Channel::new(row.get_ref(0)?.as_str()?).map_err(|e| damaged(0, e))?;
        let kept: Kept = serde_json::from_str(row.get_ref(1)?.as_str()?).map_err(|e| damaged(1, e))?;
        Ok((channel, Arc::new(Kept { revision: row.get(2)?, ..kept })))
    })?;
    rows.collect()
}

/// One event with its whole body.
pub(super) fn one(connection: &Connection, name: &Channel, at: Seq) -> rusqlite::Result<Option<Record>> {
    let sql =
        format!("SELECT {EVENT}, body FROM {EVENTS} WHERE key = ((SELECT id FROM channels WHERE name = ?) << 40) + ?");
    let at = seq(key(0, at));
    connection.prepare_cached(&sql)?.query_row((name.as_str(), at), |row| record(row, name)).optional()
}

/// A page of events, long bodies as previews.
pub(super) fn page(
    connection: &Connection,
    name: &Channel,
    range: Range,
    limit: usize,
) -> rusqlite::Result<Option<Page>> {
    let transaction = connection.unchecked_transaction()?;
    let Some((id, info, marked)) = standing(&transaction, name)? else { return Ok(None) };
    let (low, high, order) = bounds(id, range);
    // One byte more than a preview, so that `Body::preview` sees a body that it must cut.
    let sql = format!(
        "SELECT {EVENT}, CASE WHEN size <= {PREVIEW_BYTES} THEN body ELSE substr(body, 1, {PREVIEW_BYTES} + 1) END
         FROM {EVENTS} WHERE key > ? AND key < ? ORDER BY key {order} LIMIT ?"
    );
    let mut records = Vec::new();
    let mut query = transaction.prepare_cached(&sql)?;
    let mut rows = query.query((low, high, i64::try_from(limit).unwrap_or(i64::MAX)))?;
    let mut held = 0;
    while let Some(row) = rows.next()? {
        let record = record(row, name)?;
        held += record.event.held_bytes();
        records.push(record);
        if held > PAGE_BYTES {
            break;
        }
    }
    Ok(Some(Page { records, info, marked }))
}

/// The keys that a range lies between, and its direction.
pub(super) fn bounds(id: i64, range: Range) -> (i64, i64, &'static str) {
    match range {
        Range::After(after) => (key(id, after), key(id + 1, 0), "ASC"),
        Range::Between(after, upto) => (key(id, after), key(id, upto).saturating_add(1), "ASC"),
        Range::Before(before) => (key(id, 0), key(id, before), "DESC"),
        Range::Newest => (key(id, 0), key(id + 1, 0), "DESC"),
    }
}

fn info(row: &Row<'_>) -> rusqlite::Result<(i64, ChannelInfo)> {
    let head = row.get(3)?;
    let name: String = row.get(1)?;
    let info = ChannelInfo {
        channel: Channel::new(&name).map_err(|e| damaged(1, e))?,
        epoch: row.get(2)?,
        head,
        count: row.get(4)?,
        bytes: row.get(5)?,
        retention: Retention { max_events: row.get(6)?, max_bytes: row.get(7)? },
        oldest: row.get::<_, Option<i64>>(8)?.map_or(head + 1, seq),
    };
    Ok((row.get(0)?, info))
}

/// An event, whose body is the column after [`EVENT`]'s.
pub(super) fn record(row: &Row<'_>, channel: &Channel) -> rusqlite::Result<Record> {
    let headers = row.get_ref(9)?.as_str()?;
    Ok(Record {
        seq: seq(row.get(0)?),
        size: row.get(1)?,
        event: NewEvent {
            received_at: Timestamp(row.get(2)?),
            id: Uuid::from_bytes(row.get(3)?),
            sha256: Digest(row.get(4)?),
            channel: channel.clone(),
            method: row.get(5)?,
            path: row.get(6)?,
            query: row.get(7)?,
            remote: row.get(8)?,
            headers: serde_json::from_str(headers).map_err(|e| damaged(9, e))?,
            body: Bytes::from(row.get::<_, Vec<u8>>(12)?),
        },
        marks: Marks { pinned: row.get::<_, Option<bool>>(10)?.unwrap_or_default(), note: row.get(11)? },
    })
}

pub(super) fn damaged(column: usize, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
}
