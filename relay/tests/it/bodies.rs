//! Bodies as people send them: compressed, in other charsets, behind a byte order mark, as forms.
//! What is stored and signed is what came; what is read is what it says.

use providers::{Provider, Request};
use serde_json::{Value, json};
use testkit::{brotli, gzip};
use wire::{Event, EventsPage};

use super::answers::{put, set};
use crate::support::{Answer, TestRelay};

const PUSH: &str = r#"{"ref":"refs/heads/main","pusher":{"name":"ana"},"value":[{"id":"7"}],"n":"agulhapalheiro"}"#;

fn utf_16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

async fn send(relay: &TestRelay, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    relay.request("POST", "/webhook/c", headers, body).await
}

async fn newest(relay: &TestRelay) -> Event {
    let page = relay.get("/api/channels/c/events?limit=1").await.json::<EventsPage>();
    (*page.events[0]).clone()
}

/// What it is, its headers, its bytes.
type Form = (&'static str, Vec<(&'static str, &'static str)>, Vec<u8>);

/// How a push comes, and in what headers.
fn forms() -> Vec<Form> {
    let json = ("content-type", "application/json");
    let marked = format!("\u{feff}{PUSH}");
    vec![
        ("plain", vec![json], PUSH.into()),
        ("byte order mark", vec![json], marked.clone().into()),
        ("UTF-16", vec![("content-type", "application/json; charset=utf-16")], utf_16(&marked)),
        ("gzip", vec![json, ("content-encoding", "gzip")], gzip(PUSH.as_bytes())),
        ("br", vec![json, ("content-encoding", "br")], brotli(PUSH.as_bytes())),
        (
            "gzip and br, with a mark",
            vec![json, ("content-encoding", "gzip"), ("content-encoding", "br")],
            brotli(&gzip(marked.as_bytes())),
        ),
    ]
}

#[tokio::test]
async fn template_summary_and_search_read_what_is_inside_and_the_bytes_stay() {
    let relay = TestRelay::start().await;
    let answer = json!({"body": "[{{body.ref}}|{{body.value.0.id}}]"});
    set(&relay, "c", &json!({"provider": "github", "answer": answer})).await;
    for (n, (name, mut headers, body)) in forms().into_iter().enumerate() {
        headers.push(("x-github-event", "push"));
        let answer = send(&relay, &headers, &body).await;
        assert_eq!((answer.status, &*answer.text()), (200, "[refs/heads/main|7]"), "{name}");
        let event = newest(&relay).await;
        assert_eq!(event.summary.as_deref(), Some("push to main by ana"), "{name}");
        let stored = relay.get(&format!("/api/channels/c/events/{}/body", event.seq)).await;
        assert_eq!((&stored.body, stored.header("content-encoding")), (&body, None), "{name}");
        let found = relay.get("/api/channels/c/events?q=AgulhaPalheiro").await.json::<EventsPage>();
        assert_eq!(found.events.len(), n + 1, "{name}");
        let named = relay.get("/api/channels/c/events?name=push").await.json::<EventsPage>();
        assert_eq!(named.events.len(), n + 1, "{name}");
    }
    let none = relay.get("/api/channels/c/events?q=agulhapalheira").await.json::<EventsPage>();
    assert_eq!(none.events.len(), 0);
}

#[tokio::test]
async fn a_signature_is_of_the_bytes_and_one_of_what_is_inside_is_told() {
    let relay = TestRelay::start().await;
    set(&relay, "c", &json!({"provider": "github", "secret": "k"})).await;
    let sign = |body: &[u8]| {
        let (url, headers) = ("http://localhost/webhook/c", []);
        let request = Request { method: "POST", url, query: None, headers: &headers, body };
        let scheme = Provider::from_name("github").unwrap().scheme().unwrap();
        scheme.sign("k", &request, 0, "").unwrap().remove(0).1
    };
    let body = gzip(PUSH.as_bytes());
    for (signed, valid, cause) in [
        (&body[..], true, None),
        (PUSH.as_bytes(), false, Some("signed_uncompressed")),
        (b"another", false, Some("mismatch")),
    ] {
        let signature = sign(signed);
        let headers = [
            ("content-type", "application/json"),
            ("content-encoding", "gzip"),
            ("x-github-event", "push"),
            ("x-hub-signature-256", &signature),
        ];
        send(&relay, &headers, &body).await;
        let found = newest(&relay).await.signature.unwrap();
        assert_eq!((found.valid, found.cause.as_deref()), (valid, cause));
    }
}

#[tokio::test]
async fn a_cut_or_mislabelled_body_is_stored_all_the_same() {
    let relay = TestRelay::start().await;
    set(&relay, "c", &json!({"provider": "github", "answer": {"body": "[{{body.ref}}]"}})).await;
    let whole = gzip(PUSH.as_bytes());
    for (body, text) in [(&whole[..30], "[]"), (PUSH.as_bytes(), "[refs/heads/main]"), (b"\x1f\x8b", "[]")] {
        let headers = [("content-encoding", "gzip"), ("x-github-event", "push")];
        let answer = send(&relay, &headers, body).await;
        assert_eq!((answer.status, &*answer.text()), (200, text));
        let seq = newest(&relay).await.seq;
        assert_eq!(relay.get(&format!("/api/channels/c/events/{seq}/body")).await.body, body);
    }
}

#[tokio::test]
async fn fields_of_forms_are_read_in_their_charset() {
    let relay = TestRelay::start().await;
    let template = r#"{"n":"{{body.nome}}","x":"{{body.x}}","d":"{{body.data.id}}","p":"{{body.payload}}"}"#;
    let headers = json!([["content-type", "application/json"]]);
    set(&relay, "c", &json!({"answer": {"headers": headers, "body": template}})).await;
    let latin = "application/x-www-form-urlencoded; charset=ISO-8859-1";
    let form = b"nome=Jo%E3o&x=a+b%2Bc&data.id=9&payload=%7B%22a%22%3A1%7D";
    let parts = b"--b\r\nContent-Disposition: form-data; name=\"nome\"\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nJo\xe3o\r\n\
        --b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\na b+c\r\n\
        --b\r\nContent-Disposition: form-data; name=\"data.id\"\r\n\r\n9\r\n\
        --b\r\nContent-Disposition: form-data; name=\"payload\"; filename=\"p.json\"\r\n\r\n{\"a\":1}\r\n--b--\r\n";
    for (content_type, body) in [(latin, &form[..]), ("multipart/form-data; boundary=b", parts)] {
        let answer = send(&relay, &[("content-type", content_type)], body).await;
        let expected = json!({"n": "João", "x": "a b+c", "d": "9", "p": "{\"a\":1}"});
        assert_eq!(answer.json::<Value>(), expected, "{content_type}");
    }
    set(&relay, "c", &json!({"answer": {"body": "{{{body}}}"}})).await;
    let text = ("content-type", "text/plain; charset=iso-8859-1");
    assert_eq!(send(&relay, &[text], b"Ol\xe1").await.text(), "Olá");
}

#[tokio::test]
async fn answer_headers_are_templates_that_nobody_can_break_out_of() {
    let relay = TestRelay::start().await;
    let headers = json!([
        ["content-type", "text/plain"],
        ["x-challenge", "{{query.hub.challenge}}"],
        ["x-text", "<{{body.0.data.x}}>"],
        ["x-long", "{{body.0.long}}"],
    ]);
    let body = "{{query.hub.challenge}}";
    set(&relay, "c", &json!({"answer": {"headers": headers, "body": body}})).await;
    let sent = json!([{"data": {"x": "a\"é\r\nx-evil: 1\u{0}\u{85}b"}, "long": "x".repeat(9000)}]);
    let target = "/webhook/c?hub.mode=subscribe&hub.challenge=42%0D%0Ax-evil:%201";
    let answer = relay.request("POST", target, &[], sent.to_string().as_bytes()).await;
    assert_eq!(answer.header("x-challenge"), Some("42  x-evil: 1"));
    assert_eq!(answer.header("x-text"), Some("<a\"é  x-evil: 1  b>"));
    assert_eq!((answer.header("x-evil"), answer.header("x-long")), (None, None));
    // In a body it stands in a JSON string.
    assert_eq!(answer.text(), "42\\r\\nx-evil: 1");

    for bad in ["{{", "{{nothing}}", "{{query.}}"] {
        let answer = put(&relay, "c", &json!({"answer": {"headers": [["x-a", bad]]}})).await;
        assert_eq!(answer.status, 400, "{bad}");
        assert!(answer.text().contains("answer.headers.x-a, line 1, column 1"), "{}", answer.text());
    }
    // The receipt with headers of its own.
    set(&relay, "c", &json!({"answer": {"headers": [["x-seq", "{{seq}}"]]}})).await;
    let answer = send(&relay, &[], b"1").await;
    assert_eq!(answer.header("x-seq"), Some("2"));
    assert_eq!(answer.json::<wire::Stored>().seq, 2);
}

#[tokio::test]
async fn a_bomb_is_a_webhook_like_another() {
    let relay = TestRelay::start().await;
    set(&relay, "c", &json!({"provider": "github", "answer": {"body": "[{{body.ref}}]"}})).await;
    let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
    let headers = [("content-encoding", "gzip"), ("x-github-event", "push")];
    let answer = send(&relay, &headers, &bomb).await;
    assert_eq!((answer.status, &*answer.text()), (200, "[]"));
    assert_eq!(newest(&relay).await.event.as_deref(), Some("push"));
    let found = relay.get("/api/channels/c/events?q=needle").await.json::<EventsPage>();
    assert_eq!(found.events.len(), 0);
}
