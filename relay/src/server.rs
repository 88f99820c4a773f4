//! Ties store, hub and HTTP together: build, serve, drain.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wire::{Channel, ServerMsg, Settings};

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
use crate::news::News;
use crate::public_address::{Now, PublicAddress};
use crate::reach::Reach;
use crate::respond::Renderer;
use crate::telegram::TelegramWatch;
use gancho_client::forward::policy::TargetPolicy;
use gancho_store::sqlite::SqliteStore;
use gancho_store::{EventStore, Feed, StoreError};

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
        let news = tokio::spawn(News::new(hub.clone(), annotator.clone()).tell(self.feed));
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
        let _ = news.await;
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

/// Tells every stream when the public address is another, or its tunnel ended or came back.
async fn tell_public(mut changes: watch::Receiver<Now>, hub: Hub, shutdown: CancellationToken) {
    while let Some(Ok(())) = shutdown.run_until_cancelled(changes.changed()).await {
        if let Some(url) = changes.borrow_and_update().url.as_ref().map(|url| url.as_str().to_owned()) {
            hub.publish_to_all(|| Frame::message(&ServerMsg::Public { url }));
        }
    }
}
