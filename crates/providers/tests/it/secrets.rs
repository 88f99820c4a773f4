//! What is said of a secret when it is set.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use providers::{CustomScheme, Provider, Scheme, SecretWarning};

use crate::{ID, NOW, Owned, PUBLIC_KEY, SECRET_KEY, of, schemes, secret, typical};

fn refused(provider: Provider, secret: &str) {
    assert!(of(provider).check_secret(secret).is_err(), "{}: {secret:?}", provider.name());
}

fn warned(provider: Provider, secret: &str) {
    let said = of(provider).check_secret(secret);
    let is_known = |code| SecretWarning::CODES.contains(&code);
    assert!(said.is_ok_and(|said| said.is_some_and(|it| is_known(it.code))), "{}: {secret:?}", provider.name());
}

fn usual(provider: Provider, secret: &str) {
    assert_eq!(of(provider).check_secret(secret), Ok(None), "{}: {secret:?}", provider.name());
}

#[test]
fn telegram_takes_its_own_alphabet() {
    for good in ["a", "A-Z_a-z-0-9", &"x".repeat(256)] {
        usual(Provider::Telegram, good);
    }
    for bad in ["", "segredo da padaria", "não", "a.b", "a\n", &"x".repeat(257)] {
        refused(Provider::Telegram, bad);
    }
}

#[test]
fn discord_takes_a_key_of_64_digits() {
    for good in [PUBLIC_KEY, &PUBLIC_KEY.to_uppercase(), SECRET_KEY] {
        usual(Provider::Discord, good);
    }
    let cut = &PUBLIC_KEY[..63];
    for bad in [cut, &format!("{PUBLIC_KEY}0"), &format!("{PUBLIC_KEY}\n"), &"g".repeat(64), "", "segredo"] {
        refused(Provider::Discord, bad);
    }
    // No point of the curve, and points under which anybody can sign.
    let one = format!("01{}", "0".repeat(62));
    for bad in ["0".repeat(64), one, "f".repeat(64)] {
        refused(Provider::Discord, &bad);
    }
}

#[test]
fn standard_webhooks_in_the_forms_that_people_have() {
    let key = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    for good in [format!("whsec_{key}"), key.to_owned(), format!("v1,whsec_{key}")] {
        usual(Provider::Standard, &good);
    }
    usual(Provider::Standard, "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    usual(Provider::Standard, "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=");
    for bad in
        ["", "whsec_", "v1,whsec_", "whsec_!!!!", "whsec_AAAA", "whsec_a b", "whpk_", "whpk_c2VncmVkbw==", "whsk_x"]
    {
        refused(Provider::Standard, bad);
    }
    let unusual = [
        "whsec_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_",
        "whsec_c2VncmVkbyBkYSBwYWRhcmlhIGRvIHplIQ",
        "whsec_c2VncmVkbw==",
        "polar_whs_abcdefghijklmnopqrstuvwxyz012345",
        "segredo da padaria",
    ];
    for unusual in unusual {
        warned(Provider::Standard, unusual);
    }
}

#[test]
fn gitlab_takes_a_signing_token_or_what_a_header_carries() {
    for good in ["segredo", "segredo da padaria", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
        usual(Provider::Gitlab, good);
    }
    for bad in ["", "a\nb", " segredo", "segredo\r\n", "whsec_", "whsec_!!!!"] {
        refused(Provider::Gitlab, bad);
    }
}

/// What does not look as the provider's do may still be right: it is said, and kept.
#[test]
fn unusual_secrets_are_warned_of() {
    for (provider, good) in [
        (Provider::Slack, "8f742231b10e8888abcd99yyyzzz85a5"),
        (Provider::Stripe, "whsec_x"),
        (Provider::Paddle, "pdl_ntfset_01h_x"),
        (Provider::Linear, "lin_wh_abc"),
        (Provider::Twilio, "12345"),
        (Provider::Meta, "0123456789abcdef0123456789abcdef"),
        (Provider::Github, "It's a Secret to Everybody"),
    ] {
        usual(provider, good);
        warned(provider, &format!("{good}\n"));
    }
    warned(Provider::Slack, "xoxb-1");
    warned(Provider::Stripe, "sk_live_1");
    refused(Provider::Stripe, "whsec_");
    usual(Provider::Shopify, "shpss_0123456789abcdef");
    warned(Provider::Shopify, "shpat_0123456789abcdef");
    warned(Provider::Linear, "segredo");
    warned(Provider::Mercadopago, "segredo");
    warned(Provider::Twilio, "AC0123456789abcdef0123456789abcdef");
    let custom = Scheme::Custom(CustomScheme::default());
    assert_eq!(custom.check_secret("segredo"), Ok(None));
    assert!(matches!(custom.check_secret("\"segredo\""), Ok(Some(_))));
    assert!(custom.check_secret("\0\0").is_err(), "HMAC takes it for an empty key");
}

/// No sentence has the secret in it, and every key that a scheme signs with may be set.
#[test]
fn what_signs_may_be_set() {
    for scheme in schemes() {
        let key = if scheme.name() == "telegram" { "segredo-da-padaria" } else { secret(&scheme) };
        let said = scheme.check_secret(key).unwrap_or_else(|why| panic!("{}: {why}", scheme.name()));
        assert!(said.is_none_or(|said| !said.text.contains(key)), "{}", scheme.name());
    }
}

/// Whoever has no key can sign with none: nothing signed so is right, whatever the secret that decodes to nothing.
#[test]
fn an_empty_key_never_verifies() {
    let standard = of(Provider::Standard);
    let signed = standard_signed_with_nothing();
    for blank in ["", "\0", "AA==", "whsec_", "whsec_AA==", "whsec_!!!!", "v1,whsec_", "\"\"", " "] {
        let cause = signed.cause(&standard, blank);
        assert_eq!(cause.as_deref(), Some("secret_encoding"), "{blank:?}");
    }
    // GitHub's, signed with nothing too.
    let mut request = Owned::post(b"Hello, World!");
    request.set("X-Hub-Signature-256", "sha256=2bbcfa9524f3218c7a34b30e6936f8b1a4516cb097f1a85a1c7d98b5977ec769");
    for blank in ["", "\0", "\0\0", "AA==", "0000"] {
        assert_ne!(request.cause(&of(Provider::Github), blank), None, "{blank:?}");
    }
    for scheme in schemes() {
        let request = typical(&scheme);
        assert!(request.with(|request| scheme.sign("\0", request, NOW, ID)).is_err(), "{}", scheme.name());
    }
}

/// `msg_1.1773144842.{}` by HMAC-SHA256 with an empty key, by another implementation.
fn standard_signed_with_nothing() -> Owned {
    let mut request = Owned::json("{}");
    request.set("webhook-id", "msg_1");
    request.set("webhook-timestamp", "1773144842");
    request.set("webhook-signature", "v1,dtqft99KlLXMtaWXvAC+HPqmQZFvSvDXMLU4DWIHcsY=");
    request
}
