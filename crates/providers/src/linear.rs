//! Linear: <https://linear.app/developers/webhooks#securing-webhooks>.

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
    scheme::{SecretVerdict, SignatureSpec, usual_secret},
    text,
};

pub(crate) struct Linear;

impl Profile for Linear {
    const TITLE: &'static str = "Linear";
    const SPEC: Option<SignatureSpec<'static>> = Some(SignatureSpec {
        // The header Linear-Timestamp is not signed; the SDK looks at the body alone since linear/linear#1268.
        body_stamp: Some("webhookTimestamp"),
        tolerance_s: 60,
        ..SignatureSpec::hex_of_body("Linear-Signature", "")
    });
    const SAMPLES: &'static [Sample] = &[
        Sample::post("Issue", &headers("Issue", "234d1a4e-b617-4388-90fe-adc3633d6b72"), ISSUE),
        Sample::post("Comment", &headers("Comment", "7e0f2b1d-93c5-4d5b-8a40-2f7c1d6e9a38"), COMMENT),
    ];

    fn secret(secret: &str) -> SecretVerdict {
        usual_secret(secret.starts_with("lin_wh_"), "linear_prefix", "a signing secret of Linear begins with lin_wh_")
    }

    fn by_headers(request: &Request<'_>) -> bool {
        request.has("linear-event") || request.has("linear-signature")
    }

    fn describe(request: &Request<'_>) -> Description {
        let json = request.json().unwrap_or_default();
        let event = request.text("linear-event").or(text::at(&json, "/type"));
        let id = text::at(&json, "/data/identifier").or(text::at(&json, "/data/issue/identifier")).unwrap_or("");
        let action = text::at(&json, "/action").unwrap_or("");
        let title = text::at(&json, "/data/title").or(text::at(&json, "/data/body"));
        let summary = title.map(|title| format!("{id} {action}: {title}"));
        Description::new(event, summary.or_else(|| text::plain(&json, "/action")))
    }
}

const fn headers(event: &'static str, delivery: &'static str) -> [(&'static str, &'static str); 5] {
    [
        ("Accept-Charset", "utf-8"),
        ("User-Agent", "Linear-Webhook"),
        ("Content-Type", "application/json; charset=utf-8"),
        ("Linear-Delivery", delivery),
        ("Linear-Event", event),
    ]
}

const ISSUE: &str = r#"{"action":"create","type":"Issue","createdAt":"2026-03-10T12:14:02.351Z","actor":{"id":"b5ea5f1f-8adc-4f52-b4bd-ab4e84cf51ba","type":"user","name":"Ana Souza"},"data":{"id":"2174add1-f7c8-44e3-bbf3-2d60b5ea8bc9","identifier":"PAD-42","number":42,"title":"Pix não confirma depois das 20 h","priority":2,"state":{"name":"Todo","type":"unstarted"},"team":{"key":"PAD","name":"Padaria"},"labels":[{"name":"Bug"}]},"url":"https://linear.app/padaria/issue/PAD-42","organizationId":"0e3c1d5a-2b7f-4f60-8d1c-6a9b3e5f7d20","webhookTimestamp":1773144842351,"webhookId":"000042e3-d123-4980-b49f-8e140eef9329"}"#;

const COMMENT: &str = r#"{"action":"create","type":"Comment","createdAt":"2026-03-10T12:14:20.002Z","actor":{"id":"c1f0a9e8-5d3b-4b27-9e64-7f2a1c8d0b53","type":"user","name":"João Lima"},"data":{"id":"9b1d6c2e-70af-4e95-8c3d-5f4a2b1e0d76","body":"É o fuso: o relógio da loja está em UTC.","issue":{"identifier":"PAD-42","title":"Pix não confirma depois das 20 h"}},"url":"https://linear.app/padaria/issue/PAD-42#comment-9b1d6c2e","organizationId":"0e3c1d5a-2b7f-4f60-8d1c-6a9b3e5f7d20","webhookTimestamp":1773144860002,"webhookId":"000042e3-d123-4980-b49f-8e140eef9329"}"#;
