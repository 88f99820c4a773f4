//! Export and import: everything comes out, as it came in, in three formats, and one of them goes in again.

use std::process::Stdio;

use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use wire::{Event, EventsPage, Imported, Problem, Seq};

use crate::support::{Answer, Client, TestRelay, memory, noise, within};

const EXPORT: &str = "/api/channels/default/export";

/// Webhooks of the kinds that break tools.
async fn hostile(relay: &Client) -> Vec<Event> {
    let big = noise(300_000);
    let text = "x'y\"z`$(id)\\".repeat(9000);
    let bodies: [(&str, &str, &[u8]); 9] = [
        ("POST", "/webhook", b"{\"a\":'b', \"c\":\"$HOME `id` \\\\ \n\"}"),
        ("PUT", "/webhook/default/a/../b/./%2e/[1-3]{x,y}?a=1&a=2&b=%20%2B&c", b"\0\x01\xff\xfe\r\n\r\n"),
        ("DELETE", "/webhook?", b""),
        ("POST", "/webhook/default/it's", &big),
        ("POST", "/webhook", b"@/etc/passwd"),
        ("POST", "/webhook", "🎣 ção ÁÂ\u{202e}rtl".as_bytes()),
        ("XSTRANGE", "/webhook/default//", b"END\nEND\n"),
        ("POST", "/webhook?x='$(id)'", text.as_bytes()),
        ("GET", "/webhook", b"\r\n"),
    ];
    for (n, (method, target, body)) in bodies.iter().enumerate() {
        let headers = [
            ("x-quote", "it's \"$HOME\" `id` \\"),
            ("x-turned", "a\u{202e}'b'\u{9b}2J\u{feff}%s\u{e0041}"),
            ("x-empty", ""),
            ("x-twice", "1"),
            ("x-twice", "2"),
            ("content-type", "text/odd; charset=\"x\""),
            ("user-agent", "teste/1"),
        ];
        let headers = if n % 2 == 0 { &headers[..] } else { &headers[..5] };
        assert_eq!(relay.request(method, target, headers, body).await.status, 200, "{target}");
    }
    let page = relay.page("?after=0").await;
    let mut events = Vec::new();
    for event in page.events {
        events.push(relay.event(event.seq).await);
    }
    events
}

fn lines(answer: &Answer) -> Vec<Event> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn seqs(events: &[Event]) -> Vec<Seq> {
    events.iter().map(|event| event.seq).collect()
}

/// What an event keeps when it is sent or imported again.
fn essence(event: &Event) -> (&str, &str, Option<&str>, &[u8], String) {
    (&event.method, &event.path, event.query.as_deref(), event.body.as_bytes(), event.sha256.to_string())
}

#[tokio::test]
async fn lines_are_whole_events_and_go_in_again_byte_for_byte() {
    let relay = TestRelay::start().await;
    let events = hostile(&relay).await;
    let mark = |seq| format!("/api/channels/default/events/{seq}");
    relay.request("PATCH", &mark(2), &[], br#"{"pinned":true,"note":"why"}"#).await;
    let answer = relay.get(EXPORT).await;
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    assert_eq!(answer.header("content-disposition"), Some("attachment; filename=\"gancho-default.ndjson\""));
    let exported = lines(&answer);
    assert_eq!(exported.len(), events.len());
    assert_eq!(exported[3], events[3], "bodies are whole");

    let imported: Imported = relay.request("POST", "/api/channels/copy/import", &[], &answer.body).await.json();
    let count = events.len() as u64;
    assert_eq!(imported, Imported { imported: count, first: Some(1), last: Some(count) });
    let copies = lines(&relay.get("/api/channels/copy/export").await);
    for (copy, event) in copies.iter().zip(&exported) {
        assert_eq!(essence(copy), essence(event));
        assert_eq!((&copy.headers, copy.pinned, &copy.note), (&event.headers, event.pinned, &event.note));
        assert_ne!(copy.id, event.id, "the id, and the time of receipt, are the import's");
        assert!(copy.received_at > event.received_at);
    }
    // An import is no fewer events than its lines, and no more.
    let again: Imported =
        relay.request("POST", "/api/channels/copy/import", &[], &[&answer.body[..], b"\n \r\n"].concat()).await.json();
    assert_eq!((again.imported, again.first), (count, Some(count + 1)));
}

#[tokio::test]
async fn an_export_is_of_what_is_asked_for() {
    let relay = TestRelay::start().await;
    for n in 1..=20 {
        relay.post("/webhook", format!("n{n} {}", if n % 2 == 0 { "even" } else { "odd" }).as_bytes()).await;
    }
    relay.delete("/api/channels/default/events/6").await;
    for (query, expected) in [
        ("?seqs=3", vec![3]),
        ("?seqs=9,1,5-7", vec![1, 5, 7, 9]),
        ("?seqs=19-99", vec![19, 20]),
        ("?seqs=50", vec![]),
        ("?seqs=1-10&q=even", vec![2, 4, 8, 10]),
        ("?q=odd&seqs=18-20", vec![19]),
        ("?pinned=true", vec![]),
    ] {
        assert_eq!(seqs(&lines(&relay.get(&format!("{EXPORT}{query}")).await)), expected, "{query}");
    }
    assert_eq!(lines(&relay.get(&format!("{EXPORT}?format=ndjson")).await).len(), 19);
    for bad in ["?format=csv", "?seqs=", "?seqs=a", "?seqs=5-1", "?seqs=0", "?pinned=x", "?format=har&format=har"] {
        let kind = if bad.contains('&') { "bad-request" } else { "bad-parameter" };
        relay.get(&format!("{EXPORT}{bad}")).await.problem(400, kind);
    }
    relay.get("/api/channels/nobody/export").await.problem(404, "unknown-channel");
    relay.get("/api/channels/a.b/export").await.problem(400, "bad-channel");
}

#[tokio::test]
async fn a_large_export_goes_through_whole() {
    let relay = TestRelay::start().await;
    let body = noise(1 << 20);
    for _ in 0..12 {
        relay.post("/webhook", &body).await;
    }
    let exported = lines(&relay.get(EXPORT).await);
    assert_eq!(seqs(&exported), (1..=12).collect::<Vec<_>>());
    assert!(exported.iter().all(|event| event.body.as_bytes() == body));
}

#[tokio::test]
async fn an_archive_is_http_archive_1_2() {
    let relay = TestRelay::start().await;
    let empty: Value = relay.get(&format!("{EXPORT}?format=har")).await.json();
    assert_eq!((&empty["log"]["version"], &empty["log"]["entries"]), (&json!("1.2"), &json!([])));
    let events = hostile(&relay).await;
    let answer = relay.get(&format!("{EXPORT}?format=har")).await;
    assert!(answer.header("content-disposition").unwrap().contains("gancho-default.har"));
    let archive: Value = answer.json();
    let log = &archive["log"];
    assert!(log["creator"]["name"].is_string() && log["creator"]["version"].is_string());
    let entries = log["entries"].as_array().unwrap();
    assert_eq!(entries.len(), events.len());
    for (entry, event) in entries.iter().zip(&events) {
        // Every field that the specification does not call optional, with its type.
        assert_eq!(entry["startedDateTime"], event.received_at.to_string());
        let (request, response) = (&entry["request"], &entry["response"]);
        assert!(entry["time"].is_number() && entry["cache"].is_object());
        for timing in ["send", "wait", "receive"] {
            assert!(entry["timings"][timing].is_number());
        }
        for text in ["method", "url", "httpVersion"] {
            assert!(request[text].is_string(), "{text}");
        }
        for text in ["statusText", "httpVersion", "redirectURL"] {
            assert!(response[text].is_string(), "{text}");
        }
        for side in [request, response] {
            assert!(side["cookies"].is_array() && side["headers"].is_array());
            assert!(side["headersSize"].is_number() && side["bodySize"].is_number());
        }
        assert!(request["queryString"].is_array() && response["status"].is_number());
        assert!(response["content"]["size"].is_number() && response["content"]["mimeType"].is_string());
        assert_eq!(request["method"], event.method);
        let query = event.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        assert!(request["url"].as_str().unwrap().ends_with(&format!("{}{query}", event.path)));
        assert_eq!(request["headers"].as_array().unwrap().len(), event.headers.0.len());
        let posted = &request["postData"];
        match event.body.as_text() {
            Some("") => assert!(posted.is_null()),
            Some(text) => assert_eq!((&posted["text"], posted.get("_encoding")), (&json!(text), None)),
            None => assert_eq!(posted["_encoding"], "base64"),
        }
    }
    assert_eq!(entries[1]["request"]["queryString"][1], json!({"name": "a", "value": "2"}));
}

#[tokio::test]
async fn a_script_sends_the_same_bytes_again() {
    let relay = TestRelay::start().await;
    let events = hostile(&relay).await;
    let script = relay.get(&format!("{EXPORT}?format=curl")).await;
    assert!(script.header("content-disposition").unwrap().contains("gancho-default.sh"));
    let seen = |c: char| !wire::is_display_control(c);
    assert!(script.text().chars().all(seen), "who reads it before running it sees what it is: {}", script.text());
    if Command::new("curl").arg("--version").stdout(Stdio::null()).status().await.is_err() {
        return;
    }
    for (url, channel) in [(None, "default"), (Some(format!("http://{}/webhook/other", relay.address)), "other")] {
        let before = events.len() as u64 * u64::from(channel == "default");
        let mut shell = Command::new("sh");
        shell.env_clear().env("PATH", std::env::var_os("PATH").unwrap()).envs(url.map(|url| ("URL", url)));
        let mut shell = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut input = shell.stdin.take().unwrap();
        let text = script.body.clone();
        let feed = tokio::spawn(async move { input.write_all(&text).await });
        let output = within("the script's end", shell.wait_with_output()).await.unwrap();
        feed.await.unwrap().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && errors.is_empty(), "{errors}");
        let answers = String::from_utf8(output.stdout).unwrap();
        assert_eq!(answers.lines().count(), events.len(), "{answers}");
        let page: EventsPage = relay.get(&format!("/api/channels/{channel}/events?after={before}")).await.json();
        assert_eq!(page.events.len(), events.len());
        for (sent, event) in page.events.iter().zip(&events) {
            let whole: Event = relay.get(&format!("/api/channels/{channel}/events/{}", sent.seq)).await.json();
            assert_eq!((whole.sha256, whole.size), (event.sha256, event.size), "{}", event.seq);
            assert_eq!((&whole.method, &whole.query), (&event.method, &event.query));
            let below = |event: &Event, channel: &str| {
                let path = event.path.strip_prefix("/webhook").unwrap();
                path.strip_prefix(&format!("/{channel}")).unwrap_or(path).to_owned()
            };
            assert_eq!(below(&whole, channel), below(event, "default"));
            let headers = |event: &Event| {
                let mut headers = event.headers.0.clone();
                headers.retain(|(name, _)| name != "host" && name != "content-length");
                headers.sort_by(|a, b| a.0.cmp(&b.0));
                headers
            };
            assert_eq!(headers(&whole), headers(event), "{}", event.seq);
        }
    }
}

async fn refused(relay: &Client, body: &[u8], status: u16, kind: &str) -> Problem {
    let problem = relay.request("POST", "/api/channels/default/import", &[], body).await.problem(status, kind);
    assert_eq!(relay.page("").await.head, 0, "nothing was imported: {problem:?}");
    problem
}

#[tokio::test]
async fn a_bad_line_is_named_and_nothing_is_imported() {
    let relay = TestRelay::with(gancho::config::Options { max_body: 100, ..memory() }).await;
    let good = r#"{"method":"POST","path":"/webhook","query":null,"headers":[],"body":{"text":"x"}}"#;
    let long = format!(r#"{{"body":{{"text":"{}"}}}}"#, "x".repeat(101));
    for (bad, why) in [
        ("{}", "neither"),
        ("{", "EOF"),
        ("7", "no JSON object"),
        ("[]", "array"),
        (r#"["POST"]"#, "array"),
        (r#"{"bad":1}"#, "'bad'"),
        (r#"{"log":{}}"#, "HAR"),
        (r#"{"method":"A B"}"#, "no HTTP method"),
        (r#"{"method":"GET","path":"webhook"}"#, "path"),
        (r#"{"method":"GET","path":"/a b"}"#, "path"),
        (r#"{"method":"GET","path":"/a?b"}"#, "path"),
        (r#"{"method":"GET","path":"/a","query":"b#c"}"#, "path"),
        (r#"{"method":"GET","path":"/a\n/b"}"#, "path"),
        (r#"{"method":"POST","headers":[["a b","c"]]}"#, "header's name"),
        (r#"{"method":"POST","headers":[["a","b\nc: d"]]}"#, "no header's"),
        (r#"{"headers":{"a":"b"}}"#, "sequence"),
        (&format!(r#"{{"method":"GET","headers":[{}]}}"#, vec![r#"["a",""]"#; 2049].join(",")), "2049 headers"),
        (&format!(r#"{{"method":"GET","headers":[["a","{}"]]}}"#, "x".repeat(65_536)), "65536 bytes"),
        (r#"{"body":"text"}"#, "text"),
        (r#"{"body":{"base64":"%"}}"#, "symbol"),
        (r#"{"body":{"text":"x"},"size":2}"#, "preview"),
        (&long, "--max-body"),
        (&format!(r#"{{"method":"GET","note":"{}"}}"#, "x".repeat(2001)), "note"),
    ] {
        let problem = refused(&relay, format!("{good}\n\n{bad}\n{good}\n").as_bytes(), 400, "bad-import-line").await;
        assert!(problem.detail.contains("line 3") && problem.detail.contains(why), "{bad}: {problem:?}");
        assert_eq!(problem.values["line"], 3_u64.into());
    }
    // A file that was cut off, and one in another encoding.
    let half = &good[..good.len() / 2];
    let problem = refused(&relay, format!("{good}\n{half}").as_bytes(), 400, "bad-import-line").await;
    assert_eq!(problem.values["line"], 2_u64.into());
    let utf_16: Vec<u8> = format!("\u{feff}{good}\r\n{good}\r\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let problem = refused(&relay, &utf_16, 400, "bad-import-line").await;
    assert!(problem.detail.contains("line 1 ") && problem.detail.contains("UTF-16"), "{problem:?}");
    let pinned = format!("{}\n", good.replace("\"query\"", "\"pinned\":true,\"query\"")).repeat(501);
    refused(&relay, pinned.as_bytes(), 409, "too-many-pinned").await;
    refused(&relay, "{\"body\":null,\"method\":\"GET\"}\n".repeat(10_001).as_bytes(), 400, "too-many-lines").await;
    let none: Imported = relay.request("POST", "/api/channels/default/import", &[], b"\n").await.json();
    assert_eq!(none, Imported { imported: 0, first: None, last: None });
    let least: Imported =
        relay.request("POST", "/api/channels/default/import", &[], br#"{"body":{"text":""}}"#).await.json();
    assert_eq!((least.imported, relay.event(1).await.path), (1, "/webhook/default".into()));
    relay.request("POST", "/api/channels/a.b/import", &[], b"{}").await.problem(400, "bad-channel");
}

#[tokio::test]
async fn a_file_that_was_through_windows_is_imported() {
    let relay = TestRelay::start().await;
    let events = hostile(&relay).await;
    let exported = relay.get(EXPORT).await.text();
    let file = format!("\u{feff}{}", exported.replace('\n', "\r\n"));
    let imported: Imported = relay.request("POST", "/api/channels/copy/import", &[], file.as_bytes()).await.json();
    assert_eq!(imported.imported, events.len() as u64);
    for (copy, event) in lines(&relay.get("/api/channels/copy/export").await).iter().zip(&events) {
        assert_eq!(essence(copy), essence(event));
    }
}

#[tokio::test]
async fn an_import_over_the_limit_is_refused_and_not_stored() {
    let relay = TestRelay::start().await;
    let mut http = relay.connect().await;
    let declared = (65_usize << 20).to_string();
    http.send("POST", "/api/channels/default/import", &[("content-length", &declared)], b"").await;
    let chunk = vec![b' '; 1 << 20];
    for _ in 0..65 {
        // The relay answers as soon as it is too much, and may hang up on the rest.
        if http.try_write(&chunk).await.is_err() {
            break;
        }
    }
    http.answer(false).await.problem(413, "import-too-large");
    assert_eq!(relay.page("").await.head, 0);
}

#[test]
fn whatever_the_bytes_they_come_back() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let relay = runtime.block_on(TestRelay::start());
    let bodies = proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 1..5);
    proptest!(ProptestConfig::with_cases(40), |(bodies in bodies)| {
        runtime.block_on(async {
            for channel in ["default", "copy"] {
                relay.delete(&format!("/api/channels/{channel}")).await;
            }
            for body in &bodies {
                relay.post("/webhook/default/x?y", body).await;
            }
            let exported = relay.get(EXPORT).await;
            let into = relay.request("POST", "/api/channels/copy/import", &[], &exported.body).await;
            prop_assert_eq!(into.status, 200);
            let copies = lines(&relay.get("/api/channels/copy/export").await);
            prop_assert_eq!(copies.len(), bodies.len());
            for (copy, body) in copies.iter().zip(&bodies) {
                prop_assert_eq!(copy.body.as_bytes(), &body[..]);
            }
            Ok(())
        })?;
    });
}
