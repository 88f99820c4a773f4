//! Discord: <https://docs.discord.com/developers/interactions/overview>, "Security and Authorization", and
//! <https://docs.discord.com/developers/events/webhook-events>, whose ping is of type 0.
//!
//! A secret of 64 hexadecimal digits is the application's public key and verifies. To sign it takes the secret key as
//! well: 128 digits, the seed and then the public key, as libsodium and PyNaCl lay it out.

use serde_json::Value;

use crate::{
    Provider, Scheme,
    handshake::{Asked, Reply},
    profile::{Description, Profile, Sample},
    request::Request,
    scheme::{Content, Key, Kind, Names, SecretVerdict, SignatureSpec, is_hex},
    text,
};

pub(crate) struct Discord;

const SIGNED: SignatureSpec<'static> = SignatureSpec {
    names: Names { signature: "X-Signature-Ed25519", timestamp: Some("X-Signature-Timestamp"), id: None },
    kind: Kind::Ed25519,
    content: Content::Template("{timestamp}{body}"),
    ..SignatureSpec::BASE
};

impl Profile for Discord {
    const TITLE: &'static str = "Discord";
    const SPEC: Option<SignatureSpec<'static>> = if cfg!(feature = "ed25519") { Some(SIGNED) } else { None };
    const SAMPLES: &'static [Sample] = &[
        Sample::post("application_command", HEADERS, COMMAND),
        Sample::post("message_component", HEADERS, COMPONENT),
        Sample::post("ping", HEADERS, PING),
    ];

    fn secret(secret: &str) -> SecretVerdict {
        if cfg!(not(feature = "ed25519")) || Key::new(Kind::Ed25519, secret).is_some() {
            return Ok(None);
        }
        Err(if is_hex(secret, 64) || is_hex(secret, 128) {
            "these digits are no key of Ed25519: copy the public key again, from General Information"
        } else {
            "a public key of Discord is 64 hexadecimal digits: copy it from General Information"
        })
    }

    fn by_headers(request: &Request<'_>) -> bool {
        request.has("x-signature-ed25519") || request.agent("Discord-")
    }

    fn describe(request: &Request<'_>) -> Description {
        let json = request.json().unwrap_or_default();
        let event = match json.get("type").and_then(Value::as_u64) {
            // An event of Discord's has its own name in it.
            _ if json.get("event").is_some() => text::at(&json, "/event/type"),
            Some(0 | 1) => Some("ping"),
            Some(2) => Some("application_command"),
            Some(3) => Some("message_component"),
            Some(4) => Some("application_command_autocomplete"),
            Some(5) => Some("modal_submit"),
            _ => None,
        };
        let command = text::at(&json, "/data/name").map(|name| {
            let value = text::plain(&json, "/data/options/0/value").unwrap_or_default();
            format!("/{name} {value}").trim_end().to_owned()
        });
        let by = text::at(&json, "/member/user/username").or(text::at(&json, "/user/username"));
        let pressed = text::plain(&json, "/data/custom_id");
        Description::new(event, text::parts([command, pressed, by.map(str::to_owned)]))
    }

    /// A ping is answered by a pong. At set-up and later Discord also sends requests with wrong signatures, and removes
    /// an endpoint that does not refuse them; without a key all that can be done is to answer.
    fn handshake(asked: &Asked<'_>) -> Option<Reply> {
        let is_own = asked.provider == Some(Provider::Discord);
        let json = asked.json.as_ref().filter(|_| is_own || Self::by_headers(asked.request));
        let kind = json.filter(|json| json.get("event").is_none()).and_then(|json| json.get("type")?.as_u64());
        let is_ping = matches!(kind, Some(0 | 1));
        let key = asked.secret.filter(|_| is_own || (is_ping && asked.provider.is_none()));
        if key.is_some_and(|key| !Scheme::Of(Provider::Discord).is_valid(key, asked.request, asked.now)) {
            return Some(Reply { status: 401, ..Reply::text("discord", "invalid request signature") });
        }
        match kind {
            // Webhook events, which ask for nothing else.
            Some(0) => Some(Reply { status: 204, ..Reply::text("discord", "") }),
            Some(1) => Some(Reply::json("discord", &serde_json::json!({ "type": 1 }))),
            _ => None,
        }
    }
}

const HEADERS: &[(&str, &str)] =
    &[("User-Agent", "Discord-Interactions/1.0 (+https://discord.com)"), ("Content-Type", "application/json")];

const COMMAND: &str = r#"{"app_permissions":"562949953601536","application_id":"1100000000000000001","channel_id":"1100000000000000002","data":{"id":"1100000000000000003","name":"pedido","options":[{"name":"mesa","type":4,"value":7}],"type":1},"guild_id":"1100000000000000004","guild_locale":"pt-BR","id":"1100000000000000005","locale":"pt-BR","member":{"joined_at":"2024-05-01T12:00:00.000000+00:00","nick":null,"permissions":"2248473465835073","roles":[],"user":{"global_name":"Ana","id":"1100000000000000006","username":"anasouza"}},"token":"aW50ZXJhY3Rpb246ZXhlbXBsbw","type":2,"version":1}"#;

const COMPONENT: &str = r#"{"application_id":"1100000000000000001","channel_id":"1100000000000000002","data":{"component_type":2,"custom_id":"entregar:1042","id":2},"id":"1100000000000000007","locale":"pt-BR","member":{"roles":[],"user":{"id":"1100000000000000006","username":"anasouza"}},"message":{"content":"Pedido 1042","id":"1100000000000000008"},"token":"aW50ZXJhY3Rpb246ZXhlbXBsbw","type":3,"version":1}"#;

const PING: &str = r#"{"app_permissions":"562949953601536","application_id":"1100000000000000001","entitlements":[],"id":"1100000000000000009","token":"aW50ZXJhY3Rpb246ZXhlbXBsbw","type":1,"user":{"id":"643945264868098049","username":"discord"},"version":1}"#;
