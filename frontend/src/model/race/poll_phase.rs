//! Fires an event at a chosen place between two polls: of the demonstration, whose lesson everybody
//! is to see alike, and of a prediction, which is to come true.

/// How pull asks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Polls {
    /// The interval in force, in ms.
    pub interval_ms: f64,
    /// Start of the latest poll that was sent at this interval. `None` before the first.
    pub last_ms: Option<f64>,
}

/// What is to be done now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next {
    /// The event is due.
    Fire,
    /// Nothing before this time; then the question is asked again, for the polls may have changed.
    Wait(f64),
}

/// Longest that an event waits for its phase, in ms, and in intervals besides: on a machine on
/// which no timer comes in time, something is shown rather than nothing.
const PATIENCE_MS: f64 = 6000.0;
const PATIENCE_INTERVALS: f64 = 2.0;
/// Time after which one looks again for a poll that is to come, in ms.
const LOOK_MS: f64 = 20.0;
/// Share of the interval by which an event may be late. One that is later is not fired late, but
/// after the next poll.
const LATE: f64 = 0.025;

/// Whether an event is due that is to be at a phase (a share of the interval) after a poll, and
/// waits for that since `since_ms`. It is counted from a poll that was really sent: one that is
/// only expected may come later, or with another interval. Due at once where nobody polls. All
/// times are on one clock.
#[must_use]
pub fn next(phase: f64, now_ms: f64, since_ms: f64, polls: Option<Polls>) -> Next {
    let Some(polls) = polls else { return Next::Fire };
    if now_ms - since_ms >= PATIENCE_MS + PATIENCE_INTERVALS * polls.interval_ms {
        return Next::Fire;
    }
    let Some(last_ms) = polls.last_ms else { return Next::Wait(now_ms + LOOK_MS) };
    let due_ms = last_ms + phase * polls.interval_ms;
    if now_ms < due_ms {
        Next::Wait(due_ms)
    } else if now_ms <= due_ms + LATE * polls.interval_ms {
        Next::Fire
    } else {
        Next::Wait((last_ms + polls.interval_ms).max(now_ms + LOOK_MS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(now_ms: f64, last_ms: Option<f64>) -> Next {
        next(0.45, now_ms, 1000.0, Some(Polls { interval_ms: 2000.0, last_ms }))
    }

    #[test]
    fn before_the_first_poll_it_waits_for_one() {
        assert_eq!(asked(1000.0, None), Next::Wait(1020.0));
        assert_eq!(asked(1200.0, Some(1190.0)), Next::Wait(2090.0));
    }

    #[test]
    fn it_is_due_at_its_phase_and_not_late() {
        assert_eq!(asked(1000.0, Some(900.0)), Next::Wait(1800.0));
        assert_eq!(asked(1800.0, Some(900.0)), Next::Fire);
        assert_eq!(asked(1850.0, Some(900.0)), Next::Fire);
        assert_eq!(asked(1851.0, Some(900.0)), Next::Wait(2900.0), "after the next poll");
        assert_eq!(asked(2901.0, Some(900.0)), Next::Wait(2921.0), "which is late");
        assert_eq!(asked(2921.0, Some(2915.0)), Next::Wait(3815.0));
    }

    #[test]
    fn where_nobody_polls_it_is_due_at_once() {
        assert_eq!(next(0.45, 1000.0, 1000.0, None), Next::Fire);
        assert_eq!(asked(11_000.0, None), Next::Fire, "and one does not wait for ever");
    }
}
