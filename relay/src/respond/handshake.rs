//! What a provider asks before it sends anything, answered.

use providers::Provider;

use super::Reply;
use crate::annotate::{ProviderRequest, seconds};
use crate::readable;
use gancho_store::{NewEvent, StoredSettings};

/// The answer to a set-up request, in a channel that answers them; none when it is not one.
pub(super) fn answer(settings: &StoredSettings, event: &NewEvent, public_url: Option<&str>) -> Option<Reply> {
    if !settings.handshakes() {
        return None;
    }
    let provider = settings.provider.as_deref().and_then(Provider::from_name);
    let secret = settings.secret.as_ref().map(|secret| secret.reveal());
    let seen = ProviderRequest::of(event, public_url);
    let decoded = readable::start(event);
    let readable = (!decoded.is_unchanged()).then_some(&*decoded.bytes);
    let request = seen.with_body(&event.body);
    let reply = providers::handshake(provider, secret, &request, readable, seconds(event))?;
    Some(Reply { status: reply.status, headers: reply.headers, body: Some(reply.body) })
}
