//! The OpenAPI document: valid, complete, and true of the running relay.

use serde_json::{Value, json};

use crate::support::{Answer, Client, TestRelay};

async fn document(relay: &Client) -> Value {
    let answer = relay.get("/api/openapi.json").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    answer.json()
}

/// Every operation: path, method, and what is said of it.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            let operations = item.as_object().unwrap().iter().filter(|(name, _)| *name != "parameters");
            operations.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
        })
        .collect()
}

/// A path with something in its variables.
fn filled(path: &str) -> String {
    path.replace("{channel}", "default").replace("{seq}", "1").replace("{name}", "app").replace("{path}", "a/b")
}

/// Every reference in a value.
fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

/// Checks a value against a schema of the document.
#[track_caller]
fn validate(document: &Value, schema: &Value, value: &Value) {
    let mut whole = json!({"components": document["components"]});
    for (name, part) in schema.as_object().unwrap() {
        whole[name] = part.clone();
    }
    let validator = jsonschema::draft202012::new(&whole).unwrap();
    let errors: Vec<_> = validator.iter_errors(value).map(|e| format!("{e} at {}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:?}\n{value}");
}

/// What is said of an answer; a reference is followed.
fn response<'a>(document: &'a Value, operation: &'a Value, status: u16) -> Option<&'a Value> {
    let response = operation["responses"].get(status.to_string())?;
    match response.get("$ref").and_then(Value::as_str) {
        Some(reference) => document.pointer(reference.trim_start_matches('#')),
        None => Some(response),
    }
}

/// Checks a real answer against what is said of it.
#[track_caller]
fn as_described(document: &Value, path: &str, method: &str, answer: &Answer) {
    let operation = &document["paths"][path][method];
    let described = response(document, operation, answer.status);
    let described = described.unwrap_or_else(|| panic!("{method} {path} may answer {}", answer.status));
    match answer.header("content-type") {
        Some(kind) if !answer.body.is_empty() => {
            let kind = kind.split(';').next().unwrap();
            let content = &described["content"][kind];
            assert!(content.is_object(), "{method} {path} may answer {} as {kind}", answer.status);
            // Not of lines of JSON, of which each is a document.
            if ["application/json", "application/problem+json"].contains(&kind) {
                validate(document, &content["schema"], &answer.json());
            }
        }
        _ => assert!(described.get("content").is_none(), "{method} {path}: {} has no body", answer.status),
    }
}

#[tokio::test]
async fn it_is_whole() {
    let relay = TestRelay::start().await;
    let document = document(&relay).await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    assert_eq!(document["info"]["version"], gancho::VERSION);
    let mut all = Vec::new();
    references(&document, &mut all);
    assert!(all.len() > 50);
    for reference in all {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference} is nowhere");
    }
    for (path, method, operation) in operations(&document) {
        assert!(
            operation["summary"].as_str().is_some_and(|text| !text.is_empty()),
            "{method} {path} says what it does"
        );
        assert!(operation["responses"]["default"].is_object());
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        jsonschema::draft202012::new(
            &json!({"components": document["components"], "$ref": format!("#/components/schemas/{name}")}),
        )
        .unwrap_or_else(|e| panic!("{name}: {e} {schema}"));
    }
    let text = document.to_string();
    assert!(!text.contains("[`") && !text.contains("crate::"), "comments' links are no text");
}

#[tokio::test]
async fn every_operation_is_there_and_no_other() {
    let relay = TestRelay::start().await;
    let document = document(&relay).await;
    let described = operations(&document);
    assert!(described.len() >= 22, "{}", described.len());
    relay.post("/webhook", b"x").await;
    for (path, method, _) in &described {
        if *path == "/api/channels/{channel}" && *method == "delete" || path.ends_with("/sse") {
            continue;
        }
        let answer = relay.request(&method.to_uppercase(), &filled(path), &[], b"").await;
        let nowhere = [404, 405].contains(&answer.status)
            && ["not-found", "method-not-allowed"].iter().any(|kind| answer.text().contains(kind));
        assert!(!nowhere, "{method} {path}: {}", answer.text());
    }
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in ["get", "post", "put", "patch", "delete"] {
            if item.get(method).is_none() && path.starts_with("/api") {
                let answer = relay.request(&method.to_uppercase(), &filled(path), &[], b"").await;
                answer.problem(405, "method-not-allowed");
            }
        }
    }
}

#[tokio::test]
async fn what_the_relay_answers_is_what_it_says() {
    let relay = TestRelay::start().await;
    let document = document(&relay).await;
    let (c, events, one) =
        ("/api/channels/{channel}", "/api/channels/{channel}/events", "/api/channels/{channel}/events/{seq}");
    let (held, by_hand) = ("/api/channels/{channel}/held", "/api/channels/{channel}/held/{seq}/answer");
    let forward = "/api/channels/{channel}/forward";
    let sign = "/api/channels/{channel}/sign";
    let telegram = "/api/channels/{channel}/telegram";
    let (consumers, consumer) = ("/api/channels/{channel}/consumers", "/api/channels/{channel}/consumers/{name}");
    let [polled, acks, live] = ["events", "ack", "live"].map(|last| format!("{consumer}/{last}"));
    let [attempts, resend, given] = ["attempts", "resend", "answer"].map(|last| format!("{one}/{last}"));
    let attempted = br#"{"seq":1,"attempt":{"number":1,"result":"dead","target":"http://localhost:5000","ms":1.5,"status":500,"started_at":"2026-11-28T12:00:00.000000Z","headers":[["a","b"]],"body":{"text":"x"}}}"#;
    let github = br#"{"provider":"github","secret":"abc","answer":{"status":202,"body":"{{seq}}"}}"#;
    let put = relay.request("PUT", "/api/channels/code", &[], github).await;
    assert_eq!(put.status, 200, "{}", put.text());
    relay.request("POST", "/webhook/code", &[("x-github-event", "push"), ("x-b", "\u{ff}")], b"{}").await;
    relay.request("POST", "/webhook/default?a", &[], b"\xff").await;
    for (path, method, target, body) in [
        ("/webhook", "post", "/webhook", &b"{}"[..]),
        ("/webhook/{channel}", "post", "/webhook/a.b", b""),
        ("/api/channels", "get", "/api/channels", b""),
        (c, "get", "/api/channels/code", b""),
        (c, "get", "/api/channels/nobody", b""),
        (c, "get", "/api/channels/a.b", b""),
        (c, "put", "/api/channels/loja", b"{}"),
        (c, "put", "/api/channels/loja", b"{"),
        (c, "put", "/api/channels/fail", br#"{"answer":{"fail":{"percent":20}},"custom":{"header":"x"}}"#),
        (events, "get", "/api/channels/default/events", b""),
        (events, "get", "/api/channels/code/events?q=push&limit=1&signature=invalid", b""),
        (events, "get", "/api/channels/code/events?after=x", b""),
        (one, "patch", "/api/channels/code/events/1", br#"{"pinned":true,"note":"a"}"#),
        (one, "patch", "/api/channels/code/events/1", br#"{"pin":true}"#),
        (one, "patch", "/api/channels/code/events/9", b"{}"),
        (one, "get", "/api/channels/code/events/1", b""),
        (one, "get", "/api/channels/default/events/1", b""),
        (one, "get", "/api/channels/code/events/9", b""),
        ("/api/channels/{channel}/events/{seq}/body", "get", "/api/channels/code/events/1/body", b""),
        ("/api/channels/{channel}/export", "get", "/api/channels/code/export", b""),
        ("/api/channels/{channel}/export", "get", "/api/channels/code/export?format=har", b""),
        ("/api/channels/{channel}/export", "get", "/api/channels/code/export?format=curl", b""),
        ("/api/channels/{channel}/export", "get", "/api/channels/code/export?format=x", b""),
        ("/api/channels/{channel}/import", "post", "/api/channels/loja/import", b"{}"),
        ("/api/channels/{channel}/import", "post", "/api/channels/loja/import", b"7"),
        (sign, "post", "/api/channels/code/sign", br#"{"method":"POST","path":"/webhook/code","body":{"text":"{}"}}"#),
        (sign, "post", "/api/channels/loja/sign", br#"{"method":"POST","path":"/webhook/loja","body":{"text":"{}"}}"#),
        (sign, "post", "/api/channels/code/sign", br#"{"method":"POST"}"#),
        ("/api/channels/{channel}/live", "get", "/api/channels/code/live", b""),
        ("/api/live/{channel}", "get", "/api/live/nobody", b""),
        ("/api/channels/{channel}/sse", "get", "/api/channels/code/sse?after=x", b""),
        (consumer, "put", "/api/channels/code/consumers/app", br#"{"from":"start"}"#),
        (consumer, "put", "/api/channels/code/consumers/app", b"{"),
        (consumer, "put", "/api/channels/code/consumers/a%20b", b""),
        (consumer, "get", "/api/channels/code/consumers/app", b""),
        (consumer, "get", "/api/channels/code/consumers/nobody", b""),
        (consumers, "get", "/api/channels/code/consumers", b""),
        (polled.as_str(), "get", "/api/channels/code/consumers/app/events?limit=1", b""),
        (polled.as_str(), "get", "/api/channels/code/consumers/app/events?limit=x", b""),
        (acks.as_str(), "post", "/api/channels/code/consumers/app/ack", attempted),
        (acks.as_str(), "post", "/api/channels/code/consumers/app/ack", br#"{"seq":99}"#),
        (attempts.as_str(), "get", "/api/channels/code/events/1/attempts", b""),
        (attempts.as_str(), "get", "/api/channels/code/events/9/attempts", b""),
        (held, "get", "/api/channels/code/held", b""),
        (held, "get", "/api/channels/nobody/held", b""),
        (by_hand, "post", "/api/channels/code/held/1/answer", br#"{"status":200}"#),
        (by_hand, "post", "/api/channels/code/held/1/answer", b"{}"),
        (forward, "get", "/api/channels/code/forward", b""),
        (forward, "get", "/api/channels/nobody/forward", b""),
        (given.as_str(), "get", "/api/channels/code/events/1/answer", b""),
        (given.as_str(), "get", "/api/channels/default/events/1/answer", b""),
        (given.as_str(), "get", "/api/channels/code/events/9/answer", b""),
        (
            resend.as_str(),
            "post",
            "/api/channels/code/events/1/resend",
            br#"{"body":{"text":"x"},"headers":[["a","b"]]}"#,
        ),
        (resend.as_str(), "post", "/api/channels/code/events/1/resend", br#"{"boby":1}"#),
        (resend.as_str(), "post", "/api/channels/default/events/1/resend", b""),
        (live.as_str(), "get", "/api/channels/code/consumers/app/live", b""),
        (consumer, "delete", "/api/channels/code/consumers/app", b""),
        (consumer, "delete", "/api/channels/code/consumers/app", b""),
        ("/api/public", "get", "/api/public", b""),
        (telegram, "get", "/api/channels/code/telegram", b""),
        (telegram, "get", "/api/channels/a.b/telegram", b""),
        ("/api/meter", "get", "/api/meter?lane=a", b""),
        ("/api/meter", "get", "/api/meter", b""),
        ("/api/openapi.json", "get", "/api/openapi.json", b""),
        ("/healthz", "get", "/healthz", b""),
        ("/readyz", "get", "/readyz", b""),
        (one, "delete", "/api/channels/default/events/1", b""),
        (one, "delete", "/api/channels/default/events/1", b""),
        (events, "delete", "/api/channels/default/events", b""),
        (c, "delete", "/api/channels/loja", b""),
    ] {
        let answer = relay.request(&method.to_uppercase(), target, &[], body).await;
        as_described(&document, path, method, &answer);
    }
    let tag = relay.get("/api/channels/code/events").await.header("etag").unwrap().to_owned();
    let known = relay.with("GET", "/api/channels/code/events", "if-none-match", &tag).await;
    assert_eq!(known.status, 304);
    as_described(&document, events, "get", &known);
    as_described(&document, "/api/channels", "get", &relay.with("GET", "/api/channels", "host", "evil.example").await);
    // Refused by the guard, before the route is asked.
    let foreign = [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")];
    let hosts = [("host", "a.example"), ("host", "b.example")];
    for (path, method, target) in [("/webhook", "post", "/webhook"), ("/api/channels", "get", "/api/channels")] {
        for (headers, status) in [(&foreign, 403), (&hosts, 400)] {
            let refused = relay.request(&method.to_uppercase(), target, headers, b"").await;
            assert_eq!(refused.status, status);
            as_described(&document, path, method, &refused);
        }
    }
    // What is streamed, and a line of an export, which an import takes.
    let mut live = relay.live_on("code", "?after=0").await;
    let schema = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    for _ in 0..2 {
        let message = serde_json::to_value(live.next().await).unwrap();
        validate(&document, &schema("ServerMsg"), &message);
    }
    relay.request("PUT", "/api/channels/code/consumers/app", &[], br#"{"from":"start"}"#).await;
    let target = "/api/channels/code/consumers/app/live";
    let mut held = crate::support::Live::open(relay.address, target, &[]).await.expect("a socket");
    for _ in 0..2 {
        validate(&document, &schema("ConsumerServerMsg"), &held.message::<Value>().await);
    }
    for message in [r#"{"type":"ack","seq":1}"#, r#"{"type":"ack","seq":99}"#, r#"{"type":"ping"}"#] {
        validate(&document, &schema("ConsumerClientMsg"), &serde_json::from_str(message).unwrap());
        held.send(message).await;
        validate(&document, &schema("ConsumerServerMsg"), &held.message::<Value>().await);
    }
    let line: Value = serde_json::from_str(relay.get("/api/channels/code/export").await.text().trim()).unwrap();
    validate(&document, &schema("Event"), &line);
    validate(&document, &schema("ImportedEvent"), &line);
}

#[tokio::test]
async fn a_schema_refuses_what_is_not_so() {
    let relay = TestRelay::start().await;
    let document = document(&relay).await;
    relay.post("/webhook", b"x").await;
    let event: Value = relay.get("/api/channels/default/events/1").await.json();
    for (field, wrong) in [
        ("seq", json!("1")),
        ("headers", json!({"a": "b"})),
        ("body", json!("x")),
        ("sha256", json!("abc")),
        ("received_at", json!("today")),
        ("channel", json!("a.b")),
    ] {
        let mut other = event.clone();
        other[field] = wrong;
        let whole = json!({"components": document["components"], "$ref": "#/components/schemas/Event"});
        assert!(!jsonschema::draft202012::new(&whole).unwrap().is_valid(&other), "{field}");
    }
}
