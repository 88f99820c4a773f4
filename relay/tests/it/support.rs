//! What the tests share: a relay in this process or in its own, and clients small enough to be trusted.

mod http;
mod port;
mod process;
mod relay;
mod socket;
mod wait;

pub(crate) use http::{Answer, Client, Http};
pub(crate) use port::own_address;
pub(crate) use process::{Process, gancho, run};
pub(crate) use relay::{TestRelay, memory};
pub(crate) use socket::Live;
pub(crate) use wait::{until, within};

/// Bytes that do not compress, are not UTF-8, and are the same in each run.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..length).map(|_| next()).collect()
}
