//! The planned beginning of the demonstration: five events at phases of the poll that everybody
//! sees alike. A lesson that chance gave would be another one for each visitor.

/// An event of the plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Earliest time of the event, in ms from the beginning of the demonstration.
    pub from_ms: f64,
    /// Its place between two polls, as a share of the interval: at 0.45 of 2 s it waits 1.1 s.
    pub phase: f64,
}

/// The events. Their waits at an interval of 2 s are 1.1, 1.3, 0.5, 1.8 and 0.12 s: the median is
/// 1.1 s from the first on, near the half of the interval that the theory expects, and the last
/// one, a near hit, shows that it is chance.
pub const STEPS: [Step; 5] = [
    Step { from_ms: 1000.0, phase: 0.45 },
    Step { from_ms: 4500.0, phase: 0.35 },
    Step { from_ms: 8500.0, phase: 0.75 },
    Step { from_ms: 12_000.0, phase: 0.1 },
    Step { from_ms: 15_500.0, phase: 0.94 },
];

/// Longest interval at which the plan keeps to its time. Of a longer one an event would wait for
/// its phase longer than for its poll.
const LONGEST_MS: f64 = 4000.0;

/// When to fire: the first time from `now_ms` on that is at the step's phase after a poll at
/// `poll_ms`, all on one clock. At once when nobody polls at such an interval.
#[must_use]
pub fn due_ms(step: Step, now_ms: f64, poll_ms: Option<f64>, interval_ms: f64) -> f64 {
    let Some(poll_ms) = poll_ms.filter(|_| interval_ms <= LONGEST_MS) else { return now_ms };
    let first = poll_ms + step.phase * interval_ms;
    let intervals = ((now_ms - first) / interval_ms).ceil().max(0.0);
    first + intervals * interval_ms
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Waits of the whole plan when polls are at `phase` of the interval.
    fn plan(interval_ms: f64, phase: f64) -> (Vec<f64>, f64) {
        let mut end = 0.0;
        let waits = STEPS.map(|step| {
            let poll = (step.from_ms / interval_ms).floor() * interval_ms + phase * interval_ms;
            let due = due_ms(step, step.from_ms, Some(poll), interval_ms);
            assert!(due >= step.from_ms && due < step.from_ms + 2.0 * interval_ms);
            end = due;
            let since = (due - poll).rem_euclid(interval_ms);
            interval_ms - since
        });
        (waits.to_vec(), end)
    }

    #[test]
    fn everybody_sees_the_same_waits_whatever_the_phase_of_the_poll() {
        for nth in 0..20 {
            let (waits, end) = plan(2000.0, f64::from(nth) / 20.0);
            for (wait, expected) in waits.iter().zip([1100.0, 1300.0, 500.0, 1800.0, 120.0]) {
                assert!((wait - expected).abs() < 0.001, "{waits:?}");
            }
            assert!((15_000.0..20_000.0).contains(&end), "in some 18 s: {end}");
        }
    }

    #[test]
    fn the_headline_is_steady_from_the_first_event_on() {
        let (waits, _) = plan(2000.0, 0.3);
        for n in 1..=waits.len() {
            let median = measure::Quantiles::from_one(waits[..n].iter().copied()).p50.unwrap();
            assert!((median - 1100.0).abs() < 0.001, "of {n}: {median}");
        }
        assert!(waits.iter().any(|wait| *wait < 200.0), "one is a near hit");
    }

    #[test]
    fn where_nobody_polls_so_often_it_fires_at_once() {
        let step = STEPS[0];
        assert_eq!(due_ms(step, 1000.0, None, 2000.0), 1000.0);
        assert_eq!(due_ms(step, 1000.0, Some(0.0), 60_000.0), 1000.0);
        assert_eq!(due_ms(step, 1000.0, Some(900.0), 2000.0), 1800.0);
        // A poll that is late by now.
        assert_eq!(due_ms(step, 9000.0, Some(900.0), 2000.0), 9800.0);
    }
}
