//! `gancho forward` in a process of its own.

use std::process::Stdio;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};
use wire::{Attempts, ConsumerAttempt, ConsumerInfo};

use crate::support::{Client, gancho, until, within};

/// Killed when dropped.
pub(crate) struct Forwarder {
    child: Child,
    lines: Arc<Mutex<Vec<Value>>>,
}

impl Forwarder {
    /// Starts one with `--json`, and waits until it is ready.
    pub(crate) async fn start(relay: &Client, args: &[&str]) -> Self {
        let forwarder = Self::spawn(relay, args);
        forwarder.wait("ready").await;
        forwarder
    }

    /// Starts one with `--json`.
    pub(crate) fn spawn(relay: &Client, args: &[&str]) -> Self {
        let mut command = command(relay, args);
        let mut child = command.arg("--json").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let kept = lines.clone();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        tokio::spawn(async move {
            while let Ok(Some(line)) = said.next_line().await {
                kept.lock().unwrap().push(serde_json::from_str(&line).unwrap());
            }
        });
        Self { child, lines }
    }

    /// What it said, by the type of the line.
    pub(crate) fn said(&self, kind: &str) -> Vec<Value> {
        self.lines.lock().unwrap().iter().filter(|line| line["type"] == kind).cloned().collect()
    }

    /// Waits until it has said a line of this type; the first of them.
    pub(crate) async fn wait(&self, kind: &str) -> Value {
        until(kind, async || !self.said(kind).is_empty()).await;
        self.said(kind)[0].clone()
    }

    pub(crate) async fn signal(&self, signal: &str) {
        let id = self.child.id().expect("it runs").to_string();
        assert!(Command::new("kill").args([signal, &id]).status().await.unwrap().success());
    }

    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Waits for its end: its exit code, and what it said on standard error.
    pub(crate) async fn end(&mut self) -> (Option<i32>, String) {
        let status = within("the forwarder's end", self.child.wait()).await.unwrap();
        let mut errors = String::new();
        let stderr = self.child.stderr.as_mut().unwrap();
        within("its errors", stderr.read_to_string(&mut errors)).await.unwrap();
        (status.code(), errors)
    }
}

/// The command, with the relay in its environment.
pub(crate) fn command(relay: &Client, args: &[&str]) -> Command {
    let mut command = gancho(&[&["forward"], args].concat());
    command.env("GANCHO_RELAY", format!("http://{}", relay.address));
    command.env("PATH", std::env::var_os("PATH").unwrap());
    command
}

/// The attempts at an event, as the relay keeps them.
pub(crate) async fn attempts(relay: &Client, channel: &str, seq: u64) -> Vec<ConsumerAttempt> {
    let target = format!("/api/channels/{channel}/events/{seq}/attempts");
    relay.get(&target).await.json::<Attempts>().attempts
}

/// A consumer as the relay knows it.
pub(crate) async fn consumer(relay: &Client, channel: &str, name: &str) -> ConsumerInfo {
    relay.get(&format!("/api/channels/{channel}/consumers/{name}")).await.json()
}
