//! Meta, and WhatsApp as its best known webhook: <https://developers.facebook.com/docs/graph-api/webhooks/getting-started>,
//! <https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks>.

use serde_json::Value;

use crate::{
    handshake::{Asked, Reply},
    profile::{Description, Profile, Sample},
    request::Request,
    scheme::{SecretVerdict, SignatureSpec, is_hex, usual_secret},
    text,
};

pub(crate) struct Meta;

impl Profile for Meta {
    const TITLE: &'static str = "Meta / WhatsApp";
    const SPEC: Option<SignatureSpec<'static>> = Some(SignatureSpec {
        sha1_header: Some("X-Hub-Signature"),
        ..SignatureSpec::hex_of_body("X-Hub-Signature-256", "sha256=")
    });
    const SAMPLES: &'static [Sample] =
        &[Sample::post("messages", HEADERS, MESSAGE), Sample::post("statuses", HEADERS, STATUS)];

    fn secret(secret: &str) -> SecretVerdict {
        usual_secret(
            is_hex(secret, 32),
            "meta_form",
            "an app secret of Meta is 32 hexadecimal digits; the verify token does not sign",
        )
    }

    fn by_headers(request: &Request<'_>) -> bool {
        request.agent("facebookexternalua") || request.agent("facebookplatform")
    }

    fn by_body(body: &Value) -> bool {
        text::at(body, "/object").is_some() && body.get("entry").is_some_and(Value::is_array)
    }

    fn describe(request: &Request<'_>) -> Description {
        let json = request.json().unwrap_or_default();
        let change = json.pointer("/entry/0/changes/0").unwrap_or(&Value::Null);
        let of = |at| text::at(change, at);
        let status = of("/value/statuses/0/status");
        let event = status.map(|_| "statuses").or(of("/field")).or(text::at(&json, "/object"));
        let from = of("/value/contacts/0/profile/name").or(of("/value/messages/0/from"));
        let said = of("/value/messages/0/text/body").or(of("/value/messages/0/type"));
        let summary = match (from, said, status) {
            (Some(from), Some(said), _) => Some(format!("{from}: {said}")),
            (_, _, Some(status)) => {
                text::parts([Some(status.to_owned()), text::plain(change, "/value/statuses/0/recipient_id")])
            }
            _ => text::plain(&json, "/object"),
        };
        Description::new(event, summary)
    }

    /// `hub.verify_token` is the user's own word and not the secret that signs: nothing here knows it.
    fn handshake(asked: &Asked<'_>) -> Option<Reply> {
        let of = |name| asked.request.parameter(name);
        let subscribes = asked.request.method == "GET" && of("hub.mode")? == "subscribe";
        if subscribes { Reply::echo("meta", &of("hub.challenge")?) } else { None }
    }
}

const HEADERS: &[(&str, &str)] =
    &[("User-Agent", "facebookexternalua"), ("Accept", "*/*"), ("Content-Type", "application/json")];

const MESSAGE: &str = r#"{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"551150390000","phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"Ana Souza"},"wa_id":"5531988887777"}],"messages":[{"from":"5531988887777","id":"wamid.HBgMNTUzMTk4ODg4Nzc3NxUCABIYFDNBMEQ1","timestamp":"1773144842","text":{"body":"Bom dia! Voc\u00eas entregam na Savassi?"},"type":"text"}]},"field":"messages"}]}]}"#;

const STATUS: &str = r#"{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"551150390000","phone_number_id":"106540352242922"},"statuses":[{"id":"wamid.HBgMNTUzMTk4ODg4Nzc3NxUCABEYEjlBNkM1","status":"delivered","timestamp":"1773144851","recipient_id":"5531988887777"}]},"field":"messages"}]}]}"#;
