//! A bot's webhook: set, removed, and how it is.

use std::net::IpAddr;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use futures_util::StreamExt as _;
use hyper::Uri;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use wire::{ServerMsg, Timestamp};

use super::Link;
use super::api::{CallError, DeleteWebhook, SetWebhook, WebhookInfo};
use super::words::{BAD_PORT, NOT_HTTPS, PRIVATE, last_error};
use crate::http::REQUEST_TIMEOUT;
use crate::socket;

/// Ports that Telegram sends webhooks to.
const PORTS: [u16; 4] = [443, 80, 88, 8443];

/// Sets the webhook, and says how it is.
pub(super) async fn connect(
    link: &Link,
    url: Option<String>,
    allowed_updates: &[String],
    drop_pending_updates: bool,
    is_telegram: bool,
    say: &mut (dyn FnMut(&str) + Send),
) -> Result<()> {
    link.prepare().await?;
    let url = match url {
        Some(url) => url,
        None => webhook_url(link).await?,
    };
    // A Bot API of one's own takes any address.
    if let Some((en, pt)) = is_telegram.then(|| unreachable(&url)).flatten() {
        bail!("{} ({url})", link.lang.pick(en, pt));
    }
    let parameters = SetWebhook { url: &url, secret_token: &link.secret, allowed_updates, drop_pending_updates };
    call::<bool>(link, "setWebhook", &parameters).await?;
    info(link, say).await
}

/// Removes the webhook.
pub(super) async fn disconnect(
    link: &Link,
    drop_pending_updates: bool,
    say: &mut (dyn FnMut(&str) + Send),
) -> Result<()> {
    call::<bool>(link, "deleteWebhook", &DeleteWebhook { drop_pending_updates }).await?;
    say(link.lang.pick(
        "The webhook is removed. What comes now waits at Telegram, for a day at most.",
        "O webhook foi removido. O que chegar agora espera no Telegram, por um dia no máximo.",
    ));
    Ok(())
}

/// Says how the webhook is.
pub(super) async fn info(link: &Link, say: &mut (dyn FnMut(&str) + Send)) -> Result<()> {
    let info: WebhookInfo = call(link, "getWebhookInfo", &serde_json::json!({})).await?;
    let lang = link.lang;
    if info.url.is_empty() {
        say(lang.pick("The bot has no webhook.", "O bot não tem webhook."));
    } else {
        say(&lang.pick(format!("Webhook: {}", info.url), format!("Webhook: {}", info.url)));
    }
    let waiting = info.pending_update_count;
    say(&lang.pick(format!("Updates that wait: {waiting}"), format!("Atualizações que esperam: {waiting}")));
    if let Some(message) = &info.last_error_message {
        let date = info.last_error_date.unwrap_or_default();
        let at = Timestamp(date.saturating_mul(1_000_000)).to_string();
        let at = at.get(..19).unwrap_or(&at).replace('T', " ");
        say(&lang.pick(format!("Last error, {at} UTC: {message}"), format!("Último erro, {at} UTC: {message}")));
        if let Some(words) = last_error(lang, message) {
            say(&format!("  {words}"));
        }
    }
    Ok(())
}

/// Calls a method, again when there were too many requests.
pub(super) async fn call<T: serde::de::DeserializeOwned>(
    link: &Link,
    method: &str,
    parameters: &impl serde::Serialize,
) -> Result<T> {
    for _ in 0..3 {
        match link.bot.call(method, parameters, Duration::ZERO).await {
            Err(CallError::Refused { retry_after: Some(wait), .. }) => tokio::time::sleep(wait).await,
            answer => return answer.map_err(|why| anyhow!(link.bot.why(&why))),
        }
    }
    link.bot.call(method, parameters, Duration::ZERO).await.map_err(|why| anyhow!(link.bot.why(&why)))
}

/// The address that the relay gives to providers for the channel.
async fn webhook_url(link: &Link) -> Result<String> {
    let mut socket = socket::open(&link.relay, &format!("/api/channels/{}/live", link.channel)).await?;
    let hello = async {
        while let Some(message) = socket.next().await {
            if let Message::Text(text) = message?
                && let Ok(ServerMsg::Hello(hello)) = serde_json::from_str(&text)
            {
                return Ok(hello.webhook_url);
            }
        }
        bail!("the relay closed the connection")
    };
    let url = timeout(REQUEST_TIMEOUT, hello).await.context("the relay does not say its address")??;
    socket::close(socket).await;
    Ok(url)
}

/// Why Telegram cannot reach an address, as far as it is seen from the address.
fn unreachable(url: &str) -> Option<(&'static str, &'static str)> {
    let uri: Uri = url.parse().ok()?;
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    if host == "localhost" || host.ends_with(".localhost") || host.parse().is_ok_and(is_private) {
        return Some(if uri.scheme_str() == Some("https") { PRIVATE } else { NOT_HTTPS });
    }
    if uri.scheme_str() != Some("https") {
        return Some(NOT_HTTPS);
    }
    let port = uri.port_u16().unwrap_or(443);
    (!PORTS.contains(&port)).then_some(BAD_PORT)
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_unspecified(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unspecified() || v6.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_telegram_does_not_reach() {
        for (url, expected) in [
            ("https://hooks.example.com/webhook/bot", None),
            ("https://hooks.example.com:8443/webhook/bot", None),
            ("https://hooks.example.com:7878/webhook/bot", Some(BAD_PORT)),
            ("http://hooks.example.com/webhook/bot", Some(NOT_HTTPS)),
            ("http://localhost:7878/webhook/bot", Some(NOT_HTTPS)),
            ("https://localhost/webhook/bot", Some(PRIVATE)),
            ("https://192.168.0.7/webhook/bot", Some(PRIVATE)),
            ("https://[::1]/webhook/bot", Some(PRIVATE)),
        ] {
            assert_eq!(unreachable(url), expected, "{url}");
        }
    }
}
