//! What holds for any bytes.

use proptest::prelude::*;

use providers::{CustomScheme, Encoding, Hash, Provider, Scheme, handshake};

use crate::{ID, NOW, Owned, covers_the_body, schemes, secret, typical};

/// Bytes of every sort: noise, text, and JSON, which noise never is.
fn any_body() -> impl Strategy<Value = Vec<u8>> {
    let json = any::<Vec<(String, Option<i64>, String)>>().prop_map(|fields| {
        let fields = fields.into_iter().map(|(key, number, text)| (key, serde_json::json!([number, { "t": text }])));
        serde_json::Value::Object(fields.collect()).to_string().into_bytes()
    });
    prop_oneof![any::<Vec<u8>>(), any::<String>().prop_map(String::into_bytes), json]
}

fn any_request() -> impl Strategy<Value = Owned> {
    let names = prop_oneof![
        Just("x-hub-signature-256"),
        Just("stripe-signature"),
        Just("x-signature"),
        Just("webhook-signature"),
        Just("webhook-id"),
        Just("webhook-timestamp"),
        Just("x-signature-ed25519"),
        Just("x-signature-timestamp"),
        Just("x-twilio-signature"),
        Just("content-type"),
        Just("x-github-event"),
        Just("paddle-signature"),
    ];
    let value = prop_oneof![any::<Vec<u8>>(), "(t|ts|v1|sha256|h1)=[0-9a-f,;= v]{0,80}".prop_map(String::into_bytes)];
    let headers = proptest::collection::vec((names.prop_map(str::to_owned), value), 0..6);
    let query = proptest::option::of("(crc_token|challenge|data\\.id|hub.mode)=[ -~]{0,20}|[ -~]{0,30}");
    let method = prop_oneof![Just("GET"), Just("POST"), Just("OPTIONS")].prop_map(str::to_owned);
    (method, any::<String>(), query, headers, any_body()).prop_map(|(method, url, query, headers, body)| Owned {
        method,
        url,
        query,
        headers,
        body,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_body_signed_is_valid(body in any_body(), now in 0..4_000_000_000_i64) {
        // Linear's stamp is in the body.
        for scheme in schemes().into_iter().filter(|scheme| scheme.name() != "linear") {
            let mut request = Owned { body: body.clone(), ..typical(&scheme) };
            let headers = request.with(|request| scheme.sign(secret(&scheme), request, now, ID)).unwrap();
            headers.iter().for_each(|(name, value)| request.set(name, value));
            prop_assert_eq!(request.check(&scheme, secret(&scheme), now).cause, None, "{}", scheme.name());
        }
    }

    #[test]
    fn any_other_body_is_not(body in any_body(), other in any_body()) {
        prop_assume!(body != other);
        for scheme in schemes().iter().filter(|scheme| covers_the_body(scheme)) {
            // A form says the same in many ways.
            if scheme.name() == "twilio" {
                continue;
            }
            let mut request = Owned { body: body.clone(), ..typical(scheme) }.signed(scheme, secret(scheme));
            request.body = other.clone();
            prop_assert!(!request.check(scheme, secret(scheme), NOW).is_valid(), "{}", scheme.name());
        }
    }

    #[test]
    fn any_secret_signs_or_is_refused_and_no_other_is_right(one in any::<String>(), other in any::<String>()) {
        prop_assume!(one != other);
        for scheme in schemes() {
            let request = typical(&scheme);
            let Ok(headers) = request.with(|r| scheme.sign(&one, r, NOW, ID)) else { continue };
            let mut signed = request.clone();
            headers.iter().for_each(|(name, value)| signed.set(name, value));
            // A token is compared as a header carries it: without the space around it.
            let spaced = one.trim() != one || one.chars().any(char::is_control);
            if !spaced || headers.iter().all(|(_, value)| !value.contains(&one)) {
                prop_assert_eq!(signed.cause(&scheme, &one), None, "{}", scheme.name());
            }
            // HMAC pads a short key with zeros: with them at its end it is the same key.
            if one.trim_end_matches('\0') != other.trim_end_matches('\0') && scheme.name() != "standard" {
                prop_assert_ne!(signed.cause(&scheme, &other), None, "{}", scheme.name());
            }
        }
    }

    #[test]
    fn nothing_makes_it_panic(request in any_request(), secret in any::<String>(), now in any::<i64>()) {
        request.with(Provider::recognise);
        for provider in [None, Some(Provider::Discord), Some(Provider::Custom)] {
            request.with(|r| handshake(provider, Some(&secret), r, None, now));
        }
        for provider in Provider::ALL {
            let description = request.with(|r| provider.describe(r));
            for text in [description.event, description.summary].into_iter().flatten() {
                prop_assert!(text.chars().count() <= 120 && !text.chars().any(char::is_control));
            }
        }
        for scheme in schemes() {
            prop_assert!(!request.check(&scheme, &secret, now).is_valid(), "{}", scheme.name());
        }
    }

    #[test]
    fn any_template_is_signed_as_it_is_verified(
        header in "[A-Za-z][A-Za-z0-9-]{0,20}", prefix in "[!-~]{0,8}", template in any::<String>(), body in any_body(),
        stamped: bool, named: bool,
    ) {
        for (hash, encoding) in [(Hash::Sha1, Encoding::Hex), (Hash::Sha256, Encoding::Base64), (Hash::Sha512, Encoding::Hex)] {
            let scheme = Scheme::Custom(CustomScheme {
                header: format!("s-{header}"), prefix: prefix.clone(), hash, encoding,
                template: format!("{template}{{timestamp}}{{id}}{{body}}"),
                timestamp_header: stamped.then(|| format!("t-{header}")),
                id_header: named.then(|| format!("i-{header}")),
            });
            let signed = Owned::post(&body).signed(&scheme, "s");
            prop_assert_eq!(signed.cause(&scheme, "s"), None);
        }
    }
}
