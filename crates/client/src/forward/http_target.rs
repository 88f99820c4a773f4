//! An attempt by HTTP.

use std::error::Error as _;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::{Request, Response, StatusCode};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::time::timeout;
use wire::{ATTEMPT_BODY_BYTES, Body, Delivery};

use super::connect::TargetConnector;
use super::outcome::{self, Outcome, Verdict, Whole, recorded};
use super::policy::TargetPolicy;
use super::request::build;
use super::retry::{is_retried, retry_after};
use super::target::Url;
use crate::tls::{self, TlsError, Trust};

/// Most bytes of an answer that are read: what is above is not waited for.
const MAX_ANSWER: usize = 1024 * 1024;
/// Most headers of an answer: as many as the relay takes in a request. hyper's own limit is 100,
/// and an answer above it would be no answer: the event would be sent again.
const MAX_HEADERS: usize = 2048;
/// How long a connection is kept that nothing goes over.
const IDLE: Duration = Duration::from_secs(30);

/// Requests to one URL.
#[derive(Clone)]
pub(super) struct HttpTarget {
    url: Url,
    client: Client<HttpsConnector<TargetConnector>, Full<Bytes>>,
    timeout: Duration,
}

impl HttpTarget {
    pub(super) fn new(
        url: Url,
        trust: &Trust,
        timeout: Duration,
        policy: Option<Arc<TargetPolicy>>,
    ) -> Result<Self, TlsError> {
        let tls = trust.config(&url.to_string())?;
        let mut client = Client::builder(TokioExecutor::new());
        client.pool_timer(TokioTimer::new()).pool_idle_timeout(IDLE).http1_max_headers(MAX_HEADERS);
        Ok(Self { url, client: client.build(tls::over(TargetConnector::new(policy), tls)), timeout })
    }

    /// Sends an event, and reads the answer; all of it up to so many bytes, when a sender waits for
    /// it.
    pub(super) async fn attempt(&self, delivery: &Delivery, number: u32, body: Bytes, whole: Option<usize>) -> Outcome {
        let request = match build(delivery, number, &self.url, body) {
            Ok(request) => request,
            Err(why) => return Outcome::failed(Verdict::Never, why.to_string()),
        };
        let late = || {
            let why = format!("no whole answer within {} s", self.timeout.as_secs_f64());
            Outcome::failed(Verdict::Again(None), why)
        };
        timeout(self.timeout, self.exchange(request, whole)).await.unwrap_or_else(|_| late())
    }

    async fn exchange(&self, request: Request<Full<Bytes>>, whole: Option<usize>) -> Outcome {
        match self.client.request(request).await {
            Ok(response) => answer(response, whole).await,
            Err(e) if e.is_connect() => Outcome::failed(Verdict::Refused, tls::cause(&e)),
            Err(e) => {
                let why = match e.source().and_then(|source| source.downcast_ref::<hyper::Error>()) {
                    Some(e) if e.is_incomplete_message() => "it closed the connection without an answer".to_owned(),
                    Some(e) if e.is_parse() => format!("its answer is no HTTP: {e}"),
                    _ => tls::cause(&e),
                };
                Outcome::failed(Verdict::Again(None), why)
            }
        }
    }
}

/// Reads an answer, as far as it is worth it.
async fn answer(response: Response<Incoming>, whole: Option<usize>) -> Outcome {
    let (head, mut body) = response.into_parts();
    let limit = whole.unwrap_or(MAX_ANSWER).max(MAX_ANSWER);
    let (mut kept, mut all, mut read) = (Vec::new(), whole.map(|_| Vec::new()), 0);
    let mut error = None;
    while let Some(frame) = body.frame().await {
        match frame.map(|frame| frame.into_data()) {
            Ok(Ok(data)) => {
                let room = ATTEMPT_BODY_BYTES - kept.len();
                kept.extend_from_slice(&data[..data.len().min(room)]);
                read += data.len();
                if let Some(all) = &mut all {
                    all.extend_from_slice(&data);
                }
            }
            // Trailers.
            Ok(Err(_)) => {}
            Err(e) => {
                let why = format!("its answer broke off after {read} bytes: {}", tls::cause(&e));
                let part = Outcome::failed(Verdict::Again(None), why);
                return Outcome { status: Some(head.status.as_u16()), headers: recorded(&head.headers), ..part };
            }
        }
        if read > limit {
            // The connection is closed with it.
            error = Some(format!("its answer is longer than {limit} bytes: the rest was not read"));
            break;
        }
    }
    Outcome {
        verdict: verdict(head.status, retry_after(&head.headers, SystemTime::now())),
        status: Some(head.status.as_u16()),
        error,
        headers: recorded(&head.headers),
        body: Some(Body::whole(&kept)),
        whole: all
            .filter(|all| whole.is_some_and(|most| all.len() <= most))
            .map(|body| Whole { headers: outcome::all(&head.headers), body }),
    }
}

fn verdict(status: StatusCode, wait: Option<Duration>) -> Verdict {
    if is_retried(status) { Verdict::Again(wait) } else { Verdict::Final }
}
