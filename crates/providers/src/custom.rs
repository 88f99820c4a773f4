//! Anyone else: a system of one's own. How it signs is in the channel's settings ([`CustomScheme`](crate::CustomScheme)).

use serde_json::Value;

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
    text,
};

pub(crate) struct Custom;

/// Where programs put the name of an event, the usual places first.
const NAMES: [&str; 6] = ["event", "event_type", "type", "action", "topic", "evento"];

impl Profile for Custom {
    const TITLE: &'static str = "Custom";
    const SAMPLES: &'static [Sample] =
        &[Sample::post("order.created", HEADERS, CREATED), Sample::post("order.shipped", HEADERS, SHIPPED)];

    /// The first few plain values, which is what is known of a body that nothing is known of.
    fn describe(request: &Request<'_>) -> Description {
        let json = request.json().unwrap_or_default();
        let name = NAMES.iter().find(|name| json.get(name).is_some_and(Value::is_string));
        let event = name.and_then(|name| json.get(name)?.as_str());
        let fields = json.as_object().into_iter().flatten();
        let mut plain = fields.filter(|(key, _)| Some(&key.as_str()) != name).filter_map(|(key, value)| match value {
            Value::String(text) => Some(format!("{key} {text}")),
            Value::Number(number) => Some(format!("{key} {number}")),
            _ => None,
        });
        Description::new(event, text::parts([plain.next(), plain.next(), plain.next()]))
    }
}

const HEADERS: &[(&str, &str)] = &[("User-Agent", "padaria-do-ze/1.0"), ("Content-Type", "application/json")];

const CREATED: &str = r#"{"event":"order.created","order":1042,"customer":"Ana Souza","total":"129.90","currency":"BRL","items":[{"sku":"CESTA-01","name":"Cesta de café da manhã","quantity":1}]}"#;

const SHIPPED: &str =
    r#"{"event":"order.shipped","order":1042,"customer":"Ana Souza","carrier":"Correios","tracking":"AA123456785BR"}"#;
