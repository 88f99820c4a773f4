//! Requests to fire as a provider would: samples, signed, and what could go wrong with them.

use providers::Provider;
use serde::{Deserialize, Serialize};

use codegen::{Bytes, Request};

use crate::Scheme;
use crate::scheme::provider;

/// A provider, and what it sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderInfo {
    /// Its name in the API.
    pub name: String,
    /// As people write it.
    pub title: String,
    /// It signs: there is a secret.
    pub signs: bool,
    /// It signs the time: a signature can be too old.
    pub signs_time: bool,
    /// Its events.
    pub events: Vec<String>,
    /// Two of them, by number, that are about one thing, the one that is made first and the one that follows from it.
    pub pair: Option<(usize, usize)>,
}

/// Events of one thing whose order matters, by their provider.
const PAIRS: [(Provider, &str, &str); 8] = [
    (Provider::Github, "issues", "issue_comment"),
    (Provider::Stripe, "customer.subscription.created", "customer.subscription.updated"),
    (Provider::Telegram, "message", "edited_message"),
    (Provider::Shopify, "orders/create", "orders/paid"),
    (Provider::Mercadopago, "payment.created", "payment.updated"),
    (Provider::Pix, "pix", "pix.devolucao"),
    (Provider::Zoom, "meeting.started", "meeting.participant_joined"),
    (Provider::Custom, "order.created", "order.shipped"),
];

fn pair(provider: Provider) -> Option<(usize, usize)> {
    let (_, first, second) = PAIRS.into_iter().find(|(of, ..)| *of == provider)?;
    let number = |event| provider.samples().iter().position(|sample| sample.event == event);
    number(first).zip(number(second))
}

/// Every provider.
#[must_use]
pub fn providers() -> Vec<ProviderInfo> {
    let provider = |provider: &Provider| ProviderInfo {
        name: provider.name().into(),
        title: provider.title().into(),
        signs: *provider == Provider::Custom || provider.scheme().is_some(),
        signs_time: provider.scheme().is_some_and(|scheme| scheme.signs_time()),
        pair: pair(*provider),
        events: provider.samples().iter().map(|sample| sample.event.to_owned()).collect(),
    };
    Provider::ALL.iter().map(provider).collect()
}

/// A sample: its path is the query alone, for it is fired at any channel.
///
/// # Errors
/// There is no such provider, or event of it.
pub fn sample(name: &str, event: usize) -> Result<Request, String> {
    let sample = provider(name)?.samples().get(event).ok_or_else(|| format!("{name} has no event {event}"))?;
    Ok(Request {
        method: sample.method.into(),
        path: sample.query.map(|query| format!("?{query}")).unwrap_or_default(),
        headers: sample.headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        body: Bytes(sample.body.into()),
    })
}

/// Something that goes wrong on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultInjection {
    /// Signed with another secret.
    Signature,
    /// Signed ten minutes ago.
    Old,
    /// Sent twice, as it was: providers deliver at least once.
    Duplicate,
    /// What was made first comes second: [`Plan::earlier`].
    Order,
    /// Sent ten times, as by a provider that had no answer.
    Storm,
    /// The second half of the body is missing.
    Truncated,
}

impl FaultInjection {
    /// In the order offered.
    pub const ALL: [Self; 6] = [Self::Signature, Self::Old, Self::Duplicate, Self::Order, Self::Storm, Self::Truncated];
}

/// What to fire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The request as it stands in the form.
    pub request: Request,
    /// How it is signed; without a secret it is not.
    pub scheme: Scheme,
    /// Makes each message's id its own.
    pub nonce: String,
    /// What goes wrong.
    pub faults: Vec<FaultInjection>,
    /// What was made before the request, of the same thing, and comes after it: for [`FaultInjection::Order`], which
    /// does nothing without.
    #[serde(default)]
    pub earlier: Option<Request>,
    /// The answers to [`to_sign`], when a relay signs: [`wire::SignedHeaders`] as JSON, in their order.
    #[serde(default)]
    pub signed: Vec<String>,
}

/// Copies that a retry storm sends.
const STORM: usize = 10;
/// How old an old signature is, in seconds: twice what any provider allows.
const OLD_S: i64 = 600;

/// The requests to fire, one after the other.
///
/// # Errors
/// The secret is no key of the scheme.
pub fn plan(plan: &Plan) -> Result<Vec<Request>, String> {
    let has = |fault| plan.faults.contains(&fault);
    let made = turns(plan).into_iter().enumerate().map(|(at, turn)| match plan.signed.get(at) {
        Some(answer) => signed_by_relay(plan, answer, &turn),
        None => signed(plan, &turn),
    });
    let mut made = made.collect::<Result<Vec<_>, _>>()?;
    if has(FaultInjection::Truncated) {
        for request in &mut made {
            let half = request.body.0.len() / 2;
            request.body.0.truncate(half);
        }
    }
    let copies = if has(FaultInjection::Storm) {
        STORM
    } else if has(FaultInjection::Duplicate) {
        2
    } else {
        1
    };
    Ok(made.into_iter().flat_map(|request| std::iter::repeat_n(request, copies)).collect())
}

/// What a relay is to be asked for, when it signs with a secret of its own: a [`wire::ToSign`] each, as JSON.
#[must_use]
pub fn to_sign(plan: &Plan) -> Vec<String> {
    let asked = |turn: Turn<'_>| {
        let request = turn.request;
        let to_sign = wire::ToSign {
            provider: Some(plan.scheme.provider.clone()),
            method: request.method.clone(),
            path: request.path.clone(),
            headers: request.headers.clone(),
            body: wire::Body::whole(&stamped(plan, &turn).body.0),
            now: Some(plan.scheme.now - turn.age_s),
            id: Some(turn.id),
        };
        // Strings, numbers and lists of them: always JSON.
        serde_json::to_string(&to_sign).unwrap_or_default()
    };
    turns(plan).into_iter().map(asked).collect()
}

/// One message to be signed.
struct Turn<'p> {
    /// What is sent.
    request: &'p Request,
    /// How old it is.
    age_s: i64,
    /// Its own.
    id: String,
}

/// The messages, in the order of firing.
fn turns(plan: &Plan) -> Vec<Turn<'_>> {
    let age = if plan.faults.contains(&FaultInjection::Old) { OLD_S } else { 0 };
    let turn = |request, age_s, nth| Turn { request, age_s, id: format!("msg_{}{nth}", plan.nonce) };
    let now = &plan.request;
    match plan.earlier.as_ref().filter(|_| plan.faults.contains(&FaultInjection::Order)) {
        // The second was made a moment before the one that comes first.
        Some(earlier) => vec![turn(now, age, 2), turn(earlier, age + 5, 1)],
        None => vec![turn(now, age, 1)],
    }
}

/// The request with its turn's time in its body, where the provider stamps that.
fn stamped(plan: &Plan, turn: &Turn<'_>) -> Request {
    let mut request = turn.request.clone();
    let scheme = Provider::from_name(&plan.scheme.provider).and_then(Provider::scheme);
    if let Some(body) = scheme.and_then(|scheme| scheme.stamp_body(&request.body.0, plan.scheme.now - turn.age_s)) {
        request.body = Bytes(body);
    }
    request
}

fn signed_by_relay(plan: &Plan, answer: &str, turn: &Turn<'_>) -> Result<Request, String> {
    let signed: wire::SignedHeaders = serde_json::from_str(answer).map_err(|error| error.to_string())?;
    let (mut request, mut headers) = (stamped(plan, turn), signed.headers);
    if let (true, Some((_, signature))) = (plan.faults.contains(&FaultInjection::Signature), headers.last_mut()) {
        *signature = other(signature);
    }
    for (name, value) in headers {
        request.set(name, value);
    }
    Ok(request)
}

fn signed(plan: &Plan, turn: &Turn<'_>) -> Result<Request, String> {
    let secret = plan.scheme.secret.reveal();
    let scheme = plan.scheme.scheme()?.filter(|_| !secret.is_empty());
    let Some(scheme) = scheme else { return Ok(turn.request.clone()) };
    let mut request = stamped(plan, turn);
    let sign = |secret: &str| {
        request.lend(&plan.scheme.base, |request| scheme.sign(secret, request, plan.scheme.now - turn.age_s, &turn.id))
    };
    let mut headers = sign(secret).map_err(|error| error.to_string())?;
    if plan.faults.contains(&FaultInjection::Signature) {
        // Prefixes, as of Standard Webhooks, stay: it is a secret, and the wrong one.
        match (sign(&other(secret)), headers.last_mut()) {
            (Ok(wrong), _) => headers = wrong,
            // Half of a pair of keys is no key: then the signature itself is another.
            (Err(_), Some((_, signature))) => *signature = other(signature),
            (Err(_), None) => {}
        }
    }
    for (name, value) in headers {
        request.set(name, value);
    }
    Ok(request)
}

/// Another text of the same form: one letter or digit near its middle is another.
fn other(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let from = chars.len() / 2;
    let at = (from..chars.len()).chain(0..from).find(|at| chars[*at].is_ascii_alphanumeric());
    match at {
        Some(at) => chars[at] = if chars[at] == '1' { '2' } else { '1' },
        None => chars.push('1'),
    }
    chars.into_iter().collect()
}
