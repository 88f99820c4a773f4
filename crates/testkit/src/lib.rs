//! What the tests of several crates share: raw HTTP and WebSocket clients small enough to be trusted, the binary `gancho` in
//! a process of its own, ports, and waiting for a condition.

// A test that cannot go on should stop, and say where.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, missing_docs)]

mod compress;
mod disk;
mod event;
mod figure;
pub mod foreign;
mod http;
mod narrow;
mod port;
mod process;
mod programs;
mod socket;
mod telegram;
mod wait;

pub use compress::{brotli, gzip};
pub use disk::SmallDisk;
pub use event::event;
pub use figure::{Figure, Goal, median, rounds};
pub use http::{Answer, Client, Http};
pub use port::{listen_at, own_address};
pub use process::{Process, gancho, run};
pub use programs::Programs;
pub use socket::Live;
pub use telegram::{Fault, TELEGRAM_TOKEN, TelegramDouble};
pub use wait::{AGAIN, PATIENCE, until, until_with, within};

/// Bytes that do not compress, are not UTF-8, and are the same in each run.
#[must_use]
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..length).map(|_| next()).collect()
}
