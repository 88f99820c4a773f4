//! The relay as it is shipped: the binary, with its page inside.

use std::net::SocketAddr;
use std::ops::Deref;

use tempfile::TempDir;
use wire::{Event, Seq};

use super::{Client, Process};
use testkit::gancho;

/// Of its log only what is wrong.
const QUIET: [&str; 2] = ["--log", "warn"];

/// `gancho` on a port of its own, with a store of its own; killed when dropped.
pub(crate) struct Relay {
    process: Process,
    folder: TempDir,
}

impl Relay {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let process = Process::start(&folder.path().join("events.db"), &QUIET).await;
        // Without its page there is nothing to test: say what to do, before anything fails for another reason.
        let answer = process.get("/").await;
        let html = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        assert!(html, "the relay was built without its page. `cargo xtask test --page` builds it and runs these tests");
        Self { process, folder }
    }

    /// Kills it as a crash would: nothing is finished, nobody is told.
    pub(crate) async fn kill(&mut self) {
        self.process.kill().await;
    }

    /// Starts it again after [`Self::kill`], at the same address, with what it had stored.
    pub(crate) async fn restart(&mut self) {
        self.restart_with("events.db").await;
    }

    /// Starts it again at the same address, knowing nothing.
    pub(crate) async fn restart_empty(&mut self) {
        self.restart_with("other.db").await;
    }

    async fn restart_with(&mut self, name: &str) {
        let (address, data) = (self.address.to_string(), self.folder.path().join(name));
        let mut command = gancho(&["--listen", &address, "--data", data.to_str().unwrap()]);
        command.args(QUIET);
        self.process = Process::spawn(command).await;
    }

    /// The page's address, without its query: by a name, as it is printed at the start.
    pub(crate) fn page_url(&self) -> String {
        page_url(self.address)
    }

    /// A body as the relay keeps it.
    pub(crate) async fn body(&self, channel: &str, seq: Seq) -> Vec<u8> {
        let answer = self.get(&format!("/api/channels/{channel}/events/{seq}/body")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.body
    }

    /// An event of any channel, whole.
    pub(crate) async fn event_of(&self, channel: &str, seq: Seq) -> Event {
        self.get(&format!("/api/channels/{channel}/events/{seq}")).await.json()
    }

    /// Posts as many small events as fast as the relay takes them.
    pub(crate) async fn flood(&self, count: usize) {
        const CONNECTIONS: usize = 8;
        let posting = (0..CONNECTIONS).map(async |nth| {
            let mut http = self.connect().await;
            for n in (nth..count).step_by(CONNECTIONS) {
                let body = format!("{{\"n\":{n}}}");
                let json = [("content-type", "application/json")];
                assert_eq!(http.request("POST", "/webhook", &json, body.as_bytes()).await.status, 200);
            }
        });
        futures_util::future::join_all(posting).await;
    }
}

/// The page's address at a relay, or at a cable to it.
pub(crate) fn page_url(address: SocketAddr) -> String {
    format!("http://localhost:{}/", address.port())
}

impl Deref for Relay {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.process
    }
}
