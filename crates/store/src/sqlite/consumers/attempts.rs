//! Attempts, kept beside their event and counted in the bytes of its channel.

use rusqlite::{Connection, OptionalExtension as _, params};
use wire::{
    Attempt, AttemptResult, Channel, ConsumerAttempt, ConsumerName, DeliveryState, DeliverySummary, Headers,
    MAX_ATTEMPTS_KEPT, Seq,
};

use super::super::channel_state::ChannelState;
use super::super::read;
use super::super::schema::{key, seq};

/// How a result is kept.
pub(in super::super) fn code(result: AttemptResult) -> i64 {
    match result {
        AttemptResult::Ok => 0,
        AttemptResult::Failed => 1,
        AttemptResult::Dead => 2,
    }
}

fn result(code: i64) -> AttemptResult {
    match code {
        0 => AttemptResult::Ok,
        1 => AttemptResult::Failed,
        _ => AttemptResult::Dead,
    }
}

/// The last attempt at an event, as `read::DELIVERY` finds it; none when it makes no sense.
pub(in super::super) fn summary(json: &str) -> Option<DeliverySummary> {
    let (consumer, code, status): (String, i64, Option<u16>) = serde_json::from_str(json).ok()?;
    Some(DeliverySummary { consumer: ConsumerName::new(&consumer).ok()?, result: result(code), status })
}

/// Records an attempt, or more tries of one that is there. None when its event is not kept.
///
/// What hangs on a pinned event is never dropped, so there the answer is left out when it would be
/// more than may be pinned.
pub(in super::super) fn record(
    connection: &Connection,
    state: &mut ChannelState,
    at: Seq,
    consumer: &ConsumerName,
    mut attempt: Attempt,
    mut json: String,
) -> rusqlite::Result<Option<Attempt>> {
    let key = key(state.id, at);
    let sql = "SELECT coalesce(pinned, 0) FROM events LEFT JOIN marks USING (key) WHERE key = ?";
    let pinned: Option<bool> = connection.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()?;
    let Some(pinned) = pinned else { return Ok(None) };
    if pinned && json.len() as u64 > state.pinnable() {
        (attempt.headers, attempt.body) = (Headers::default(), None);
        json = to_json(&attempt)?;
    }
    let sql = "SELECT id, octet_length(attempt) FROM attempts
        WHERE key = ? AND consumer = ? AND number = ? AND replay = ?";
    let same = params![key, consumer.as_str(), attempt.number, attempt.replay];
    let before: Option<(i64, u64)> =
        connection.prepare_cached(sql)?.query_row(same, |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    match before {
        Some((id, bytes)) => {
            let sql = "UPDATE attempts SET result = ?, status = ?, attempt = ? WHERE id = ?";
            connection.prepare_cached(sql)?.execute(params![code(attempt.result), attempt.status, json, id])?;
            state.detach(bytes, pinned);
        }
        None => {
            let sql = "INSERT INTO attempts (key, consumer, number, replay, result, status, attempt)
                VALUES (?, ?, ?, ?, ?, ?, ?)";
            let Attempt { number, replay, result, status, .. } = attempt;
            let row = params![key, consumer.as_str(), number, replay, code(result), status, json];
            connection.prepare_cached(sql)?.execute(row)?;
        }
    }
    state.attach(json.len() as u64, pinned);
    state.marked += 1;
    let sql = "SELECT id, octet_length(attempt) FROM attempts WHERE key = ? ORDER BY id DESC LIMIT -1 OFFSET ?";
    let mut query = connection.prepare_cached(sql)?;
    let rows = query.query_map(params![key, MAX_ATTEMPTS_KEPT], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (id, bytes) in rows.collect::<rusqlite::Result<Vec<(i64, u64)>>>()? {
        connection.prepare_cached("DELETE FROM attempts WHERE id = ?")?.execute([id])?;
        state.detach(bytes, pinned);
    }
    Ok(Some(attempt))
}

fn to_json(attempt: &Attempt) -> rusqlite::Result<String> {
    serde_json::to_string(attempt).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

/// The attempts at an event, oldest first; none when it is not kept.
pub(in super::super) fn list(
    connection: &Connection,
    name: &Channel,
    at: Seq,
) -> rusqlite::Result<Option<Vec<ConsumerAttempt>>> {
    let transaction = connection.unchecked_transaction()?;
    let Some((channel, _)) = read::channel(&transaction, name)? else { return Ok(None) };
    let key = key(channel, at);
    let is_kept = transaction.prepare_cached("SELECT 1 FROM events WHERE key = ?")?.exists([key])?;
    if !is_kept {
        return Ok(None);
    }
    let sql = "SELECT consumer, attempt FROM attempts WHERE key = ? ORDER BY id";
    let mut query = transaction.prepare_cached(sql)?;
    let rows = query.query_map([key], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let mut attempts = Vec::new();
    for row in rows {
        let (consumer, attempt) = row?;
        match (ConsumerName::new(&consumer), serde_json::from_str(&attempt)) {
            (Ok(consumer), Ok(attempt)) => attempts.push(ConsumerAttempt { consumer, attempt }),
            _ => tracing::debug!("an attempt at event {at} of '{name}' is damaged and left out"),
        }
    }
    Ok(Some(attempts))
}

/// The lowest cursor of a channel's consumers; none when it has none.
pub(in super::super) fn lowest_cursor(connection: &Connection, channel: i64) -> rusqlite::Result<Option<Seq>> {
    let sql = "SELECT min(cursor) FROM consumers WHERE channel = ?";
    connection.prepare_cached(sql)?.query_row([channel], |row| row.get(0))
}

/// How far an event was delivered; none when no consumer has or had to do with it.
pub(in super::super) fn delivery(
    connection: &Connection,
    key: i64,
    lowest_cursor: Option<Seq>,
) -> rusqlite::Result<Option<DeliveryState>> {
    let sql = "SELECT result FROM attempts WHERE key = ? ORDER BY id DESC LIMIT 1";
    let last: Option<i64> = connection.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()?;
    Ok(match last.map(result) {
        Some(AttemptResult::Ok) => Some(DeliveryState::Ok),
        Some(AttemptResult::Failed) => Some(DeliveryState::Failed),
        Some(AttemptResult::Dead) => Some(DeliveryState::Dead),
        None => lowest_cursor.is_some_and(|cursor| cursor < seq(key)).then_some(DeliveryState::Waiting),
    })
}
