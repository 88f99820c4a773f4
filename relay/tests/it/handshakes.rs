//! What a provider asks at set-up is answered where a channel says so, and kept like any other event.

use serde_json::{Value, json};

use crate::answers::set;
use crate::support::{Answer, TestRelay};

async fn head(relay: &TestRelay, channel: &str) -> u64 {
    relay.get(&format!("/api/channels/{channel}")).await.json::<Value>()["head"].as_u64().unwrap()
}

async fn slack(relay: &TestRelay, channel: &str) -> Answer {
    let asked = json!({"type": "url_verification", "token": "t", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"});
    relay.request("POST", &format!("/webhook/{channel}"), &[], asked.to_string().as_bytes()).await
}

fn is_receipt(answer: &Answer) -> bool {
    answer.status == 200 && serde_json::from_slice::<wire::Stored>(&answer.body).is_ok()
}

#[tokio::test]
async fn a_providers_channel_answers_them_and_another_does_not() {
    let relay = TestRelay::start().await;
    assert!(is_receipt(&slack(&relay, "c").await), "a channel without a provider answers nobody's");
    assert_eq!(set(&relay, "c", &json!({"provider": "slack"})).await["handshakes"], json!(true));
    let answer = slack(&relay, "c").await;
    assert_eq!((answer.status, answer.text().as_str()), (200, "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"));
    assert!(answer.header("content-type").unwrap().starts_with("text/plain"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(set(&relay, "c", &json!({"handshakes": false})).await["handshakes"], json!(false));
    assert!(is_receipt(&slack(&relay, "c").await));
    set(&relay, "c", &json!({"provider": null, "handshakes": true})).await;
    assert!(!is_receipt(&slack(&relay, "c").await), "said so, it needs no provider");
    assert_eq!(set(&relay, "c", &json!({"handshakes": null})).await["handshakes"], json!(false));
    assert!(is_receipt(&slack(&relay, "c").await));
    assert_eq!(head(&relay, "c").await, 5, "each is stored too");
}

#[tokio::test]
async fn they_come_before_the_channels_answer_and_take_none_of_its_failures() {
    let relay = TestRelay::start().await;
    let answer = json!({"status": 202, "delay_ms": 30_000, "fail": {"next": 1}});
    set(&relay, "c", &json!({"provider": "slack", "answer": answer})).await;
    assert_eq!(slack(&relay, "c").await.status, 200);
    assert_eq!(relay.get("/api/channels/c").await.json::<Value>()["answer"]["fail"]["left"], json!(1));
}

#[tokio::test]
async fn each_provider_gets_what_it_asks_for() {
    let relay = TestRelay::start().await;
    set(&relay, "c", &json!({"handshakes": true})).await;
    let meta = relay.get("/webhook/c?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=t").await;
    assert_eq!((meta.status, meta.text().as_str()), (200, "1158201444"));
    let graph = relay.request("POST", "/webhook/c?validationToken=Validation%3a+ok", &[], b"").await;
    assert_eq!((graph.text().as_str(), graph.status), ("Validation: ok", 200));
    assert_eq!(relay.get("/webhook/c?challenge=abc").await.text(), "abc");
    let origin = [("webhook-request-origin", "eventemitter.example.com")];
    let events = relay.request("OPTIONS", "/webhook/c", &origin, b"").await;
    assert_eq!(events.header("webhook-allowed-origin"), Some("eventemitter.example.com"));
    let ping = [("x-signature-ed25519", "00"), ("x-signature-timestamp", "1")];
    let discord = relay.request("POST", "/webhook/c", &ping, br#"{"type":1}"#).await;
    assert_eq!(discord.json::<Value>(), json!({"type": 1}));
    assert_eq!(head(&relay, "c").await, 5);
}

#[tokio::test]
async fn a_secret_signs_tokens_only_for_who_asks_so() {
    let relay = TestRelay::start().await;
    let zoom = br#"{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1}"#;
    let validate = async || relay.request("POST", "/webhook/c", &[], zoom).await;
    let crc = async || relay.get("/webhook/c?crc_token=abc").await;
    set(&relay, "c", &json!({"provider": "zoom", "secret": "s3cr3t"})).await;
    let answer: Value = validate().await.json();
    assert_eq!(answer["plainToken"], "qgg8vlvZRS6UYooatFL8Aw");
    assert_eq!(answer["encryptedToken"].as_str().unwrap().len(), 64);
    set(&relay, "c", &json!({"provider": null, "handshakes": true})).await;
    assert!(crc().await.json::<Value>()["response_token"].as_str().unwrap().starts_with("sha256="));
    // Another provider's signatures are made with the same function: a stranger is given none.
    set(&relay, "c", &json!({"provider": "github"})).await;
    assert!(is_receipt(&validate().await) && is_receipt(&crc().await));
}

#[tokio::test]
async fn who_is_no_provider_is_answered_too() {
    let relay = TestRelay::start().await;
    set(&relay, "c", &json!({"handshakes": true})).await;
    let small = relay.request("POST", "/webhook/c?validationtoken=abc-123", &[], b"").await;
    assert_eq!((small.status, small.text().as_str()), (200, "abc-123"));
    let asks = json!([{
        "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent", "data": {"validationCode": "512d38b6-c7b8"}
    }]);
    let grid = relay.request("POST", "/webhook/c", &[], asks.to_string().as_bytes()).await;
    assert_eq!(grid.json::<Value>(), json!({"validationResponse": "512d38b6-c7b8"}));
    let strava =
        relay.get("/webhook/c?hub.verify_token=STRAVA&hub.challenge=15f7d1a91c1f40f8&hub.mode=subscribe").await;
    assert_eq!(strava.json::<Value>(), json!({"hub.challenge": "15f7d1a91c1f40f8"}));
    let asana = relay.request("POST", "/webhook/c", &[("x-hook-secret", "b537207f20cbfa02")], b"").await;
    assert_eq!((asana.status, asana.header("x-hook-secret")), (200, Some("b537207f20cbfa02")));
    let okta = relay.request("GET", "/webhook/c", &[("x-okta-verification-challenge", "okta-1")], b"").await;
    assert_eq!(okta.json::<Value>(), json!({"verification": "okta-1"}));
    let kind = [("twitch-eventsub-message-type", "webhook_callback_verification")];
    let twitch = relay.request("POST", "/webhook/c", &kind, br#"{"challenge":"pogchamp"}"#).await;
    assert_eq!(twitch.text(), "pogchamp");
    assert!(twitch.header("content-type").unwrap().starts_with("text/plain"));
    assert_eq!(head(&relay, "c").await, 6, "each is stored");
}

/// Discord removes an endpoint that takes what it signed wrongly. It is refused, and kept.
#[tokio::test]
async fn what_discord_did_not_sign_is_refused_and_stored() {
    let relay = TestRelay::start().await;
    let key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    set(&relay, "c", &json!({"provider": "discord", "secret": key})).await;
    let wrong = "0".repeat(128);
    let signed = [("x-signature-ed25519", wrong.as_str()), ("x-signature-timestamp", "1773144842")];
    for (seq, (headers, body)) in
        [(&signed[..], r#"{"type":1}"#), (&signed[..], r#"{"type":2,"data":{"name":"ola"}}"#), (&[], r#"{"type":1}"#)]
            .into_iter()
            .enumerate()
    {
        assert_eq!(relay.request("POST", "/webhook/c", headers, body.as_bytes()).await.status, 401, "{body}");
        let event: wire::Event = relay.get(&format!("/api/channels/c/events/{}", seq + 1)).await.json();
        assert!(event.signature.is_some_and(|signature| !signature.valid), "{body}");
    }
    set(&relay, "c", &json!({"handshakes": false})).await;
    assert!(is_receipt(&relay.request("POST", "/webhook/c", &[], b"{}").await), "unless it is said not to answer");
}
