//! What the page asks of others: the relay, by request and by stream, and its own worker.

pub mod api;
pub mod lanes;
pub mod race_runner;
pub mod worker;
