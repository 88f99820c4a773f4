//! What the tests share: a relay in this process or in its own, and clients small enough to be trusted.

use std::future::Future;
use std::time::Duration;

mod http;
mod process;
mod relay;
mod socket;

pub(crate) use http::{Answer, Client, Http};
pub(crate) use process::{Process, gancho, run};
pub(crate) use relay::{TestRelay, memory};
pub(crate) use socket::Live;

/// Longest that anything may take here before the test fails. Far above what is ever needed: the machine may be busy.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Waits for `work`, which must come to its end.
pub(crate) async fn within<T>(what: &str, work: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, work).await.unwrap_or_else(|_| panic!("waited too long for {what}"))
}

/// Waits until `condition` holds.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, mut condition: impl FnMut() -> F) {
    within(what, async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
}

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
