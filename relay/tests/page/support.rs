//! What the tests share: a relay in its own process, a browser with the page open in it, and a cable between the two that
//! can be cut.

mod cable;
#[path = "../it/support/http.rs"]
#[allow(dead_code, reason = "shared with the relay's own tests, which use all of it")]
mod http;
mod page;
#[path = "../it/support/port.rs"]
mod port;
#[path = "../it/support/process.rs"]
#[allow(dead_code, reason = "shared with the relay's own tests, which use all of it")]
mod process;
mod relay;
mod seen;
#[path = "../it/support/socket.rs"]
#[allow(dead_code, reason = "shared with the relay's own tests, which use all of it")]
mod socket;
#[path = "../it/support/wait.rs"]
mod wait;

pub(crate) use cable::Cable;
pub(crate) use http::Client;
pub(crate) use page::{Page, quoted};
pub(crate) use port::own_address;
pub(crate) use relay::Relay;
pub(crate) use seen::Request;
pub(crate) use wait::{AGAIN, PATIENCE, until, until_with, within};
use {process::Process, socket::Live};

/// Runs a script, which must succeed; returns what it printed.
pub(crate) async fn shell(script: &str, environment: &[(&str, &str)]) -> String {
    let mut command = tokio::process::Command::new("sh");
    command.args(["-ec", script]).envs(environment.iter().copied()).kill_on_drop(true);
    let output = within("a script's end", command.output()).await.unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}\n{told}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
