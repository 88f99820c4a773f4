//! What providers ask at set-up, and what they are answered.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use providers::{Provider, Reply, handshake};

use crate::{NOW, Owned, PUBLIC_KEY, SECRET_KEY, of};

fn asked(request: &Owned, secret: Option<&str>) -> Option<Reply> {
    asked_of(None, request, secret)
}

fn asked_of(provider: Option<Provider>, request: &Owned, secret: Option<&str>) -> Option<Reply> {
    request.with(|request| handshake(provider, secret, request, None, NOW))
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
fn nothing_is_signed_with_the_secret_of_another_provider() {
    let zoom = Owned::json(r#"{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event":"endpoint.url_validation"}"#);
    let x = Owned::get("crc_token=challenge_string");
    for provider in [Provider::Github, Provider::Stripe, Provider::Discord, Provider::Telegram] {
        let answered = [&zoom, &x].map(|request| asked_of(Some(provider), request, Some("segredo")));
        assert!(answered.iter().flatten().all(|reply| reply.status == 401), "{}", provider.name());
    }
    assert!(asked_of(Some(Provider::Zoom), &zoom, Some("segredo")).is_some());
    assert!(asked_of(Some(Provider::Custom), &x, Some("segredo")).is_some());
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

/// Discord removes an endpoint that does not answer 401 to what it signed wrongly, at set-up and later.
#[test]
fn a_channel_of_discord_refuses_whatever_is_not_signed() {
    let status = |request: &Owned, secret| asked_of(Some(Provider::Discord), request, secret).map(|reply| reply.status);
    for sample in Provider::Discord.samples() {
        let signed = Owned::sample(sample).signed(&of(Provider::Discord), SECRET_KEY);
        let expected = if sample.event == "ping" { Some(200) } else { None };
        assert_eq!(status(&signed, Some(PUBLIC_KEY)), expected, "{}", sample.event);
        assert_eq!(status(&signed, None), expected, "{} without a key", sample.event);
        for name in ["X-Signature-Ed25519", "X-Signature-Timestamp"] {
            let mut unsigned = signed.clone();
            unsigned.remove(name);
            assert_eq!(status(&unsigned, Some(PUBLIC_KEY)), Some(401), "{} without {name}", sample.event);
        }
        let mut late = signed.clone();
        late.set("X-Signature-Timestamp", &(NOW + 1).to_string());
        assert_eq!(status(&late, Some(PUBLIC_KEY)), Some(401), "{}", sample.event);
    }
    assert_eq!(status(&Owned::post(b"oi"), Some(PUBLIC_KEY)), Some(401));
    assert_eq!(status(&Owned::post(b"oi"), Some("")), None, "no key");
    assert_eq!(asked_of(Some(Provider::Github), &Owned::post(b"oi"), Some(PUBLIC_KEY)), None);
}

/// Webhook events, unlike interactions, ping with type 0, and are of type 1.
#[test]
fn discord_pings_for_webhook_events_too() {
    let scheme = of(Provider::Discord);
    let ping = Owned::json(r#"{"version":1,"application_id":"1234560123453231555","type":0}"#);
    let event = Owned::json(
        r#"{"version":1,"application_id":"1234560123453231555","type":1,"event":{"type":"APPLICATION_AUTHORIZED","data":{}}}"#,
    );
    let answer = |request: &Owned| asked_of(Some(Provider::Discord), request, Some(PUBLIC_KEY));
    let pong = answer(&ping.signed(&scheme, SECRET_KEY)).expect("discord");
    assert_eq!((pong.status, pong.body.as_slice()), (204, b"".as_slice()));
    assert_eq!(answer(&ping).expect("discord").status, 401);
    assert_eq!(answer(&event.signed(&scheme, SECRET_KEY)), None, "no ping");
    assert_eq!(answer(&event).expect("discord").status, 401);
    let named = event.with(|request| Provider::Discord.describe(request)).event;
    assert_eq!(named.as_deref(), Some("APPLICATION_AUTHORIZED"));
}

#[test]
fn sharepoint_writes_the_name_small() {
    let post = Owned { method: "POST".to_owned(), ..Owned::get("validationtoken=abc-123%2B%C3%A7") };
    assert_echo(asked(&post, None), "graph", "abc-123+ç");
    assert_eq!(asked(&Owned::get("validationtoken=abc-123"), None), None);
}

#[test]
fn event_grid_gets_its_code() {
    let event = r#"{"id":"2d","topic":"/s","subject":"","eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"512d38b6-c7b8","validationUrl":"https://rp.example/validate"}}"#;
    for body in [format!("[{event}]"), event.to_owned(), format!("\u{feff} [{event}]")] {
        let reply = asked(&Owned::json(&body), None).expect("eventgrid");
        let expected = (200, br#"{"validationResponse":"512d38b6-c7b8"}"#.as_slice());
        assert_eq!((reply.status, reply.body.as_slice()), expected);
        assert_eq!((reply.kind, header(&reply, "content-type")), ("eventgrid", Some("application/json")));
    }
    let other = event.replace("SubscriptionValidationEvent", "SubscriptionDeletedEvent");
    assert_eq!(asked(&Owned::json(&format!("[{other}]")), None), None);
    assert_eq!(asked(&Owned::json("[]"), None), None);
}

#[test]
fn strava_gets_json_where_meta_gets_text() {
    let strava = "hub.verify_token=qualquer&hub.challenge=15f7d1a91c1f40f8a748fd134752feb3&hub.mode=subscribe";
    let reply = asked(&Owned::get(strava), None).expect("strava");
    assert_eq!(reply.body, br#"{"hub.challenge":"15f7d1a91c1f40f8a748fd134752feb3"}"#);
    assert_eq!((reply.kind, header(&reply, "content-type")), ("strava", Some("application/json")));
    let named = asked(&Owned::get("hub.verify_token=STRAVA&hub.challenge=abc&hub.mode=subscribe"), None);
    assert_eq!(named.expect("strava").kind, "strava");

    // A number, or a word that somebody tries it with.
    for challenge in ["1158201444", "CHALLENGE_ACCEPTED", "teste"] {
        let query = format!("hub.mode=subscribe&hub.challenge={challenge}&hub.verify_token=meutoken");
        assert_echo(asked(&Owned::get(&query), None), "meta", challenge);
    }
    let known = asked_of(Some(Provider::Meta), &Owned::get(strava), None);
    assert_echo(known, "meta", "15f7d1a91c1f40f8a748fd134752feb3");
    let mut by_agent = Owned::get(strava);
    by_agent.set("User-Agent", "facebookplatform/1.0 (+http://developers.facebook.com)");
    assert_eq!(asked(&by_agent, None).expect("meta").kind, "meta");
}

#[test]
fn websub_verifies_beginning_and_end() {
    for mode in ["subscribe", "unsubscribe"] {
        let query = format!(
            "hub.mode={mode}&hub.topic=https%3A%2F%2Fa.example&hub.challenge=15f7d1a91c1f40f8&hub.lease_seconds=9"
        );
        let reply = asked(&Owned::get(&query), None).expect("websub");
        assert_eq!((reply.status, reply.body.as_slice()), (200, b"15f7d1a91c1f40f8".as_slice()), "{mode}");
        assert_eq!(header(&reply, "content-type"), Some("text/plain; charset=utf-8"));
    }
}

#[test]
fn asana_gets_its_secret_back_in_the_header() {
    let mut request = Owned::post(b"{}");
    request.set("X-Hook-Secret", "b537207f20cbfa02357cf448134da559");
    let reply = asked(&request, None).expect("asana");
    assert_eq!((reply.kind, reply.status), ("asana", 200));
    assert_eq!(header(&reply, "x-hook-secret"), Some("b537207f20cbfa02357cf448134da559"));
    request.set("X-Hook-Secret", "a\r\nx: y");
    assert_eq!(asked(&request, None), None, "no header is made of it");
}

#[test]
fn okta_gets_its_challenge_as_json() {
    let mut request = Owned::get("");
    request.set("X-Okta-Verification-Challenge", "okta-\"1\"");
    let reply = asked(&request, None).expect("okta");
    assert_eq!((reply.kind, reply.body.as_slice()), ("okta", br#"{"verification":"okta-\"1\""}"#.as_slice()));
    request.method = "POST".to_owned();
    assert_eq!(asked(&request, None), None);
}

/// The example of <https://dev.twitch.tv/docs/eventsub/handling-webhook-events/>; its HMAC by another implementation.
#[test]
fn twitch_gets_its_challenge_when_it_is_signed() {
    let body = r#"{"challenge":"pogchamp-kappa-360noscope-vohiyo","subscription":{"id":"f1c2a387-161a-49f9-a165-0f21d7a4e1c4","status":"webhook_callback_verification_pending"}}"#;
    let mut request = Owned::json(body);
    request.set("Twitch-Eventsub-Message-Id", "befa7b53-d79d-478f-86b9-120f112b044e");
    request.set("Twitch-Eventsub-Message-Timestamp", "2026-03-10T12:14:02.123456789Z");
    request.set("Twitch-Eventsub-Message-Type", "webhook_callback_verification");
    let signature = "sha256=6dcc45188d4d9af05cd9116215b715f92774ea3996773d6e981c1e3ccc674484";
    request.set("Twitch-Eventsub-Message-Signature", signature);
    let (text, custom) = ("pogchamp-kappa-360noscope-vohiyo", Some(Provider::Custom));
    assert_echo(asked(&request, None), "twitch", text);
    assert_echo(asked_of(custom, &request, Some("s3cRe7s3cRe7")), "twitch", text);
    assert_eq!(asked_of(custom, &request, Some("outro segredo")).expect("twitch").status, 403);
    request.remove("Twitch-Eventsub-Message-Signature");
    assert_eq!(asked_of(custom, &request, Some("s3cRe7s3cRe7")).expect("twitch").status, 403);
    request.set("Twitch-Eventsub-Message-Type", "notification");
    assert_eq!(asked(&request, None), None);
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
