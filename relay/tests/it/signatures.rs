//! Signatures are checked in the relay: the same in a list, alone and in a stream, and without a word of the secret.

use std::process::Stdio;
use std::time::{SystemTime, UNIX_EPOCH};

use gancho::config::Options;
use providers::{Provider, Request};
use serde_json::{Value, json};
use wire::{Event, ServerMsg, Signature};

use crate::answers::{put, set};
use crate::support::{Answer, Client, Process, TestRelay, gancho, memory, within};

const SECRET: &str = "a-secret-nobody-may-see";
/// A private key, and its public half.
const KEYS: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const PUSH: &[u8] = br#"{"ref": "refs/heads/main", "pusher": {"name": "ana"}, "commits": []}"#;

/// Posts what a provider would: signed for this secret.
async fn post_signed(relay: &Client, target: &str, provider: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
    let bytes: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
    let url = format!("http://{}{target}", relay.address);
    let request = Request { method: "POST", url: &url, query: None, headers: &bytes, body };
    let scheme = Provider::from_name(provider).unwrap().scheme().unwrap();
    let signed = scheme.sign(SECRET, &request, now, "msg_1").unwrap();
    let mut all = headers.to_vec();
    all.extend(signed.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    relay.request("POST", target, &all, body).await
}

async fn event(relay: &Client, channel: &str, seq: u64) -> Event {
    relay.get(&format!("/api/channels/{channel}/events/{seq}")).await.json()
}

fn found(event: &Event) -> (Option<bool>, Option<&str>) {
    let signature = event.signature.as_ref();
    (signature.map(|s| s.valid), signature.and_then(|s| s.cause.as_deref()))
}

#[tokio::test]
async fn a_list_a_stream_and_the_event_alone_say_the_same() {
    let relay = TestRelay::start().await;
    set(&relay, "c", &json!({"provider": "github", "secret": SECRET})).await;
    let mut live = relay.live_on("c", "").await;
    live.hello().await;
    let compact = br#"{"ref":"refs/heads/main","pusher":{"name":"ana"},"commits":[]}"#;
    let long = json!({"ref": "refs/heads/long", "pusher": {"name": "ana"}, "commits": [], "x": "y".repeat(200_000)})
        .to_string();
    let push = [("x-github-event", "push"), ("content-type", "application/json")];
    post_signed(&relay, "/webhook/c", "github", &push, PUSH).await;
    post_signed(&relay, "/webhook/c", "github", &push, long.as_bytes()).await;
    relay.request("POST", "/webhook/c", &push, PUSH).await;
    let signed = event(&relay, "c", 1).await.header("x-hub-signature-256").unwrap().to_owned();
    relay.request("POST", "/webhook/c", &[push[0], ("x-hub-signature-256", &signed)], compact).await;
    relay.request("POST", "/webhook/c", &[("x-hub-signature-256", &signed)], long.as_bytes()).await;

    let list: wire::EventsPage = relay.get("/api/channels/c/events?after=0").await.json();
    let caught_up = {
        let mut live = relay.live_on("c", "?after=0").await;
        live.hello().await;
        live
    };
    let mut streams = [live, caught_up];
    for listed in &list.events {
        for stream in &mut streams {
            let ServerMsg::Event { event: streamed, .. } = stream.next().await else { panic!("an event") };
            assert_eq!(&streamed, listed);
        }
        let alone = event(&relay, "c", listed.seq).await;
        let told = |e: &Event| (e.provider.clone(), e.event.clone(), e.summary.clone(), e.signature.clone());
        assert_eq!(told(&alone), told(listed));
    }
    let all: Vec<_> = list.events.iter().map(|event| found(event)).collect();
    let (valid, missing, reserialised) = ((Some(true), None), Some("missing_header"), Some("reserialised"));
    assert_eq!(all[..4], [valid, valid, (Some(false), missing), (Some(false), reserialised)]);
    assert_eq!(all[4], (Some(false), Some("mismatch")));
    let first = &list.events[0];
    assert_eq!((first.provider.as_deref(), first.event.as_deref()), (Some("github"), Some("push")));
    assert!(first.summary.as_deref().unwrap().contains("main"), "{:?}", first.summary);
    assert!(list.events[1].summary.as_deref().unwrap().contains("long"), "told of the whole of a long body");
    let sse = relay.connect().await;
    assert!(
        first_of_sse(sse).await.contains(r#""signature":{"scheme":"github","valid":true,"cause":null,"other":null}"#)
    );
}

async fn first_of_sse(mut http: crate::support::Http) -> String {
    http.send("GET", "/api/channels/c/sse?after=0", &[], b"").await;
    http.head().await.unwrap();
    let mut text = String::new();
    while !text.contains("\"type\":\"event\"") || !text.ends_with("\n\n") {
        text += &String::from_utf8_lossy(&http.chunk().await.unwrap());
    }
    text
}

#[tokio::test]
async fn without_a_secret_an_event_is_recognised_and_not_judged() {
    let relay = TestRelay::start().await;
    post_signed(&relay, "/webhook/c", "github", &[("x-github-event", "push")], PUSH).await;
    relay.request("POST", "/webhook/c", &[], b"{}").await;
    let (push, nobodys) = (event(&relay, "c", 1).await, event(&relay, "c", 2).await);
    assert_eq!((push.provider.as_deref(), push.event.as_deref(), push.signature), (Some("github"), Some("push"), None));
    assert_eq!((nobodys.provider, nobodys.event, nobodys.summary, nobodys.signature), (None, None, None, None));
    // A provider without a secret, a secret without a provider, and one that signs nothing.
    for settings in
        [json!({"provider": "github"}), json!({"provider": null, "secret": SECRET}), json!({"provider": "pix"})]
    {
        set(&relay, "c", &settings).await;
        assert_eq!(event(&relay, "c", 1).await.signature, None, "{settings}");
    }
    set(&relay, "c", &json!({"provider": "github"})).await;
    assert_eq!(found(&event(&relay, "c", 1).await), (Some(true), None), "judged by what is set later");
}

#[tokio::test]
async fn a_change_of_settings_is_news_to_a_conditional_read() {
    let relay = TestRelay::start().await;
    relay.request("POST", "/webhook/c", &[], PUSH).await;
    let read = async |tag: &str| relay.with("GET", "/api/channels/c/events", "if-none-match", tag).await;
    let mut tag = read("").await.header("etag").unwrap().to_owned();
    for settings in [json!({"provider": "github", "secret": "1"}), json!({"secret": "2"}), json!({"provider": null})] {
        assert_eq!(read(&tag).await.status, 304);
        set(&relay, "c", &settings).await;
        let news = read(&tag).await;
        assert_eq!(news.status, 200, "{settings}");
        news.header("etag").unwrap().clone_into(&mut tag);
    }
    set(&relay, "c", &json!({"retention": {"max_events": 5, "max_bytes": 1000}})).await;
    assert_eq!(read(&tag).await.status, 304, "what does not change an event is no news");
}

#[tokio::test]
async fn the_url_that_twilio_signs_is_the_one_it_was_given() {
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let relay = TestRelay::start().await;
    set(&relay, "c", &json!({"provider": "twilio", "secret": SECRET})).await;
    post_signed(&relay, "/webhook/c/sms?a=1", "twilio", &form, b"From=%2B55&Body=oi").await;
    assert_eq!(found(&event(&relay, "c", 1).await), (Some(true), None), "by the Host it was sent to");

    let url = format!("http://{}", relay.address);
    let public = TestRelay::with(Options { public_url: Some(url.parse().unwrap()), ..memory() }).await;
    set(&public, "c", &json!({"provider": "twilio", "secret": SECRET})).await;
    // Signed for the address of the first, sent to the second under another name.
    let signed = event(&relay, "c", 1).await.header("x-twilio-signature").unwrap().to_owned();
    let headers = [form[0], ("x-twilio-signature", signed.as_str()), ("host", "inner.example")];
    public.request("POST", "/webhook/c/sms?a=1", &headers, b"From=%2B55&Body=oi").await;
    assert_eq!(found(&event(&public, "c", 1).await), (Some(true), None), "by the public URL");
}

#[tokio::test]
async fn a_scheme_of_ones_own_is_checked_by() {
    let relay = TestRelay::start().await;
    let custom = json!({"header": "x-sign", "prefix": "sha256=", "template": "{id}.{body}", "id_header": "x-id"});
    set(&relay, "c", &json!({"provider": "custom", "secret": SECRET, "custom": custom})).await;
    let body = b"a=1";
    let request = Request { method: "POST", url: "", query: None, headers: &[("x-id", b"7")], body };
    let scheme = providers::Scheme::Custom(serde_json::from_value(custom).unwrap());
    let signed = scheme.sign(SECRET, &request, 0, "7").unwrap();
    let mut headers = vec![("x-id", "7")];
    headers.extend(
        signed.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("x-id")).map(|(n, v)| (n.as_str(), v.as_str())),
    );
    relay.request("POST", "/webhook/c", &headers, body).await;
    relay.request("POST", "/webhook/c", &headers, b"a=2").await;
    let valid = Signature { scheme: "custom".into(), valid: true, cause: None, other: None };
    assert_eq!(event(&relay, "c", 1).await.signature, Some(valid));
    assert_eq!(found(&event(&relay, "c", 2).await).0, Some(false));
}

#[tokio::test]
async fn what_cannot_be_checked_by_is_refused_when_it_is_set() {
    let relay = TestRelay::start().await;
    for (settings, word) in [
        (json!({"provider": "gihub"}), "github, "),
        (json!({"provider": ""}), "github, "),
        (json!({"provider": 1}), "documented"),
        (json!({"secret": ""}), "null takes it away"),
        (json!({"secret": "x".repeat(4097)}), "4096"),
        (json!({"secret": ["x"]}), "documented"),
        (json!({"custom": {}}), "header"),
        (json!({"custom": {"header": "x", "hash": "md5"}}), "'md5'"),
        (json!({"custom": {"header": "x", "encoding": "hexa"}}), "'hexa'"),
        (json!({"custom": {"header": "a b"}}), "'a b'"),
        (json!({"custom": {"header": "x", "template": "{timestamp}.{body}"}}), "timestamp_header"),
        (json!({"custom": {"header": "x", "template": "body"}}), "every request alike"),
        (json!({"handshakes": "yes"}), "documented"),
        (json!({"sceret": "x"}), "sceret"),
    ] {
        let refused = put(&relay, "c", &settings).await.problem(400, "bad-settings");
        assert!(refused.detail.contains(word), "{word}: {}", refused.detail);
    }
    relay.get("/api/channels/c").await.problem(404, "unknown-channel");
}

#[tokio::test]
async fn the_secret_is_nowhere_to_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (folder.path().join("events.db"), folder.path().join("log"));
    let mut command = gancho(&["--listen", "127.0.0.1:0", "--data", data.to_str().unwrap(), "--log", "trace"]);
    command.env("RUST_LOG", "trace").stderr(Stdio::from(std::fs::File::create(&log).unwrap()));
    let mut relay = Process::spawn(command).await;
    let mut read = Vec::new();
    let settings = json!({"provider": "github", "secret": SECRET, "answer": {"body": "{{body}}"}});
    read.push(put(&relay, "c", &settings).await);
    // Refused settings do not come back either.
    read.push(put(&relay, "c", &json!({"secret": SECRET, "provider": "nobody"})).await);
    read.push(relay.request("PUT", "/api/channels/c", &[], format!("{{\"secret\":\"{SECRET}\",").as_bytes()).await);
    read.push(post_signed(&relay, "/webhook/c", "github", &[("x-github-event", "push")], PUSH).await);
    read.push(relay.request("POST", "/webhook/c", &[], PUSH).await);
    for target in ["", "/events", "/events?after=0", "/events/1", "/events/2", "/events/1/body"] {
        read.push(relay.get(&format!("/api/channels/c{target}")).await);
    }
    read.push(relay.get("/api/channels").await);
    for answer in &read {
        assert!(!answer.text().contains(SECRET), "{}", answer.text());
        assert!(answer.headers.iter().all(|(_, value)| !value.contains(SECRET)));
    }
    let shown: Value = relay.get("/api/channels/c").await.json();
    assert_eq!((&shown["secret_set"], shown.get("secret")), (&json!(true), None));
    assert!(!first_of_sse(relay.connect().await).await.contains(SECRET));
    relay.signal("-TERM").await;
    within("its end", relay.exit()).await;
    let log = std::fs::read_to_string(&log).unwrap();
    assert!(log.contains("listening") && !log.contains(SECRET), "{log}");
    assert!(String::from_utf8_lossy(&std::fs::read(&data).unwrap()).contains(SECRET), "it is kept, and only there");
}

#[tokio::test]
async fn a_request_is_signed_with_the_channels_secret_and_the_secret_stays() {
    let relay = TestRelay::start().await;
    let sign = async |channel: &str, asked: &Value| {
        relay.request("POST", &format!("/api/channels/{channel}/sign"), &[], asked.to_string().as_bytes()).await
    };
    let signing: Vec<_> = Provider::ALL.iter().filter(|one| one.scheme().is_some()).collect();
    assert!(signing.len() >= 14, "{}", signing.len());
    for provider in signing {
        let name = provider.name();
        let secret = match name {
            // A pair of keys, and one in base64.
            "discord" => KEYS,
            "standard" => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            _ => SECRET,
        };
        set(&relay, name, &json!({"provider": name, "secret": secret})).await;
        let sample = provider.samples()[0];
        let path = format!("/webhook/{name}{}", sample.query.map(|query| format!("?{query}")).unwrap_or_default());
        // Linear's time is in the body: as old as the sample unless it is stamped.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
        let stamped = provider.scheme().unwrap().stamp_body(sample.body.as_bytes(), now);
        let body = stamped.map_or_else(|| sample.body.to_owned(), |body| String::from_utf8(body).unwrap());
        let body = body.as_str();
        let ask = |now: Option<i64>| json!({"method": sample.method, "path": path, "headers": sample.headers, "body": {"text": body}, "now": now});
        let post = async |answer: &Answer, status: u16| {
            let signed: wire::SignedHeaders = answer.json();
            assert!(!signed.headers.is_empty() && !answer.text().contains(secret), "{name}");
            let mut headers: Vec<(&str, &str)> = sample.headers.to_vec();
            headers.retain(|(name, _)| !signed.headers.iter().any(|(set, _)| set.eq_ignore_ascii_case(name)));
            headers.extend(signed.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            let stored = relay.request(sample.method, &path, &headers, body.as_bytes()).await;
            assert_eq!(stored.status, status, "{name}: {}", stored.text());
        };
        let signed = sign(name, &ask(None)).await;
        if ["telegram", "gitlab"].contains(&name) {
            // There the signature is the secret.
            signed.problem(409, "cannot-sign");
            assert!(!signed.text().contains(secret));
            continue;
        }
        post(&signed, 200).await;
        let first = relay.get(&format!("/api/channels/{name}/events?limit=1")).await.json::<wire::EventsPage>();
        assert_eq!(found(&first.events[0]), (Some(true), None), "{name}");
        // At another time, where a time is signed.
        let refused = if name == "discord" { 401 } else { 200 };
        post(&sign(name, &ask(Some(1_700_000_000))).await, refused).await;
        let old = relay.get(&format!("/api/channels/{name}/events?limit=1")).await.json::<wire::EventsPage>();
        let cause = found(&old.events[0]).1;
        let stamped = ["stripe", "slack", "standard", "paddle", "zoom"].contains(&name);
        assert!(
            if stamped {
                cause == Some("stale_timestamp")
            } else {
                cause.is_none() || cause == Some("stale_timestamp")
            },
            "{name}: {cause:?}"
        );
    }

    let asked = json!({"method": "POST", "path": "/webhook/standard", "body": {"text": "{}"}, "id": "msg_mine"});
    let named: wire::SignedHeaders = sign("standard", &asked).await.json();
    assert!(named.headers.contains(&("webhook-id".into(), "msg_mine".into())), "{named:?}");
    let as_other = json!({"provider": "stripe", "method": "POST", "path": "/", "body": {"text": ""}});
    let refused = sign("github", &as_other).await;
    refused.problem(409, "cannot-sign");
    assert!(refused.text().contains("of stripe's"), "{}", refused.text());

    sign("nobody", &json!({"method": "POST", "path": "/", "body": {"text": ""}})).await.problem(409, "cannot-sign");
    set(&relay, "pix", &json!({"provider": "pix", "secret": SECRET})).await;
    sign("pix", &json!({"method": "POST", "path": "/", "body": {"text": ""}})).await.problem(409, "cannot-sign");
    // A public key only verifies.
    let public = &KEYS[64..];
    set(&relay, "discord", &json!({"provider": "discord", "secret": public})).await;
    let refused = sign("discord", &json!({"method": "POST", "path": "/", "body": {"text": ""}})).await;
    refused.problem(409, "cannot-sign");
    assert!(!refused.text().contains(public), "{}", refused.text());
    for bad in [json!({}), json!({"method": "POST", "path": "/", "body": "x"}), json!(7)] {
        sign("github", &bad).await.problem(400, "bad-request");
    }
    sign("a.b", &json!({})).await.problem(400, "bad-channel");
}

/// What can never be right is refused when it is set, and the reason told; what is unusual is kept, and said.
#[tokio::test]
async fn secrets_that_cannot_work_are_refused_when_set() {
    let relay = TestRelay::start().await;
    for (provider, secret, why) in [
        ("telegram", "segredo com espaços", "1 to 256 characters"),
        ("discord", &KEYS[64..127], "64 hexadecimal digits"),
        ("standard", "whsec_", "nothing stands after whsec_"),
        ("standard", "whsec_!!!!", "not base64"),
        ("gitlab", "a\nb", "no header can carry it"),
        ("github", "\0", "empty secret"),
    ] {
        let refused = put(&relay, "c", &json!({"provider": provider, "secret": secret})).await;
        refused.problem(400, "bad-settings");
        assert!(refused.text().contains(why) && !refused.text().contains(&KEYS[64..127]), "{}", refused.text());
    }
    assert_eq!(relay.get("/api/channels/c").await.status, 404, "nothing was kept of them");

    let unusual = set(&relay, "c", &json!({"provider": "stripe", "secret": "sk_live_segredo"})).await;
    assert!(unusual["secret_warning"].as_str().unwrap().contains("begins with whsec_"), "{unusual}");
    assert_eq!(unusual["secret_warning_code"], "stripe_prefix");
    let shown: Value = relay.get("/api/channels/c").await.json();
    assert_eq!((&shown["secret_warning"], &shown["secret_set"]), (&unusual["secret_warning"], &json!(true)));
    let usual = set(&relay, "c", &json!({"secret": "whsec_segredo"})).await;
    assert_eq!(usual.get("secret_warning"), None, "{usual}");

    // The secret that is there must be one of the provider that comes.
    put(&relay, "c", &json!({"provider": "discord"})).await.problem(400, "bad-settings");
    set(&relay, "c", &json!({"provider": "discord", "secret": &KEYS[64..]})).await;
    set(&relay, "c", &json!({"provider": "pix", "secret": "qualquer"})).await;
}
