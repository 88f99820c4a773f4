//! Any request at `/webhook…` becomes a stored event, then an answer: the receipt, or what the channel says.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use sha2::{Digest as _, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use uuid::Uuid;
use wire::{BadChannel, Channel, Digest, Headers, Marks, Stored, Timestamp};

use super::{App, Failure, Peer, guard, json};
use crate::answerers::Expected;
use crate::respond::{self, Plan};
use gancho_store::{NewEvent, Record};

mod answering;
mod program;

pub(super) use answering::recorded;

/// How long a body may take to come. What has come of it is held meanwhile, for anybody who opens a connection.
pub(super) const BODY_TIMEOUT: Duration = Duration::from_secs(60);

/// Receives one webhook. Where pages of any origin may send, they may read the answer as well.
///
/// # Errors
/// [`NoAnswer`] when the channel answers nothing: the connection is to be closed.
pub(super) async fn receive(app: &App, peer: &Peer, request: Request<Incoming>) -> Result<Response, NoAnswer> {
    let (parts, body) = request.into_parts();
    if let Err(refused) = app.guard.admit_sender(&parts, peer) {
        return Ok(confined(refused.into_response()));
    }
    if guard::is_preflight(&parts) {
        return Ok(confined(preflight(&parts.headers)));
    }
    match store(app, peer, parts, body).await {
        Ok(Kept { stored, plan: Plan::Receipt, expected: None, .. }) => Ok(receipt(&stored)),
        Ok(kept) => answering::answer(app, peer, kept).await,
        Err(failure) => Ok(readable(failure.into_response())),
    }
}

/// The relay's own answer.
pub(super) fn receipt(stored: &Stored) -> Response {
    readable(json(stored))
}

/// Lets pages of any origin read an answer, unless it says otherwise, and makes it harmless.
fn readable(mut response: Response) -> Response {
    let any = HeaderValue::from_static("*");
    response.headers_mut().entry(header::ACCESS_CONTROL_ALLOW_ORIGIN).or_insert(any);
    confined(response)
}

/// Makes an answer harmless to a browser that opens it: without it, HTML that a channel answers
/// would run as the relay's own page, and HTML that a sender wrote with it. In the sandbox it has
/// an origin of its own and no scripts.
pub(super) fn confined(mut response: Response) -> Response {
    let headers = response.headers_mut();
    // In place of the channel's own: a browser would apply both, and one line is easier to be sure
    // of.
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// The channel answers nothing.
#[derive(Clone, Copy, Debug)]
pub struct NoAnswer;

impl std::fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the channel is set to time out")
    }
}

impl std::error::Error for NoAnswer {}

/// A webhook that is stored, and not answered yet.
struct Kept {
    received_at: Timestamp,
    id: Uuid,
    stored: Stored,
    plan: Plan,
    /// The event, when the plan needs it; without its body when its sender waits.
    record: Option<Record>,
    /// A program is to answer.
    expected: Option<Expected>,
}

/// Stores it. Only then may the sender be answered.
async fn store(app: &App, peer: &Peer, parts: Parts, body: Incoming) -> Result<Kept, Failure> {
    let channel = channel(parts.uri.path())?;
    guard::head_size(&parts)?;
    // Kept until it is stored.
    let mut held = None;
    let hold = |bytes| hold(&app.inflight, &mut held, bytes);
    let body = read(body, &parts.headers, app.options.max_body, hold).await?;
    // t₀: the last byte of the body was read.
    let received_at = Timestamp::now();
    let mut event = NewEvent {
        id: gancho_store::event_id(received_at),
        received_at,
        channel: channel.clone(),
        sha256: Digest(Sha256::digest(&body).into()),
        headers: headers(&parts.headers),
        path: parts.uri.path().to_owned(),
        query: query(&parts),
        method: parts.method.as_str().to_owned(),
        remote: peer.remote(),
        body,
        answer: None,
    };
    let settings = app.store.settings(&channel);
    let public_url = app.public.url();
    let plan = respond::plan(settings.as_deref(), &event, public_url.as_ref().map(|url| url.as_str()));
    // Before it is stored: the program may be faster than this is told of the commit.
    let expected = match plan {
        Plan::Receipt | Plan::Channel(_) => app.answerers.expect(&channel, || event.id.to_string()),
        _ => None,
    };
    event.answer = if expected.is_some() { None } else { plan.summary() };
    // Nearly every webhook is answered by its receipt, and needs no copy of the event. While a sender waits for a
    // person or a program, its body is not kept: a thousand may wait, with long ones.
    let size = event.body.len() as u64;
    let waits = expected.is_some() || matches!(plan, Plan::Hold(_));
    let copy = plan.needs_record().then(|| {
        let body = if waits { Bytes::new() } else { event.body.clone() };
        NewEvent { body, ..event.clone() }
    });
    let receipt = match app.store.append(event).await {
        Ok(receipt) => receipt,
        Err(e) => {
            plan.undo();
            return Err(e.into());
        }
    };
    let record = copy.map(|event| {
        let marks = Marks::default();
        Record { seq: receipt.seq, size, event, marks, delivery: None, damaged: false }
    });
    let stored = Stored { id: receipt.id.to_string(), seq: receipt.seq, channel };
    Ok(Kept { received_at, id: receipt.id, stored, plan, record, expected })
}

/// True for the paths that anyone may send to.
pub(super) fn is_webhook(path: &str) -> bool {
    below(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What a path has below `/webhook`. A base URL that ends in a slash makes it `//webhook`.
fn below(path: &str) -> Option<&str> {
    path.strip_prefix('/')?.trim_start_matches('/').strip_prefix("webhook")
}

/// The channel in `/webhook/{channel}/…`; `/webhook` alone is the default one's.
fn channel(path: &str) -> Result<Channel, BadChannel> {
    let rest = below(path).unwrap_or_default().trim_start_matches('/');
    match rest.split('/').next() {
        None | Some("") => Ok(Channel::default()),
        Some(name) => Channel::new(name),
    }
}

/// Makes room for so many bytes more.
fn hold(room: &Arc<Semaphore>, held: &mut Option<OwnedSemaphorePermit>, bytes: usize) -> Result<(), Failure> {
    let more = u32::try_from(bytes).ok().and_then(|bytes| room.clone().try_acquire_many_owned(bytes).ok());
    let more = more.ok_or(Failure::Busy)?;
    match held {
        Some(held) => held.merge(more),
        None => *held = Some(more),
    }
    Ok(())
}

/// The whole body, whatever its encoding, or why not. A declared length over the limit is refused before it is read.
/// `hold` is asked for room for what is kept of it.
pub(super) async fn read<B>(
    body: B,
    headers: &HeaderMap,
    limit: usize,
    mut hold: impl FnMut(usize) -> Result<(), Failure>,
) -> Result<Bytes, Failure>
where
    B: hyper::body::Body<Data = Bytes, Error: Into<axum::BoxError>>,
{
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > limit as u64) {
        return Err(Failure::BodyTooLarge(limit));
    }
    // Room is made for no more than is to come.
    let most = declared.and_then(|length| usize::try_from(length).ok()).unwrap_or(limit);
    let reading = async {
        let mut body = pin!(Limited::new(body, limit));
        // Of nearly all webhooks there is one part, which is kept as it is.
        let (mut first, mut whole) = (Bytes::new(), Vec::new());
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|e| match e.is::<LengthLimitError>() {
                true => Failure::BodyTooLarge(limit),
                false => Failure::BodyUnread(e.to_string()),
            })?;
            if let Ok(part) = frame.into_data() {
                if first.is_empty() && whole.is_empty() {
                    hold(part.len())?;
                    first = part;
                    continue;
                }
                // Each part keeps the buffer that it was read into, thousands of times its length
                // where it came byte by byte: so of several, copies are kept.
                let needed = first.len() + whole.len() + part.len();
                if needed > whole.capacity() {
                    let roomy = (whole.capacity() * 2).min(most).max(needed);
                    hold(roomy - whole.capacity().max(first.len()))?;
                    whole.reserve_exact(roomy - whole.len());
                }
                whole.extend_from_slice(&std::mem::take(&mut first));
                whole.extend_from_slice(&part);
            }
        }
        Ok(if whole.is_empty() { first } else { whole.into() })
    };
    let late = || Failure::BodyUnread(format!("it took longer than {} s to come", BODY_TIMEOUT.as_secs()));
    timeout(BODY_TIMEOUT, reading).await.unwrap_or_else(|_| Err(late()))
}

fn headers(map: &HeaderMap) -> Headers {
    Headers(
        map.iter()
            .map(|(name, value)| (name.as_str().to_owned(), wire::HeaderValue::from_bytes(value.as_bytes())))
            .collect(),
    )
}

/// The raw query. The URI type gives none both for no `?` and for a bare one at the end; its text tells them apart.
fn query(parts: &Parts) -> Option<String> {
    let text = parts.uri.path_and_query()?.as_str();
    text.split_once('?').map(|(_, query)| query.to_owned())
}

/// Lets any page send anything (Fetch standard, "CORS-preflight fetch"); recorded nowhere, being the browser's own question.
fn preflight(asked: &HeaderMap) -> Response {
    let mut headers = HeaderMap::new();
    let echo = |name| asked.get(name).cloned();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if let Some(method) = echo(header::ACCESS_CONTROL_REQUEST_METHOD) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, method);
    }
    if let Some(names) = echo(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names);
    }
    if asked.contains_key("access-control-request-private-network") {
        headers.insert("access-control-allow-private-network", HeaderValue::from_static("true"));
    }
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    (StatusCode::NO_CONTENT, headers).into_response()
}

#[cfg(test)]
mod tests {
    use http_body_util::StreamBody;
    use hyper::body::Frame;

    use super::*;

    /// A part that keeps a buffer until it is dropped.
    struct Part {
        _buffer: Arc<()>,
    }

    impl AsRef<[u8]> for Part {
        fn as_ref(&self) -> &[u8] {
            b"x"
        }
    }

    #[tokio::test]
    async fn of_a_body_that_comes_byte_by_byte_only_what_is_booked_is_kept() {
        let (buffers, sent) = (Arc::new(()), 700);
        let parts = (0..sent).map(|_| {
            let kept = Arc::strong_count(&buffers) - 1;
            assert!(kept <= 2, "{kept} buffers are kept");
            Ok::<_, std::io::Error>(Frame::data(Bytes::from_owner(Part { _buffer: buffers.clone() })))
        });
        let mut booked = 0;
        let hold = |bytes| {
            booked += bytes;
            Ok(())
        };
        let body = StreamBody::new(futures_util::stream::iter(parts));
        let whole = read(body, &HeaderMap::new(), 1000, hold).await.unwrap();
        assert_eq!(whole, vec![b'x'; sent]);
        assert_eq!(booked, Vec::from(whole).capacity());
        assert!(booked <= 1000, "no more is booked than a body may have");
    }

    #[test]
    fn the_channel_is_the_first_segment() {
        let name = |path| channel(path).map(|c| c.to_string());
        assert_eq!(name("/webhook"), Ok("default".into()));
        assert_eq!(name("/webhook/"), Ok("default".into()));
        assert_eq!(name("/webhook/loja"), Ok("loja".into()));
        assert_eq!(name("/webhook/loja/a/b%2Fc"), Ok("loja".into()));
        assert_eq!(name("/webhook/lo%20ja"), Err(BadChannel));
    }
}
