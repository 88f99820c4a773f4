//! What is signed is valid, and what was changed is not.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use providers::{CustomScheme, Provider, Scheme};

use crate::{ID, NOW, Owned, PUBLIC_KEY, SECRET_KEY, covers_the_body, of, schemes, secret, typical};

#[test]
fn every_sample_signed_is_valid() {
    for provider in Provider::ALL {
        let Some(scheme) = provider.scheme() else { continue };
        for sample in provider.samples() {
            let signed = Owned::sample(sample).signed(&scheme, secret(&scheme));
            let check = signed.check(&scheme, secret(&scheme), NOW);
            assert_eq!(check.cause, None, "{} {}", provider.name(), sample.event);
            assert_eq!(check.scheme, provider.name());
        }
    }
}

#[test]
fn what_is_expected_is_what_is_received() {
    for scheme in schemes() {
        let check = typical(&scheme).signed(&scheme, secret(&scheme)).check(&scheme, secret(&scheme), NOW);
        if matches!(scheme.name(), "telegram" | "gitlab") {
            assert!(!check.expected.contains(secret(&scheme)), "what is expected would be the secret");
        } else {
            assert_eq!(check.expected, check.received, "{}", scheme.name());
        }
    }
}

#[test]
fn one_changed_byte_anywhere_breaks_it() {
    for scheme in schemes() {
        let signed = typical(&scheme).signed(&scheme, secret(&scheme));
        if covers_the_body(&scheme) {
            for at in [0, signed.body.len() / 2, signed.body.len() - 1] {
                let mut changed = signed.clone();
                changed.body[at] ^= 1;
                assert_ne!(changed.cause(&scheme, secret(&scheme)), None, "{} body {at}", scheme.name());
            }
        }
        let added = signed.headers.len() - 1;
        for at in 0..signed.headers[added].1.len() {
            let mut changed = signed.clone();
            changed.headers[added].1[at] ^= 1;
            assert_ne!(changed.cause(&scheme, secret(&scheme)), None, "{} header {at}", scheme.name());
            // The other case of a letter is not the same signature either.
            changed.headers[added].1[at] ^= 1 | 32;
            assert_ne!(changed.cause(&scheme, secret(&scheme)), None, "{} header {at}", scheme.name());
        }
    }
}

#[test]
fn stripe_takes_any_of_several_signatures() {
    let scheme = of(Provider::Stripe);
    let mut request = typical(&scheme).signed(&scheme, "novo");
    let right = String::from_utf8(request.headers.last().unwrap().1.clone()).unwrap();
    let (at, right) = right.split_once(',').unwrap();
    request.set("Stripe-Signature", &format!("{at},v1={},{right},v0=6ffbb59b", "0".repeat(64)));
    assert_eq!(request.cause(&scheme, "novo"), None);
    assert_eq!(request.cause(&scheme, "velho").as_deref(), Some("mismatch"));
}

#[test]
fn mercado_pago_signs_what_is_there() {
    let scheme = of(Provider::Mercadopago);
    let signed = |request: &Owned| {
        let signed = request.signed(&scheme, "s");
        String::from_utf8(signed.check(&scheme, "s", NOW).signed).unwrap()
    };
    let mut request = typical(&scheme);
    request.query = Some("data.id=ORD01JQ4S4KY8&type=order".to_owned());
    assert_eq!(signed(&request), format!("id:ORD01JQ4S4KY8;request-id:{ID};ts:{NOW};"));
    request.query = None;
    request.set("X-Request-Id", "bb56a2f1-6aae-46ac-982e-9dcd3581d08e");
    assert_eq!(signed(&request), format!("request-id:bb56a2f1-6aae-46ac-982e-9dcd3581d08e;ts:{NOW};"));

    // Milliseconds too.
    let mut request = typical(&scheme).signed(&scheme, "s");
    request.set("x-signature", &format!("ts={NOW}123,v1={}", "0".repeat(64)));
    let right = request.check(&scheme, "s", NOW).expected;
    request.set("x-signature", &right);
    assert_eq!(request.cause(&scheme, "s"), None);
    assert_eq!(request.check(&scheme, "s", NOW + 301).cause.unwrap().name(), "stale_timestamp");
}

#[test]
fn twilio_signs_sorted_fields_and_the_hash_of_what_is_no_form() {
    let scheme = of(Provider::Twilio);
    let mut request = Owned::post(b"b=2&a=1&b=1&a=1&c=%C3%A3+o");
    request.set("content-type", "application/x-www-form-urlencoded; charset=utf-8");
    let signed = request.signed(&scheme, "s").check(&scheme, "s", NOW).signed;
    assert_eq!(String::from_utf8(signed).unwrap(), "https://gancho.example/webhook/padariaa1b1b2cã o");

    let mut request = Owned::json(r#"{"a":1}"#);
    let query = "bodySHA256=015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862";
    request.url = format!("{}?{query}", request.url);
    request.query = Some(query.to_owned());
    let mut request = request.signed(&scheme, "s");
    assert_eq!(request.cause(&scheme, "s"), None);
    request.body = br#"{ "a": 1 }"#.to_vec();
    assert_eq!(request.cause(&scheme, "s").as_deref(), Some("reserialised"));
    request.body = br#"{"a":2}"#.to_vec();
    assert_eq!(request.cause(&scheme, "s").as_deref(), Some("mismatch"));
}

#[test]
fn keys_of_ed25519() {
    let discord = of(Provider::Discord);
    let request = typical(&discord).signed(&discord, SECRET_KEY);
    assert_eq!(request.cause(&discord, PUBLIC_KEY), None, "the public half verifies");
    let sign = |key: &str| typical(&discord).with(|r| discord.sign(key, r, NOW, ID));
    let refused = sign(PUBLIC_KEY).unwrap_err();
    assert_eq!(refused.scheme, "discord");
    assert!(refused.to_string().contains("64 bytes") && !refused.to_string().contains(PUBLIC_KEY));
    assert!(sign(&SECRET_KEY.replace("d75a", "d75b")).is_err(), "halves that do not belong together");

    // Standard Webhooks: whsk_ signs, whpk_ verifies.
    let standard = of(Provider::Standard);
    let (whsk, whpk) =
        ("whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=", "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    let request = typical(&standard).signed(&standard, whsk);
    assert!(request.check(&standard, whsk, NOW).received.starts_with("v1a,"));
    assert_eq!(request.cause(&standard, whpk), None);
    assert_eq!(request.cause(&standard, secret(&standard)).as_deref(), Some("mismatch"));
    let mut changed = request.clone();
    changed.body.push(b'!');
    assert_eq!(changed.cause(&standard, whpk).as_deref(), Some("mismatch"));
}

#[test]
fn no_key_signs_nothing() {
    for scheme in schemes() {
        let request = typical(&scheme);
        assert!(request.with(|r| scheme.sign("", r, NOW, ID)).is_err(), "{}", scheme.name());
        let mut request = request.signed(&scheme, secret(&scheme));
        assert_ne!(request.cause(&scheme, ""), None, "{}", scheme.name());
        let name = request.headers.last().unwrap().0.clone();
        request.set(&name, "");
        assert_ne!(request.cause(&scheme, ""), None, "{}", scheme.name());
    }
}

#[test]
fn an_id_that_is_there_is_the_one_signed() {
    let scheme = of(Provider::Standard);
    let mut request = typical(&scheme);
    request.set("svix-id", "msg_outra");
    let headers = request.with(|r| scheme.sign(secret(&scheme), r, NOW, ID)).unwrap();
    let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["svix-timestamp", "svix-signature"]);
    let request = request.signed(&scheme, secret(&scheme));
    let check = request.check(&scheme, secret(&scheme), NOW);
    assert_eq!(check.cause, None);
    assert!(check.signed.starts_with(b"msg_outra."));
}

#[test]
fn a_custom_scheme_survives_json_and_defaults() {
    let short: CustomScheme = serde_json::from_str(r#"{"header":"X-Sig"}"#).unwrap();
    assert_eq!(short, CustomScheme { header: "X-Sig".to_owned(), ..CustomScheme::default() });
    let full = r#"{"header":"X-Sig","prefix":"h=","hash":"sha512","encoding":"base64","template":"{id}.{body}","timestamp_header":"X-Time","id_header":"X-Id"}"#;
    let custom: CustomScheme = serde_json::from_str(full).unwrap();
    assert_eq!(serde_json::to_string(&custom).unwrap(), full);
}

/// A template is filled once: what stands in a body is not a template.
#[test]
fn a_template_is_text_and_names() {
    let signed = |template: &str, body: &str| {
        let scheme = Scheme::Custom(CustomScheme { template: template.to_owned(), ..CustomScheme::default() });
        let signed = Owned::post(body.as_bytes()).signed(&scheme, "s");
        let check = signed.check(&scheme, "s", NOW);
        assert_eq!(check.cause, None, "{template}");
        String::from_utf8(check.signed).unwrap()
    };
    assert_eq!(signed("{body}", "{id}{body}"), "{id}{body}");
    assert_eq!(signed("é{{body}}{nome}{", "x"), "é{x}{nome}{");
    assert_eq!(signed("{body}/{body}", "x"), "x/x");
    assert_eq!(signed("{timestamp}.{id}.{body}", "x"), "..x", "no header carries them");
    assert_eq!(signed("", "x"), "");
}
