//! Mercado Pago: <https://www.mercadopago.com.br/developers/pt/docs/your-integrations/notifications/webhooks>.

use serde_json::Value;

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
    scheme::{Content, Names, SecretVerdict, Shape, SignatureSpec, StampFormat, Stamped, is_hex, usual_secret},
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
        stamp: StampFormat::Unix,
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

    fn secret(secret: &str) -> SecretVerdict {
        usual_secret(
            is_hex(secret, 64),
            "mercadopago_form",
            "a secret signature of Mercado Pago is 64 hexadecimal digits",
        )
    }

    fn by_headers(request: &Request<'_>) -> bool {
        let signed = request.text("x-signature").is_some_and(|value| value.starts_with("ts=") && value.contains("v1="));
        signed || request.agent("MercadoPago")
    }

    fn by_body(body: &Value) -> bool {
        ["/data/id", "/live_mode", "/user_id", "/api_version"].iter().all(|at| body.pointer(at).is_some())
    }

    fn describe(request: &Request<'_>) -> Description {
        let json = request.json().unwrap_or_default();
        let kind = text::at(&json, "/type").or(text::at(&json, "/topic")).map(str::to_owned);
        // An IPN, as it was before webhooks, says all in its query: `?topic=payment&id=123`.
        let topic = || request.parameter("topic").or_else(|| request.parameter("type"));
        let kind = kind.or_else(topic);
        let id = text::plain(&json, "/data/id").or_else(|| request.parameter("data.id"));
        let id = id.or_else(|| request.parameter("id"));
        let summary = kind.as_ref().map(|kind| format!("{kind} {}", id.unwrap_or_default()));
        Description::new(text::at(&json, "/action").or(kind.as_deref()), summary)
    }
}

/// `id:…;request-id:…;ts:…;`: the body is not signed. What the request lacks is left out with its name.
///
/// An id with capitals (`ORD01…`) is signed as it is, as all SDKs have it since 17 June 2026, or in lower case, as
/// the documentation says.
fn manifest(request: &Request<'_>, _body: &[u8], stamped: Stamped<'_>) -> Vec<Vec<u8>> {
    let id = request.parameter("data.id").unwrap_or_default();
    let part = |name: &str, value: &str| match value.trim() {
        "" => String::new(),
        value => format!("{name}:{value};"),
    };
    let manifest = |id: &str| {
        let parts = [part("id", id), part("request-id", stamped.id), part("ts", stamped.stamp)];
        parts.concat().into_bytes()
    };
    let mut ids = vec![id.to_lowercase(), id];
    ids.dedup();
    ids.iter().rev().map(|id| manifest(id)).collect()
}

const HEADERS: &[(&str, &str)] = &[
    ("User-Agent", "MercadoPago WebHook v1.0 payment"),
    ("Accept", "*/*"),
    ("Content-Type", "application/json"),
    ("X-Retry", "0"),
];

const CREATED: &str = r#"{"action":"payment.created","api_version":"v1","data":{"id":"104318276543"},"date_created":"2026-03-10T12:14:02Z","id":119654712345,"live_mode":true,"type":"payment","user_id":"724484980"}"#;

const UPDATED: &str = r#"{"action":"payment.updated","api_version":"v1","data":{"id":"104318276543"},"date_created":"2026-03-10T12:14:09Z","id":119654713001,"live_mode":true,"type":"payment","user_id":"724484980"}"#;
