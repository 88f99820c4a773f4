//! Consumers: their cursors, attempts, gaps and resends.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use wire::{ConsumerName, Seq};

use super::schema::ATTACHED;

pub(super) mod attempts;
pub(super) mod backlog;
pub(super) mod gaps;
pub(super) mod info;
pub(super) mod resends;

/// A consumer as last committed.
pub(super) struct ConsumerState {
    pub(super) id: i64,
    pub(super) cursor: Seq,
    pub(super) changed: bool,
}

/// The consumers of a channel, by name.
pub(super) type Consumers = BTreeMap<ConsumerName, ConsumerState>;

/// Every consumer, by the row number of its channel.
pub(super) fn load(connection: &Connection) -> rusqlite::Result<BTreeMap<i64, Consumers>> {
    let mut query = connection.prepare("SELECT channel, name, id, cursor FROM consumers")?;
    let mut rows = query.query([])?;
    let mut consumers: BTreeMap<i64, Consumers> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        // A damaged name is nobody's.
        let Ok(name) = ConsumerName::new(&row.get::<_, String>(1).unwrap_or_default()) else { continue };
        let state = ConsumerState { id: row.get(2)?, cursor: row.get(3)?, changed: false };
        consumers.entry(row.get(0)?).or_default().insert(name, state);
    }
    Ok(consumers)
}

/// Writes the cursors that were moved.
pub(super) fn save(connection: &Connection, consumers: &mut Consumers) -> rusqlite::Result<()> {
    for state in consumers.values_mut().filter(|state| state.changed) {
        let sql = "UPDATE consumers SET cursor = ? WHERE id = ?";
        connection.prepare_cached(sql)?.execute(params![state.cursor, state.id])?;
        state.changed = false;
    }
    Ok(())
}

/// Makes a consumer that is not there.
pub(super) fn make(
    connection: &Connection,
    channel: i64,
    name: &ConsumerName,
    cursor: Seq,
) -> rusqlite::Result<ConsumerState> {
    let sql = "INSERT INTO consumers (channel, name, cursor) VALUES (?, ?, ?)";
    connection.execute(sql, params![channel, name.as_str(), cursor])?;
    Ok(ConsumerState { id: connection.last_insert_rowid(), cursor, changed: false })
}

/// Removes a consumer with its gaps. Its resends are the caller's, since they count as bytes.
pub(super) fn remove(connection: &Connection, id: i64) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM gaps WHERE consumer = ?", [id])?;
    connection.execute("DELETE FROM consumers WHERE id = ?", [id])?;
    Ok(())
}

/// Stored bytes of what hangs on an event.
pub(super) fn attached(connection: &Connection, key: i64) -> rusqlite::Result<u64> {
    let sql = format!("SELECT {ATTACHED} FROM (SELECT ? AS key) AS events");
    connection.prepare_cached(&sql)?.query_row([key], |row| row.get(0))
}

/// Deletes what hangs on an event.
pub(super) fn delete_attached(connection: &Connection, key: i64) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM attempts WHERE key = ?")?.execute([key])?;
    connection.prepare_cached("DELETE FROM resends WHERE key = ?")?.execute([key])?;
    connection.prepare_cached("DELETE FROM answers WHERE key = ?")?.execute([key])?;
    Ok(())
}

/// Stored bytes of what hangs on the events above a key, up to and with another.
pub(super) fn attached_between(connection: &Connection, above: i64, upto: i64) -> rusqlite::Result<u64> {
    let sql = "SELECT
        (SELECT coalesce(sum(octet_length(attempt)), 0) FROM attempts WHERE key > ?1 AND key <= ?2)
        + (SELECT coalesce(sum(octet_length(edit)), 0) FROM resends WHERE key > ?1 AND key <= ?2)
        + (SELECT coalesce(sum(octet_length(answer)), 0) FROM answers WHERE key > ?1 AND key <= ?2)";
    connection.query_row(sql, [above, upto], |row| row.get(0))
}
