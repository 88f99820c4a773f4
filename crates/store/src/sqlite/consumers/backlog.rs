//! What a consumer is to do next.

use std::collections::HashMap;

use bytes::Bytes;
use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};
use wire::{Channel, ConsumerName, Digest, Seq};

use super::super::damage::Damage;
use super::super::read;
use super::super::schema::{key, seq};
use super::{gaps, info};
use crate::{Backlog, BacklogFrom, Due, Edit, Range, Record, Resending};

/// Reads it; none when there is no such consumer.
pub(in super::super) fn read(
    connection: &Connection,
    name: &Channel,
    consumer: &ConsumerName,
    from: BacklogFrom,
    limit: usize,
    damage: &Damage,
) -> rusqlite::Result<Option<Backlog>> {
    let transaction = connection.unchecked_transaction()?;
    let Some((channel, standing)) = read::channel(&transaction, name)? else { return Ok(None) };
    let Some((id, cursor)) = info::find(&transaction, channel, consumer)? else { return Ok(None) };
    let reader = Reader { connection: &transaction, name, channel, consumer, id, damage };
    let resends = reader.resends(from.resent, limit.max(1))?;
    let after = from.after.max(cursor);
    let gap = gaps::leading(&transaction, channel, id, after)?;
    let after = gap.map_or(after, |gap| gap.to);
    // Up to the next gap: what a page tells of comes before its events.
    let range = match gaps::next(&transaction, id, after)? {
        Some(next) => Range::Between(after, next.from - 1),
        None => Range::After(after),
    };
    let left = limit.saturating_sub(resends.len());
    let records = if after < standing.head && left > 0 {
        read::records(&transaction, name, channel, range, left, damage)?
    } else {
        Vec::new()
    };
    let attempts = reader.attempts(after, records.last().map_or(after, |record| record.seq))?;
    let due = |record: Record| {
        let attempt = attempts.get(&record.seq).map_or(1, |last| last + 1);
        Due { record, attempt }
    };
    let events = records.into_iter().map(due).collect();
    Ok(Some(Backlog { resends, gap, events, cursor, head: standing.head }))
}

struct Reader<'a> {
    connection: &'a Connection,
    name: &'a Channel,
    channel: i64,
    consumer: &'a ConsumerName,
    id: i64,
    damage: &'a Damage,
}

impl Reader<'_> {
    /// The number of this consumer's last attempt at each event of a range, where there is one.
    fn attempts(&self, after: Seq, upto: Seq) -> rusqlite::Result<HashMap<Seq, u32>> {
        let sql = "SELECT key, max(number) FROM attempts WHERE key > ? AND key <= ? AND consumer = ? GROUP BY key";
        let mut query = self.connection.prepare_cached(sql)?;
        let range = params![key(self.channel, after), key(self.channel, upto), self.consumer.as_str()];
        query.query_map(range, |row| Ok((seq(row.get(0)?), row.get(1)?)))?.collect()
    }

    fn resends(&self, above: u64, limit: usize) -> rusqlite::Result<Vec<Resending>> {
        let sql = "SELECT id, key, edit, (SELECT count(*) FROM resends AS earlier
                WHERE earlier.consumer = resends.consumer AND earlier.key = resends.key AND earlier.id < resends.id)
            FROM resends WHERE consumer = ? AND id > ? ORDER BY id LIMIT ?";
        let mut query = self.connection.prepare_cached(sql)?;
        let mut rows = query.query(params![self.id, above, limit])?;
        let mut resends = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, at): (u64, Seq) = (row.get(0)?, seq(row.get(1)?));
            let edit: Edit = serde_json::from_str(row.get_ref(2)?.as_str()?).map_err(|e| read::damaged(2, e))?;
            let range = Range::Between(at - 1, at);
            let Some(record) = read::records(self.connection, self.name, self.channel, range, 1, self.damage)?.pop()
            else {
                continue;
            };
            // Each one that waits is an attempt of its own.
            let last = self.attempts(at - 1, at)?.get(&at).copied().unwrap_or(0);
            let due = Due { attempt: last + 1 + row.get::<_, u32>(3)?, record };
            resends.push(edited(id, due, edit));
        }
        Ok(resends)
    }
}

fn edited(id: u64, mut due: Due, edit: Edit) -> Resending {
    let edited_body = edit.body.is_some();
    let Record { event, size, .. } = &mut due.record;
    if let Some(headers) = edit.headers {
        event.headers = headers;
    }
    if let Some(body) = edit.body {
        event.body = Bytes::copy_from_slice(body.as_bytes());
        event.sha256 = Digest(Sha256::digest(&event.body).into());
        *size = event.body.len() as u64;
    }
    Resending { id, due, edited_body }
}
