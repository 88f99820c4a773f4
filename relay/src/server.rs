//! Ties store, hub and HTTP together: build, serve, drain.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wire::{Channel, EventTimings, Marks, PREVIEW_BYTES, ServerMsg, Settings, Timestamp};

use crate::annotate::Annotator;
use crate::answerers::Answerers;
use crate::config::Options;
use crate::connection;
use crate::forwarding::{self, Forwarding};
use crate::held::Held;
use crate::holders::Holders;
use crate::http::guard::Guard;
use crate::http::{self, App, Shared, ui::Page};
use crate::hub::{Frame, Hub};
use crate::meter::Meter;
use crate::public_address::{Now, PublicAddress};
use crate::reach::Reach;
use crate::respond::Renderer;
use crate::telegram::TelegramWatch;
use gancho_client::forward::policy::TargetPolicy;
use gancho_store::sqlite::SqliteStore;
use gancho_store::{Change, Commit, EventStore, Feed, Record, StoreError};

/// How long a stopping relay waits for what it accepted.
const DRAIN: Duration = Duration::from_secs(4);
/// A relay whose store is open; it does not listen yet.
pub struct Relay {
    options: Options,
    public: PublicAddress,
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
        Ok(Self::with_store(options, Arc::new(store), feed))
    }

    /// A relay over a store that is open already, of any engine.
    #[must_use]
    pub fn with_store(options: Options, store: Arc<dyn EventStore>, feed: Feed) -> Self {
        let public = PublicAddress::new(options.public_url.clone());
        Self { options, public, store, feed }
    }

    /// Where it is told how its public address is.
    #[must_use]
    pub fn public_address(&self) -> PublicAddress {
        self.public.clone()
    }

    /// Serves on `listener` until `shutdown` is cancelled; then finishes what was accepted, closes sockets with 1001 and
    /// commits what is queued, within five seconds.
    ///
    /// # Errors
    /// When the listener has no address.
    pub async fn serve(mut self, listener: TcpListener, shutdown: CancellationToken) -> io::Result<()> {
        let hub = Hub::default();
        let annotator = Annotator::new(self.store.clone(), self.public.clone());
        let pump = tokio::spawn(pump(self.feed, hub.clone(), annotator.clone()));
        let local = listener.local_addr()?;
        let tracker = TaskTracker::new();
        tracker.spawn(tell_public(self.public.changes(), hub.clone(), shutdown.clone()));
        let holders = Holders::default();
        let forwarding = Forwarding::new(forwarding::Shared {
            store: self.store.clone(),
            hub: hub.clone(),
            holders: holders.clone(),
            policy: TargetPolicy {
                loopback: local.ip().is_loopback() && self.options.public_url.is_none(),
                allowed: self.options.allowed_targets.clone(),
                own: Some(local),
            },
            flags: self.options.forwards.clone(),
            local,
            token: self.options.token.clone(),
            shutdown: shutdown.clone(),
            tracker: tracker.clone(),
        });
        let app = App::new(Shared {
            store: self.store.clone(),
            annotator,
            hub,
            holders,
            answerers: Answerers::default(),
            held: Held::default(),
            forwarding: forwarding.clone(),
            meter: Meter::default(),
            inflight: Arc::new(Semaphore::new(self.options.max_inflight_bytes.min(Semaphore::MAX_PERMITS))),
            steps: Arc::new(Semaphore::new(http::search::STEPS_AT_ONCE)),
            renderer: Renderer::default(),
            local_base: base_url(local).into(),
            guard: Guard::new(&self.options, self.public.clone(), local),
            reach: Reach::new(self.public.clone(), shutdown.clone()),
            telegram: TelegramWatch::new(self.options.telegram.take(), shutdown.clone()),
            public: self.public,
            options: Arc::new(self.options),
            page: Arc::new(Page::embedded()),
            shutdown: shutdown.clone(),
            tracker: tracker.clone(),
        });
        forwarding.start().await;
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

/// Tells every stream when the public address is another, or its tunnel ended or came back.
async fn tell_public(mut changes: watch::Receiver<Now>, hub: Hub, shutdown: CancellationToken) {
    while let Some(Ok(())) = shutdown.run_until_cancelled(changes.changed()).await {
        if let Some(url) = changes.borrow_and_update().url.as_ref().map(|url| url.as_str().to_owned()) {
            hub.publish_to_all(|| Frame::message(&ServerMsg::Public { url }));
        }
    }
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
                        true => annotator.context(channel).previews(vec![Record::clone(&record)]).await.pop(),
                        false => None,
                    };
                    let judge = || annotator.context(channel).preview(&record).into();
                    let took = || {
                        let received = record.event.received_at;
                        EventTimings {
                            stored_us: between(received, stored),
                            sent_us: between(received, Timestamp::now()),
                        }
                    };
                    hub.publish_stored(channel, || Frame::event(judged.unwrap_or_else(judge), Some(took())));
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
                Change::Attempted { channel, seq, attempt } => {
                    hub.publish(&channel, || Frame::message(&ServerMsg::Attempt { seq, attempt }));
                }
                Change::Answered { channel, seq, answer } => {
                    hub.publish(&channel, || Frame::message(&ServerMsg::Answer { seq, answer }));
                }
                Change::Resend { channel } => hub.resend(&channel),
                Change::Removed { channel } => hub.end(&channel),
            }
        }
    }
}
