//! Standard Webhooks, which Svix and all that send through it (Clerk, Resend, …) follow too:
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>.

use serde_json::Value;

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
    scheme::{Content, Kind, Names, SecretVerdict, Shape, SignatureSpec, standard_secret},
    text,
};

pub(crate) struct Standard;

/// As the specification says, which GitLab follows too.
pub(crate) const SIGNED: SignatureSpec<'static> = SignatureSpec {
    names: Names { signature: "webhook-signature", timestamp: Some("webhook-timestamp"), id: Some("webhook-id") },
    alias: Some(Names { signature: "svix-signature", timestamp: Some("svix-timestamp"), id: Some("svix-id") }),
    shape: Shape::Versions,
    kind: Kind::Standard,
    content: Content::Template("{id}.{timestamp}.{body}"),
    ..SignatureSpec::BASE
};

impl Profile for Standard {
    const TITLE: &'static str = "Standard Webhooks";
    const SPEC: Option<SignatureSpec<'static>> = Some(SIGNED);
    const SAMPLES: &'static [Sample] =
        &[Sample::post("contact.created", HEADERS, CONTACT), Sample::post("email.delivered", HEADERS, EMAIL)];

    fn secret(secret: &str) -> SecretVerdict {
        standard_secret(secret)
    }

    fn by_headers(request: &Request<'_>) -> bool {
        ["webhook-id", "svix-id", "webhook-signature", "svix-signature"].iter().any(|name| request.has(name))
    }

    /// The payload that the specification recommends.
    fn by_body(body: &Value) -> bool {
        let stamped = text::at(body, "/timestamp").is_some_and(|at| at.contains('T'));
        stamped && text::at(body, "/type").is_some() && body.get("data").is_some_and(Value::is_object)
    }

    fn describe(request: &Request<'_>) -> Description {
        let json = request.json().unwrap_or_default();
        let of = |at| text::plain(&json, at);
        let whom =
            of("/data/email").or_else(|| of("/data/to/0")).or_else(|| of("/data/email_addresses/0/email_address"));
        let what = of("/data/name").or_else(|| of("/data/subject"));
        let summary = text::parts([what, whom]).or_else(|| of("/data/id"));
        Description::new(text::at(&json, "/type"), summary)
    }
}

const HEADERS: &[(&str, &str)] =
    &[("User-Agent", "Standard-Webhooks/1.0"), ("Accept", "*/*"), ("Content-Type", "application/json")];

const CONTACT: &str = r#"{"type":"contact.created","timestamp":"2026-03-10T12:14:02.351893Z","data":{"id":"1f81eb52-5198-4599-803e-771906343485","type":"contact","name":"Ana Souza","email":"ana@exemplo.com.br","phone":"+5531988887777"}}"#;

const EMAIL: &str = r#"{"type":"email.delivered","timestamp":"2026-03-10T12:15:20.104220Z","data":{"id":"56761188-7520-42d8-8898-ff6fc54ce618","from":"Padaria do Zé <oi@padariadoze.example>","to":["ana@exemplo.com.br"],"subject":"Seu pedido saiu"}}"#;
