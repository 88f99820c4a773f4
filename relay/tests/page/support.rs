//! What the tests share: a relay in its own process, a browser with the page open in it, and a cable between the two that
//! can be cut.

use std::future::Future;
use std::time::Duration;

mod cable;
#[path = "../it/support/http.rs"]
#[allow(dead_code, reason = "shared with the relay's own tests, which use all of it")]
mod http;
mod page;
#[path = "../it/support/process.rs"]
#[allow(dead_code, reason = "shared with the relay's own tests, which use all of it")]
mod process;
mod relay;
mod seen;
#[path = "../it/support/socket.rs"]
#[allow(dead_code, reason = "shared with the relay's own tests, which use all of it")]
mod socket;

pub(crate) use cable::Cable;
pub(crate) use http::Client;
pub(crate) use page::{Page, quoted};
pub(crate) use relay::Relay;
pub(crate) use seen::Request;
use {process::Process, socket::Live};

/// Longest that anything may take here before the test fails. Far above what is ever needed: the machine may be busy.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// How often a condition is looked at again.
pub(crate) const AGAIN: Duration = Duration::from_millis(20);

/// Waits for `work`, which must come to its end.
pub(crate) async fn within<T>(what: &str, work: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, work).await.unwrap_or_else(|_| panic!("waited too long for {what}"))
}

/// Waits until `condition` holds.
pub(crate) async fn until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    within(what, async {
        while !condition().await {
            tokio::time::sleep(AGAIN).await;
        }
    })
    .await;
}

/// Runs a script, which must succeed; returns what it printed.
pub(crate) async fn shell(script: &str, environment: &[(&str, &str)]) -> String {
    let mut command = tokio::process::Command::new("sh");
    command.args(["-ec", script]).envs(environment.iter().copied()).kill_on_drop(true);
    let output = within("a script's end", command.output()).await.unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}\n{told}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
