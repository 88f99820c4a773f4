//! HTTP requests to a relay: what every client of it has in common.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, ETAG, HeaderName, USER_AGENT};
use hyper::{Method, StatusCode};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{self, Client};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig;
use tokio::time::timeout;
use wire::Problem;

use crate::tls::{self, TlsError, Trust};

/// How long an answer may take, beyond the time the relay was asked to wait.
pub(crate) const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// A kept connection that was idle for longer is not trusted: a request must not cross the relay's
/// closing of it, which would count as a failure of the lane.
const IDLE: Duration = Duration::from_secs(20);
/// Longest answer that is read: a page of 500 previews.
const MAX_RESPONSE: usize = 64 * 1024 * 1024;
pub(crate) const AGENT: &str = concat!("gancho/", env!("CARGO_PKG_VERSION"));

/// A relay, and connections to it that are kept.
#[derive(Clone, Debug)]
pub(crate) struct Relay {
    /// As [`crate::address()`] gives it.
    base: String,
    token: Option<String>,
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    tls: Arc<ClientConfig>,
}

/// One request.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) method: Method,
    /// Path and query.
    pub(crate) target: &'a str,
    pub(crate) headers: &'a [(HeaderName, &'a str)],
    pub(crate) body: Bytes,
    /// How long the relay was asked to wait.
    pub(crate) held: Duration,
    /// Longest answer that is read, in bytes.
    pub(crate) limit: usize,
}

impl<'a> Request<'a> {
    /// A plain `GET`.
    pub(crate) fn get(target: &'a str) -> Self {
        Self {
            method: Method::GET,
            target,
            headers: &[],
            body: Bytes::new(),
            held: Duration::ZERO,
            limit: MAX_RESPONSE,
        }
    }
}

/// What the relay answered.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) etag: Option<String>,
    pub(crate) body: Bytes,
}

impl Response {
    /// True when the relay itself refuses, and asking again is no use: it asks for a token, or gives
    /// its reason as a [`Problem`]. A page of a proxy or a tunnel says nothing about the relay, and
    /// one that is busy or stops (5xx) will not be so for ever.
    pub(crate) fn is_refusal(&self) -> bool {
        let is_problem = !self.status.is_success() && self.problem().is_some();
        !self.status.is_server_error() && (self.status == StatusCode::UNAUTHORIZED || is_problem)
    }

    fn problem(&self) -> Option<Problem> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// Why a request has no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpError {
    #[error("no answer in time")]
    Timeout,
    #[error(transparent)]
    Request(hyper::http::Error),
    #[error("{}", tls::cause(.0))]
    Connection(legacy::Error),
    #[error("{}", tls::cause(&**.0))]
    Body(Box<dyn std::error::Error + Send + Sync>),
}

impl Relay {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// When the certificates that are to be trusted cannot be read.
    pub(crate) fn new(base: String, token: Option<String>, trust: &Trust) -> Result<Self, TlsError> {
        let tls = trust.config(&base)?;
        let mut client = Client::builder(TokioExecutor::new());
        // Each request is an outcome: none may be sent twice behind the lane's back.
        client.retry_canceled_requests(false).pool_timer(TokioTimer::new()).pool_idle_timeout(IDLE);
        let client = client.build(tls::connector(tls.clone()));
        Ok(Self { base, token, client, tls: Arc::new(tls) })
    }

    /// Where it is.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// The same address for a WebSocket, and what to show there.
    pub(crate) fn socket(&self, target: &str) -> (String, Option<String>) {
        (
            format!("ws{}{target}", self.base.trim_start_matches("http")),
            self.token.as_ref().map(|t| format!("Bearer {t}")),
        )
    }

    /// How TLS is spoken with it.
    pub(crate) fn tls(&self) -> Arc<ClientConfig> {
        self.tls.clone()
    }

    /// Asks, and reads the whole answer; why not, when there is none.
    pub(crate) async fn ask(&self, request: Request<'_>) -> Result<Response, HttpError> {
        let (held, limit) = (request.held, request.limit);
        let whole = async {
            let (head, body) = self.send(request).await?.into_parts();
            let body = Limited::new(body, limit).collect().await.map_err(HttpError::Body)?.to_bytes();
            let etag = head.headers.get(ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
            Ok(Response { status: head.status, etag, body })
        };
        timeout(held + REQUEST_TIMEOUT, whole).await.unwrap_or(Err(HttpError::Timeout))
    }

    /// Asks for an answer that has no end.
    pub(crate) async fn stream(&self, request: Request<'_>) -> Result<hyper::Response<Incoming>, HttpError> {
        timeout(REQUEST_TIMEOUT, self.send(request)).await.unwrap_or(Err(HttpError::Timeout))
    }

    async fn send(&self, request: Request<'_>) -> Result<hyper::Response<Incoming>, HttpError> {
        let mut builder =
            hyper::Request::builder().method(request.method).uri(format!("{}{}", self.base, request.target));
        // A webhook that is sent may have its provider's.
        if !request.headers.iter().any(|(name, _)| name == USER_AGENT) {
            builder = builder.header(USER_AGENT, AGENT);
        }
        if let Some(token) = &self.token {
            builder = builder.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in request.headers {
            builder = builder.header(name, *value);
        }
        let request = builder.body(Full::new(request.body)).map_err(HttpError::Request)?;
        self.client.request(request).await.map_err(HttpError::Connection)
    }

    /// Why the relay did not do what it was asked.
    pub(crate) fn refusal(&self, response: &Response) -> String {
        let base = &self.base;
        match (response.status, response.problem()) {
            (StatusCode::UNAUTHORIZED, _) => format!(
                "the relay at {base} asks for a token{}: give the one in the link that it printed at its start, in \
                 GANCHO_TOKEN or with --token-file",
                if self.token.is_some() { ", and not this one" } else { "" }
            ),
            (_, Some(problem)) => problem.detail,
            (status, None) => format!("what answers at {base} is not a gancho relay: it answered {status}"),
        }
    }
}

/// What to do when nothing answers at an address. `how` is how to name another.
pub(crate) fn no_relay(base: &str, why: &HttpError, how: &str) -> String {
    format!(
        "no relay answers at {base} ({why}).\n\n\
         Start one in another terminal:\n  gancho\nor say where yours is:\n  {how}"
    )
}
