//! What the numbers of the race mean: outcomes in, figures out.
//!
//! A reader (the page, or `gancho race`) records one [`Outcome`] for each thing that happened on a
//! lane. Everything shown is worked out from those rows, here and nowhere else, so that the page,
//! the terminal and a re-read export cannot disagree. No clock, no I/O: times come in as arguments.
//!
//! - [`figures`](fn@figures) works out everything from a slice, straight from the definitions;
//! - [`Tally`] gives the same answers when outcomes come one by one and are asked for every frame;
//! - [`theory`] is what mathematics expects beside what was measured, and *Multiply*;
//! - [`Schedule`] says when to poll, [`Gaps`] when the demonstration fires, [`OffsetEstimator`]
//!   how far the two clocks are apart;
//! - [`Export`] is the one JSON shape of a run.
//!
//! **Units.** `_ms` is milliseconds in `f64`, `_us` microseconds in `i64`; instants count from the
//! Unix epoch. Figures are computed in whole microseconds: sums and differences are then exact, and
//! a run that went through JSON gives the very same numbers. (At today's epoch an `f64` of
//! milliseconds is 17 digits long, and a JSON parser may lose its last bit.)

mod clock;
mod export;
mod figures;
mod gaps;
mod outcome;
mod quantiles;
mod schedule;
mod tally;
pub mod theory;

pub use clock::{Offset, OffsetEstimator};
pub use export::{Export, Settings};
pub use figures::{
    Bytes, Context, Figures, LaneFigures, advantage, empty_share, figures, latency, mean_advantage_ms,
    observed_rate_per_ms, shown_latency_ms,
};
pub use gaps::{Gaps, MEAN_GAP_MS, Random};
pub use outcome::{Kind, Lane, Lanes, Outcome, Transport};
pub use quantiles::{MIN_SAMPLES, Quantiles};
pub use schedule::Schedule;
pub use tally::{Compared, Tally};
pub use theory::{Multiplied, empty_share_theory, mean_wait_ms, multiply, wait_for_poll_ms};
