//! The HTTP interface: who answers what.

use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::OriginalUri;
use axum::http::{Method, Request, header};
use axum::middleware;
use axum::response::{IntoResponse, Redirect, Response};
use hyper::body::Incoming;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::Channel;

use crate::annotate::Annotator;
use crate::answerers::Answerers;
use crate::config::Options;
use crate::forwarding::Forwarding;
use crate::held::Held;
use crate::holders::Holders;
use crate::hub::Hub;
use crate::meter::{ConnectionMeter, Meter};
use crate::public_address::PublicAddress;
use crate::reach::Reach;
use crate::respond::Renderer;
use crate::socket::PeerWatch;
use crate::telegram::TelegramWatch;
use crate::trusted_proxy;
use gancho_store::EventStore;

mod answer;
mod channels;
mod clear;
mod consumers;
mod events;
mod export;
mod extract;
mod follow;
mod forward;
pub mod guard;
mod held;
mod import;
mod ingest;
mod live;
mod message_rate;
mod openapi;
mod ops;
mod prefix;
mod problem;
mod public;
pub(crate) mod search;
mod seqs;
mod session;
mod sign;
mod sse;
mod telegram;
pub mod ui;

pub use ingest::NoAnswer;
use prefix::Below;
pub use problem::{Failure, Invalid};

/// What every handler works with; a handle on it.
#[derive(Clone)]
pub struct App(Arc<Shared>);

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// What [`App`] holds.
pub struct Shared {
    /// Keeps events.
    pub store: Arc<dyn EventStore>,
    /// Says what an event is.
    pub annotator: Annotator,
    /// Who hears an event now.
    pub hub: Hub,
    /// Who holds a consumer now.
    pub holders: Holders,
    /// Programs whose answers go back to senders.
    pub answerers: Answerers,
    /// Events whose senders wait for an answer by hand.
    pub held: Held,
    /// Brings channels' events to programs.
    pub forwarding: Forwarding,
    /// Counts bytes.
    pub meter: Meter,
    /// A permit for each byte of a webhook that is held and not stored yet: anybody may send, and memory has an end.
    pub inflight: Arc<Semaphore>,
    /// A permit for each step of a search or an export that is done now.
    pub steps: Arc<Semaphore>,
    /// Makes channels' answers.
    pub renderer: Renderer,
    /// How the relay runs.
    pub options: Arc<Options>,
    /// Checks of Host, Origin, Fetch Metadata and token.
    pub guard: guard::Guard,
    /// The embedded page.
    pub page: Arc<ui::Page>,
    /// Where providers reach the relay now.
    pub public: PublicAddress,
    /// Whether the relay is reached there.
    pub reach: Reach,
    /// How the webhook of a Telegram bot is.
    pub telegram: TelegramWatch,
    /// Start of every webhook URL where there is no public address, without a trailing slash.
    pub local_base: Arc<str>,
    /// Cancelled when the relay is to stop.
    pub shutdown: CancellationToken,
    /// Waited for before it does: upgraded sockets outlive their connection.
    pub tracker: TaskTracker,
}

impl App {
    /// Shares it.
    #[must_use]
    pub fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }

    /// Start of every webhook URL, without a trailing slash.
    #[must_use]
    pub fn webhook_base(&self) -> String {
        self.public.url().map_or_else(|| self.local_base.to_string(), |url| url.as_str().to_owned())
    }

    /// The URL to give to a provider for a channel.
    #[must_use]
    pub fn webhook_url(&self, channel: &Channel) -> String {
        let base = self.webhook_base();
        if channel.is_default() { format!("{base}/webhook") } else { format!("{base}/webhook/{channel}") }
    }
}

/// The other end of a connection; an extension of every request.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Its address.
    pub address: SocketAddr,
    /// The sender of the request that it hands on, when it is a trusted proxy.
    pub behind: Option<IpAddr>,
    /// Notices when it closes.
    pub watch: PeerWatch,
    /// Counts its bytes.
    pub meter: ConnectionMeter,
}

impl Peer {
    /// The address of the request's sender.
    #[must_use]
    pub fn sender(&self) -> IpAddr {
        self.behind.unwrap_or(self.address.ip())
    }

    /// The same as it is stored: with a port, or without one as a trusted proxy tells it.
    #[must_use]
    pub fn remote(&self) -> String {
        self.behind.map_or_else(|| self.address.to_string(), |sender| sender.to_string())
    }

    /// True when it is believed by what host and scheme it was asked: a proxy that is trusted, or is on this machine.
    #[must_use]
    pub fn is_believed(&self) -> bool {
        self.behind.is_some() || self.address.ip().to_canonical().is_loopback()
    }
}

/// Answers one request.
///
/// Webhooks go around the router: they are what comes in numbers, and its matching and boxing would cost each one as much
/// as all the rest of its way to the store.
///
/// # Errors
/// [`NoAnswer`] when there is to be none.
pub async fn answer(
    app: App,
    router: Router,
    mut peer: Peer,
    mut request: Request<Incoming>,
) -> Result<Response, NoAnswer> {
    if let Err(failure) = guard::one_host(request.headers()) {
        return Ok(ingest::confined(failure.into_response()));
    }
    if !app.options.trusted_proxies.is_empty() {
        peer.behind = trusted_proxy::sender(&app.options.trusted_proxies, peer.address.ip(), request.headers());
    }
    if let Some(public) = app.public.url().filter(|url| !url.path().is_empty()) {
        match prefix::take_off(request.uri(), public.path()) {
            Some(Below::Itself(place)) => return Ok(Redirect::permanent(&place).into_response()),
            Some(Below::Path(uri)) => *request.uri_mut() = uri,
            // A proxy has taken it off, or this machine asks.
            None => {}
        }
    }
    if ingest::is_webhook(request.uri().path()) {
        // Boxed: every connection would have room for it, readers that wait included.
        return Box::pin(ingest::receive(&app, &peer, request)).await;
    }
    request.extensions_mut().insert(peer);
    match router.oneshot(request.map(Body::new)).await {
        Ok(response) => Ok(response),
        Err(never) => match never {},
    }
}

/// The routes of all but `/webhook`. The health checks are for anyone; the rest is guarded.
pub fn router(app: App) -> Router {
    let Routes { api, open } = Routes::new();
    let api = Router::from(api)
        // Here, and not left to the page's fallback: a mistyped API path must not come back as HTML.
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(app.clone(), guard::count));
    Router::new()
        .nest("/api", api)
        .fallback(ui::serve)
        .layer(middleware::from_fn_with_state(app.clone(), guard::check))
        // Added after the guard, so not behind it.
        .merge(Router::from(open))
        .with_state(app)
}

/// Every route with its description: of these the router and the OpenAPI document are made, so that neither can have what
/// the other lacks.
struct Routes {
    /// Below `/api`.
    api: OpenApiRouter<App>,
    /// For anyone.
    open: OpenApiRouter<App>,
}

impl Routes {
    fn new() -> Self {
        let api = OpenApiRouter::new()
            .routes(routes!(channels::list))
            .routes(routes!(channels::show, channels::configure, channels::remove))
            .routes(routes!(events::page, clear::clear))
            .routes(routes!(events::one, events::mark, events::delete))
            .routes(routes!(events::body))
            .routes(routes!(answer::show))
            .routes(routes!(consumers::list))
            .routes(routes!(consumers::show, consumers::make, consumers::remove))
            .routes(routes!(consumers::poll::events))
            .routes(routes!(consumers::ack::acknowledge))
            .routes(routes!(consumers::live::open))
            .routes(routes!(consumers::attempts::list))
            .routes(routes!(consumers::resend::resend))
            .routes(routes!(forward::show))
            .routes(routes!(public::show))
            .routes(routes!(telegram::show))
            .routes(routes!(held::list))
            .routes(routes!(held::answer))
            .routes(routes!(export::export))
            .routes(routes!(import::import))
            .routes(routes!(sign::sign))
            .routes(routes!(live::open))
            .routes(routes!(live::open_short))
            .routes(routes!(sse::open))
            .routes(routes!(ops::meter))
            .routes(routes!(openapi::document));
        let open = OpenApiRouter::new().routes(routes!(ops::healthz)).routes(routes!(ops::readyz));
        Self { api, open }
    }
}

/// A JSON answer. Never kept by a cache: what it shows changes with the next webhook.
fn json<T: serde::Serialize>(value: &T) -> Response {
    match serde_json::to_vec(value) {
        Ok(text) => {
            let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
            (headers, text).into_response()
        }
        Err(e) => Failure::BadRequest(format!("the answer could not be written as JSON: {e}")).into_response(),
    }
}

async fn unknown(OriginalUri(uri): OriginalUri) -> Failure {
    Failure::NotFound(uri.path().to_owned())
}

async fn wrong_method(method: Method, OriginalUri(uri): OriginalUri) -> Failure {
    Failure::MethodNotAllowed(method.to_string(), uri.path().to_owned())
}
