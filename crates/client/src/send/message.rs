//! A webhook to be sent: its request, signed when it goes.

use std::io::Read as _;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, anyhow, bail};
use bytes::Bytes;
use hyper::Method;
use hyper::header::HeaderName;
use providers::{Provider, Sample};
use tokio::time::Instant;
use uuid::Uuid;

use super::{Options, Payload};
use crate::http::{HttpError, Relay, Request, Response};

/// How long a receiver may take: it may be somebody's program under a debugger.
const HELD: Duration = Duration::from_secs(50);

/// A request that is not signed yet.
pub(super) struct Message {
    method: Method,
    path: String,
    query: Option<String>,
    base: String,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Message {
    /// Sends it, signed: a signature carries the moment at which it was made.
    pub(super) async fn send(&self, options: &Options, receiver: &Relay) -> Result<Sent> {
        let body = self.stamped(options);
        let headers = self.signed(options, &body)?;
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.as_str())).collect::<Vec<_>>();
        let target = self.target();
        let request =
            Request { method: self.method.clone(), headers: &headers, body, held: HELD, ..Request::get(&target) };
        let begun = Instant::now();
        let answer = receiver.ask(request).await;
        Ok(Sent { answer, took: begun.elapsed() })
    }

    pub(super) fn of(options: &Options) -> Result<Self> {
        let sample = options.provider.map(|provider| sample(provider, options.event.as_deref())).transpose()?;
        let body = match &options.payload {
            Payload::Bytes(bytes) => bytes.clone(),
            Payload::File(file) => read(file)?,
            Payload::Sample => sample.map(|sample| sample.body.as_bytes().to_vec()).unwrap_or_default(),
        };
        let given = |name: &str| options.headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
        let of_sample = sample.map_or(&[][..], |sample| sample.headers);
        let headers =
            of_sample.iter().filter(|(name, _)| !given(name)).map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        let method = options.method.as_deref().or(sample.map(|sample| sample.method)).unwrap_or("POST");
        let (path, query) = match options.target.path.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (options.target.path.as_str(), sample.and_then(|sample| sample.query)),
        };
        Ok(Self {
            method: Method::from_bytes(method.as_bytes()).with_context(|| format!("'{method}' is no method"))?,
            path: path.to_owned(),
            query: query.map(str::to_owned),
            base: options.target.base.clone(),
            headers: headers.chain(options.headers.iter().cloned()).collect(),
            body: body.into(),
        })
    }

    fn target(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }

    /// The body, with the time in that of a sample where its provider stamps it: Linear's would be
    /// stale.
    fn stamped(&self, options: &Options) -> Bytes {
        let scheme = options.provider.and_then(Provider::scheme).filter(|_| options.payload == Payload::Sample);
        scheme.and_then(|scheme| scheme.stamp_body(&self.body, now())).map_or_else(|| self.body.clone(), Bytes::from)
    }

    /// Its headers, with those of the signature.
    fn signed(&self, options: &Options, body: &[u8]) -> Result<Vec<(HeaderName, String)>> {
        let mut headers = self.headers.clone();
        if let (Some(provider), Some(secret)) = (options.provider, &options.secret) {
            let scheme = provider.scheme().ok_or_else(|| {
                anyhow!(
                    "{} does not sign its webhooks in a way that is known here: leave the secret out",
                    provider.title()
                )
            })?;
            let url = format!("{}{}", self.base, self.target());
            let seen: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
            let request = providers::Request {
                method: self.method.as_str(),
                url: &url,
                query: self.query.as_deref(),
                headers: &seen,
                body,
            };
            let id = Uuid::new_v4().simple().to_string();
            let added =
                scheme.sign(secret, &request, now(), &id).map_err(|e| anyhow!("the secret cannot sign: {e}"))?;
            let replaced = |name: &str| added.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
            headers.retain(|(name, _)| !replaced(name));
            headers.extend(added);
        } else if options.secret.is_some() && options.provider.is_none() {
            bail!("a secret signs as a provider does: say which with --provider, as in --provider standard");
        }
        let named = |(name, value): (String, String)| {
            HeaderName::from_bytes(name.as_bytes())
                .map(|name| (name, value))
                .map_err(|_| anyhow!("a header's name is bad"))
        };
        headers.into_iter().map(named).collect()
    }
}

/// In Unix seconds.
fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    i64::try_from(now).unwrap_or(i64::MAX)
}

/// The provider's sample of an event.
fn sample(provider: Provider, event: Option<&str>) -> Result<&'static Sample> {
    let samples = provider.samples();
    let found = match event {
        Some(event) => samples.iter().find(|sample| sample.event.eq_ignore_ascii_case(event)),
        None => samples.first(),
    };
    found.ok_or_else(|| {
        let events: Vec<_> = samples.iter().map(|sample| sample.event).collect();
        let title = provider.title();
        anyhow!("there is no sample of that event of {title}: give --event one of {}", events.join(", "))
    })
}

fn read(file: &Path) -> Result<Vec<u8>> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("cannot read standard input")?;
        return Ok(bytes);
    }
    std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

/// What became of one.
pub(super) struct Sent {
    pub(super) answer: Result<Response, HttpError>,
    pub(super) took: Duration,
}
