//! The relay's wall clock.

use std::time::{SystemTime, UNIX_EPOCH};

use wire::Timestamp;

/// Now. A clock set before 1970 says 1970.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
