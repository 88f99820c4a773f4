//! The only place where an error becomes an answer: `application/problem+json` (RFC 9457).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use wire::{BadChannel, Channel, Problem, Seq};

use gancho_store::{MAX_PINNED, StoreError};

/// Why a request was not served.
#[derive(Debug)]
pub enum Failure {
    /// The name is not one a channel can have.
    BadChannel(BadChannel),
    /// No such channel.
    UnknownChannel(Channel),
    /// No such event.
    UnknownEvent(Channel, Seq),
    /// As many events of the channel are pinned as can be.
    TooManyPinned(Channel),
    /// The channel cannot sign, and why.
    CannotSign(Channel, String),
    /// A query parameter or a body that makes no sense.
    BadRequest(String),
    /// The body is longer than this many bytes.
    BodyTooLarge(usize),
    /// An import is longer than this many bytes.
    ImportTooLarge(usize),
    /// The body broke off or was not valid HTTP.
    BodyUnread(String),
    /// The header block is longer than this many bytes.
    HeadersTooLarge(usize),
    /// The host name is not one this relay answers to.
    ForbiddenHost(String),
    /// The request comes from another site's page.
    ForbiddenOrigin(String),
    /// The token is missing or wrong.
    Unauthorized,
    /// Nothing is at this path.
    NotFound(String),
    /// The path does not take this method.
    MethodNotAllowed(String, String),
    /// The request should have asked for a WebSocket.
    NotAWebSocket(String),
    /// The channel, or the path, asks for this failure.
    Asked(u16, Channel, Seq),
    /// The channel's answer came out too long.
    AnswerTooLong(Channel, Seq),
    /// As many bytes of webhooks are held as may be.
    Busy,
    /// As many channels are kept as may be.
    TooManyChannels(StoreError),
    /// The data file is away, or another is at its place.
    FileGone(StoreError),
    /// There is no room for more.
    DiskFull(StoreError),
    /// What is stored of an event makes no sense.
    Damaged(StoreError),
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::TooManyChannels(_) => Self::TooManyChannels(error),
            StoreError::FileGone(_) => Self::FileGone(error),
            StoreError::DiskFull(_) => Self::DiskFull(error),
            StoreError::Damaged(..) => Self::Damaged(error),
            _ => Self::Store(error),
        }
    }
}

impl From<BadChannel> for Failure {
    fn from(error: BadChannel) -> Self {
        Self::BadChannel(error)
    }
}

impl Failure {
    fn problem(&self) -> Problem {
        use StatusCode as S;
        let (status, kind, title, detail) = match self {
            Self::BadChannel(e) => (S::BAD_REQUEST, "bad-channel", "Bad channel name", e.to_string()),
            Self::UnknownChannel(channel) => (
                S::NOT_FOUND,
                "unknown-channel",
                "Unknown channel",
                format!("there is no channel '{channel}': send a webhook to /webhook/{channel} to make it"),
            ),
            Self::UnknownEvent(channel, seq) => (
                S::NOT_FOUND,
                "unknown-event",
                "Unknown event",
                format!("event {seq} of '{channel}' was never received, or is no longer kept"),
            ),
            Self::TooManyPinned(channel) => (
                S::CONFLICT,
                "too-many-pinned",
                "Too many pinned",
                format!(
                    "{MAX_PINNED} events of '{channel}' can be pinned, and nothing was changed: unpin or delete some"
                ),
            ),
            Self::CannotSign(channel, why) => {
                (S::CONFLICT, "cannot-sign", "Cannot sign", format!("'{channel}' cannot sign: {why}"))
            }
            Self::BadRequest(detail) => (S::BAD_REQUEST, "bad-request", "Bad request", detail.clone()),
            Self::BodyTooLarge(limit) => (
                S::PAYLOAD_TOO_LARGE,
                "body-too-large",
                "Body too large",
                format!(
                    "the body is over the limit of {limit} bytes, and nothing was stored: raise it with --max-body"
                ),
            ),
            Self::ImportTooLarge(limit) => (
                S::PAYLOAD_TOO_LARGE,
                "import-too-large",
                "Import too large",
                format!(
                    "one import takes at most {limit} bytes, and nothing was imported: send the file in parts, as \
                     'gancho events import' does"
                ),
            ),
            Self::BodyUnread(e) => (
                S::BAD_REQUEST,
                "body-unread",
                "Body not read",
                format!("the body could not be read to its end, and nothing was stored: {e}"),
            ),
            Self::HeadersTooLarge(limit) => (
                S::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "headers-too-large",
                "Headers too large",
                format!("the headers are over the limit of {limit} bytes, and nothing was stored"),
            ),
            Self::ForbiddenHost(host) => (
                S::FORBIDDEN,
                "forbidden-host",
                "Host not allowed",
                format!("this relay does not answer to the name '{host}': allow it with --allow-host {host}"),
            ),
            Self::ForbiddenOrigin(origin) => (
                S::FORBIDDEN,
                "forbidden-origin",
                "Origin not allowed",
                format!("a page of {origin} may not read this relay: only its own page may"),
            ),
            Self::Unauthorized => (
                S::UNAUTHORIZED,
                "unauthorized",
                "Token needed",
                "open the page with ?token=… as the relay printed it at its start, or send Authorization: Bearer …"
                    .into(),
            ),
            Self::NotFound(path) => (S::NOT_FOUND, "not-found", "Not found", format!("nothing is at {path}")),
            Self::MethodNotAllowed(method, path) => (
                S::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "Method not allowed",
                format!("{path} does not take {method}"),
            ),
            Self::NotAWebSocket(e) => (
                S::UPGRADE_REQUIRED,
                "websocket-needed",
                "WebSocket needed",
                format!("open this address as a WebSocket, or read …/sse or …/events: {e}"),
            ),
            Self::Asked(status, channel, seq) => (
                S::from_u16(*status).unwrap_or(S::SERVICE_UNAVAILABLE),
                "asked-for",
                "Failing, as asked",
                format!(
                    "event {seq} of '{channel}' is stored; this failure was asked for, to see what its sender does"
                ),
            ),
            Self::AnswerTooLong(channel, seq) => (
                S::INTERNAL_SERVER_ERROR,
                "answer-too-long",
                "Answer too long",
                format!("event {seq} of '{channel}' is stored, but the channel's template makes over 8 MiB of it"),
            ),
            Self::Busy => (
                S::SERVICE_UNAVAILABLE,
                "busy",
                "Too much at once",
                "the relay holds as much of other webhooks as it may, and nothing was stored: send it again".into(),
            ),
            // RFC 4918, section 11.5.
            Self::TooManyChannels(e) => {
                (S::INSUFFICIENT_STORAGE, "too-many-channels", "Too many channels", format!("nothing was stored: {e}"))
            }
            // The store says these in its log, once.
            Self::FileGone(e) => {
                (S::SERVICE_UNAVAILABLE, "data-file-gone", "Data file gone", format!("nothing was stored: {e}"))
            }
            Self::DiskFull(e) => (S::SERVICE_UNAVAILABLE, "disk-full", "Disk full", format!("nothing was stored: {e}")),
            Self::Damaged(e) => (S::INTERNAL_SERVER_ERROR, "damaged-event", "Damaged event", e.to_string()),
            Self::Store(e) => (S::SERVICE_UNAVAILABLE, "store-unavailable", "Not stored", e.to_string()),
        };
        Problem { kind: format!("/problems/{kind}"), title: title.into(), status: status.as_u16(), detail }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let problem = self.problem();
        if let Self::Store(e) = &self {
            tracing::error!("{e}");
        }
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, super::json(&problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        // What a sender that is to come back expects (RFC 9110, section 10.2.3; RFC 6585, section 4).
        if matches!(
            self,
            Self::Busy | Self::Store(_) | Self::FileGone(_) | Self::DiskFull(_) | Self::Asked(429 | 503, ..)
        ) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        match self {
            // The rest of the body is not read, so the connection cannot be used again.
            Self::BodyTooLarge(_) | Self::ImportTooLarge(_) | Self::BodyUnread(_) | Self::Busy => {
                headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Self::Unauthorized => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::NotAWebSocket(_) => {
                headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
            }
            _ => {}
        }
        response
    }
}
