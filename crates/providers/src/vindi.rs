//! Vindi, recurring billing: <https://atendimento.vindi.com.br/hc/pt-br/articles/203305800>. It signs nothing; its
//! documentation has the user put a name and password into the URL.

use serde_json::Value;

use crate::{
    profile::{Description, Profile, Sample},
    request::Request,
    text,
};

pub(crate) struct Vindi;

impl Profile for Vindi {
    const TITLE: &'static str = "Vindi";
    const SAMPLES: &'static [Sample] =
        &[Sample::post("bill_paid", HEADERS, PAID), Sample::post("subscription_created", HEADERS, SUBSCRIBED)];

    fn by_body(body: &Value) -> bool {
        let has = |at| body.pointer(at).is_some();
        text::at(body, "/event/type").is_some() && has("/event/data") && has("/event/created_at")
    }

    fn describe(request: &Request<'_>) -> Description {
        let json = request.json().unwrap_or_default();
        let event = text::at(&json, "/event/type");
        // The data are one object under the name of its kind.
        let data = json.pointer("/event/data").and_then(Value::as_object).and_then(|data| data.values().next());
        let data = data.unwrap_or(&Value::Null);
        let money = text::plain(data, "/amount").and_then(|amount| text::money(&amount, "BRL"));
        let plan = text::plain(data, "/plan/name");
        Description::new(event, text::parts([money, plan, text::plain(data, "/customer/name")]))
    }
}

const HEADERS: &[(&str, &str)] =
    &[("Content-Type", "application/json; charset=utf-8"), ("Accept", "*/*"), ("User-Agent", "Ruby")];

const PAID: &str = r#"{"event":{"type":"bill_paid","created_at":"2026-03-10T09:14:02.000-03:00","data":{"bill":{"id":84021977,"code":null,"amount":"129.9","installments":1,"status":"paid","due_at":"2026-03-12T23:59:59.000-03:00","url":"https://app.vindi.com.br/customer/bills/84021977?token=d5a1","created_at":"2026-03-10T09:10:00.000-03:00","charges":[{"id":79012345,"amount":"129.9","status":"paid","payment_method":{"id":21,"name":"Pix","code":"pix"}}],"customer":{"id":41230987,"name":"Ana Souza","email":"ana@exemplo.com.br"}}}}}"#;

const SUBSCRIBED: &str = r#"{"event":{"type":"subscription_created","created_at":"2026-03-10T09:09:58.000-03:00","data":{"subscription":{"id":15204411,"status":"active","start_at":"2026-03-10T00:00:00.000-03:00","interval":"months","interval_count":1,"plan":{"id":55012,"name":"Clube do Pão"},"customer":{"id":41230987,"name":"Ana Souza","email":"ana@exemplo.com.br"}}}}}"#;
