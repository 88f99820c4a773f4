//! What a failure says of itself: type, title, words, and the values in the words.

use std::borrow::Cow;

use axum::http::StatusCode as S;
use gancho_store::{MAX_PINNED, StoreError};
use wire::{Problem, ProblemValue};

use super::{Failure, consumer, invalid};
use crate::config::{MAX_HEAD_BYTES, MAX_HEADERS, MAX_TARGET_BYTES};
use crate::respond::MAX_TIME;
use crate::respond::template::MAX_TEXT;

/// The problem that a failure is answered with.
pub(super) fn problem(failure: &Failure) -> Problem {
    let Described { status, kind, title, detail, values } = describe(failure);
    Problem {
        kind: format!("/problems/{kind}"),
        title: title.into(),
        status: status.as_u16(),
        detail: detail.into(),
        values: values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    }
}

pub(super) struct Described {
    status: S,
    /// Last part of `type`. Never changed once it was released: clients go by it.
    kind: &'static str,
    title: &'static str,
    detail: Cow<'static, str>,
    /// Everything that `detail` has from outside of this file, by name.
    values: Vec<(&'static str, ProblemValue)>,
}

impl Described {
    pub(super) fn new(
        status: S,
        kind: &'static str,
        title: &'static str,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { status, kind, title, detail: detail.into(), values: Vec::new() }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<ProblemValue>) -> Self {
        self.values.push((name, value.into()));
        self
    }
}

fn describe(failure: &Failure) -> Described {
    match failure {
        Failure::BadChannel(e) => Described::new(
            S::BAD_REQUEST,
            "bad-channel",
            "Bad channel name",
            // Always the same sentence.
            e.to_string(),
        ),
        Failure::UnknownChannel(channel) => Described::new(
            S::NOT_FOUND,
            "unknown-channel",
            "Unknown channel",
            format!("there is no channel '{channel}': send a webhook to /webhook/{channel} to make it"),
        )
        .with("channel", channel.as_str()),
        Failure::UnknownEvent(channel, seq) => Described::new(
            S::NOT_FOUND,
            "unknown-event",
            "Unknown event",
            format!("event {seq} of '{channel}' was never received, or is no longer kept"),
        )
        .with("channel", channel.as_str())
        .with("seq", *seq),
        Failure::UnknownAnswer(channel, seq) => Described::new(
            S::NOT_FOUND,
            "unknown-answer",
            "Unknown answer",
            format!(
                "it is not known what the sender of event {seq} of '{channel}' was answered: it was imported, an \
                 older relay received it, or its sender still waits"
            ),
        )
        .with("channel", channel.as_str())
        .with("seq", *seq),
        Failure::NotHeld(channel, seq) => Described::new(
            S::NOT_FOUND,
            "not-held",
            "Not held",
            format!("event {seq} of '{channel}' is not held: its sender got another answer, went, or its time was over"),
        )
        .with("channel", channel.as_str())
        .with("seq", *seq),
        Failure::AnsweredAlready(channel, seq) => Described::new(
            S::CONFLICT,
            "already-answered",
            "Already answered",
            format!("event {seq} of '{channel}' was answered by somebody else: the first answer counts"),
        )
        .with("channel", channel.as_str())
        .with("seq", *seq),
        Failure::UnknownConsumer(channel, name) => consumer::unknown(channel, name),
        Failure::TakenOver(channel, name) => consumer::taken_over(channel, name),
        Failure::AnsweringTaken(channel, name) => consumer::answering_taken(channel, name),
        Failure::TooManyConsumers(channel) => consumer::too_many(channel),
        Failure::NoConsumer(channel) => consumer::none(channel),
        Failure::TooManyResends(channel) => consumer::too_many_resends(channel),
        Failure::TooManyPinned(channel) => Described::new(
            S::CONFLICT,
            "too-many-pinned",
            "Too many pinned",
            format!(
                "{MAX_PINNED} events of '{channel}' can be pinned, and nothing was changed: unpin \
                 or delete some"
            ),
        )
        .with("channel", channel.as_str())
        .with("limit", MAX_PINNED),
        Failure::TooMuchPinned(channel, limit) => Described::new(
            S::CONFLICT,
            "too-much-pinned",
            "Too much pinned",
            format!(
                "at most half of what '{channel}' keeps can be pinned, {limit} bytes, and nothing was \
                 changed: unpin or delete some, or let the channel keep more"
            ),
        )
        .with("channel", channel.as_str())
        .with("limit", *limit),
        Failure::CannotSign(channel, why) => {
            Described::new(S::CONFLICT, "cannot-sign", "Cannot sign", format!("'{channel}' cannot sign: {why}"))
                .with("channel", channel.as_str())
                .with("reason", why.as_str())
        }
        Failure::BodyTooLarge(limit) => Described::new(
            S::PAYLOAD_TOO_LARGE,
            "body-too-large",
            "Body too large",
            format!(
                "the body is over the limit of {limit} bytes, and nothing was stored: raise it \
                 with --max-body"
            ),
        )
        .with("limit", *limit),
        Failure::ImportTooLarge(limit) => Described::new(
            S::PAYLOAD_TOO_LARGE,
            "import-too-large",
            "Import too large",
            format!(
                "one import takes at most {limit} bytes, and nothing was imported: send the file \
                 in parts, as 'gancho events import' does"
            ),
        )
        .with("limit", *limit),
        Failure::BodyUnread(e) => Described::new(
            S::BAD_REQUEST,
            "body-unread",
            "Body not read",
            format!("the body could not be read to its end, and nothing was stored: {e}"),
        )
        .with("reason", e.as_str()),
        Failure::HeadersTooLarge(limit) => Described::new(
            S::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "headers-too-large",
            "Headers too large",
            format!("the headers are over the limit of {limit} bytes, and nothing was stored"),
        )
        .with("limit", *limit),
        Failure::NotHttp => Described::new(
            S::BAD_REQUEST,
            "not-http",
            "Not HTTP",
            "the request is not valid HTTP/1.1, and nothing was stored: look at its first line and at \
             its headers. In the target, spaces, double quotes, < and > are written %20, %22, %3C and \
             %3E, and a backtick in the path is %60",
        ),
        Failure::TargetTooLong => Described::new(
            S::URI_TOO_LONG,
            "target-too-long",
            "Target too long",
            format!(
                "the request's target, its path and query, is over the limit of {MAX_TARGET_BYTES} \
                 bytes, and nothing was stored: send it in the body"
            ),
        )
        .with("limit", MAX_TARGET_BYTES),
        Failure::HeadTooLong => Described::new(
            S::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "head-too-long",
            "Head too long",
            format!(
                "the request's head is over the limit of {MAX_HEAD_BYTES} bytes or of {MAX_HEADERS} \
                 header fields, and nothing was stored"
            ),
        )
        .with("bytes", MAX_HEAD_BYTES)
        .with("fields", MAX_HEADERS),
        Failure::ForbiddenHost(host) => Described::new(
            S::FORBIDDEN,
            "forbidden-host",
            "Host not allowed",
            format!("this relay does not answer to the name '{host}': allow it with --allow-host {host}"),
        )
        .with("host", host.as_str()),
        Failure::ForbiddenOrigin(origin) => Described::new(
            S::FORBIDDEN,
            "forbidden-origin",
            "Origin not allowed",
            format!(
                "a page of {origin} may not read this relay, only its own page may: start it with \
                 --allow-origin ORIGIN to allow another"
            ),
        )
        .with("origin", origin.as_str()),
        Failure::ForbiddenSite => Described::new(
            S::FORBIDDEN,
            "forbidden-site",
            "Site not allowed",
            "the browser asks for another site's page, and only the relay's own page may read this: \
             open the relay's address itself, or start it with --allow-origin ORIGIN",
        ),
        Failure::ForbiddenSender(origin) => forbidden_sender(origin.as_deref()),
        Failure::Unauthorized => Described::new(
            S::UNAUTHORIZED,
            "unauthorized",
            "Token needed",
            "open the page with ?token=… as the relay printed it at its start, or send \
             Authorization: Bearer …",
        ),
        Failure::NotFound(path) => {
            Described::new(S::NOT_FOUND, "not-found", "Not found", format!("nothing is at {path}"))
                .with("path", path.as_str())
        }
        Failure::MethodNotAllowed(method, path) => Described::new(
            S::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "Method not allowed",
            format!("{path} does not take {method}"),
        )
        .with("method", method.as_str())
        .with("path", path.as_str()),
        Failure::NotAWebSocket(e) => Described::new(
            S::UPGRADE_REQUIRED,
            "websocket-needed",
            "WebSocket needed",
            format!("open this address as a WebSocket, or read …/sse or …/events: {e}"),
        )
        .with("reason", e.as_str()),
        Failure::Asked(status, channel, seq) => Described::new(
            S::from_u16(*status).unwrap_or(S::SERVICE_UNAVAILABLE),
            "asked-for",
            "Failing, as asked",
            format!(
                "event {seq} of '{channel}' is stored; this failure was asked for, to see what its \
                 sender does"
            ),
        )
        .with("channel", channel.as_str())
        .with("seq", *seq),
        Failure::AnswerTooLong(channel, seq) => Described::new(
            S::INTERNAL_SERVER_ERROR,
            "answer-too-long",
            "Answer too long",
            format!(
                "event {seq} of '{channel}' is stored, but the channel's template makes more than \
                 {MAX_TEXT} bytes of it"
            ),
        )
        .with("limit", MAX_TEXT)
        .with("channel", channel.as_str())
        .with("seq", *seq),
        Failure::AnswerTooSlow(channel, seq) => Described::new(
            S::INTERNAL_SERVER_ERROR,
            "answer-too-slow",
            "Answer too slow",
            format!(
                "event {seq} of '{channel}' is stored, but its answer was not made in {} ms: the channel's template takes \
                 too much of so long a body, or many answers are made at once",
                MAX_TIME.as_millis()
            ),
        )
        .with("channel", channel.as_str())
        .with("seq", *seq)
        .with("limit", MAX_TIME.as_millis() as u64),
        Failure::Busy => Described::new(
            S::SERVICE_UNAVAILABLE,
            "busy",
            "Too much at once",
            "the relay holds as much of other webhooks as it may, and nothing was stored: send it \
             again",
        ),
        Failure::TooManyChannels(e) => too_many_channels(e),
        Failure::DiskBudget(e) => Described::new(
            S::INSUFFICIENT_STORAGE,
            "disk-budget",
            "No room left",
            format!("nothing was stored: {e}"),
        )
        .with("reason", e.to_string()),
        Failure::FileGone(e) => Described::new(
            S::SERVICE_UNAVAILABLE,
            "data-file-gone",
            "Data file gone",
            format!("nothing was stored: {e}"),
        )
        .with("reason", e.to_string()),
        Failure::DiskFull(e) => Described::new(
            S::SERVICE_UNAVAILABLE,
            "disk-full",
            "Disk full",
            format!("nothing was stored: {e}"),
        )
        .with("reason", e.to_string()),
        Failure::Damaged(e) => damaged(e),
        Failure::Unreadable(e) => Described::new(S::SERVICE_UNAVAILABLE, "store-unreadable", "Not read", e.to_string())
            .with("reason", e.to_string()),
        Failure::Stopping => Described::new(
            S::SERVICE_UNAVAILABLE,
            "stopping",
            "Stopping",
            "the relay is stopping, and nothing was stored or read: try again once it runs",
        ),
        Failure::Store(e) => Described::new(S::SERVICE_UNAVAILABLE, "store-unavailable", "Not stored", e.to_string())
            .with("reason", e.to_string()),
        Failure::BadRequest(why) => {
            Described::new(S::BAD_REQUEST, "bad-request", "Bad request", why.clone()).with("reason", why.as_str())
        }
        Failure::Invalid(invalid) => invalid::describe(invalid),
    }
}

/// A browser tells no origin, or "null", of a page that keeps it to itself.
fn forbidden_sender(origin: Option<&str>) -> Described {
    let origin = origin.filter(|origin| *origin != "null");
    let (page, value) = match origin {
        Some(origin) => (format!("a page of {origin}"), origin),
        None => ("a page of another site".into(), "'*'"),
    };
    let described = Described::new(
        S::FORBIDDEN,
        "forbidden-sender",
        "Page may not send",
        format!(
            "{page} may not send webhooks to this relay, which is for this machine, and nothing was \
             stored: allow it with --allow-webhook-origin {value}"
        ),
    );
    match origin {
        Some(origin) => described.with("origin", origin),
        None => described,
    }
}

fn damaged(e: &StoreError) -> Described {
    let described = Described::new(S::INTERNAL_SERVER_ERROR, "damaged-event", "Damaged event", e.to_string());
    match e {
        StoreError::Damaged(channel, seq) => described.with("channel", channel.as_str()).with("seq", *seq),
        other => described.with("reason", other.to_string()),
    }
}

/// Status 507 is of RFC 4918, section 11.5.
fn too_many_channels(e: &StoreError) -> Described {
    let described = Described::new(
        S::INSUFFICIENT_STORAGE,
        "too-many-channels",
        "Too many channels",
        format!("nothing was stored: {e}"),
    );
    match e {
        StoreError::TooManyChannels(limit) => described.with("limit", *limit),
        other => described.with("reason", other.to_string()),
    }
}
