//! Pix, the API of Brazil's Central Bank: <https://bacen.github.io/pix-api/>. A bank posts what was received to the
//! webhook's URL with `/pix` after it. There is no signature: the connection itself is authenticated both ways.

use serde_json::Value;

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
    text,
};

pub(crate) struct Pix;

impl Profile for Pix {
    const TITLE: &'static str = "Pix";
    const SAMPLES: &'static [Sample] =
        &[Sample::post("pix", HEADERS, RECEIVED), Sample::post("pix.devolucao", HEADERS, RETURNED)];

    fn by_body(body: &Value) -> bool {
        body.pointer("/pix/0/endToEndId").is_some()
    }

    fn describe(request: &Request<'_>) -> Description {
        let json = request.json().unwrap_or_default();
        let Some(received) = json.get("pix").and_then(Value::as_array) else { return Description::default() };
        let first = received.first().unwrap_or(&Value::Null);
        let returned = first.pointer("/devolucoes/0").is_some();
        let money = text::plain(first, "/valor").and_then(|amount| text::money(&amount, "BRL"));
        let more = if received.len() > 1 { Some(format!("+{}", received.len() - 1)) } else { None };
        let summary = text::parts([money, Some("pix".to_owned()), text::plain(first, "/infoPagador"), more]);
        Description::new(Some(if returned { "pix.devolucao" } else { "pix" }), summary)
    }
}

const HEADERS: &[(&str, &str)] = &[("Content-Type", "application/json"), ("Accept", "application/json")];

const RECEIVED: &str = r#"{"pix":[{"endToEndId":"E12345678202603101214s0PqWxYz4kL","txid":"cd1fe328c875481285a6f233ae41b662","valor":"129.90","chave":"7d9f0335-8dcc-4054-9bf9-0dbd61d36906","horario":"2026-03-10T12:14:02.000Z","infoPagador":"Pedido 1042"}]}"#;

const RETURNED: &str = r#"{"pix":[{"endToEndId":"E12345678202603101214s0PqWxYz4kL","txid":"cd1fe328c875481285a6f233ae41b662","valor":"129.90","chave":"7d9f0335-8dcc-4054-9bf9-0dbd61d36906","horario":"2026-03-10T12:14:02.000Z","devolucoes":[{"id":"000AAA111","rtrId":"D12345678202603101310abcdef12345","valor":"29.90","horario":{"solicitacao":"2026-03-10T13:10:00.000Z","liquidacao":"2026-03-10T13:10:04.000Z"},"status":"DEVOLVIDO"}]}]}"#;
