//! Answers that senders got: in short in the row of the event, whole beside it.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;
use wire::{AnswerSource, AnswerSummary, Channel, GivenAnswer, Headers, Seq};

use super::channel_state::ChannelState;
use super::read::{ANSWER, damaged};
use super::schema::key;
use crate::StoredAnswer;

/// How long an answer waits for the commit of something else, before it has one of its own.
pub(super) const PATIENCE: Duration = Duration::from_millis(20);

/// Code of the relay's receipt. It is in the header of its row: SQLite has a type for the number 1.
const RECEIPT: i64 = 1;
/// Bits of a status and of a source.
const STATUS_BITS: u32 = 10;
const SOURCE_BITS: u32 = 3;

/// How a summary is kept: from the lowest bit on 1 bit that is 0, source, status, and the
/// milliseconds plus one, where 0 is none.
pub(super) fn code(summary: &AnswerSummary) -> i64 {
    if *summary == AnswerSummary::RECEIPT {
        return RECEIPT;
    }
    let source = match summary.source {
        AnswerSource::Default => 0,
        AnswerSource::Channel => 1,
        AnswerSource::Handshake => 2,
        AnswerSource::App => 3,
        AnswerSource::Hold => 4,
    };
    let status = i64::from(summary.status) & ((1 << STATUS_BITS) - 1);
    let ms = summary.ms.map_or(0, |ms| i64::from(ms) + 1);
    (((ms << STATUS_BITS | status) << SOURCE_BITS) | source) << 1
}

/// The summary of a code; none when it makes no sense.
pub(super) fn summary(code: i64) -> Option<AnswerSummary> {
    if code == RECEIPT {
        return Some(AnswerSummary::RECEIPT);
    }
    let source = match (code >> 1) & ((1 << SOURCE_BITS) - 1) {
        0 => AnswerSource::Default,
        1 => AnswerSource::Channel,
        2 => AnswerSource::Handshake,
        3 => AnswerSource::App,
        4 => AnswerSource::Hold,
        _ => return None,
    };
    let rest = code >> (1 + SOURCE_BITS);
    let status = u16::try_from(rest & ((1 << STATUS_BITS) - 1)).ok()?;
    let ms = match rest >> STATUS_BITS {
        0 => None,
        more => Some(u32::try_from(more - 1).ok()?),
    };
    Some(AnswerSummary { status, source, ms })
}

/// Records an answer; false when its event is not kept.
///
/// What hangs on a pinned event is never dropped, so there headers and body are left out when they
/// would be more than may be pinned.
pub(super) fn record(
    connection: &Connection,
    state: &mut ChannelState,
    (seq, id): (Seq, Uuid),
    mut answer: GivenAnswer,
    mut json: String,
) -> rusqlite::Result<bool> {
    let key = key(state.id, seq);
    let sql = "SELECT coalesce(pinned, 0), (SELECT octet_length(answer) FROM answers WHERE answers.key = events.key)
        FROM events LEFT JOIN marks USING (key) WHERE key = ? AND events.id = ?";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, bool>(0)?, row.get::<_, Option<u64>>(1)?));
    let kept = connection.prepare_cached(sql)?.query_row(params![key, id.as_bytes()], row).optional()?;
    let Some((pinned, before)) = kept else { return Ok(false) };
    if pinned && json.len() as u64 > state.pinnable() {
        (answer.headers, answer.body) = (Headers::default(), None);
        json = serde_json::to_string(&answer).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
    }
    let sql = "INSERT OR REPLACE INTO answers VALUES (?, ?, ?)";
    connection.prepare_cached(sql)?.execute(params![key, code(&answer.summary()), json])?;
    state.detach(before.unwrap_or(0), pinned);
    state.attach(json.len() as u64, pinned);
    // What a reader of the list holds is not what it would be given now.
    state.marked += 1;
    Ok(true)
}

/// What is known of the answer that an event's sender got.
pub(super) fn one(connection: &Connection, name: &Channel, seq: Seq) -> rusqlite::Result<StoredAnswer> {
    let sql = format!(
        "SELECT id, {ANSWER}, (SELECT answer FROM answers WHERE answers.key = events.key) FROM events
         WHERE key = ((SELECT id FROM channels WHERE name = ?) << 40) + ?"
    );
    let at = key(0, seq);
    let row = |row: &rusqlite::Row<'_>| {
        let whole = row.get::<_, Option<String>>(2)?;
        Ok((Uuid::from_bytes(row.get(0)?), row.get::<_, Option<i64>>(1)?.and_then(summary), whole))
    };
    let found = connection.prepare_cached(&sql)?.query_row(params![name.as_str(), at], row).optional()?;
    Ok(match found {
        None => StoredAnswer::NoEvent,
        Some((_, _, Some(json))) => StoredAnswer::Whole(serde_json::from_str(&json).map_err(|e| damaged(2, e))?),
        Some((id, Some(AnswerSummary::RECEIPT), None)) => StoredAnswer::Receipt(id),
        Some((_, Some(summary), None)) => StoredAnswer::Summary(summary),
        Some((_, None, None)) => StoredAnswer::Unknown,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_summary_comes_back_from_its_code() {
        let sources = [
            AnswerSource::Default,
            AnswerSource::Channel,
            AnswerSource::Handshake,
            AnswerSource::App,
            AnswerSource::Hold,
        ];
        for source in sources {
            for status in [0, 200, 418, 599, 999] {
                for ms in [None, Some(0), Some(30_000), Some(u32::MAX)] {
                    let given = AnswerSummary { status, source, ms };
                    assert_eq!(summary(code(&given)), Some(given));
                }
            }
        }
        assert_eq!(code(&AnswerSummary::RECEIPT), 1);
        assert_eq!([summary(-2), summary(i64::MAX - 1)], [None, None]);
    }
}
