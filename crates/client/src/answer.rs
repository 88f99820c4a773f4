//! `gancho answer`: the answer to an event whose sender is held.

use anyhow::{Result, anyhow, bail};
use hyper::header::CONTENT_TYPE;
use hyper::{Method, StatusCode};
use wire::{Channel, HandAnswer, Seq};

use crate::http::{Request, no_relay};
use crate::relay_access::RelayAccess;

/// An answer, and to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How the relay is reached.
    pub relay: RelayAccess,
    /// The event's channel.
    pub channel: Channel,
    /// Its position.
    pub seq: Seq,
    /// What its sender gets.
    pub answer: HandAnswer,
}

/// Gives the answer. Returns a sentence that says so.
///
/// # Errors
/// A sentence for the user: no relay answers, or it does not take the answer.
pub async fn run(options: Options) -> Result<String> {
    let Options { relay, channel, seq, answer } = options;
    let relay = relay.relay()?;
    let target = format!("/api/channels/{channel}/held/{seq}/answer");
    let body = serde_json::to_vec(&answer)?.into();
    let headers = [(CONTENT_TYPE, "application/json")];
    let request = Request { method: Method::POST, headers: &headers, body, ..Request::get(&target) };
    let how = "gancho answer CHANNEL SEQ --relay http://host:port";
    let answered = relay.ask(request).await.map_err(|why| anyhow!(no_relay(relay.base(), &why, how)))?;
    if answered.status != StatusCode::OK {
        bail!(relay.refusal(&answered));
    }
    Ok(format!("event {seq} of '{channel}' is answered: {}", answer.status))
}
