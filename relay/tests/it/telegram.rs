//! `gancho telegram` against a double of the Bot API.

mod connect;
mod pull;
mod shown;

use std::process::{Output, Stdio};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::support::{Client, gancho, until, within};
use testkit::{Fault, TELEGRAM_TOKEN as TOKEN, TelegramDouble};

/// The command, with relay, token and double in its environment.
fn command(relay: &Client, double: &TelegramDouble, args: &[&str]) -> Command {
    let mut command = gancho(&[&["telegram"], args].concat());
    command.env("GANCHO_RELAY", format!("http://{}", relay.address));
    command.env("TELEGRAM_TOKEN", TOKEN).env("TELEGRAM_API_BASE", double.url());
    command
}

async fn run(relay: &Client, double: &TelegramDouble, args: &[&str]) -> Output {
    within("its end", command(relay, double, args).output()).await.unwrap()
}

fn text(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr].concat();
    let text = String::from_utf8(both).unwrap();
    assert!(!text.contains(TOKEN.split_once(':').unwrap().1), "the token is never shown: {text}");
    text
}

/// `gancho telegram pull` in a process of its own; killed when dropped.
struct Puller {
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Puller {
    async fn start(relay: &Client, double: &TelegramDouble) -> Self {
        let puller = Self::spawn(relay, double, &["--lang", "en"]);
        puller.said("Pulling updates of @gancho_bot").await;
        puller
    }

    fn spawn(relay: &Client, double: &TelegramDouble, args: &[&str]) -> Self {
        let mut command = command(relay, double, &[&["pull", "--channel", "bot"], args].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let (kept, mut said) = (lines.clone(), BufReader::new(child.stdout.take().unwrap()).lines());
        tokio::spawn(async move {
            while let Ok(Some(line)) = said.next_line().await {
                kept.lock().unwrap().push(line);
            }
        });
        Self { child, lines }
    }

    async fn said(&self, text: &str) {
        until(text, async || self.lines.lock().unwrap().iter().any(|line| line.contains(text))).await;
    }

    async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    async fn signal(&self, signal: &str) {
        let id = self.child.id().unwrap().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().await.unwrap().success());
    }

    /// Its exit code, and what it said on standard error.
    async fn end(mut self) -> (Option<i32>, String) {
        let status = within("its end", self.child.wait()).await.unwrap();
        let mut errors = String::new();
        within("its errors", self.child.stderr.take().unwrap().read_to_string(&mut errors)).await.unwrap();
        (status.code(), errors)
    }
}
