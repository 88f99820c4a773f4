//! What retention took before a consumer had settled it: runs of positions, kept as dead letters
//! until the consumer itself goes.
//!
//! A gap is still to be told as long as it ends above the cursor. What a person deletes or clears
//! is no gap.

use rusqlite::{Connection, OptionalExtension as _, params};
use wire::{Gap, Seq};

use super::super::channel_state::ChannelState;
use super::super::schema::{key, seq};

/// Most gaps shown of a consumer.
const SHOWN: usize = 100;

/// Positions dropped one after the other, as runs.
#[derive(Default)]
pub(in super::super) struct Runs(Vec<Gap>);

impl Runs {
    /// Adds a position above those before.
    pub(in super::super) fn push(&mut self, seq: Seq) {
        match self.0.last_mut() {
            Some(run) if run.to + 1 == seq => run.to = seq,
            _ => self.0.push(Gap { from: seq, to: seq }),
        }
    }
}

/// Notes what was dropped above each consumer's cursor.
pub(in super::super) fn note(connection: &Connection, state: &ChannelState, runs: &Runs) -> rusqlite::Result<()> {
    for consumer in state.consumers.values() {
        for run in runs.0.iter().filter(|run| run.to > consumer.cursor) {
            add(connection, consumer.id, Gap { from: run.from.max(consumer.cursor + 1), to: run.to })?;
        }
    }
    Ok(())
}

/// Adds a gap; one that goes on where another ended makes that one longer.
pub(super) fn add(connection: &Connection, consumer: i64, gap: Gap) -> rusqlite::Result<()> {
    let sql = "UPDATE gaps SET last_seq = ?3 WHERE consumer = ?1 AND last_seq = ?2 - 1
        AND first_seq = (SELECT max(first_seq) FROM gaps WHERE consumer = ?1 AND first_seq < ?2)";
    if connection.prepare_cached(sql)?.execute(params![consumer, gap.from, gap.to])? == 0 {
        let sql = "INSERT OR IGNORE INTO gaps VALUES (?, ?, ?)";
        connection.prepare_cached(sql)?.execute(params![consumer, gap.from, gap.to])?;
    }
    Ok(())
}

/// The first gap above a position: what of it is above.
pub(super) fn next(connection: &Connection, consumer: i64, after: Seq) -> rusqlite::Result<Option<Gap>> {
    let sql = "SELECT first_seq, last_seq FROM gaps WHERE consumer = ? AND last_seq > ? ORDER BY first_seq LIMIT 1";
    let gap = connection.prepare_cached(sql)?.query_row(params![consumer, after], |row| {
        Ok(Gap { from: row.get::<_, Seq>(0)?.max(after + 1), to: row.get(1)? })
    });
    gap.optional()
}

/// The gap that comes before any event above a position.
pub(super) fn leading(
    connection: &Connection,
    channel: i64,
    consumer: i64,
    after: Seq,
) -> rusqlite::Result<Option<Gap>> {
    let Some(gap) = next(connection, consumer, after)? else { return Ok(None) };
    let sql = "SELECT min(key) FROM events WHERE key > ? AND key < ?";
    let bounds = params![key(channel, after), key(channel, gap.from)];
    let before: Option<i64> = connection.prepare_cached(sql)?.query_row(bounds, |row| row.get(0))?;
    Ok(before.map(seq).is_none().then_some(gap))
}

/// How many there are.
pub(super) fn count(connection: &Connection, consumer: i64) -> rusqlite::Result<u64> {
    let sql = "SELECT count(*) FROM gaps WHERE consumer = ?";
    connection.prepare_cached(sql)?.query_row([consumer], |row| row.get(0))
}

/// The last ones, oldest first.
pub(super) fn list(connection: &Connection, consumer: i64) -> rusqlite::Result<Vec<Gap>> {
    let sql = "SELECT first_seq, last_seq FROM gaps WHERE consumer = ? ORDER BY first_seq DESC LIMIT ?";
    let mut query = connection.prepare_cached(sql)?;
    let rows = query.query_map(params![consumer, SHOWN], |row| Ok(Gap { from: row.get(0)?, to: row.get(1)? }))?;
    let mut gaps = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    gaps.reverse();
    Ok(gaps)
}
