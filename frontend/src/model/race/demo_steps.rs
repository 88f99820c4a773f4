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

/// The events. Their waits at an interval of 2 s are 1.10, 1.14, 0.5, 1.8 and 0.12 s: the median is
/// 1.1 s from the first on, near the half of the interval that the theory expects, and the last
/// one, a near hit, shows that it is chance.
pub const STEPS: [Step; 5] = [
    Step { from_ms: 1000.0, phase: 0.45 },
    Step { from_ms: 4500.0, phase: 0.43 },
    Step { from_ms: 8500.0, phase: 0.75 },
    Step { from_ms: 12_000.0, phase: 0.1 },
    Step { from_ms: 15_500.0, phase: 0.94 },
];

/// Longest interval at which the plan keeps to its phases. In a longer one an event would wait for
/// its phase longer than people do.
pub const LONGEST_MS: f64 = 4000.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::race::poll_phase::{Next, Polls, next};

    const INTERVAL_MS: f64 = 2000.0;
    const PLANNED: [f64; 5] = [1100.0, 1140.0, 500.0, 1800.0, 120.0];

    /// Waits of the whole plan, and its end, where polls are sent at these times.
    fn plan(polls: &[f64]) -> (Vec<f64>, f64) {
        let mut now = 0.0_f64;
        let waits = STEPS.map(|step| {
            now = now.max(step.from_ms);
            let since = now;
            loop {
                let last_ms = polls.iter().copied().rfind(|poll| *poll <= now);
                let polling = Polls { interval_ms: INTERVAL_MS, last_ms };
                match next(step.phase, now, since, Some(polling)) {
                    Next::Fire => break,
                    Next::Wait(until) => now = until,
                }
            }
            polls.iter().find(|poll| **poll > now).unwrap() - now
        });
        (waits.to_vec(), now)
    }

    /// Polls of half a minute, the first at this time.
    fn regular(first: f64) -> Vec<f64> {
        (0..20).map(|nth| first + f64::from(nth) * INTERVAL_MS).collect()
    }

    fn is_as_planned(waits: &[f64]) {
        for (wait, planned) in waits.iter().zip(PLANNED) {
            assert!((wait - planned).abs() < 55.0, "{waits:?}");
        }
    }

    #[test]
    fn everybody_sees_the_same_waits_whenever_the_first_poll_is() {
        for nth in 0..50 {
            // The page asks for the first time up to an interval after it is open, and as the
            // demonstration begins a little of that may be over.
            let (waits, end) = plan(&regular(f64::from(nth) * 60.0));
            is_as_planned(&waits);
            assert!((15_000.0..22_000.0).contains(&end), "in some 20 s: {end}");
        }
    }

    #[test]
    fn polls_that_are_late_take_the_plan_with_them() {
        let mut late = 0.0;
        let drifting: Vec<_> = regular(700.0)
            .into_iter()
            .enumerate()
            .map(|(nth, poll)| {
                // Each starts an interval after the one before, and a little; one comes much later.
                late += if nth == 4 { 900.0 } else { 12.0 };
                poll + late
            })
            .collect();
        is_as_planned(&plan(&drifting).0);
    }

    #[test]
    fn the_headline_is_steady_from_the_first_event_on() {
        let (waits, _) = plan(&regular(600.0));
        for n in 1..=waits.len() {
            let median = measure::Quantiles::from_one(waits[..n].iter().copied()).p50.unwrap();
            assert!((median - 1100.0).abs() < 55.0, "of {n}: {median}");
        }
        assert!(waits.iter().any(|wait| *wait < 200.0), "one is a near hit");
    }
}
