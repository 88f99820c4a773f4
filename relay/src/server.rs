//! Ties store, hub and HTTP together: build, serve, drain.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wire::{Channel, Marks, PREVIEW_BYTES, ServerMsg, Settings, Timestamp, Took};

use crate::annotate::Annotator;
use crate::clock;
use crate::http::{self, App, Peer, Shared, ui::Page};
use crate::hub::{Frame, Hub};
use crate::linger::Lingering;
use crate::meter::{Account, Meter, Metered};
use gancho_store::sqlite::{Location, SqliteStore};
use gancho_store::{Change, Commit, Defaults, EventStore, Feed, Record, StoreError};

/// How long a stopping relay waits for what it accepted.
const DRAIN: Duration = Duration::from_secs(4);
/// Bytes of bodies that a relay holds at once, unless its longest body needs more.
pub const ROOM: usize = 256 * 1024 * 1024;
/// How long a client may take to send a request's head.
const HEAD: Duration = Duration::from_secs(30);
/// Headers that hyper lets through; [`http::guard`] refuses a head that is too large with words.
const MAX_HEADERS: usize = 2048;
const MAX_HEAD_BYTES: usize = 512 * 1024;

/// How a relay is to run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where events are kept.
    pub data: Location,
    /// What a new channel keeps.
    pub defaults: Defaults,
    /// Longest body accepted, in bytes.
    pub max_body: usize,
    /// Bytes of bodies held at once, over all senders, from their coming until they are stored; at least `max_body`.
    pub room: usize,
    /// What readers must show; none lets anybody in who reaches the address.
    pub token: Option<String>,
    /// The address that providers reach this relay at, without a trailing slash; none: the one it listens on.
    pub public_url: Option<String>,
    /// Host names that the page and the API answer to besides `localhost`, IP addresses and `public_url`'s.
    pub allowed_hosts: Vec<String>,
    /// How patient it is with its readers.
    pub pace: Pace,
}

/// How patient a relay is with those who read.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How often it asks for, and gives, a sign of life.
    pub heartbeat: Duration,
    /// How long it hears nothing before it takes a reader for dead.
    pub silence: Duration,
    /// How long a reader may take nothing of what is sent to it: a stream's or a download's.
    pub stalled: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { heartbeat: seconds(3), silence: seconds(9), stalled: seconds(20) }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            data: Location::Memory,
            defaults: Defaults::default(),
            max_body: 5 * 1024 * 1024,
            room: ROOM,
            token: None,
            public_url: None,
            allowed_hosts: Vec::new(),
            pace: Pace::default(),
        }
    }
}

/// A relay whose store is open; it does not listen yet.
pub struct Relay {
    options: Options,
    store: Arc<dyn EventStore>,
    feed: Feed,
}

impl Relay {
    /// Opens the store.
    ///
    /// # Errors
    /// When the data file cannot be used, or another process uses it.
    pub async fn open(options: Options) -> Result<Self, StoreError> {
        let (store, feed) = SqliteStore::open(&options.data, options.defaults)?;
        // The channel of the article's own route is there from the start, so that the page has something to show.
        match store.configure(&Channel::default(), Settings::default()).await {
            // Somebody removed it, and made others until there was no room.
            Ok(_) | Err(StoreError::TooManyChannels(_)) => {}
            Err(e) => return Err(e),
        }
        Ok(Self { options, store: Arc::new(store), feed })
    }

    /// Serves on `listener` until `shutdown` is cancelled; then finishes what was accepted, closes sockets with 1001 and
    /// commits what is queued, within five seconds.
    ///
    /// # Errors
    /// When the listener has no address.
    pub async fn serve(self, listener: TcpListener, shutdown: CancellationToken) -> io::Result<()> {
        let hub = Hub::default();
        let annotator = Annotator::new(self.store.clone(), self.options.public_url.as_deref());
        let pump = tokio::spawn(pump(self.feed, hub.clone(), annotator.clone()));
        let local = listener.local_addr()?;
        let tracker = TaskTracker::new();
        let app = App::new(Shared {
            store: self.store.clone(),
            annotator,
            hub,
            meter: Meter::default(),
            room: Arc::new(Semaphore::new(self.options.room.min(Semaphore::MAX_PERMITS))),
            steps: Arc::new(Semaphore::new(http::search::STEPS_AT_ONCE)),
            webhook_base: self.options.public_url.clone().unwrap_or_else(|| base_url(local)).into(),
            options: Arc::new(self.options),
            page: Arc::new(Page::embedded()),
            shutdown: shutdown.clone(),
            tracker: tracker.clone(),
        });
        accept(listener, app).await;

        tracker.close();
        let drained = tokio::time::timeout(DRAIN, tracker.wait()).await.is_ok();
        self.store.close().await;
        if !drained {
            tracing::warn!("{} connections did not end in time", tracker.len());
        }
        // Ends with the feed, which the store has ended.
        let _ = pump.await;
        Ok(())
    }
}

/// The URL of an address, as one would type it.
#[must_use]
pub fn base_url(address: SocketAddr) -> String {
    if address.ip().is_unspecified() || address.ip().is_loopback() {
        format!("http://localhost:{}", address.port())
    } else {
        format!("http://{address}")
    }
}

async fn accept(listener: TcpListener, app: App) {
    let router = http::router(app.clone());
    loop {
        let accepted = tokio::select! {
            () = app.shutdown.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((socket, peer)) => {
                app.tracker.spawn(connection(socket, peer, app.clone(), router.clone()));
            }
            Err(e) => {
                tracing::warn!("could not accept a connection: {e}");
                // Out of file descriptors, most likely: accepting again at once would only spin.
                if e.kind() != io::ErrorKind::ConnectionAborted {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
}

async fn connection(socket: TcpStream, peer: SocketAddr, app: App, router: axum::Router) {
    let shutdown = app.shutdown.clone();
    // Small frames should leave at once.
    if let Err(e) = socket.set_nodelay(true) {
        tracing::debug!("no TCP_NODELAY for {peer}: {e}");
    }
    let mut socket = TimeoutStream::new(socket);
    socket.set_write_timeout(Some(app.options.pace.stalled));
    let account = Account::default();
    let socket = Metered::new(Lingering::new(Box::pin(socket)), account.clone());
    if !clock::is_usable() {
        return clock::refuse(socket).await;
    }
    let socket = TokioIo::new(socket);
    let peer = Peer { address: peer, account };
    let service =
        hyper::service::service_fn(move |request| http::answer(app.clone(), router.clone(), peer.clone(), request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(socket, service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let result = tokio::select! {
        result = clock::while_usable(connection.as_mut()) => result,
        () = shutdown.cancelled() => {
            connection.as_mut().graceful_shutdown();
            clock::while_usable(connection).await
        }
    };
    match result {
        Some(Ok(())) => {}
        Some(Err(e)) => tracing::debug!("a connection ended early: {e}"),
        None => tracing::error!("a connection was closed: the clock is before 1970 or after 9999"),
    }
}

/// Microseconds from one time to another; 0 when the clock was set back between.
fn between(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.0.saturating_sub(from.0)).unwrap_or(0)
}

/// Tells the hub what the store committed, in commit order.
async fn pump(mut feed: Feed, hub: Hub, annotator: Annotator) {
    while let Some(Commit { at: stored, changes }) = feed.recv().await {
        for change in changes {
            match change {
                Change::Appended(record) => {
                    let channel = &record.event.channel;
                    // A long one is judged on a thread of its own, and waited for: the order stays.
                    let long = record.size > PREVIEW_BYTES as u64 && hub.listeners(channel) > 0;
                    let judged = match long {
                        true => annotator.terms(channel).previews(vec![Record::clone(&record)]).await.pop(),
                        false => None,
                    };
                    let judge = || annotator.terms(channel).preview(&record).into();
                    let took = || {
                        let received = record.event.received_at;
                        Took { stored_us: between(received, stored), sent_us: between(received, Timestamp::now()) }
                    };
                    hub.publish(channel, || Frame::event(judged.unwrap_or_else(judge), Some(took())));
                }
                Change::Deleted { channel, seq } => {
                    hub.publish(&channel, || Frame::message(&ServerMsg::Deleted { seq }));
                }
                Change::Marked { channel, seq, marks } => {
                    let Marks { pinned, note } = marks;
                    hub.publish(&channel, || Frame::message(&ServerMsg::Marked { seq, pinned, note }));
                }
                Change::Cleared { channel, upto } => {
                    hub.publish(&channel, || Frame::message(&ServerMsg::Cleared { upto }));
                }
                Change::Removed { channel } => hub.end(&channel),
            }
        }
    }
}
