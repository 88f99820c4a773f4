//! Ties store, hub and HTTP together: build, serve, drain.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wire::{Channel, Marks, PREVIEW_BYTES, ServerMsg, Settings, Timestamp, Took};

use crate::annotate::Annotator;
use crate::connection;
use crate::http::guard::{Guard, Origin, Senders};
use crate::http::{self, App, Shared, ui::Page};
use crate::hub::{Frame, Hub};
use crate::meter::Meter;
use crate::respond::Renderer;
use gancho_store::sqlite::{Location, SqliteStore};
use gancho_store::{Change, Commit, Defaults, EventStore, Feed, Record, StoreError};

/// How long a stopping relay waits for what it accepted.
const DRAIN: Duration = Duration::from_secs(4);
/// Bytes of bodies that a relay holds at once, unless its longest body needs more.
pub const ROOM: usize = 256 * 1024 * 1024;

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
    /// Origins besides the page's own whose pages may read.
    pub allowed_origins: Vec<Origin>,
    /// Origins whose pages may send webhooks to a relay on loopback without a `public_url`; any
    /// other takes them from all.
    pub webhook_origins: Vec<Senders>,
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
            allowed_origins: Vec::new(),
            webhook_origins: Vec::new(),
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
            // Somebody removed it, and made others until there was no room; or the disk is full, and it only reads.
            Ok(_) | Err(StoreError::TooManyChannels(_) | StoreError::DiskFull(_)) => {}
            Err(e) => return Err(e),
        }
        Ok(Self { options, store: Arc::new(store), feed })
    }

    /// A relay over a store that is open already, of any engine.
    #[must_use]
    pub fn with_store(options: Options, store: Arc<dyn EventStore>, feed: Feed) -> Self {
        Self { options, store, feed }
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
            renderer: Renderer::default(),
            webhook_base: self.options.public_url.clone().unwrap_or_else(|| base_url(local)).into(),
            guard: Guard::new(&self.options, local),
            options: Arc::new(self.options),
            page: Arc::new(Page::embedded()),
            shutdown: shutdown.clone(),
            tracker: tracker.clone(),
        });
        connection::accept(listener, app, connection::connection_limit()).await;

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
