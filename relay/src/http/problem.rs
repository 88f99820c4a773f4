//! The only place where an error becomes an answer: `application/problem+json` (RFC 9457).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gancho_store::StoreError;
use wire::{BadChannel, Channel, ConsumerName, Problem, Seq};

mod consumer;
mod describe;
mod invalid;
mod template;

pub use invalid::Invalid;

/// Why a request was not served.
#[derive(Debug)]
pub enum Failure {
    /// The name is not one a channel can have.
    BadChannel(BadChannel),
    /// No such channel.
    UnknownChannel(Channel),
    /// No such event.
    UnknownEvent(Channel, Seq),
    /// It is not known what the event's sender was answered.
    UnknownAnswer(Channel, Seq),
    /// The event's sender does not wait for an answer by hand.
    NotHeld(Channel, Seq),
    /// Somebody else has answered the event by hand.
    AnsweredAlready(Channel, Seq),
    /// No such consumer.
    UnknownConsumer(Channel, ConsumerName),
    /// Another one holds the consumer now.
    TakenOver(Channel, ConsumerName),
    /// Another consumer of the channel, of this name, answers its senders.
    AnsweringTaken(Channel, ConsumerName),
    /// The channel has as many consumers as it can.
    TooManyConsumers(Channel),
    /// The channel has no consumer that could send.
    NoConsumer(Channel),
    /// As many resends of the channel wait as can.
    TooManyResends(Channel),
    /// As many events of the channel are pinned as can be.
    TooManyPinned(Channel),
    /// More than this many bytes of the channel would be pinned.
    TooMuchPinned(Channel, u64),
    /// The channel cannot sign, and why.
    CannotSign(Channel, String),
    /// A query or a body that makes no sense, in words. Where the words have a number or a name in
    /// them that a reader may want to know, [`Invalid`] has a variant for it.
    BadRequest(String),
    /// What was sent is not what it may be.
    Invalid(Invalid),
    /// The body is longer than this many bytes.
    BodyTooLarge(usize),
    /// An import is longer than this many bytes.
    ImportTooLarge(usize),
    /// The body broke off or was not valid HTTP.
    BodyUnread(String),
    /// The header block is longer than this many bytes.
    HeadersTooLarge(usize),
    /// The head of the request is no HTTP/1.1.
    NotHttp,
    /// The request's target is longer than any that is read.
    TargetTooLong,
    /// The request's head is longer than any that is read.
    HeadTooLong,
    /// The host name is not one this relay answers to.
    ForbiddenHost(String),
    /// The request comes from another site's page, of this origin.
    ForbiddenOrigin(String),
    /// A browser sends the request for another site's page, without telling whose.
    ForbiddenSite,
    /// A browser sends the webhook for another site's page, of this origin if it tells.
    ForbiddenSender(Option<String>),
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
    /// The channel's answer was not made in time.
    AnswerTooSlow(Channel, Seq),
    /// As many bytes of webhooks are held as may be.
    Busy,
    /// As many channels are kept as may be.
    TooManyChannels(StoreError),
    /// The data takes as much of the disk as it may.
    DiskBudget(StoreError),
    /// The data file is away, or another is at its place.
    FileGone(StoreError),
    /// There is no room for more.
    DiskFull(StoreError),
    /// What is stored of an event makes no sense.
    Damaged(StoreError),
    /// The store failed to store.
    Store(StoreError),
    /// The store failed to read.
    Unreadable(StoreError),
    /// The relay is stopping.
    Stopping,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::TooManyChannels(_) => Self::TooManyChannels(error),
            StoreError::TooMuchPinned(channel, most) => Self::TooMuchPinned(channel, most),
            StoreError::Full(_) => Self::DiskBudget(error),
            StoreError::Unreadable(_) => Self::Unreadable(error),
            StoreError::Closed => Self::Stopping,
            StoreError::FileGone(_) => Self::FileGone(error),
            StoreError::DiskFull(_) => Self::DiskFull(error),
            StoreError::Damaged(..) => Self::Damaged(error),
            _ => Self::Store(error),
        }
    }
}

impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<BadChannel> for Failure {
    fn from(error: BadChannel) -> Self {
        Self::BadChannel(error)
    }
}

impl Failure {
    /// What the answer says of it.
    #[must_use]
    pub fn problem(&self) -> Problem {
        describe::problem(self)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let problem = self.problem();
        if let Self::Store(e) | Self::Unreadable(e) = &self {
            tracing::error!("{e}");
        }
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, super::json(&problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        // What a sender that is to come back expects (RFC 9110, section 10.2.3; RFC 6585, section 4).
        if problem.status == 503 || matches!(self, Self::Asked(429, ..)) {
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

#[cfg(test)]
mod tests;
