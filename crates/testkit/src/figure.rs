//! What a benchmark found, for people and for `cargo xtask bench`, which makes one table of all.

use std::env;

/// A figure with what it should be.
#[derive(Clone, Copy, Debug)]
pub struct Figure<'a> {
    /// What was measured, in a few words.
    pub name: &'a str,
    /// The median of its rounds.
    pub median: f64,
    /// What it is counted in, as `ms` or `/s`.
    pub unit: &'a str,
    /// What it should be. `None` for a figure that is only shown.
    pub goal: Option<Goal>,
}

/// What a figure should be.
#[derive(Clone, Copy, Debug)]
pub enum Goal {
    /// More is better.
    AtLeast { aim: f64, limit: f64 },
    /// Less is better.
    AtMost { aim: f64, limit: f64 },
}

impl Figure<'_> {
    /// Prints it; true when its limit is kept. The line begins with `figure` and has tabs between
    /// name, median, unit and, where there is a goal, its kind, aim and limit.
    #[allow(clippy::print_stdout, reason = "a benchmark's results belong on standard output")]
    #[must_use]
    pub fn print(&self) -> bool {
        let Self { name, median, unit, goal } = self;
        let (kind, aim, limit, kept) = match *goal {
            None => {
                println!("figure\t{name}\t{median}\t{unit}");
                return true;
            }
            Some(Goal::AtLeast { aim, limit }) => ("at-least", aim, limit, *median >= limit),
            Some(Goal::AtMost { aim, limit }) => ("at-most", aim, limit, *median <= limit),
        };
        println!("figure\t{name}\t{median}\t{unit}\t{kind}\t{aim}\t{limit}");
        kept
    }
}

/// The median; the upper of two in the middle.
#[must_use]
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// How many rounds: all, or few when `GANCHO_BENCH_QUICK` asks for a look and not for figures.
#[must_use]
pub fn rounds(all: usize, few: usize) -> usize {
    if env::var_os("GANCHO_BENCH_QUICK").is_some() { few } else { all }
}
