//! Waiting for what must come: never for a time.

use std::future::Future;
use std::time::Duration;

/// Longest that anything may take here before the test fails. Far above what is ever needed: the machine may be busy.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How often a condition is looked at again.
pub const AGAIN: Duration = Duration::from_millis(10);

/// Waits for `work`, which must come to its end.
pub async fn within<T>(what: &str, work: impl Future<Output = T>) -> T {
    within_time(PATIENCE, what, work).await
}

async fn within_time<T>(patience: Duration, what: &str, work: impl Future<Output = T>) -> T {
    tokio::time::timeout(patience, work).await.unwrap_or_else(|_| panic!("waited too long for {what}"))
}

/// Waits until `condition` holds.
pub async fn until(what: &str, condition: impl AsyncFnMut() -> bool) {
    until_with(PATIENCE, what, condition).await;
}

/// Waits until `condition` holds, as long as `patience` lasts.
pub async fn until_with(patience: Duration, what: &str, mut condition: impl AsyncFnMut() -> bool) {
    within_time(patience, what, async {
        while !condition().await {
            tokio::time::sleep(AGAIN).await;
        }
    })
    .await;
}
