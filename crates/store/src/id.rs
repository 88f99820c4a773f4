//! Ids of events.

use uuid::{NoContext, Uuid};
use wire::Timestamp;

/// A UUIDv7 of a time. `Uuid::now_v7` reads the clock by itself, and panics on one that is set before 1970.
#[must_use]
pub fn event_id(at: Timestamp) -> Uuid {
    let micros = u64::try_from(at.0).unwrap_or_default();
    let nanos = (micros % 1_000_000) as u32 * 1000;
    Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, micros / 1_000_000, nanos))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_has_an_id_of_its_millisecond() {
        for (micros, millis) in [
            (i64::MIN, 0),
            (-1, 0),
            (0, 0),
            (1_795_516_927_318_001, 1_795_516_927_318),
            (Timestamp::MAX.0, Timestamp::MAX.0 as u64 / 1000),
        ] {
            let id = event_id(Timestamp(micros));
            assert_eq!((id.get_version_num(), id.as_u128() >> 80), (7, u128::from(millis)), "{micros}");
        }
        let at = Timestamp(1_795_516_927_318_001);
        assert_ne!(event_id(at), event_id(at));
        // No time at all that can be held: it must only not panic.
        let _ = event_id(Timestamp(i64::MAX));
    }
}
