//! A relay in a process of its own, to be signalled, killed, and read from.

use std::net::SocketAddr;
use std::ops::Deref;
use std::path::Path;
use std::process::{ExitStatus, Output, Stdio};

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::{Client, own_address, within};

/// `gancho` on a port of its own; killed when dropped.
pub struct Process {
    client: Client,
    child: Child,
    /// What it printed until it listened.
    pub welcome: String,
}

/// The path of the binary `gancho`, which Cargo built and names to the tests and benchmarks of its package.
fn binary() -> std::ffi::OsString {
    std::env::var_os("CARGO_BIN_EXE_gancho").expect("run by `cargo test -p gancho`, which sets CARGO_BIN_EXE_gancho")
}

/// A command that hears nothing from this process's environment.
pub fn gancho(args: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.args(args).env_clear().env("HOME", "/nonexistent").stdin(Stdio::null()).kill_on_drop(true);
    command
}

impl Process {
    pub async fn start(data: &Path, args: &[&str]) -> Self {
        let address = own_address().to_string();
        let mut command = gancho(&["--listen", &address, "--data", data.to_str().unwrap()]);
        command.args(args).stderr(Stdio::inherit());
        Self::spawn(command).await
    }

    /// Starts it and waits until it listens.
    pub async fn spawn(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut welcome = String::new();
        let mut port = None;
        while let Some(line) = within("the welcome", lines.next_line()).await.unwrap() {
            welcome += &line;
            welcome.push('\n');
            if let Some((_, url)) = line.split_once("Page     http://localhost:") {
                let digits: String = url.chars().take_while(char::is_ascii_digit).collect();
                port = Some(digits.parse().unwrap());
            }
            if line.contains("curl") {
                break;
            }
        }
        let port = port.unwrap_or_else(|| panic!("it did not start: {welcome}"));
        Self { client: Client { address: SocketAddr::from(([127, 0, 0, 1], port)) }, child, welcome }
    }

    /// Sends a signal, by `kill`: this crate forbids unsafe code.
    pub async fn signal(&self, signal: &str) {
        let id = self.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().await.unwrap().success());
    }

    pub async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }

    pub async fn exit(&mut self) -> ExitStatus {
        within("the process's end", self.child.wait()).await.unwrap()
    }

    /// Its number, for what is asked of the system. Panics when it has ended.
    pub fn id(&self) -> u32 {
        self.child.id().expect("a running relay")
    }

    /// Memory it holds now, in bytes.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }
}

/// Runs `gancho` to its end.
pub async fn run(args: &[&str]) -> Output {
    within("the process's end", gancho(args).output()).await.unwrap()
}

impl Deref for Process {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}
