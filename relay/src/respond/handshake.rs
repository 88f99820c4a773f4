//! What a provider asks before it sends anything, answered.

use std::time::Duration;

use providers::Provider;

use super::{Decision, Outcome, Reply};
use crate::annotate::{ProviderRequest, seconds};
use crate::readable;
use gancho_store::{Record, StoredSettings};

/// The answer to a set-up request, in a channel that answers them; none when it is not one.
pub(super) fn answer(settings: &StoredSettings, record: &Record, public_url: Option<&str>) -> Option<Decision> {
    if !settings.handshakes() {
        return None;
    }
    let provider = settings.provider.as_deref().and_then(Provider::from_name);
    let secret = settings.secret.as_ref().map(|secret| secret.reveal());
    let seen = ProviderRequest::of(&record.event, public_url);
    let decoded = readable::start(&record.event);
    let readable = (!decoded.is_unchanged()).then_some(&*decoded.bytes);
    let request = seen.with_body(&record.event.body);
    let reply = providers::handshake(provider, secret, &request, readable, seconds(record))?;
    let reply = Reply { status: reply.status, headers: reply.headers, body: Some(reply.body) };
    Some(Decision { delay: Duration::ZERO, outcome: Outcome::Reply(reply) })
}
