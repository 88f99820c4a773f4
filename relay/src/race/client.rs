//! HTTP requests to a relay.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, ETAG, HeaderName, USER_AGENT};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::time::timeout;

/// How long an answer may take, beyond the time the relay was asked to wait.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// A kept connection that was idle for longer is not trusted: a request must not cross the relay's closing of it, which
/// would count as a failure of the lane.
const IDLE: Duration = Duration::from_secs(20);
/// Longest answer that is read: a page of 500 previews.
const MAX_ANSWER: usize = 64 * 1024 * 1024;
const AGENT: &str = concat!("gancho/", env!("CARGO_PKG_VERSION"));

/// A relay, and connections to it that are kept.
#[derive(Clone, Debug)]
pub(super) struct Relay {
    /// `http://host:port`.
    base: String,
    token: Option<String>,
    client: Client<HttpConnector, Full<Bytes>>,
}

/// What the relay answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) etag: Option<String>,
    pub(super) body: Bytes,
}

/// One request.
#[derive(Debug)]
pub(super) struct Ask<'a> {
    pub(super) method: Method,
    /// Path and query.
    pub(super) target: &'a str,
    pub(super) headers: &'a [(HeaderName, &'a str)],
    pub(super) body: Bytes,
    /// How long the relay was asked to wait.
    pub(super) held: Duration,
}

impl<'a> Ask<'a> {
    /// A plain `GET`.
    pub(super) fn get(target: &'a str) -> Self {
        Self { method: Method::GET, target, headers: &[], body: Bytes::new(), held: Duration::ZERO }
    }
}

impl Relay {
    /// Connects to nothing yet.
    pub(super) fn new(base: String, token: Option<String>) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let mut client = Client::builder(TokioExecutor::new());
        // Each request is an outcome: none may be sent twice behind the lane's back.
        client.retry_canceled_requests(false).pool_timer(TokioTimer::new()).pool_idle_timeout(IDLE);
        Self { base, token, client: client.build(connector) }
    }

    /// The same address for a WebSocket, and what to show there.
    pub(super) fn socket(&self, target: &str) -> (String, Option<String>) {
        (
            format!("ws{}{target}", self.base.trim_start_matches("http")),
            self.token.as_ref().map(|t| format!("Bearer {t}")),
        )
    }

    /// Asks, and reads the whole answer; why not, when there is none.
    pub(super) async fn ask(&self, ask: Ask<'_>) -> Result<Answer, String> {
        let held = ask.held;
        let whole = async {
            let (head, body) = self.send(ask).await?.into_parts();
            let body = Limited::new(body, MAX_ANSWER).collect().await.map_err(|e| reason(&*e))?.to_bytes();
            let etag = head.headers.get(ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
            Ok(Answer { status: head.status, etag, body })
        };
        timeout(held + PATIENCE, whole).await.unwrap_or_else(|_| Err("no answer in time".into()))
    }

    /// Asks for an answer that has no end.
    pub(super) async fn stream(&self, ask: Ask<'_>) -> Result<Response<Incoming>, String> {
        timeout(PATIENCE, self.send(ask)).await.unwrap_or_else(|_| Err("no answer in time".into()))
    }

    async fn send(&self, ask: Ask<'_>) -> Result<Response<Incoming>, String> {
        let mut request =
            Request::builder().method(ask.method).uri(format!("{}{}", self.base, ask.target)).header(USER_AGENT, AGENT);
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in ask.headers {
            request = request.header(name, *value);
        }
        let request = request.body(Full::new(ask.body)).map_err(|e| e.to_string())?;
        self.client.request(request).await.map_err(|e| reason(&e))
    }
}

/// The innermost cause: "Connection refused" rather than "client error (Connect)".
fn reason(error: &(dyn std::error::Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
