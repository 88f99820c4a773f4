//! A step of a search through a channel's events.

use bytes::Bytes;
use rusqlite::{Connection, Row};
use wire::{Channel, DeliveryState, Headers, PREVIEW_BYTES};

use super::consumers::attempts;
use super::damage::Damage;
use super::read::{ANSWER, DELIVERY, EVENT, EVENTS, bounds, damaged, found, is_damage, record_or_damage, standing};
use super::schema::seq;
use crate::search::Scratch;
use crate::{Scan, Scanned, Search, Searched};

/// A step ends when it has looked at this many stored bytes, so that nobody waits long behind it (in a store in memory the
/// writer does), and when what it found holds as many, so that it does not fill the memory.
const STEP_BYTES: u64 = 4 * 1024 * 1024;
const FOUND_BYTES: usize = 1024 * 1024;

/// Looks at the events of a range.
pub(super) fn step(
    connection: &Connection,
    name: &Channel,
    scan: &Scan,
    damage: &Damage,
) -> rusqlite::Result<Option<Scanned>> {
    let transaction = connection.unchecked_transaction()?;
    let Some((id, info, _)) = standing(&transaction, name)? else { return Ok(None) };
    let (low, high, order) = bounds(id, scan.range);
    // The few that are pinned are gone to, not searched for.
    let events = if scan.search.pinned { "marks CROSS JOIN events USING (key)" } else { EVENTS };
    let pinned = if scan.search.pinned { "AND pinned" } else { "" };
    let sql = format!(
        "SELECT {EVENT}, body, {ANSWER}, {DELIVERY} FROM {events} WHERE key > ? AND key < ? {pinned} ORDER BY key {order}"
    );
    let mut query = transaction.prepare_cached(&sql)?;
    let mut rows = query.query((low, high))?;
    let (mut records, mut room) = (Vec::new(), Scratch::default());
    let (mut looked, mut held) = (0, 0);
    let lowest_cursor = match scan.search.deliveries.is_empty() {
        true => None,
        false => attempts::lowest_cursor(&transaction, id)?,
    };
    while let Some(row) = rows.next()? {
        // A damaged row may say anything.
        looked += row.get::<_, u64>(1).unwrap_or_default() + head_bytes(row).unwrap_or_default();
        let delivered = || attempts::delivery(&transaction, row.get(0)?, lowest_cursor);
        let finds = match scan.search.deliveries.is_empty() || is_delivered(&scan.search, delivered()?) {
            true => finds_without(row, &scan.search, &mut room, &mut looked),
            false => Ok(false),
        };
        let finds = match finds {
            Err(e) if is_damage(&e) => {
                found(row, name, damage, &e)?;
                false
            }
            finds => finds?,
        };
        if finds
            && let Some(mut found) = record_or_damage(row, name, damage)?
            && scan.search.wanted.as_ref().is_none_or(|wanted| wanted(&found))
        {
            if !scan.whole && found.event.body.len() > PREVIEW_BYTES + 1 {
                // One byte more than a preview, so that `Body::preview` sees a body that it must cut.
                found.event.body = Bytes::copy_from_slice(&found.event.body[..=PREVIEW_BYTES]);
            }
            held += found.event.held_bytes();
            records.push(found);
        }
        if records.len() >= scan.limit || looked > STEP_BYTES || held > FOUND_BYTES {
            let next = Some(seq(row.get(0)?));
            return Ok(Some(Scanned { records, next, info }));
        }
    }
    Ok(Some(Scanned { records, next: None, info }))
}

fn is_delivered(search: &Search, state: Option<DeliveryState>) -> bool {
    search.deliveries.iter().all(|(not, wanted)| (state == Some(*wanted)) != *not)
}

/// Looks at one event for what must be there, then for what must not.
fn finds_without(row: &Row<'_>, search: &Search, room: &mut Scratch, looked: &mut u64) -> rusqlite::Result<bool> {
    if !finds(row, search, room, looked)? {
        return Ok(false);
    }
    for without in &search.without {
        if finds(row, without, room, looked)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Stored bytes of an event's head.
fn head_bytes(row: &Row<'_>) -> rusqlite::Result<u64> {
    let length = |column| Ok(row.get_ref(column)?.as_bytes_or_null()?.map_or(0, <[u8]>::len));
    [5, 6, 7, 8, 9].into_iter().map(length).sum::<rusqlite::Result<usize>>().map(|bytes| bytes as u64)
}

/// Looks at one event, at the body last and then at what is shown of it, whose bytes are looked at too.
fn finds(row: &Row<'_>, search: &Search, room: &mut Scratch, looked: &mut u64) -> rusqlite::Result<bool> {
    let mut look = search.look(room);
    for column in [5, 6, 7] {
        if look.found() {
            return Ok(true);
        }
        look.at(row.get_ref(column)?.as_bytes_or_null()?.unwrap_or_default());
    }
    if look.found() {
        return Ok(true);
    }
    let headers: Headers = serde_json::from_str(row.get_ref(9)?.as_str()?).map_err(|e| damaged(9, e))?;
    for (name, value) in &headers.0 {
        look.at(&[name.as_bytes(), b": ", value.as_bytes()].concat());
    }
    if look.found() {
        return Ok(true);
    }
    let body = row.get_ref(12)?.as_bytes()?;
    look.at(body);
    if look.found() {
        return Ok(true);
    }
    let Some(shown) = &search.shown else { return Ok(false) };
    let event = Searched {
        method: row.get_ref(5)?.as_bytes()?,
        path: row.get_ref(6)?.as_bytes()?,
        query: row.get_ref(7)?.as_bytes_or_null()?,
        headers: &headers,
        note: row.get_ref(11)?.as_bytes_or_null()?,
        body,
    };
    if let Some(shown) = shown(&event) {
        *looked += shown.len() as u64;
        // Each is a text of its own, and a word is in one of them.
        for line in shown.split(|byte| *byte == b'\n') {
            look.at(line);
        }
    }
    Ok(look.found())
}
