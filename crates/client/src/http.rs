//! HTTP requests to a relay: what `gancho race`, `events` and `send` have in common.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, ETAG, HeaderName, USER_AGENT};
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::time::timeout;
use wire::Problem;

/// How long an answer may take, beyond the time the relay was asked to wait.
pub(crate) const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// A kept connection that was idle for longer is not trusted: a request must not cross the relay's closing of it, which
/// would count as a failure of the lane.
const IDLE: Duration = Duration::from_secs(20);
/// Longest answer that is read: a page of 500 previews.
const MAX_ANSWER: usize = 64 * 1024 * 1024;
const AGENT: &str = concat!("gancho/", env!("CARGO_PKG_VERSION"));

/// A relay, and connections to it that are kept.
#[derive(Clone, Debug)]
pub(crate) struct Relay {
    /// `http://host:port`.
    base: String,
    token: Option<String>,
    client: Client<HttpConnector, Full<Bytes>>,
}

/// What the relay answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) etag: Option<String>,
    pub(crate) body: Bytes,
}

/// One request.
#[derive(Debug)]
pub(crate) struct Ask<'a> {
    pub(crate) method: Method,
    /// Path and query.
    pub(crate) target: &'a str,
    pub(crate) headers: &'a [(HeaderName, &'a str)],
    pub(crate) body: Bytes,
    /// How long the relay was asked to wait.
    pub(crate) held: Duration,
}

impl<'a> Ask<'a> {
    /// A plain `GET`.
    pub(crate) fn get(target: &'a str) -> Self {
        Self { method: Method::GET, target, headers: &[], body: Bytes::new(), held: Duration::ZERO }
    }
}

impl Relay {
    /// Connects to nothing yet.
    pub(crate) fn new(base: String, token: Option<String>) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let mut client = Client::builder(TokioExecutor::new());
        // Each request is an outcome: none may be sent twice behind the lane's back.
        client.retry_canceled_requests(false).pool_timer(TokioTimer::new()).pool_idle_timeout(IDLE);
        Self { base, token, client: client.build(connector) }
    }

    /// The same address for a WebSocket, and what to show there.
    pub(crate) fn socket(&self, target: &str) -> (String, Option<String>) {
        (
            format!("ws{}{target}", self.base.trim_start_matches("http")),
            self.token.as_ref().map(|t| format!("Bearer {t}")),
        )
    }

    /// Asks, and reads the whole answer; why not, when there is none.
    pub(crate) async fn ask(&self, ask: Ask<'_>) -> Result<Answer, String> {
        let held = ask.held;
        let whole = async {
            let (head, body) = self.send(ask).await?.into_parts();
            let body = Limited::new(body, MAX_ANSWER).collect().await.map_err(|e| reason(&*e))?.to_bytes();
            let etag = head.headers.get(ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
            Ok(Answer { status: head.status, etag, body })
        };
        timeout(held + REQUEST_TIMEOUT, whole).await.unwrap_or_else(|_| Err("no answer in time".into()))
    }

    /// Asks for an answer that has no end.
    pub(crate) async fn stream(&self, ask: Ask<'_>) -> Result<Response<Incoming>, String> {
        timeout(REQUEST_TIMEOUT, self.send(ask)).await.unwrap_or_else(|_| Err("no answer in time".into()))
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

/// Where a relay is: `http://host:port`, in which the scheme may be left out.
///
/// # Errors
/// What is wrong with it.
pub fn address(text: &str) -> Result<String, String> {
    const HOW: &str = "give the relay's address only, as in http://localhost:7878; a token goes into GANCHO_TOKEN";
    let address = text.trim_end_matches('/');
    if address.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://")) {
        return Err(
            "this build speaks http only, without TLS: run it on the relay's own machine, or through a tunnel, as in \
                    ssh -L 7878:localhost:7878 HOST and then http://localhost:7878"
                .into(),
        );
    }
    let address = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    let uri: Uri = address.parse().map_err(|_| HOW)?;
    let authority = uri.authority().ok_or(HOW)?;
    let plain = uri.scheme_str() == Some("http") && uri.path() == "/" && uri.query().is_none();
    if !plain
        || authority.host().is_empty()
        || authority.as_str().contains('@')
        || authority.as_str().ends_with(':')
        || address.contains('#')
    {
        return Err(HOW.into());
    }
    Ok(format!("http://{authority}"))
}

/// What to do when nothing answers at an address. `how` is how to name another.
pub(crate) fn no_relay(base: &str, why: &str, how: &str) -> String {
    format!(
        "no relay answers at {base} ({why}).\n\n\
         Start one in another terminal:\n  gancho\nor say where yours is:\n  {how}"
    )
}

impl Relay {
    /// Why the relay did not do what it was asked.
    pub(crate) fn refusal(&self, answer: &Answer) -> String {
        let base = &self.base;
        let problem: Option<Problem> = serde_json::from_slice(&answer.body).ok();
        match (answer.status, problem) {
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

/// The innermost cause: "Connection refused" rather than "client error (Connect)".
fn reason(error: &(dyn std::error::Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (text, expected) in [
            ("http://127.0.0.1:7878", "http://127.0.0.1:7878"),
            ("http://localhost:7878/", "http://localhost:7878"),
            ("localhost:7878", "http://localhost:7878"),
            ("relay.example", "http://relay.example"),
            ("http://[::1]:7878", "http://[::1]:7878"),
        ] {
            assert_eq!(address(text).as_deref(), Ok(expected), "{text}");
        }
        for text in [
            "",
            "http://",
            "ftp://x",
            "ws://x",
            "http://x/webhook",
            "http://x?token=abc",
            "http://u:p@x",
            "http://a b",
            "http://:1",
            "http://x:",
            "http://x/#a",
        ] {
            assert!(address(text).is_err(), "{text}");
        }
        assert!(address("https://x.example").unwrap_err().contains("http only"));
        assert!(address("HTTPS://x.example").unwrap_err().contains("http only"));
    }
}
