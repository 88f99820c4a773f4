//! Mercado Pago: <https://www.mercadopago.com.br/developers/pt/docs/your-integrations/notifications/webhooks>.

use serde_json::Value;

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
    scheme::{Content, Names, Shape, SignatureSpec, Stamped},
    text,
};

pub(crate) struct Mercadopago;

impl Profile for Mercadopago {
    const TITLE: &'static str = "Mercado Pago";
    const SPEC: Option<SignatureSpec<'static>> = Some(SignatureSpec {
        names: Names { signature: "x-signature", timestamp: None, id: Some("x-request-id") },
        shape: Shape::Pairs { separator: ',', stamp: "ts", signature: "v1" },
        content: Content::Made(manifest),
        // Its documentation shows both.
        milliseconds: true,
        ..SignatureSpec::BASE
    });
    const SAMPLES: &'static [Sample] = &[
        Sample {
            query: Some("data.id=104318276543&type=payment"),
            ..Sample::post("payment.created", HEADERS, CREATED)
        },
        Sample {
            query: Some("data.id=104318276543&type=payment"),
            ..Sample::post("payment.updated", HEADERS, UPDATED)
        },
    ];

    fn by_headers(request: &Request<'_>) -> bool {
        let signed =
            request.text("x-signature").is_some_and(|value| value.starts_with("ts=") && value.contains(",v1="));
        signed || request.agent("MercadoPago")
    }

    fn by_body(body: &Value) -> bool {
        ["/data/id", "/live_mode", "/user_id", "/api_version"].iter().all(|at| body.pointer(at).is_some())
    }

    fn describe(request: &Request<'_>) -> Description {
        let json = request.json().unwrap_or_default();
        let kind = text::at(&json, "/type").or(text::at(&json, "/topic"));
        let id = text::plain(&json, "/data/id").or_else(|| request.parameter("data.id"));
        let summary = kind.map(|kind| format!("{kind} {}", id.unwrap_or_default()));
        Description::new(text::at(&json, "/action").or(kind), summary)
    }
}

/// `id:…;request-id:…;ts:…;` — the body is not signed. What the request lacks is left out with its name; an id of
/// letters and digits counts in lower case. (Where an id has other characters too, the documentation does not say.)
fn manifest(request: &Request<'_>, _body: &[u8], stamped: Stamped<'_>) -> Vec<Vec<u8>> {
    let id = request.parameter("data.id").unwrap_or_default();
    let part = |name: &str, value: &str| if value.is_empty() { String::new() } else { format!("{name}:{value};") };
    let manifest = |id: &str| {
        let parts = [part("id", id), part("request-id", stamped.id), part("ts", stamped.stamp)];
        parts.concat().into_bytes()
    };
    let lower = id.to_ascii_lowercase();
    if id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        vec![manifest(&lower)]
    } else {
        vec![manifest(&id), manifest(&lower)]
    }
}

const HEADERS: &[(&str, &str)] = &[
    ("User-Agent", "MercadoPago WebHook v1.0 payment"),
    ("Accept", "*/*"),
    ("Content-Type", "application/json"),
    ("X-Retry", "0"),
];

const CREATED: &str = r#"{"action":"payment.created","api_version":"v1","data":{"id":"104318276543"},"date_created":"2026-03-10T12:14:02Z","id":119654712345,"live_mode":true,"type":"payment","user_id":"724484980"}"#;

const UPDATED: &str = r#"{"action":"payment.updated","api_version":"v1","data":{"id":"104318276543"},"date_created":"2026-03-10T12:14:09Z","id":119654713001,"live_mode":true,"type":"payment","user_id":"724484980"}"#;
