//! Shopify: <https://shopify.dev/docs/apps/build/webhooks/subscribe/https#step-5-verify-the-webhook>.

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
    scheme::{Encoding, Hash, Kind, SecretVerdict, SignatureSpec, usual_secret},
    text,
};

pub(crate) struct Shopify;

impl Profile for Shopify {
    const TITLE: &'static str = "Shopify";
    const SPEC: Option<SignatureSpec<'static>> = Some(SignatureSpec {
        kind: Kind::Hmac(Hash::Sha256, Encoding::Base64),
        ..SignatureSpec::hex_of_body("X-Shopify-Hmac-Sha256", "")
    });
    const SAMPLES: &'static [Sample] = &[
        Sample::post("orders/create", &headers("orders/create", "98880550-7158-44d4-b7cd-2c97c8a091b5"), ORDER),
        Sample::post("orders/paid", &headers("orders/paid", "4c2fd1a7-3d56-4f0b-8f0e-5bb1a0f6d2c9"), PAID),
    ];

    fn secret(secret: &str) -> SecretVerdict {
        let is_token = ["shpat_", "shpca_", "shppa_"].iter().any(|prefix| secret.starts_with(prefix));
        usual_secret(
            !is_token,
            "shopify_token",
            "access tokens of Shopify (shpat_…) do not sign: the app's API secret key does",
        )
    }

    fn by_headers(request: &Request<'_>) -> bool {
        request.has("x-shopify-topic") || request.has("x-shopify-hmac-sha256")
    }

    fn describe(request: &Request<'_>) -> Description {
        let json = request.json().unwrap_or_default();
        let currency = text::at(&json, "/currency").unwrap_or("");
        let money = text::at(&json, "/total_price").and_then(|total| text::money(total, currency));
        let name = [text::at(&json, "/customer/first_name"), text::at(&json, "/customer/last_name")];
        let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let what = text::at(&json, "/name").or(text::at(&json, "/title")).map(str::to_owned);
        Description::new(request.text("x-shopify-topic"), text::parts([what, money, Some(name)]))
    }
}

const fn headers(topic: &'static str, id: &'static str) -> [(&'static str, &'static str); 8] {
    [
        ("User-Agent", "Shopify-Captain-Hook"),
        ("Content-Type", "application/json"),
        ("X-Shopify-Topic", topic),
        ("X-Shopify-Shop-Domain", "padaria-do-ze.myshopify.com"),
        ("X-Shopify-API-Version", "2025-01"),
        ("X-Shopify-Webhook-Id", id),
        ("X-Shopify-Event-Id", "f0b8a1e2-6f2d-4c07-9d0d-0a6f1b2c3d4e"),
        ("X-Shopify-Triggered-At", "2026-03-10T12:14:02.351893Z"),
    ]
}

const ORDER: &str = r##"{"id":5678901234567,"admin_graphql_api_id":"gid:\/\/shopify\/Order\/5678901234567","created_at":"2026-03-10T09:14:01-03:00","currency":"BRL","email":"ana@exemplo.com.br","financial_status":"pending","fulfillment_status":null,"name":"#1042","order_number":1042,"subtotal_price":"119.90","total_price":"129.90","total_tax":"0.00","customer":{"id":7001122334455,"first_name":"Ana","last_name":"Souza","email":"ana@exemplo.com.br"},"line_items":[{"id":14001122334455,"title":"Cesta de caf\u00e9 da manh\u00e3","quantity":1,"price":"119.90","sku":"CESTA-01"}],"shipping_address":{"city":"Belo Horizonte","province_code":"MG","country_code":"BR","zip":"30130-010"}}"##;

const PAID: &str = r##"{"id":5678901234567,"admin_graphql_api_id":"gid:\/\/shopify\/Order\/5678901234567","created_at":"2026-03-10T09:14:01-03:00","currency":"BRL","email":"ana@exemplo.com.br","financial_status":"paid","fulfillment_status":null,"name":"#1042","order_number":1042,"payment_gateway_names":["Pix"],"total_price":"129.90","customer":{"id":7001122334455,"first_name":"Ana","last_name":"Souza","email":"ana@exemplo.com.br"}}"##;
