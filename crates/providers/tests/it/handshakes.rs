//! What providers ask at set-up, and what they are answered.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use providers::{Provider, Reply, handshake};

use crate::{NOW, Owned, PUBLIC_KEY, SECRET_KEY, of};

fn asked(request: &Owned, secret: Option<&str>) -> Option<Reply> {
    request.with(|request| handshake(request, secret, NOW))
}

fn header<'r>(reply: &'r Reply, name: &str) -> Option<&'r str> {
    reply.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
}

/// Echoed as plain text that is nothing else.
fn assert_echo(reply: Option<Reply>, kind: &str, text: &str) {
    let reply = reply.expect(kind);
    assert_eq!((reply.kind, reply.status, reply.body.as_slice()), (kind, 200, text.as_bytes()));
    assert_eq!(header(&reply, "content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(header(&reply, "x-content-type-options"), Some("nosniff"));
}

#[test]
fn slack_echoes_its_challenge() {
    let body = r#"{"token":"Jhj5dZrVaK7ZwHHjRyZWjbDl","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}"#;
    let text = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P";
    assert_echo(asked(&Owned::json(body), Some("s")), "slack", text);
    assert_eq!(asked(&Owned::json(r#"{"type":"url_verification"}"#), None), None);
}

#[test]
fn meta_echoes_its_challenge() {
    let query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=meutoken";
    assert_echo(asked(&Owned::get(query), Some("s")), "meta", "1158201444");
    assert_eq!(asked(&Owned::get("hub.mode=unsubscribe&hub.challenge=1"), None), None);
    let post = Owned { method: "POST".to_owned(), ..Owned::get(query) };
    assert_eq!(asked(&post, None), None);
}

#[test]
fn graph_gets_its_token_decoded() {
    let query = "validationToken=Validation%3A+Testing+client+application+reachability+%3Cb%3E";
    let post = Owned { method: "POST".to_owned(), ..Owned::get(query) };
    assert_echo(asked(&post, None), "graph", "Validation: Testing client application reachability <b>");
    assert_eq!(asked(&Owned::get(query), None), None);
}

#[test]
fn dropbox_gets_its_challenge() {
    assert_echo(asked(&Owned::get("challenge=abc%2F123"), None), "dropbox", "abc/123");
    let post = Owned { method: "POST".to_owned(), ..Owned::get("challenge=abc") };
    assert_eq!(asked(&post, None), None);
}

/// The example of <https://developers.zoom.us/docs/api/webhooks/>, its HMAC by another implementation.
#[test]
fn zoom_gets_the_hmac_of_its_token() {
    let body = r#"{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1654503849680,"event":"endpoint.url_validation"}"#;
    let reply = asked(&Owned::json(body), Some("segredo")).expect("zoom");
    let expected = r#"{"encryptedToken":"e5ad8ae1343572af9c3abb4cc9c3dae37c2426ad947e6cb6dd9b44ddfc827f09","plainToken":"qgg8vlvZRS6UYooatFL8Aw"}"#;
    assert_eq!((reply.kind, String::from_utf8(reply.body.clone()).unwrap().as_str()), ("zoom", expected));
    assert_eq!(header(&reply, "content-type"), Some("application/json"));
    assert_eq!(asked(&Owned::json(body), None), None, "nothing to answer with");
    assert_eq!(asked(&Owned::json(body), Some("")), None);
}

#[test]
fn x_gets_the_hmac_of_its_token() {
    let reply = asked(&Owned::get("crc_token=challenge_string"), Some("segredo")).expect("x");
    let expected = r#"{"response_token":"sha256=HeiX0XStQeZTkdtCvaydAVIPIUb4crEw5dXyzmr1Qes="}"#;
    assert_eq!((reply.kind, String::from_utf8(reply.body).unwrap().as_str()), ("x", expected));
    assert_eq!(asked(&Owned::get("crc_token=challenge_string"), None), None);
}

/// Whoever may have anything signed could sign a request for this very channel.
#[test]
fn nobody_has_a_payload_signed_by_a_handshake() {
    for token in ["v0:1773144842:{}", "{}", "1773144842.x", "a b", "a&b", "", &"a".repeat(300)] {
        let body = serde_json::json!({ "event": "endpoint.url_validation", "payload": { "plainToken": token } });
        assert_eq!(asked(&Owned::json(&body.to_string()), Some("segredo")), None, "{token}");
        let query = token.replace('&', "%26").replace(' ', "+").replace(':', "%3A");
        assert_eq!(asked(&Owned::get(&format!("crc_token={query}")), Some("segredo")), None, "{token}");
    }
}

#[test]
fn discord_is_answered_and_its_false_pings_are_refused() {
    let ping = Owned::sample(&Provider::Discord.samples()[2]);
    let signed = ping.signed(&of(Provider::Discord), SECRET_KEY);
    for (request, secret) in [(&ping, None), (&signed, None), (&signed, Some(PUBLIC_KEY))] {
        let reply = asked(request, secret).expect("discord");
        assert_eq!((reply.kind, reply.status, reply.body.as_slice()), ("discord", 200, br#"{"type":1}"#.as_slice()));
    }
    let mut forged = signed.clone();
    forged.body.push(b' ');
    for request in [&ping, &forged] {
        assert_eq!(asked(request, Some(PUBLIC_KEY)).expect("discord").status, 401);
    }
    let command = Owned::sample(&Provider::Discord.samples()[0]);
    assert_eq!(asked(&command, Some(PUBLIC_KEY)), None);
    assert_eq!(asked(&Owned::json(r#"{"type":1}"#), None), None, "anyone's");
}

#[test]
fn cloudevents_are_allowed() {
    let mut request = Owned { method: "OPTIONS".to_owned(), ..Owned::post(b"") };
    assert_eq!(asked(&request, None), None);
    request.set("WebHook-Request-Origin", "eventemitter.example.com");
    let reply = asked(&request, None).expect("cloudevents");
    assert_eq!((reply.kind, reply.status), ("cloudevents", 200));
    assert_eq!(header(&reply, "webhook-allowed-origin"), Some("eventemitter.example.com"));
    assert_eq!(header(&reply, "webhook-allowed-rate"), Some("*"));
    request.set("WebHook-Request-Rate", "120");
    assert_eq!(header(&asked(&request, None).unwrap(), "webhook-allowed-rate"), Some("120"));
    request.set("WebHook-Request-Rate", "0");
    assert_eq!(header(&asked(&request, None).unwrap(), "webhook-allowed-rate"), Some("*"));
    request.set("WebHook-Request-Origin", "a\r\nx: y");
    assert_eq!(asked(&request, None), None, "no header is made of it");
    request.set("WebHook-Request-Origin", "eventemitter.example.com");
    request.method = "POST".to_owned();
    assert_eq!(asked(&request, None), None);
}

#[test]
fn no_sample_is_a_handshake_but_a_ping() {
    for provider in Provider::ALL {
        for sample in provider.samples() {
            let is_ping = *provider == Provider::Discord && sample.event == "ping";
            assert_eq!(asked(&Owned::sample(sample), None).is_some(), is_ping, "{} {}", provider.name(), sample.event);
        }
    }
}

#[test]
fn an_endless_challenge_is_not_echoed() {
    assert_eq!(asked(&Owned::get(&format!("challenge={}", "a".repeat(5000))), None), None);
}
