//! What the providers publish.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use providers::Provider;

use crate::{Owned, PUBLIC_KEY, of};

#[test]
fn github_and_meta() {
    let mut request = Owned::post(b"Hello, World!");
    let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    request.set("X-Hub-Signature-256", signature);
    for provider in [Provider::Github, Provider::Meta] {
        let check = request.check(&of(provider), "It's a Secret to Everybody", 0);
        assert_eq!((check.cause, check.expected.as_str()), (None, signature));
        assert_eq!(check.signed, b"Hello, World!");
    }
}

#[test]
fn standard_webhooks_under_both_names() {
    let (secret, at) = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1_614_265_330);
    for prefix in ["webhook", "svix"] {
        let mut request = Owned::json(r#"{"test": 2432232314}"#);
        request.set(&format!("{prefix}-id"), "msg_p5jXN8AQM9LWM0D4loKWxJek");
        request.set(&format!("{prefix}-timestamp"), "1614265330");
        request.set(&format!("{prefix}-signature"), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let check = request.check(&of(Provider::Standard), secret, at);
        assert_eq!(check.cause, None, "{prefix}");
        assert_eq!(check.signed, br#"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}"#);

        // Of several, any; of a secret, also without its prefix.
        let several =
            "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= v2,x v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        request.set(&format!("{prefix}-signature"), several);
        assert!(request.check(&of(Provider::Standard), &secret[6..], at).is_valid());
    }
}

/// <https://docs.slack.dev/authentication/verifying-requests-from-slack>
#[test]
fn slack() {
    let mut request = Owned::post(
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
    );
    request.set("X-Slack-Request-Timestamp", "1531420618");
    request.set("X-Slack-Signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503");
    let check = request.check(&of(Provider::Slack), "8f742231b10e8888abcd99yyyzzz85a5", 1_531_420_618);
    assert_eq!(check.cause, None);
}

/// <https://www.twilio.com/docs/usage/security>, with the number and the token of Twilio's own libraries' tests.
#[test]
fn twilio() {
    let mut request = Owned::post(
        b"CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212&Caller=%2B14158675309",
    );
    request.url = "https://mycompany.com/myapp.php?foo=1&bar=2".to_owned();
    request.query = Some("foo=1&bar=2".to_owned());
    request.set("Content-Type", "application/x-www-form-urlencoded");
    request.set("X-Twilio-Signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    let check = request.check(&of(Provider::Twilio), "12345", 0);
    assert_eq!(check.cause, None);
    assert!(
        check
            .signed
            .ends_with(b"bar=2CallSidCA1234567890ABCDECaller+14158675309Digits1234From+14158675309To+18005551212")
    );

    // As its libraries do: with the port of the scheme too.
    request.url = "https://mycompany.com:443/myapp.php?foo=1&bar=2".to_owned();
    assert!(request.check(&of(Provider::Twilio), "12345", 0).is_valid());
}

/// Another implementation's Ed25519 (OpenSSL's): the key of RFC 8032's first test over `1773144842{"type":1}`.
#[test]
fn discord() {
    let mut request = Owned::json(r#"{"type":1}"#);
    request.set("X-Signature-Timestamp", "1773144842");
    request.set("X-Signature-Ed25519", "e2f59dc2cc6279be25b21b8385aa082928efe32a731a97d46c438727987e36690def376baf12efc78eb407240807aee1dbc400556a9e020a6694a0a5a588df0c");
    let check = request.check(&of(Provider::Discord), PUBLIC_KEY, 1_773_144_842);
    assert_eq!(check.cause, None);
    assert_eq!(check.expected, "", "a public key makes no signature");
    assert_eq!(check.signed, br#"1773144842{"type":1}"#);
}
