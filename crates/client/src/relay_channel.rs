//! Questions to a relay that several clients have in common.

use anyhow::{Result, anyhow, bail};
use hyper::{Method, StatusCode};
use serde::de::DeserializeOwned;
use wire::{Channel, ChannelInfo};

use crate::http::{Relay, Request, Response, no_relay};

/// The channel; made where there is none.
///
/// # Errors
/// A sentence for the user.
pub(crate) async fn channel_info(relay: &Relay, channel: &Channel) -> Result<ChannelInfo> {
    let target = format!("/api/channels/{channel}");
    let mut answer = ask(relay, Request::get(&target)).await?;
    if answer.status == StatusCode::NOT_FOUND {
        answer = ask(relay, Request { method: Method::PUT, ..Request::get(&target) }).await?;
    }
    read(relay, &answer)
}

/// Asks, with a sentence for the user where there is no relay.
pub(crate) async fn ask(relay: &Relay, request: Request<'_>) -> Result<Response> {
    let answer = relay.ask(request).await;
    answer.map_err(|why| anyhow!(no_relay(relay.base(), &why, "--relay http://host:port, or GANCHO_RELAY")))
}

/// Reads what the relay answered, or says why it did not do what it was asked.
pub(crate) fn read<T: DeserializeOwned>(relay: &Relay, answer: &Response) -> Result<T> {
    if answer.status != StatusCode::OK {
        bail!(relay.refusal(answer));
    }
    serde_json::from_slice(&answer.body).map_err(|e| anyhow!("the relay's answer is not understood: {e}"))
}
