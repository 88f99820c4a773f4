//! Handshakes of those that are no provider of the list: they only ask.

use serde_json::json;

use super::{Asked, Reply};
use crate::{
    Provider,
    scheme::{CustomScheme, Encoding, Scheme},
    text,
};

/// Each of them.
pub(super) const ALL: &[fn(&Asked<'_>) -> Option<Reply>] =
    &[cloudevents, event_grid, graph, asana, okta, twitch, websub, x, dropbox];

/// Microsoft Graph: <https://learn.microsoft.com/graph/change-notifications-delivery-webhooks>, and SharePoint, which
/// writes the name small: <https://learn.microsoft.com/sharepoint/dev/apis/webhooks/overview-sharepoint-webhooks>. By
/// POST, decoded.
fn graph(asked: &Asked<'_>) -> Option<Reply> {
    let token = |name| asked.request.parameter(name).filter(|_| asked.request.method == "POST");
    Reply::echo("graph", &token("validationToken").or_else(|| token("validationtoken"))?)
}

/// Azure Event Grid: <https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema>. With
/// the schema of CloudEvents it asks as those do.
fn event_grid(asked: &Asked<'_>) -> Option<Reply> {
    const ASKS: &str = "Microsoft.EventGrid.SubscriptionValidationEvent";
    let events = asked.json.as_ref().filter(|_| asked.request.method == "POST")?;
    let event = events.get(0).unwrap_or(events);
    let asks = text::at(event, "/eventType").is_some_and(|kind| kind.eq_ignore_ascii_case(ASKS));
    let code = text::at(event, "/data/validationCode").filter(|code| asks && code.len() <= 4096)?;
    Some(Reply::json("eventgrid", &json!({ "validationResponse": code })))
}

/// Strava: <https://developers.strava.com/docs/webhooks/>, "Subscription Validation Request".
///
/// Meta asks with the same parameters and wants plain text. Strava's challenge is hexadecimal, Meta's a decimal number;
/// WebSub's names a topic beside it.
pub(super) fn strava(asked: &Asked<'_>) -> Option<Reply> {
    let of = |name| asked.request.parameter(name);
    let is_others = asked.provider == Some(Provider::Meta) || asked.request.agent("facebook");
    if asked.request.method != "GET" || of("hub.mode")? != "subscribe" || of("hub.topic").is_some() || is_others {
        return None;
    }
    let challenge = of("hub.challenge")?;
    let is_hex = challenge.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let is_hers = (12..=64).contains(&challenge.len()) && is_hex;
    let says_so = of("hub.verify_token").is_some_and(|token| token.eq_ignore_ascii_case("strava"));
    let fits = (is_hers || says_so) && challenge.len() <= 4096;
    if fits { Some(Reply::json("strava", &json!({ "hub.challenge": challenge }))) } else { None }
}

/// WebSub (YouTube, blogs): <https://www.w3.org/TR/websub/#hub-verifies-intent>. It verifies an end as well.
fn websub(asked: &Asked<'_>) -> Option<Reply> {
    let of = |name| asked.request.parameter(name).filter(|_| asked.request.method == "GET");
    of("hub.topic").filter(|_| matches!(of("hub.mode").as_deref(), Some("subscribe" | "unsubscribe")))?;
    Reply::echo("websub", &of("hub.challenge")?)
}

/// Asana: <https://developers.asana.com/docs/webhooks-guide>, "The webhook handshake": its header comes back.
fn asana(asked: &Asked<'_>) -> Option<Reply> {
    let secret = asked.request.text("x-hook-secret").filter(|text| is_token(text) && asked.request.method == "POST")?;
    Some(Reply::text("asana", "").with(&[("x-hook-secret", secret)]))
}

/// Okta event hooks: <https://developer.okta.com/docs/concepts/event-hooks/#one-time-verification-request>.
fn okta(asked: &Asked<'_>) -> Option<Reply> {
    let challenge = asked.request.text("x-okta-verification-challenge").filter(|_| asked.request.method == "GET")?;
    let fits = (1..=4096).contains(&challenge.len());
    if fits { Some(Reply::json("okta", &json!({ "verification": challenge }))) } else { None }
}

/// Twitch EventSub: <https://dev.twitch.tv/docs/eventsub/handling-webhook-events/#responding-to-a-challenge-request>.
/// The request is signed; a channel that knows the secret refuses one that is not rightly.
fn twitch(asked: &Asked<'_>) -> Option<Reply> {
    let kind = asked.request.text("twitch-eventsub-message-type")?;
    let challenge = asked.json.as_ref().and_then(|json| text::at(json, "/challenge"));
    let challenge = challenge.filter(|_| kind == "webhook_callback_verification" && asked.request.method == "POST")?;
    let signed = Scheme::Custom(CustomScheme {
        header: "Twitch-Eventsub-Message-Signature".to_owned(),
        prefix: "sha256=".to_owned(),
        template: "{id}{timestamp}{body}".to_owned(),
        timestamp_header: Some("Twitch-Eventsub-Message-Timestamp".to_owned()),
        id_header: Some("Twitch-Eventsub-Message-Id".to_owned()),
        ..CustomScheme::default()
    });
    let secret = asked.secret.filter(|_| asked.provider == Some(Provider::Custom));
    if secret.is_some_and(|secret| !signed.is_valid(secret, asked.request, asked.now)) {
        return Some(Reply { status: 403, ..Reply::text("twitch", "invalid signature") });
    }
    Reply::echo("twitch", challenge)
}

/// Dropbox: <https://www.dropbox.com/developers/reference/webhooks>.
fn dropbox(asked: &Asked<'_>) -> Option<Reply> {
    Reply::echo("dropbox", &asked.request.parameter("challenge").filter(|_| asked.request.method == "GET")?)
}

/// X, the challenge-response check: <https://docs.x.com/x-api/webhooks/quickstart>.
fn x(asked: &Asked<'_>) -> Option<Reply> {
    let token = asked.request.parameter("crc_token").filter(|_| asked.request.method == "GET")?;
    let answer = format!("sha256={}", Encoding::Base64.write(&asked.mac_of(&token)?));
    Some(Reply::json("x", &json!({ "response_token": answer })))
}

/// CloudEvents, HTTP 1.1 Web Hooks for Event Delivery 1.0.2, section 4: who may send, and how many a minute.
fn cloudevents(asked: &Asked<'_>) -> Option<Reply> {
    let origin = asked.request.text("webhook-request-origin").filter(|text| is_token(text))?;
    if asked.request.method != "OPTIONS" {
        return None;
    }
    let is_number = |rate: &&str| rate.len() <= 9 && rate.parse().is_ok_and(|rate: u32| rate > 0);
    let rate = asked.request.text("webhook-request-rate").filter(is_number).unwrap_or("*");
    let allowed = [("allow", "POST"), ("webhook-allowed-origin", origin), ("webhook-allowed-rate", rate)];
    Some(Reply::text("cloudevents", "").with(&allowed))
}

/// Whether a header may carry it back.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.len() <= 1024 && text.bytes().all(|b| b.is_ascii_graphic())
}
