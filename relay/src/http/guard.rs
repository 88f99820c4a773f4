//! Access control: Host, Origin, Fetch Metadata and token of readers; Origin of senders; size of heads.
//!
//! A page of another site cannot read answers across origins. It can open a WebSocket (cross-site
//! WebSocket hijacking), and it can measure how long an answer takes. With a name that resolves to this
//! machine it can become same-origin (DNS rebinding). So the host must be a name that is ours, an origin
//! must be the one that the page was asked by, and what a browser sends for another site's page is
//! refused.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use wire::Headers;

use super::{App, Failure, Peer};
use crate::config::{MAX_HEADERS, Options};
use crate::origin::{Origin, Senders};
use crate::public_address::PublicAddress;

mod attempts;
mod cors;
mod fetch_site;
mod host;
mod token;

use attempts::Attempts;
use fetch_site::Site;
use host::Asked;
use token::{Shown, Token};

/// Longest header block accepted, in bytes, as `name: value` lines.
const MAX_HEAD: usize = 64 * 1024;

/// Rules that requests are checked against. Made once, when the relay starts.
pub struct Guard {
    token: Option<Token>,
    /// Host names besides `localhost`, addresses and the public URL's.
    names: Vec<String>,
    /// The public URL, whose origin is not the one that the relay is asked by behind a TLS proxy.
    public: PublicAddress,
    /// Other origins whose pages may read.
    readers: Vec<Origin>,
    /// Pages that may send webhooks, besides the relay's own. `None` lets all pages send.
    senders: Option<Vec<Senders>>,
    attempts: Attempts,
    /// Name of the cookie that carries the token.
    cookie: String,
}

impl Guard {
    /// The guard of a relay that listens on `address`.
    #[must_use]
    pub fn new(options: &Options, public: PublicAddress, address: SocketAddr) -> Self {
        let secure = options.public_url.as_ref().is_some_and(|url| url.origin().is_secure());
        // No provider is a web page, and none reaches a loopback address without a public URL.
        let local = address.ip().is_loopback() && options.public_url.is_none();
        let any = options.webhook_origins.contains(&Senders::Any);
        Self {
            token: options.token.clone().map(|secret| Token::new(secret, address.port(), secure)),
            names: options.allowed_hosts.clone(),
            public,
            readers: options.allowed_origins.clone(),
            senders: (local && !any).then(|| options.webhook_origins.clone()),
            attempts: Attempts::default(),
            cookie: token::cookie_name(address.port()),
        }
    }

    /// Name of the cookie that carries the token.
    #[must_use]
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Refuses what may not read the page and the API, whatever token it shows.
    fn admit_reader(&self, parts: &Parts, peer: &Peer) -> Result<(), Failure> {
        let asked = Asked::of(parts, peer.is_believed());
        asked.check(self)?;
        if let Some(text) = origin_text(&parts.headers) {
            let origin = text.parse::<Origin>().ok();
            if origin.as_ref().is_some_and(|origin| self.readers.contains(origin)) {
                return Ok(());
            }
            if !origin.is_some_and(|origin| self.is_own(&asked, &origin)) {
                return Err(Failure::ForbiddenOrigin(text));
            }
        }
        match Site::of(&parts.headers) {
            Site::Foreign if !fetch_site::opens_the_page(parts) => Err(Failure::ForbiddenSite),
            _ => Ok(()),
        }
    }

    /// Refuses a webhook that a browser sends for another site's page, where no provider is a page.
    ///
    /// # Errors
    /// [`Failure::ForbiddenSender`].
    pub(super) fn admit_sender(&self, parts: &Parts, peer: &Peer) -> Result<(), Failure> {
        let Some(senders) = &self.senders else { return Ok(()) };
        let (origin, site) = (origin_text(&parts.headers), Site::of(&parts.headers));
        // A program; or a person, who typed the address.
        if origin.is_none() && matches!(site, Site::Unknown | Site::Typed) {
            return Ok(());
        }
        let parsed = origin.as_deref().and_then(|text| text.parse::<Origin>().ok());
        let given = |origin: &Origin| senders.iter().any(|sender| matches!(sender, Senders::Of(one) if one == origin));
        if parsed.as_ref().is_some_and(given) {
            return Ok(());
        }
        let asked = Asked::of(parts, peer.is_believed());
        let own = match (&origin, &parsed) {
            (None, _) => true,
            (Some(_), Some(parsed)) => self.is_own(&asked, parsed),
            (Some(_), None) => false,
        };
        // A page of a name that was rebound to this machine takes itself for the relay's own.
        if own && site != Site::Foreign && asked.check(self).is_ok() {
            Ok(())
        } else {
            Err(Failure::ForbiddenSender(origin))
        }
    }

    /// True for the origin that the page was asked by, and the public URL's.
    fn is_own(&self, asked: &Asked, origin: &Origin) -> bool {
        asked.is_own(origin) || self.public.url().is_some_and(|url| url.origin() == origin)
    }

    /// True for names that always mean this machine, addresses, and names given to this relay.
    fn is_ours(&self, name: &str) -> bool {
        let is_given = |given: &str| !given.is_empty() && given.eq_ignore_ascii_case(name);
        host::is_local_or_address(name)
            || self.names.iter().any(|given| is_given(given))
            || self.public.url().is_some_and(|url| is_given(url.origin().host()))
    }
}

/// Lets through what may read the page and the API.
pub(super) async fn check(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Some(peer) = parts.extensions.get::<Peer>().cloned() else {
        // Set by `http::answer`, for every request.
        return Failure::ForbiddenSite.into_response();
    };
    if let Err(failure) = head_size(&parts).and_then(|()| app.guard.admit_reader(&parts, &peer)) {
        return failure.into_response();
    }
    let reader = cors::reader(&app.guard.readers, &parts.headers);
    let mut response = match reader {
        // Asked before the token can be shown: browsers send none with a preflight.
        Some(_) if is_preflight(&parts) => cors::preflight(&parts.headers),
        _ => with_token(&app, peer.sender(), Request::from_parts(parts, body), next).await,
    };
    if let Some(origin) = reader {
        cors::let_read(response.headers_mut(), origin);
    }
    response
}

/// Lets through what shows the token, where one is asked for.
async fn with_token(app: &App, peer: IpAddr, request: Request, next: Next) -> Response {
    let Some(token) = &app.guard.token else { return next.run(request).await };
    let (parts, body) = request.into_parts();
    match token.shown(&parts) {
        Shown::Right => next.run(Request::from_parts(parts, body)).await,
        Shown::InLink => token.remember(),
        Shown::Nothing => Failure::Unauthorized.into_response(),
        Shown::Wrong => {
            let failed = app.guard.attempts.failed(peer, Instant::now());
            if failed.is_notable() {
                tracing::warn!(address = %peer, wrong_tokens = failed.count, "a wrong token was shown");
            }
            if !failed.delay.is_zero() {
                tokio::select! {
                    () = tokio::time::sleep(failed.delay) => {}
                    () = app.shutdown.cancelled() => {}
                }
            }
            Failure::Unauthorized.into_response()
        }
    }
}

/// Books a request that names a lane.
pub(super) async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let lane = parameter(request.uri().query(), "lane").filter(|lane| is_lane(lane));
    // The meter's own reading names a lane without being of it.
    let lane = lane.filter(|_| request.uri().path() != "/meter");
    let peer = request.extensions().get::<Peer>();
    let _serving = lane.zip(peer).map(|(lane, peer)| peer.meter.claim(&app.meter, &lane));
    next.run(request).await
}

/// Names a lane may have.
pub(super) fn is_lane(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

/// Refuses a header block that is too large.
pub(super) fn head_size(parts: &Parts) -> Result<(), Failure> {
    let size: usize = parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if size > MAX_HEAD { Err(Failure::HeadersTooLarge(MAX_HEAD)) } else { Ok(()) }
}

/// Refuses headers that no request can have brought, being too many or too long: what forwards an
/// event could not send them, and a reader's WebSocket could not carry them.
///
/// # Errors
/// How many there are, or how long they may be.
pub(super) fn check_headers(headers: &Headers) -> Result<(), String> {
    let count = headers.0.len();
    if count > MAX_HEADERS {
        return Err(format!("{count} headers are too many: there may be {MAX_HEADERS}"));
    }
    let size: usize = headers.0.iter().map(|(name, value)| name.len() + value.as_bytes().len() + 4).sum();
    if size > MAX_HEAD { Err(format!("its headers are over the limit of {MAX_HEAD} bytes")) } else { Ok(()) }
}

/// Refuses a second `Host` (RFC 9112, section 3.2): whoever stands before the relay may have gone
/// by the other one.
pub(super) fn one_host(headers: &HeaderMap) -> Result<(), Failure> {
    match headers.get_all(header::HOST).iter().count() {
        0 | 1 => Ok(()),
        hosts => Err(Failure::BadRequest(format!("the request has {hosts} Host headers: send one"))),
    }
}

/// True for a browser's question whether a page may send a request (Fetch standard, "CORS-preflight
/// fetch").
pub(super) fn is_preflight(parts: &Parts) -> bool {
    parts.method == Method::OPTIONS && parts.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

fn origin_text(headers: &HeaderMap) -> Option<String> {
    headers.get(header::ORIGIN).map(|value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    form_urlencoded::parse(query?.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
