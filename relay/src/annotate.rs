//! What an event is, besides what was received: whose it is, what it says happened, and whether its signature holds.
//!
//! Worked out whenever an event is shown and never stored: it follows from the event and the settings of its channel, so
//! lists and streams agree, and a secret that is set later judges what is already there. The clock of a check is the
//! moment of receipt.

use std::sync::Arc;

use axum::http::HeaderName;
use providers::{CustomScheme, Provider, Request, Scheme, SecretVerdict};
use wire::{Channel, Event, PREVIEW_BYTES, Secret, Signature};

use crate::public_address::{Now, PublicAddress};
use crate::public_url::PublicUrl;
use crate::readable;
use gancho_store::{EventStore, NewEvent, Record, Searched, StoredSettings};

mod provider_request;

pub(crate) use provider_request::{ProviderRequest, base};

/// Makes events, as they cross the wire, of what the store keeps.
#[derive(Clone)]
pub struct Annotator {
    store: Arc<dyn EventStore>,
    public: PublicAddress,
}

impl Annotator {
    /// `public` is where senders reach the relay.
    #[must_use]
    pub fn new(store: Arc<dyn EventStore>, public: PublicAddress) -> Self {
        Self { store, public }
    }

    /// What a channel's settings say now.
    #[must_use]
    pub fn context(&self, channel: &Channel) -> AnnotationContext {
        let kept = self.store.settings(channel);
        let provider = kept.as_ref().and_then(|kept| Provider::from_name(kept.provider.as_deref()?));
        let scheme = kept.as_ref().and_then(|kept| scheme(kept, provider?));
        let Now { url, version, .. } = self.public.now();
        // Both only rise, so that each change of one makes another sum.
        let revision = kept.map_or(0, |kept| kept.revision) + version;
        AnnotationContext { annotator: self.clone(), public_url: url, revision, provider, scheme }
    }
}

/// What is asked of an event beyond what was received. The default takes everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Whose it must be.
    pub(crate) provider: Option<Provider>,
    /// What the provider must call it, whatever the case.
    pub(crate) name: Option<String>,
    /// How it must be signed.
    pub(crate) signature: Option<Signed>,
}

/// What became of the check of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signed {
    /// It holds.
    Valid,
    /// It does not.
    Invalid,
    /// There was nothing to check it by.
    Unchecked,
}

/// By what events of a channel are judged: its settings at one moment.
#[derive(Clone)]
pub struct AnnotationContext {
    annotator: Annotator,
    /// Where senders reach the relay.
    public_url: Option<Arc<PublicUrl>>,
    /// Rises when settings change, or the address does.
    pub revision: u64,
    provider: Option<Provider>,
    scheme: Option<(Scheme, Secret)>,
}

fn scheme(kept: &StoredSettings, provider: Provider) -> Option<(Scheme, Secret)> {
    let secret = kept.secret.clone()?;
    let scheme = match provider {
        Provider::Custom => Scheme::Custom(custom(kept.custom.as_ref()?).ok()?),
        known => known.scheme()?,
    };
    Some((scheme, secret))
}

/// What is to be said of the secret of these settings: an error when it can never be right.
pub fn check_secret(kept: &StoredSettings) -> SecretVerdict {
    let provider = kept.provider.as_deref().and_then(Provider::from_name);
    match provider.and_then(|provider| scheme(kept, provider)) {
        Some((scheme, secret)) => scheme.check_secret(secret.reveal()),
        None => Ok(None),
    }
}

/// Whether a custom scheme can be checked by, asked when it is set.
///
/// # Errors
/// A sentence that names the field and what it may be.
pub fn check(settings: &wire::CustomScheme) -> Result<(), String> {
    let wire::CustomScheme { header, prefix: _, hash, encoding, template, timestamp_header, id_header } = settings;
    let scheme = custom(settings).map_err(|_| {
        format!(
            "custom.hash is sha1, sha256 or sha512, not '{hash}', and custom.encoding is hex or base64, not '{encoding}'"
        )
    })?;
    let named = [Some(header), timestamp_header.as_ref(), id_header.as_ref()].into_iter().flatten().map(String::as_str);
    if let Some(bad) = named.chain(scheme.template_headers()).find(|name| HeaderName::try_from(*name).is_err()) {
        return Err(format!("custom: '{bad}' is not a header's name, as in x-signature"));
    }
    for (value, header) in [("{timestamp}", timestamp_header), ("{id}", id_header)] {
        if template.contains(value) && header.is_none() {
            let field = value.trim_matches(['{', '}']);
            return Err(format!("custom.template has {value} in it: name its header in custom.{field}_header"));
        }
    }
    let says_something = ["{body}", "{timestamp}", "{id}"].iter().any(|value| template.contains(value));
    if !says_something && scheme.template_headers().next().is_none() {
        return Err("custom.template has none of {body}, {timestamp}, {id} and {headers.name} in it: it signs every \
                    request alike"
            .into());
    }
    Ok(())
}

fn custom(settings: &wire::CustomScheme) -> Result<CustomScheme, String> {
    // `wire` knows names only; the same JSON is a scheme of `providers`.
    let json = serde_json::to_value(settings).map_err(|e| e.to_string())?;
    serde_json::from_value(json).map_err(|e| e.to_string())
}

impl AnnotationContext {
    /// The event with its whole body, which the record must hold.
    pub async fn whole(&self, record: Record) -> Arc<Event> {
        let context = self.clone();
        on_a_thread(move || Arc::new(context.known(record.to_event(), &record))).await
    }

    /// The event with at most the first [`PREVIEW_BYTES`] of its body, judged by all that the record holds.
    #[must_use]
    pub fn preview(&self, record: &Record) -> Event {
        self.known(record.to_preview(), record)
    }

    /// The events of a page, as previews. A long body, which a page holds only the start of, is read whole where a
    /// provider is known: a signature is of all of it. Of those a page has few, since it ends at a megabyte of previews.
    pub async fn page(&self, records: Vec<Record>) -> Vec<Arc<Event>> {
        let mut events = Vec::with_capacity(records.len());
        let mut at_hand = Vec::new();
        for record in records {
            if !is_cut(&record) || self.provider_of(&record).is_none() {
                at_hand.push(record);
                continue;
            }
            events.append(&mut self.previews(std::mem::take(&mut at_hand)).await);
            let whole = self.annotator.store.get(&record.event.channel, record.seq).await;
            // Deleted meanwhile, or the store fails: shown by what there is of it, without a judgement.
            let record = whole.ok().flatten().unwrap_or(record);
            // One at a time: its body is let go before the next is read.
            events.append(&mut self.previews(vec![record]).await);
        }
        events.append(&mut self.previews(at_hand).await);
        events
    }

    /// On a thread that may take its time: a signature that does not hold is tried in many ways.
    pub async fn previews(&self, records: Vec<Record>) -> Vec<Arc<Event>> {
        if records.is_empty() {
            return Vec::new();
        }
        let context = self.clone();
        on_a_thread(move || records.iter().map(|record| Arc::new(context.preview(record))).collect()).await
    }

    /// Whether a filter takes an event, which the record must hold whole. What costs least is looked at first.
    pub(crate) fn takes(&self, filter: &Filter, record: &Record) -> bool {
        let found = self.provider_of(record);
        if filter.provider.is_some() && found != filter.provider {
            return false;
        }
        let seen = ProviderRequest::of(&record.event, self.public_url.as_ref().map(|url| url.as_str()));
        let request = seen.with_body(&record.event.body);
        if let Some(name) = &filter.name {
            let decoded = readable::body(&record.event);
            let readable = seen.with_body(&decoded.bytes);
            let event = found.and_then(|provider| provider.describe(&readable).event);
            if !event.is_some_and(|event| event.eq_ignore_ascii_case(name)) {
                return false;
            }
        }
        filter.signature.is_none_or(|wanted| {
            let scheme = self.scheme.as_ref().filter(|_| found.is_some());
            let valid =
                scheme.map(|(scheme, secret)| scheme.is_valid(secret.reveal(), &request, seconds(&record.event)));
            match wanted {
                Signed::Valid => valid == Some(true),
                Signed::Invalid => valid == Some(false),
                Signed::Unchecked => valid.is_none(),
            }
        })
    }

    /// Provider, kind and summary of an event, as a list shows them, by the readable form of its body. `None` when its
    /// provider is not known.
    pub(crate) fn title(&self, event: &Searched<'_>, body: &[u8]) -> Option<String> {
        let headers: Vec<_> = event.headers.0.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let text = |bytes| std::str::from_utf8(bytes).ok();
        // The URL is looked at for signatures only.
        let request = Request {
            method: text(event.method)?,
            url: "",
            query: event.query.and_then(text),
            headers: &headers,
            body,
        };
        let start = Request { body: &body[..body.len().min(PREVIEW_BYTES)], ..request };
        let provider = self.provider.or_else(|| Provider::recognise(&start))?;
        let described = provider.describe(&request);
        let words = [Some(provider.name().to_owned()), described.event, described.summary];
        Some(words.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }

    /// True when the channel's provider is the one of this name.
    pub(crate) fn is_of(&self, name: &str) -> bool {
        self.provider.is_some_and(|provider| provider.name() == name)
    }

    /// The headers with which the channel's provider would sign a request at this time, in Unix seconds. None: the channel
    /// has no secret, or its provider does not sign. An error says why its secret cannot sign, or may not.
    pub(crate) fn sign(
        &self,
        request: &Request<'_>,
        now: i64,
        id: &str,
    ) -> Option<Result<Vec<(String, String)>, String>> {
        let (scheme, secret) = self.scheme.as_ref()?;
        let secret = secret.reveal();
        Some(match scheme.sign(secret, request, now, id) {
            // Telegram and GitLab send the secret itself: whoever asks would read it.
            Ok(headers) if headers.iter().any(|(_, value)| value == secret) => {
                Err(format!("{} sends the secret as it is, which is never told: write it in yourself", scheme.name()))
            }
            signed => signed.map_err(|e| e.to_string()),
        })
    }

    /// Whose event it is: the channel's provider, else who sends such requests. Looked for in the first part of a body
    /// only, so that a page and a stream find the same.
    fn provider_of(&self, record: &Record) -> Option<Provider> {
        self.provider.or_else(|| {
            let body = &record.event.body;
            let start = &body[..body.len().min(PREVIEW_BYTES)];
            let decoded = readable::part(&record.event.headers, start);
            let seen = ProviderRequest::of(&record.event, self.public_url.as_ref().map(|url| url.as_str()));
            Provider::recognise(&seen.with_body(&decoded.bytes))
        })
    }

    fn known(&self, mut event: Event, record: &Record) -> Event {
        let Some(provider) = self.provider_of(record) else { return event };
        let seen = ProviderRequest::of(&record.event, self.public_url.as_ref().map(|url| url.as_str()));
        let request = seen.with_body(&record.event.body);
        let decoded = readable::body(&record.event);
        let readable = seen.with_body(&decoded.bytes);
        let described = provider.describe(&readable);
        event.provider = Some(provider.name().into());
        (event.event, event.summary) = (described.event, described.summary);
        // Of a part of a body nothing can be said.
        if let Some((scheme, secret)) = self.scheme.as_ref().filter(|_| !is_cut(record)) {
            // What a stamp in the body and a signature from before compression are of. A byte order
            // mark and a charset stay: to sign without them is another mistake, with a cause of its own.
            let before = readable::uncompressed(&record.event);
            let before = before.as_ref().map(|decoded| &*decoded.bytes);
            let check = scheme.verify_decoded(secret.reveal(), &request, before, seconds(&record.event));
            let other = check.cause.and_then(|cause| cause.other()).map(str::to_owned);
            event.signature = Some(Signature {
                scheme: check.scheme.into(),
                valid: check.is_valid(),
                cause: check.cause.map(|cause| cause.name().to_owned()),
                other,
            });
        }
        event
    }
}

/// Runs what may take long where no other task waits for it.
async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(e) => match e.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime is ending, and this task with it.
            Err(_) => std::future::pending().await,
        },
    }
}

fn is_cut(record: &Record) -> bool {
    (record.event.body.len() as u64) < record.size
}

/// When it was received, in Unix seconds.
pub(crate) fn seconds(event: &NewEvent) -> i64 {
    event.received_at.0.div_euclid(1_000_000)
}
