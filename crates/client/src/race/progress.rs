//! The race as it runs, on standard error.

use std::convert::Infallible;
use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use measure::{Context, Kind, Lane, Lanes, Outcome};
use tokio::time::sleep;

use super::lane_context::LaneContext;
use super::report;

/// Outcomes shown of each lane.
const TRAIL: usize = 24;

/// How a race shows how far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// One line, redrawn: for a terminal.
    Redrawn,
    /// A line every ten seconds: for a log.
    Lines,
    /// Not at all.
    Silent,
}

impl Progress {
    /// As standard error takes it.
    #[must_use]
    pub fn on_stderr() -> Self {
        if std::io::stderr().is_terminal() { Self::Redrawn } else { Self::Lines }
    }

    /// Draws until it is dropped.
    pub(super) async fn draw(self, context: &LaneContext) -> Infallible {
        loop {
            match self {
                Self::Redrawn => {
                    // Without wrapping: a line that is too long for the terminal could not be drawn over.
                    print(&format!("\r\x1b[?7l{}\x1b[K\x1b[?7h", line(context)));
                    sleep(Duration::from_millis(100)).await;
                }
                Self::Lines => {
                    sleep(Duration::from_secs(10)).await;
                    print(&format!("{}\n", line(context)));
                }
                Self::Silent => std::future::pending().await,
            }
        }
    }

    /// Leaves no trace on a terminal.
    pub(super) fn clear(self) {
        if self == Self::Redrawn {
            print("\r\x1b[K");
        }
    }
}

fn print(text: &str) {
    let mut stderr = std::io::stderr();
    // Nobody looks, when it is closed.
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}

fn line(context: &LaneContext) -> String {
    let (at, length) = (context.length_ms() / 1000.0, context.options.length.as_secs_f64());
    let log = context.log();
    let transports = Lanes { push: context.options.push, pull: context.options.pull };
    let figures = log.tally.figures(&Context { transports, offset: None, bytes: Lanes::default() });
    let known = if log.pushing { "" } else { " (connecting)" };
    let ahead = if at >= length && !log.has_everything() {
        "waiting for the last events".into()
    } else {
        figures.advantage_ms.p50.map(report::headline).unwrap_or_default()
    };
    format!(
        "{at:.0}/{length:.0} s   push {}{known}   pull {}   {ahead}",
        marks(&log.outcomes, Lane::Push),
        marks(&log.outcomes, Lane::Pull)
    )
}

/// The last outcomes of a lane, in the page's shapes: filled is an event, hollow an empty poll, a cross a failure.
fn marks(outcomes: &[Outcome], lane: Lane) -> String {
    let of_lane = outcomes.iter().rev().filter(|outcome| outcome.lane == lane);
    let mark = |outcome: &Outcome| match (lane, outcome.kind) {
        (_, Kind::Failed) => '×',
        (Lane::Push, Kind::Delivered) => '●',
        (Lane::Pull, Kind::Delivered) => '■',
        (Lane::Pull, _) => '□',
        (Lane::Push, _) => '○',
    };
    let newest_first: Vec<char> = of_lane.take(TRAIL).map(mark).collect();
    newest_first.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use race::outcome_without_events;

    #[test]
    fn the_last_outcomes_are_drawn_in_the_order_they_came() {
        let one = |lane, kind| outcome_without_events(lane, kind, 0.0, 0.0);
        let mut outcomes = vec![one(Lane::Push, Kind::Failed), one(Lane::Push, Kind::Open)];
        outcomes.extend([Kind::Empty, Kind::Failed, Kind::TimedOut, Kind::Delivered].map(|kind| one(Lane::Pull, kind)));
        outcomes.push(one(Lane::Push, Kind::Delivered));
        assert_eq!((marks(&outcomes, Lane::Push).as_str(), marks(&outcomes, Lane::Pull).as_str()), ("×○●", "□×□■"));
        outcomes.extend(vec![one(Lane::Pull, Kind::Empty); 100]);
        assert_eq!(marks(&outcomes, Lane::Pull).chars().count(), TRAIL);
    }
}
