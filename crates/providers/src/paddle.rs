//! Paddle Billing: <https://developer.paddle.com/webhooks/signature-verification>.

use serde_json::Value;

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
    scheme::{Content, Names, SecretVerdict, Shape, SignatureSpec, usual_secret},
    text,
};

pub(crate) struct Paddle;

impl Profile for Paddle {
    const TITLE: &'static str = "Paddle";
    const SPEC: Option<SignatureSpec<'static>> = Some(SignatureSpec {
        names: Names { signature: "Paddle-Signature", timestamp: None, id: None },
        shape: Shape::Pairs { separator: ';', stamp: "ts", signature: "h1" },
        content: Content::Template("{timestamp}:{body}"),
        ..SignatureSpec::BASE
    });
    const SAMPLES: &'static [Sample] = &[
        Sample::post("transaction.completed", HEADERS, COMPLETED),
        Sample::post("subscription.created", HEADERS, SUBSCRIBED),
    ];

    fn secret(secret: &str) -> SecretVerdict {
        usual_secret(
            secret.starts_with("pdl_ntfset_"),
            "paddle_prefix",
            "an endpoint secret key of Paddle begins with pdl_ntfset_",
        )
    }

    fn by_headers(request: &Request<'_>) -> bool {
        request.has("paddle-signature") || request.has("paddle-version")
    }

    fn by_body(body: &Value) -> bool {
        text::at(body, "/event_type").is_some()
            && text::at(body, "/notification_id").is_some_and(|id| id.starts_with("ntf_"))
    }

    fn describe(request: &Request<'_>) -> Description {
        let json = request.json().unwrap_or_default();
        // Amounts are texts of whole numbers, in the smallest unit.
        let total = text::at(&json, "/data/details/totals/grand_total").and_then(|total| total.parse().ok());
        let currency = text::at(&json, "/data/currency_code");
        let money = total.zip(currency).and_then(|(total, currency)| text::minor(total, currency));
        let summary = text::parts([money, text::plain(&json, "/data/id"), text::plain(&json, "/data/status")]);
        Description::new(text::at(&json, "/event_type"), summary)
    }
}

const HEADERS: &[(&str, &str)] =
    &[("User-Agent", "Paddle"), ("Content-Type", "application/json"), ("Paddle-Version", "1")];

const COMPLETED: &str = r#"{"data":{"id":"txn_01jnzr8m2t4c6w9y0x3v5b7n1q","status":"completed","currency_code":"BRL","customer_id":"ctm_01jnzr7k5p8s2d4f6g8h0j1k3m","details":{"totals":{"subtotal":"11809","tax":"1181","discount":"0","total":"12990","grand_total":"12990","currency_code":"BRL"}},"origin":"web","invoice_number":"325-10566"},"event_id":"evt_01jnzr8vd3e5f7g9h1j3k5m7n9","event_type":"transaction.completed","occurred_at":"2026-03-10T12:14:02.713Z","notification_id":"ntf_01jnzr8vh9q1r3s5t7v9w1x3y5"}"#;

const SUBSCRIBED: &str = r#"{"data":{"id":"sub_01jnzr8s6a8b0c2d4e6f8g0h2j","status":"active","currency_code":"BRL","customer_id":"ctm_01jnzr7k5p8s2d4f6g8h0j1k3m","billing_cycle":{"interval":"month","frequency":1},"next_billed_at":"2026-04-10T12:14:02.000Z"},"event_id":"evt_01jnzr8wk2m4n6p8q0r2s4t6v8","event_type":"subscription.created","occurred_at":"2026-03-10T12:14:03.120Z","notification_id":"ntf_01jnzr8wp5r7s9t1v3w5x7y9z1"}"#;
