//! Services: the relay, by requests and by streams, and the page's own worker.

pub mod api;
pub mod lanes;
pub mod poll_phase;
pub mod race_runner;
pub mod readable;
pub mod worker;
