//! A relay in this process.

use std::ops::Deref;

use gancho::config::Options;
use gancho::server::Relay;
use gancho_store::sqlite::Location;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{Client, listen_at, own_address, within};

/// Listens on a port of its own; stops when dropped.
pub(crate) struct TestRelay {
    client: Client,
    shutdown: CancellationToken,
    task: JoinHandle<std::io::Result<()>>,
}

/// Options of a relay that keeps events in memory.
pub(crate) fn memory() -> Options {
    Options { data: Location::Memory, ..Options::default() }
}

impl TestRelay {
    /// One that keeps events in memory.
    pub(crate) async fn start() -> Self {
        Self::with(memory()).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        Self::on(listen_at(own_address()).await, options).await
    }

    /// One that listens there; it is asked at that port of 127.0.0.1.
    pub(crate) async fn on(listener: TcpListener, options: Options) -> Self {
        let relay = Relay::open(options).await.unwrap();
        let client = Client { address: ([127, 0, 0, 1], listener.local_addr().unwrap().port()).into() };
        let shutdown = CancellationToken::new();
        let task = tokio::spawn(relay.serve(listener, shutdown.clone()));
        Self { client, shutdown, task }
    }

    /// Asks it to stop.
    pub(crate) fn shut_down(&self) {
        self.shutdown.cancel();
    }

    /// Stops it and waits for its end.
    pub(crate) async fn stop(mut self) {
        self.shutdown.cancel();
        within("the relay's end", &mut self.task).await.unwrap().unwrap();
    }
}

impl Deref for TestRelay {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Drop for TestRelay {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}
