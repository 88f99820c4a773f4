//! What the tests share: a relay in its own process, a tab with the page open in it, and a cable between the two that can be
//! cut.

mod browser;
mod cable;
mod page;
mod relay;
mod seen;
mod testid;

pub(crate) use browser::Shared;
pub(crate) use cable::Cable;
pub(crate) use page::{Page, quoted};
pub(crate) use relay::Relay;
pub(crate) use seen::Request;
pub(crate) use testid::testid;
use testkit::Process;
pub(crate) use testkit::{AGAIN, Client, PATIENCE, own_address, until, until_with, within};

/// Runs a script, which must succeed; returns what it printed.
pub(crate) async fn shell(script: &str, environment: &[(&str, &str)]) -> String {
    let mut command = tokio::process::Command::new("sh");
    command.args(["-ec", script]).envs(environment.iter().copied()).kill_on_drop(true);
    let output = within("a script's end", command.output()).await.unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}\n{told}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
