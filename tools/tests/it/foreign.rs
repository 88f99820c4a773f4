//! Tests with other languages: that the programs written here run and do what they say, and that the providers' own
//! libraries and this house believe each other. What they need is installed once, into a folder of the user's cache.
//!
//! A language that the machine does not have is said on standard error, in a line that begins with `NOT TESTED`.

mod compiled;
mod exchange;
mod installed;
mod libraries;
mod process;
mod receivers;
mod snippets;

use std::io::Write as _;

/// Says, past the capture of the test's output, that something is not tested.
fn not_tested(what: &str, why: &str) {
    let _ = writeln!(std::io::stderr(), "NOT TESTED: {what}: {why}");
}
