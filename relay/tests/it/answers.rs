//! What a channel answers: as it is set, after the event is stored, and never at the cost of a clean end.

use std::sync::Arc;
use std::time::{Duration, Instant};

use gancho::config::Options;
use gancho::origin::Senders;
use gancho_store::sqlite::Location;
use serde_json::{Value, json};

use crate::support::{Answer, Client, Process, TestRelay, memory, until};

/// Sets a channel, which must succeed; gives what it is then.
pub(crate) async fn set(relay: &Client, channel: &str, settings: &Value) -> Value {
    let answer = put(relay, channel, settings).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

pub(crate) async fn put(relay: &Client, channel: &str, settings: &Value) -> Answer {
    relay.request("PUT", &format!("/api/channels/{channel}"), &[], settings.to_string().as_bytes()).await
}

pub(crate) async fn fire(relay: &Client, target: &str) -> Answer {
    relay.request("POST", target, &[], b"x").await
}

async fn head(relay: &Client, channel: &str) -> u64 {
    relay.get(&format!("/api/channels/{channel}")).await.json::<Value>()["head"].as_u64().unwrap()
}

#[tokio::test]
async fn the_echo_template_makes_a_telegram_bot() {
    let relay = TestRelay::start().await;
    let template = r#"{"method":"sendMessage","chat_id":{{body.message.chat.id}},"text":"{{body.message.text}}"}"#;
    set(&relay, "bot", &json!({"answer": {"body": template}})).await;
    for text in ["oi", "she said \"oi\"\\", "👋🏽 olá\n\ttchau", "</script>\u{2028}{{seq}}", ""] {
        let update =
            json!({"update_id": 1, "message": {"message_id": 2, "chat": {"id": -1_001_234_567_890_i64}, "text": text}});
        let answer = relay.request("POST", "/webhook/bot", &[], update.to_string().as_bytes()).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        let said: Value = answer.json();
        assert_eq!(said, json!({"method": "sendMessage", "chat_id": -1_001_234_567_890_i64, "text": text}));
    }
    assert_eq!(head(&relay, "bot").await, 5);
    assert_eq!(fire(&relay, "/webhook").await.json::<wire::Stored>().seq, 1, "another channel gives its receipt");
}

#[tokio::test]
async fn status_headers_and_body_are_as_they_are_set() {
    let relay = TestRelay::start().await;
    let headers = json!([
        ["X-Seen", "a"],
        ["x-seen", "b"],
        ["content-type", "text/xml"],
        ["access-control-allow-origin", "https://a.example"]
    ]);
    let set_to =
        set(&relay, "c", &json!({"answer": {"status": 202, "headers": headers, "body": "<seq>{{seq}}</seq>"}})).await;
    assert_eq!(set_to["answer"]["headers"], headers);
    let answer = fire(&relay, "/webhook/c").await;
    assert_eq!((answer.status, answer.text().as_str()), (202, "<seq>1</seq>"));
    let seen: Vec<_> = answer.headers.iter().filter(|(name, _)| name == "x-seen").map(|(_, v)| v.as_str()).collect();
    assert_eq!(seen, ["a", "b"]);
    assert_eq!(answer.header("content-type"), Some("text/xml"));
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://a.example"));
    // What is left out is the relay's own: the receipt.
    set(&relay, "c", &json!({"answer": {"status": 201}})).await;
    let answer = fire(&relay, "/webhook/c").await;
    assert_eq!((answer.status, answer.json::<wire::Stored>().seq), (201, 2));
    for status in [204, 205, 304] {
        set(&relay, "c", &json!({"answer": {"status": status, "body": "not sent"}})).await;
        let answer = fire(&relay, "/webhook/c").await;
        assert_eq!((answer.status, answer.text().as_str()), (status, ""));
    }
    let cleared = set(&relay, "c", &json!({"answer": null})).await;
    assert_eq!(cleared["answer"], Value::Null);
    assert_eq!(fire(&relay, "/webhook/c").await.json::<wire::Stored>().seq, 6);
}

#[tokio::test]
async fn a_preflight_and_a_bad_body_are_answered_as_ever() {
    let any = vec![Senders::Any];
    let relay = TestRelay::with(Options { max_body: 10, webhook_origins: any, ..memory() }).await;
    set(&relay, "c", &json!({"answer": {"status": 500}})).await;
    let asked = [("origin", "https://a.example"), ("access-control-request-method", "POST")];
    assert_eq!(relay.request("OPTIONS", "/webhook/c", &asked, b"").await.status, 204);
    relay.request("POST", "/webhook/c", &[], &[b'x'; 11]).await.problem(413, "body-too-large");
    assert_eq!(head(&relay, "c").await, 0);
}

#[tokio::test]
async fn the_next_n_fail_and_no_more_however_many_ask_at_once() {
    let relay = Arc::new(TestRelay::start().await);
    set(&relay, "c", &json!({"answer": {"status": 200, "fail": {"next": 17}}})).await;
    let asking: Vec<_> = (0..100)
        .map(|_| {
            let relay = relay.clone();
            tokio::spawn(async move { fire(&relay, "/webhook/c").await })
        })
        .collect();
    let mut failed = 0;
    for answer in asking {
        let answer = answer.await.unwrap();
        if answer.status != 200 {
            answer.problem(503, "asked-for");
            assert_eq!(answer.header("retry-after"), Some("1"));
            failed += 1;
        }
    }
    assert_eq!(failed, 17);
    assert_eq!(head(&relay, "c").await, 100, "all of them are stored");
    let shown: Value = relay.get("/api/channels/c").await.json();
    assert_eq!(shown["answer"]["fail"], json!({"next": 17, "left": 0, "status": 503}));
}

#[tokio::test]
async fn what_is_left_to_fail_is_shown_and_outlives_a_change_of_something_else() {
    let relay = TestRelay::start().await;
    let armed = set(&relay, "c", &json!({"answer": {"fail": {"next": 3, "status": 429}}})).await;
    assert_eq!(armed["answer"]["fail"], json!({"next": 3, "left": 3, "status": 429}));
    assert_eq!(fire(&relay, "/webhook/c").await.status, 429);
    let other =
        set(&relay, "c", &json!({"provider": "github", "retention": {"max_events": 9, "max_bytes": 999}})).await;
    assert_eq!(other["answer"]["fail"]["left"], 2);
    // What was read may be put back; the count then starts again.
    let again = set(&relay, "c", &json!({"answer": other["answer"]})).await;
    assert_eq!(again["answer"]["fail"]["left"], 3);
}

#[tokio::test]
async fn none_or_all_of_a_hundred_fail() {
    let relay = TestRelay::start().await;
    for (percent, status) in [(0, 200), (100, 500)] {
        set(&relay, "c", &json!({"answer": {"fail": {"percent": percent, "status": 500}}})).await;
        for _ in 0..100 {
            assert_eq!(fire(&relay, "/webhook/c").await.status, status, "{percent} %");
        }
    }
    assert_eq!(head(&relay, "c").await, 200);
}

#[tokio::test]
async fn a_status_in_the_path_is_for_that_request_alone() {
    let relay = TestRelay::start().await;
    for (path, status) in [("_status/503", 503), ("orders/_status/404", 404)] {
        fire(&relay, &format!("/webhook/c/{path}")).await.problem(status, "asked-for");
    }
    assert_eq!(fire(&relay, "/webhook/c/_status/204").await.text(), "");
    let redirect = fire(&relay, "/webhook/c/_status/307").await;
    assert_eq!((redirect.status, redirect.json::<wire::Stored>().seq), (307, 4));
    for path in ["/webhook/c", "/webhook/c/_status/700", "/webhook/c/_status/x"] {
        assert_eq!(fire(&relay, path).await.status, 200, "{path}");
    }
    assert_eq!(head(&relay, "c").await, 7);
}

#[tokio::test]
async fn a_delay_comes_after_the_event_is_stored() {
    let relay = TestRelay::start().await;
    set(&relay, "c", &json!({"answer": {"delay_ms": 300}})).await;
    let mut live = relay.live_on("c", "").await;
    live.hello().await;
    let (begun, mut http) = (Instant::now(), relay.connect().await);
    http.send("POST", "/webhook/c", &[], b"x").await;
    assert_eq!(live.seqs(1).await, [1], "it is shown while its sender waits");
    assert_eq!(http.answer(false).await.status, 200);
    assert!(begun.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn a_relay_that_stops_does_not_wait_for_its_delays() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("events.db");
    let mut relay = Process::start(&data, &[]).await;
    set(&relay, "slow", &json!({"answer": {"status": 202, "delay_ms": 30_000}})).await;
    set(&relay, "never", &json!({"answer": {"time_out": true}})).await;
    let (mut slow, mut never) = (relay.connect().await, relay.connect().await);
    slow.send("POST", "/webhook/slow", &[], b"x").await;
    never.send("POST", "/webhook/never", &[], b"x").await;
    until("both are stored", async || head(&relay, "slow").await + head(&relay, "never").await == 2).await;
    let begun = Instant::now();
    relay.signal("-TERM").await;
    assert_eq!(slow.answer(false).await.status, 202, "it is answered at once");
    assert!(never.try_answer(false).await.is_none(), "closed without an answer");
    assert_eq!(relay.exit().await.code(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_sender_that_gives_up_has_its_event_stored() {
    let relay = TestRelay::start().await;
    set(&relay, "never", &json!({"answer": {"time_out": true}})).await;
    let mut http = relay.connect().await;
    http.send("POST", "/webhook/never", &[], b"x").await;
    until("it is stored", async || head(&relay, "never").await == 1).await;
    drop(http);
    let begun = Instant::now();
    relay.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn settings_outlive_the_relay_and_go_with_their_channel() {
    let folder = tempfile::tempdir().unwrap();
    let options = || Options { data: Location::File(folder.path().join("events.db")), ..memory() };
    let relay = TestRelay::with(options()).await;
    let settings = json!({
        "provider": "custom", "secret": "s3cr3t", "handshakes": false,
        "custom": {"header": "x-sign", "prefix": "v1=", "hash": "sha512", "encoding": "base64", "template": "{timestamp}.{body}", "timestamp_header": "x-time"},
        "answer": {"status": 202, "headers": [["x-a", "b"]], "body": "{{seq}}", "delay_ms": 1, "fail": {"next": 1, "status": 500}},
    });
    let before = set(&relay, "c", &settings).await;
    assert_eq!((before["secret_set"].as_bool(), before["handshakes"].as_bool()), (Some(true), Some(false)));
    assert_eq!(before.get("secret"), None);
    relay.stop().await;

    let relay = TestRelay::with(options()).await;
    let mut after: Value = relay.get("/api/channels/c").await.json();
    assert_eq!(after["answer"]["fail"]["left"], 0, "a relay that starts again has no failures to come");
    after["answer"]["fail"]["left"] = 1.into();
    assert_eq!(after, before);
    assert_eq!(fire(&relay, "/webhook/c").await.text(), "1");
    relay.delete("/api/channels/c").await;
    assert_eq!(fire(&relay, "/webhook/c").await.json::<wire::Stored>().seq, 1);
    let anew: Value = relay.get("/api/channels/c").await.json();
    assert_eq!((&anew["answer"], &anew["secret_set"], &anew["provider"]), (&Value::Null, &json!(false), &Value::Null));
    relay.stop().await;
}

#[tokio::test]
async fn a_change_that_was_answered_is_what_the_next_webhook_meets() {
    let relay = TestRelay::start().await;
    let mut http = relay.connect().await;
    for n in 0..200_u16 {
        set(&relay, "c", &json!({"answer": {"status": 200 + n % 100}})).await;
        assert_eq!(http.request("POST", "/webhook/c", &[], b"").await.status, 200 + n % 100);
    }
}

#[tokio::test]
async fn what_cannot_be_answered_is_refused_when_it_is_set() {
    let relay = TestRelay::start().await;
    for (answer, word) in [
        (json!({"status": 199}), "200 to 599"),
        (json!({"status": 100}), "200 to 599"),
        (json!({"status": 600}), "200 to 599"),
        (json!({"status": "ok"}), "documented"),
        (json!({"stauts": 200}), "stauts"),
        (json!({"headers": [["a b", "c"]]}), "a b"),
        (json!({"headers": [["", "c"]]}), "name"),
        (json!({"headers": [["x-a", "b\r\nset-cookie: c"]]}), "line break"),
        (json!({"headers": [["Content-Length", "3"]]}), "itself"),
        (json!({"headers": vec![["x-a", "b"]; 101]}), "at most 100"),
        (json!({"delay_ms": 30_001}), "30000"),
        (json!({"delay_ms": -1}), "documented"),
        (json!({"fail": {}}), "'next' or 'percent'"),
        (json!({"fail": {"next": 1, "percent": 1}}), "one of them"),
        (json!({"fail": {"percent": 101}}), "0 to 100"),
        (json!({"fail": {"next": 1, "status": 200}}), "400 to 599"),
    ] {
        let refused = put(&relay, "c", &json!({"answer": answer})).await.problem(400, "bad-settings");
        assert!(refused.detail.contains(word), "{word}: {}", refused.detail);
    }
    relay.get("/api/channels/c").await.problem(404, "unknown-channel");
    // The longest body there may be, escaped, is let in.
    set(&relay, "c", &json!({"answer": {"body": "\u{1}".repeat(1024 * 1024)}})).await;
}

/// Each fault by its type and its values, so that a page can say it in another language and at its field.
#[tokio::test]
async fn a_template_that_makes_no_sense_is_refused_by_what_is_wrong_and_where() {
    let relay = TestRelay::start().await;
    let (deep, many) = (format!("body{}", ".a".repeat(33)), "{{seq}}".repeat(101));
    let braced = |name: &str| format!("{{{{{name}}}}}");
    let long = "é".repeat(100);
    for (template, kind, column, values) in [
        ("ação {{body.x}", "not-closed", 6, json!({"open": "{{", "close": "}}"})),
        ("{{{body.x}}", "not-closed", 1, json!({"open": "{{{", "close": "}}}"})),
        (&many, "too-many-values", 701, json!({"limit": 100})),
        ("{{body.x|upper}}", "bad-filter", 1, json!({"filter": "upper"})),
        ("a{{ }}", "names-nothing", 2, json!({})),
        (&braced(&deep), "too-deep", 1, json!({"name": deep, "limit": 32})),
        ("{{body.a..b}}", "empty-step", 1, json!({"name": "body.a..b"})),
        ("{{headers}}", "no-header", 1, json!({})),
        ("{{query.}}", "no-parameter", 1, json!({})),
        ("{{nothing}}", "unknown-name", 1, json!({"name": "nothing"})),
        // What is repeated of a template is short, however long it is.
        (&braced(&long), "unknown-name", 1, json!({"name": format!("{}…", "é".repeat(80))})),
    ] {
        let places = [
            (json!({"body": format!("\n{template}")}), "answer.body", 2),
            (json!({"headers": [["x-a", "fine"], ["X-Trace", template]]}), "answer.headers.X-Trace", 1),
        ];
        for (answer, field, line) in places {
            let refused = put(&relay, "c", &json!({"answer": answer})).await;
            let refused = refused.problem(400, &format!("template-{kind}"));
            let mut expected = json!({"field": field, "line": line, "column": column});
            expected.as_object_mut().unwrap().extend(values.as_object().unwrap().clone());
            assert_eq!(serde_json::to_value(&refused.values).unwrap(), expected, "{template}");
            assert!(refused.detail.contains(&format!("{field}, line {line}, column {column}")), "{}", refused.detail);
        }
    }
    let long = json!({"answer": {"body": "x".repeat(1024 * 1024 + 1)}});
    let refused = put(&relay, "c", &long).await.problem(400, "template-too-long");
    let expected = json!({"field": "answer.body", "length": 1_048_577, "limit": 1_048_576});
    assert_eq!(serde_json::to_value(&refused.values).unwrap(), expected);
    relay.get("/api/channels/c").await.problem(404, "unknown-channel");
}

#[tokio::test]
async fn an_answer_that_grows_too_long_says_so_and_the_event_is_stored() {
    let relay = TestRelay::start().await;
    set(&relay, "c", &json!({"answer": {"body": "{{{body}}}".repeat(100)}})).await;
    let answer = relay.request("POST", "/webhook/c", &[], &vec![b'x'; 1024 * 1024]).await;
    answer.problem(500, "answer-too-long");
    assert_eq!(head(&relay, "c").await, 1);
}

/// 100 values of 32 steps in a body of nearly 5 MB: once this froze the relay for 44 s.
#[tokio::test]
async fn a_template_that_is_much_work_holds_up_nobody_else() {
    const ATTACKS: usize = 6;
    let relay = Arc::new(TestRelay::start().await);
    let template: String = (0..100).map(|n| format!("{{{{body{}.n{n}}}}}", ".a".repeat(31))).collect();
    set(&relay, "c", &json!({"answer": {"body": template}})).await;
    let body = format!("{}{}{}", "{\"a\":".repeat(31), json!({"x": vec![0; 2_000_000], "n1": 7}), "}".repeat(31));
    let body = Arc::new(body);
    let attacks: Vec<_> = (0..ATTACKS)
        .map(|_| {
            let (relay, body) = (relay.clone(), body.clone());
            tokio::spawn(async move { relay.request("POST", "/webhook/c", &[], body.as_bytes()).await })
        })
        .collect();
    until("all are stored", async || head(&relay, "c").await == ATTACKS as u64).await;
    fire(&relay, "/webhook/other").await.json::<wire::Stored>();
    assert!(attacks.iter().any(|attack| !attack.is_finished()), "a webhook is answered meanwhile");
    for attack in attacks {
        let answer = attack.await.unwrap();
        // On a slow machine there is no time for all of them.
        if answer.status == 200 {
            assert_eq!(answer.text(), "7");
        } else {
            let problem = answer.problem(500, "answer-too-slow");
            assert!(problem.detail.contains("2000 ms"), "{problem:?}");
        }
    }
}
