//! When an attempt is made again.

use std::time::{Duration, SystemTime};

use hyper::StatusCode;
use hyper::header::{HeaderMap, RETRY_AFTER};

/// Longest wait that a target can ask for.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(600);
/// First wait for a target that refuses connections.
const FIRST_REFUSED: Duration = Duration::from_millis(100);
/// Longest one.
const LONGEST_REFUSED: Duration = Duration::from_secs(2);

/// True for an answer after which the event is sent again: of a server that failed, is busy or was
/// too slow. Every other answer is final, redirects too.
pub(super) fn is_retried(status: StatusCode) -> bool {
    status.is_server_error() || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT)
}

/// The wait that an answer asks for, by seconds or by a date (RFC 9110, section 10.2.3).
pub(super) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => httpdate::parse_http_date(text).ok()?.duration_since(now).unwrap_or_default(),
    };
    Some(wait.min(MAX_RETRY_AFTER))
}

/// The wait after so many refused connections, from 1.
pub(super) fn refused_wait(refused: u32) -> Duration {
    let doubled = 2_u32.saturating_pow(refused.saturating_sub(1).min(16));
    FIRST_REFUSED.saturating_mul(doubled).min(LONGEST_REFUSED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_that_failed_are_asked_again() {
        for status in [500, 503, 599, 429, 408] {
            assert!(is_retried(StatusCode::from_u16(status).unwrap()), "{status}");
        }
        for status in [200, 204, 301, 307, 400, 401, 404, 410, 422] {
            assert!(!is_retried(StatusCode::from_u16(status).unwrap()), "{status}");
        }
    }

    #[test]
    fn a_wait_is_asked_for_in_seconds_or_by_a_date_and_has_a_limit() {
        let now = httpdate::parse_http_date("Sat, 28 Nov 2026 12:00:00 GMT").unwrap();
        for (text, seconds) in [
            ("7", Some(7)),
            (" 0 ", Some(0)),
            ("99999", Some(600)),
            ("Sat, 28 Nov 2026 12:00:05 GMT", Some(5)),
            ("Sat, 28 Nov 2026 11:00:00 GMT", Some(0)),
            ("Sun, 28 Nov 2027 11:00:00 GMT", Some(600)),
            ("soon", None),
            ("-1", None),
        ] {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, text.parse().unwrap())]);
            assert_eq!(retry_after(&headers, now), seconds.map(Duration::from_secs), "{text}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }

    #[test]
    fn a_target_that_refuses_is_tried_every_two_seconds_at_the_least() {
        let waits: Vec<_> = (1..=7).map(|n| refused_wait(n).as_millis()).collect();
        assert_eq!(waits, [100, 200, 400, 800, 1600, 2000, 2000]);
        assert_eq!(refused_wait(u32::MAX), LONGEST_REFUSED);
    }
}
