//! Telegram: <https://core.telegram.org/bots/api#setwebhook> (`secret_token`), <https://core.telegram.org/bots/api#update>.

use serde_json::Value;

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
    scheme::{SecretVerdict, SignatureSpec},
    text,
};

pub(crate) struct Telegram;

impl Profile for Telegram {
    const TITLE: &'static str = "Telegram";
    const SPEC: Option<SignatureSpec<'static>> = Some(SignatureSpec::token("X-Telegram-Bot-Api-Secret-Token"));
    const SAMPLES: &'static [Sample] = &[
        Sample::post("message", HEADERS, MESSAGE),
        Sample::post("callback_query", HEADERS, CALLBACK),
        Sample::post("edited_message", HEADERS, EDITED),
    ];

    /// `secret_token` of setWebhook: "1-256 characters. Only characters A-Z, a-z, 0-9, _ and - are allowed."
    fn secret(secret: &str) -> SecretVerdict {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        if (1..=256).contains(&secret.len()) && secret.bytes().all(allowed) {
            return Ok(None);
        }
        Err(
            "a secret_token of Telegram has 1 to 256 characters, of A-Z, a-z, 0-9, _ and - only: setWebhook refuses others",
        )
    }

    fn by_headers(request: &Request<'_>) -> bool {
        request.has("x-telegram-bot-api-secret-token")
    }

    fn by_body(body: &Value) -> bool {
        body.get("update_id").is_some_and(Value::is_u64)
    }

    fn describe(request: &Request<'_>) -> Description {
        let json = request.json().unwrap_or_default();
        // An update has its number and one more field, which is its kind.
        let kind = json.as_object().and_then(|update| update.iter().find(|(key, _)| *key != "update_id"));
        let Some((event, update)) = kind else { return Description::default() };
        let of = |pointers: &[&str]| pointers.iter().find_map(|at| text::at(update, at));
        let from = of(&["/from/first_name", "/from/username", "/chat/title"]);
        let said = of(&["/text", "/data", "/caption", "/query"]);
        let summary = match (from, said) {
            (Some(from), Some(said)) => Some(format!("{from}: {said}")),
            (one, other) => one.or(other).map(str::to_owned),
        };
        Description::new(Some(event), summary)
    }
}

const HEADERS: &[(&str, &str)] = &[("Content-Type", "application/json"), ("Accept-Encoding", "gzip, deflate")];

const MESSAGE: &str = r#"{"update_id":512340017,"message":{"message_id":4021,"from":{"id":98765432,"is_bot":false,"first_name":"Ana","last_name":"Souza","username":"anasouza","language_code":"pt-br"},"chat":{"id":98765432,"first_name":"Ana","last_name":"Souza","username":"anasouza","type":"private"},"date":1773144842,"text":"Oi! Tem p\u00e3o de queijo \"quentinho\"? \ud83e\uddc0"}}"#;

const CALLBACK: &str = r#"{"update_id":512340018,"callback_query":{"id":"424215678901234567","from":{"id":98765432,"is_bot":false,"first_name":"Ana","username":"anasouza","language_code":"pt-br"},"message":{"message_id":4022,"from":{"id":7312345678,"is_bot":true,"first_name":"Padaria","username":"padaria_do_ze_bot"},"chat":{"id":98765432,"first_name":"Ana","username":"anasouza","type":"private"},"date":1773144850,"text":"Quantos?","reply_markup":{"inline_keyboard":[[{"text":"6","callback_data":"qtd:6"},{"text":"12","callback_data":"qtd:12"}]]}},"chat_instance":"-3141592653589793238","data":"qtd:12"}}"#;

const EDITED: &str = r#"{"update_id":512340019,"edited_message":{"message_id":4021,"from":{"id":98765432,"is_bot":false,"first_name":"Ana","username":"anasouza","language_code":"pt-br"},"chat":{"id":98765432,"first_name":"Ana","username":"anasouza","type":"private"},"date":1773144842,"edit_date":1773144901,"text":"Oi! Tem p\u00e3o de queijo e caf\u00e9?"}}"#;
