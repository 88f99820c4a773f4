//! Queries. Each reads one instant.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use wire::{Channel, ChannelInfo, Digest, Marks, PREVIEW_BYTES, Retention, Seq, Timestamp};

use super::Location;
use super::answers;
use super::consumers::attempts;
use super::damage::Damage;
use super::schema::{key, seq};
use crate::{NewEvent, Page, Range, Record, StoredSettings};

/// A page ends once it holds this many bytes, so that a reader of large bodies does not fill the memory.
const PAGE_BYTES: usize = 1024 * 1024;

/// `oldest` is looked up in the events, the one thing of a channel that its row does not hold.
const CHANNEL: &str = "SELECT id, name, epoch, head, count, bytes, max_events, max_bytes,
    (SELECT min(key) FROM events WHERE key > (channels.id << 40) + floor AND key < ((channels.id + 1) << 40)), marked
    FROM channels";

/// Columns of an event, but for the body.
pub(super) const EVENT: &str = "key, size, received_at, id, sha256, method, path, query, remote, headers, pinned, note";

/// Answer that an event's sender got, in short: what was recorded, else what was decided. Read after the body.
pub(super) const ANSWER: &str = "CASE WHEN answer = 1 THEN 1
    ELSE coalesce((SELECT summary FROM answers WHERE answers.key = events.key), answer) END";

/// The last attempt to deliver an event, in short: consumer, result and status, as JSON. Read after the answer.
pub(super) const DELIVERY: &str = "(SELECT json_array(consumer, result, status) FROM attempts
    WHERE attempts.key = events.key ORDER BY attempts.id DESC LIMIT 1)";

/// Where they are.
pub(super) const EVENTS: &str = "events LEFT JOIN marks USING (key)";

/// Every channel, by name.
pub(super) fn channels(connection: &Connection) -> rusqlite::Result<Vec<ChannelInfo>> {
    let mut query = connection.prepare_cached(&format!("{CHANNEL} ORDER BY name"))?;
    let mut rows = query.query([])?;
    let mut channels = Vec::new();
    while let Some(row) = rows.next()? {
        match info(row) {
            Ok((_, info)) => channels.push(info),
            Err(e) if is_damage(&e) => tracing::debug!("a channel that is damaged is left out: {e}"),
            Err(e) => return Err(e),
        }
    }
    Ok(channels)
}

/// A channel's row number and what is kept of it.
pub(super) fn channel(connection: &Connection, name: &Channel) -> rusqlite::Result<Option<(i64, ChannelInfo)>> {
    Ok(standing(connection, name)?.map(|(id, info, _)| (id, info)))
}

/// The same, and how often marks, answers and deliveries were changed in it.
pub(super) fn standing(connection: &Connection, name: &Channel) -> rusqlite::Result<Option<(i64, ChannelInfo, u64)>> {
    let read = |row: &Row<'_>| info(row).and_then(|(id, info)| Ok((id, info, row.get(9)?)));
    connection.prepare_cached(&format!("{CHANNEL} WHERE name = ?"))?.query_row([name.as_str()], read).optional()
}

/// The settings of every channel that has some. Those that make no sense are left aside, and told: the channel works as one
/// that has none, and what the file holds stays there until they are set again.
pub(super) fn settings(
    connection: &Connection,
    location: &Location,
) -> rusqlite::Result<HashMap<Channel, Arc<StoredSettings>>> {
    let mut query = connection.prepare("SELECT name, settings, revision FROM channels WHERE settings IS NOT NULL")?;
    let mut rows = query.query([])?;
    let mut settings = HashMap::new();
    while let Some(row) = rows.next()? {
        // `load` leaves aside what has no name.
        let Ok(channel) = row.get::<_, String>(0).map_err(drop).and_then(|name| Channel::new(&name).map_err(drop))
        else {
            continue;
        };
        let revision = row.get(2).unwrap_or_default();
        let json = row.get_ref(1)?.as_str().unwrap_or_default();
        let kept = serde_json::from_str::<StoredSettings>(json).unwrap_or_else(|_| {
            let file = match location {
                Location::File(path) => path.display().to_string(),
                Location::Memory => "memory".into(),
            };
            tracing::error!(
                "the settings of channel '{channel}' in {file} are damaged and are not used: set its provider, secret and \
                 answer again"
            );
            StoredSettings::default()
        });
        settings.insert(channel, Arc::new(StoredSettings { revision, ..kept }));
    }
    Ok(settings)
}

/// One event with its whole body: `None` when there is no such event, `Some(None)` when it is damaged.
pub(super) fn one(
    connection: &Connection,
    name: &Channel,
    at: Seq,
    damage: &Damage,
) -> rusqlite::Result<Option<Option<Record>>> {
    let sql = format!(
        "SELECT {EVENT}, body, {ANSWER}, {DELIVERY} FROM {EVENTS} WHERE key = ((SELECT id FROM channels WHERE name = ?) << 40) + ?"
    );
    let at = seq(key(0, at));
    let mut query = connection.prepare_cached(&sql)?;
    let mut rows = query.query((name.as_str(), at))?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let Some(mut record) = record_or_damage(row, name, damage)? else { return Ok(Some(None)) };
    record.damaged = Sha256::digest(&record.event.body)[..] != record.event.sha256.0[..];
    if record.damaged {
        damage.found(name, record.seq, "its body is not the one that was received (its SHA-256 differs)");
    }
    Ok(Some(Some(record)))
}

/// A page of events, long bodies as previews.
pub(super) fn page(
    connection: &Connection,
    name: &Channel,
    range: Range,
    limit: usize,
    damage: &Damage,
) -> rusqlite::Result<Option<Page>> {
    let transaction = connection.unchecked_transaction()?;
    let Some((id, info, marked)) = standing(&transaction, name)? else { return Ok(None) };
    let records = records(&transaction, name, id, range, limit, damage)?;
    Ok(Some(Page { records, info, marked }))
}

/// The events of a range of one channel, long bodies as previews, until they are `limit` or hold [`PAGE_BYTES`].
pub(super) fn records(
    connection: &Connection,
    name: &Channel,
    id: i64,
    range: Range,
    limit: usize,
    damage: &Damage,
) -> rusqlite::Result<Vec<Record>> {
    let (low, high, order) = bounds(id, range);
    // One byte more than a preview, so that `Body::preview` sees a body that it must cut.
    let sql = format!(
        "SELECT {EVENT}, CASE WHEN size <= {PREVIEW_BYTES} THEN body ELSE substr(body, 1, {PREVIEW_BYTES} + 1) END,
         {ANSWER}, {DELIVERY} FROM {EVENTS} WHERE key > ? AND key < ? ORDER BY key {order}"
    );
    let mut records = Vec::new();
    let mut query = connection.prepare_cached(&sql)?;
    let mut rows = query.query((low, high))?;
    let mut held = 0;
    // The limit is of what can be read: a page that is empty says that there is nothing more.
    while records.len() < limit
        && let Some(row) = rows.next()?
    {
        let Some(record) = record_or_damage(row, name, damage)? else { continue };
        held += record.event.held_bytes();
        records.push(record);
        if held > PAGE_BYTES {
            break;
        }
    }
    Ok(records)
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

/// An event, whose body is the column after [`EVENT`]'s; [`ANSWER`] and [`DELIVERY`] are those after that.
fn record(row: &Row<'_>, channel: &Channel) -> rusqlite::Result<Record> {
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
            answer: row.get::<_, Option<i64>>(13)?.and_then(answers::summary),
        },
        marks: Marks { pinned: row.get::<_, Option<bool>>(10)?.unwrap_or_default(), note: row.get(11)? },
        delivery: row.get_ref(14)?.as_str_or_null()?.and_then(attempts::summary),
        damaged: false,
    })
}

/// An event, or none when its row makes no sense: that is counted.
pub(super) fn record_or_damage(row: &Row<'_>, channel: &Channel, damage: &Damage) -> rusqlite::Result<Option<Record>> {
    match record(row, channel) {
        Ok(record) => Ok(Some(record)),
        Err(e) if is_damage(&e) => {
            found(row, channel, damage, &e)?;
            Ok(None)
        }
        Err(e) => Err(e),
    }
}

/// Counts a row that makes no sense.
pub(super) fn found(
    row: &Row<'_>,
    channel: &Channel,
    damage: &Damage,
    error: &rusqlite::Error,
) -> rusqlite::Result<()> {
    let what = match error {
        rusqlite::Error::FromSqlConversionFailure(9, ..) => "its headers cannot be read",
        _ => "what is stored of it cannot be read",
    };
    damage.found(channel, seq(row.get(0)?), what);
    Ok(())
}

/// True when a value makes no sense, and SQLite itself did not fail.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_none()
}

pub(super) fn damaged(column: usize, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
}
