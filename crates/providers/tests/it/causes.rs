//! Each cause by name, for each scheme in which it can occur.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use providers::{Cause, CustomScheme, Provider, Scheme};

use crate::{NOW, Owned, PUBLIC_KEY, covers_the_body, is_stamped, of, schemes, secret, tolerance, typical};

fn signed(scheme: &Scheme) -> Owned {
    typical(scheme).signed(scheme, secret(scheme))
}

#[test]
fn missing_header() {
    for scheme in schemes() {
        let (unsigned, signed) = (typical(&scheme), signed(&scheme));
        assert_eq!(unsigned.cause(&scheme, secret(&scheme)).as_deref(), Some("missing_header"), "{}", scheme.name());
        for (name, _) in &signed.headers[unsigned.headers.len()..] {
            let mut request = signed.clone();
            request.remove(name);
            // Mercado Pago leaves out of the manifest what a request has not.
            let expected = if name == "x-request-id" { "mismatch" } else { "missing_header" };
            assert_eq!(request.cause(&scheme, secret(&scheme)).as_deref(), Some(expected), "{} {name}", scheme.name());
        }
    }
}

#[test]
fn a_missing_signature_is_still_worked_out() {
    let check = Owned::post(b"Hello, World!").check(&of(Provider::Github), "It's a Secret to Everybody", NOW);
    assert_eq!(check.expected, "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    assert_eq!((check.signed.as_slice(), check.received.as_str()), (b"Hello, World!".as_slice(), ""));
}

#[test]
fn malformed_header() {
    for scheme in schemes().iter().filter(|scheme| !matches!(scheme.name(), "telegram" | "gitlab")) {
        let signed = signed(scheme);
        let (name, right) = signed.headers.last().unwrap().clone();
        let right = String::from_utf8(right).unwrap();
        let hex = !right.contains(['+', '/']) && right.bytes().filter(u8::is_ascii_uppercase).count() == 0;
        let mut wrong =
            vec!["".to_owned(), "lixo".to_owned(), right[..right.len() - 1].to_owned(), format!("{right}0")];
        if hex {
            let digest = right.rsplit('=').next().unwrap();
            wrong.push(right.replace(digest, &digest.to_uppercase()));
        }
        for wrong in wrong {
            let mut request = signed.clone();
            request.set(&name, &wrong);
            assert_eq!(request.cause(scheme, secret(scheme)).as_deref(), Some("malformed_header"), "{name}: {wrong}");
        }
        let mut request = signed.clone();
        request.headers.last_mut().unwrap().1 = vec![0xff, 0xfe];
        assert_eq!(request.cause(scheme, secret(scheme)).as_deref(), Some("malformed_header"), "{name}");
    }
}

/// Of another algorithm or version, or with a time that is none.
#[test]
fn malformed_in_its_own_way() {
    let malformed = |provider: Provider, name: &str, value: &str| {
        let mut request = signed(&of(provider));
        request.set(name, value);
        let cause = request.check(&of(provider), secret(&of(provider)), NOW).cause;
        assert_eq!(cause, Some(Cause::MalformedHeader), "{name}: {value}");
    };
    let zeros = "0".repeat(64);
    malformed(Provider::Github, "x-hub-signature-256", "sha1=7d38cdd689735b008b3c702edd92eea23791c5f6");
    malformed(Provider::Github, "x-hub-signature-256", &zeros);
    malformed(Provider::Slack, "x-slack-signature", &format!("v1={zeros}"));
    malformed(Provider::Slack, "x-slack-request-timestamp", "ontem");
    malformed(Provider::Slack, "x-slack-request-timestamp", "+1773144842");
    malformed(Provider::Zoom, "x-zm-request-timestamp", "99999999999999999999");
    malformed(Provider::Stripe, "stripe-signature", &format!("v1={zeros}"));
    malformed(Provider::Stripe, "stripe-signature", &format!("t={NOW}"));
    malformed(Provider::Stripe, "stripe-signature", &format!("t={NOW},v0={zeros}"));
    malformed(Provider::Stripe, "stripe-signature", &format!("t=,v1={zeros}"));
    malformed(Provider::Paddle, "paddle-signature", &format!("ts={NOW},h1={zeros}"));
    malformed(Provider::Mercadopago, "x-signature", &format!("ts={NOW};v1={zeros}"));
    malformed(Provider::Standard, "webhook-signature", "v3,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    malformed(Provider::Standard, "webhook-timestamp", "2026-03-10T12:14:02Z");
    malformed(Provider::Shopify, "x-shopify-hmac-sha256", &zeros);
    malformed(Provider::Discord, "x-signature-ed25519", &zeros);
}

#[test]
fn stale_and_future() {
    for scheme in schemes() {
        let signed = signed(&scheme);
        let cause = |now: i64| signed.check(&scheme, secret(&scheme), now).cause;
        let tolerance = tolerance(&scheme);
        for near in [NOW - tolerance, NOW, NOW + tolerance] {
            assert_eq!(cause(near), None, "{}", scheme.name());
        }
        let (stale, future) = match is_stamped(&scheme) {
            true => (Some(Cause::StaleTimestamp), Some(Cause::FutureTimestamp)),
            false => (None, None),
        };
        assert_eq!((cause(NOW + tolerance + 1), cause(NOW - tolerance - 1)), (stale, future), "{}", scheme.name());
        assert_eq!((cause(i64::MAX), cause(i64::MIN)), (stale, future), "{}", scheme.name());

        // A wrong signature is wrong, whenever it comes.
        if is_stamped(&scheme) && scheme.name() != "discord" {
            let cause = signed.check(&scheme, "whsec_b3V0cm8=", NOW + 301).cause;
            assert_eq!(cause, Some(Cause::Mismatch), "{}", scheme.name());
        }
    }
}

#[test]
fn secret_encoding() {
    // "segredo da padaria", as it is often handed out.
    let encoded = [
        "c2VncmVkbyBkYSBwYWRhcmlh",
        "73656772656465206461207061646172696e",
        "7365677265646f206461207061646172 6961",
        "whsec_c2VncmVkbyBkYSBwYWRhcmlh",
        "segredo da padaria\n",
        " segredo da padaria",
        "\"segredo da padaria\"",
        "7365677265646f2064612070616461726961",
    ];
    for scheme in schemes().iter().filter(|scheme| secret(scheme) == "segredo da padaria") {
        let signed = signed(scheme);
        for (i, wrong) in encoded.iter().enumerate() {
            // Two of them are no encoding of it.
            let expected = match i {
                1 | 2 => "mismatch",
                // It would be a signing token, by which nothing is signed.
                3 if scheme.name() == "gitlab" => "missing_header",
                _ => "secret_encoding",
            };
            assert_eq!(signed.cause(scheme, wrong).as_deref(), Some(expected), "{} {wrong}", scheme.name());
        }
    }
}

#[test]
fn secret_encoding_of_keys() {
    let standard = of(Provider::Standard);
    // What was signed with the text, not with what it encodes; and the other way round.
    let text_of_base64 = typical(&standard).signed(&standard, "whsec_d2hzZWNfYzJWbmNtVmtidz09");
    assert_eq!(text_of_base64.cause(&standard, "whsec_c2VncmVkbw==").as_deref(), Some("secret_encoding"));
    let signed = typical(&standard).signed(&standard, "whsec_c2VncmVkbw==");
    for wrong in ["segredo", "whsec_segredo", "whsec_c2VncmVkbw", " whsec_c2VncmVkbw==\n", "7365677265646f"] {
        assert_eq!(signed.cause(&standard, wrong).as_deref(), Some("secret_encoding"), "{wrong}");
    }
    // No key at all, and nothing that it could be.
    assert_eq!(signed.cause(&standard, "whsec_!").as_deref(), Some("secret_encoding"));
    assert_eq!(signed.cause(&standard, "").as_deref(), Some("secret_encoding"));
    assert_eq!(signed.cause(&standard, "whsec_b3V0cm8=").as_deref(), Some("mismatch"));

    let discord = of(Provider::Discord);
    let signed = typical(&discord).signed(&discord, secret(&discord));
    for wrong in ["11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", &format!("{PUBLIC_KEY}\n"), "não é chave"] {
        assert_eq!(signed.cause(&discord, wrong).as_deref(), Some("secret_encoding"), "{wrong}");
    }
    // The public key of RFC 8032's second test, and what is none.
    let other = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    assert_eq!(signed.cause(&discord, other).as_deref(), Some("mismatch"));
    assert_eq!(signed.cause(&discord, &"0".repeat(64)).as_deref(), Some("secret_encoding"));
}

#[test]
fn trailing_whitespace() {
    for scheme in schemes() {
        let unsigned = typical(&scheme);
        let body = String::from_utf8(unsigned.body.clone()).unwrap();
        let (line, spaced, marked) = (format!("{body}\n"), format!("{body}  "), format!("\u{feff}{body}"));
        let ends = [
            (body.as_str(), line.clone()),
            (&body, format!("{body}\r\n")),
            (&body, format!("{body}  \n\n")),
            (&body, marked.clone()),
            (&marked, body.clone()),
            (&spaced, format!("{spaced}\r\n")),
            (&line, body.clone()),
            (&line, format!("{body}\r\n")),
        ];
        for (sent, arrived) in &ends {
            let mut request = Owned { body: sent.as_bytes().to_vec(), ..unsigned.clone() };
            request = request.signed(&scheme, secret(&scheme));
            request.body = arrived.as_bytes().to_vec();
            let expected = if covers_the_body(&scheme) { Some("trailing_whitespace") } else { None };
            let cause = request.cause(&scheme, secret(&scheme));
            assert_eq!(cause.as_deref(), expected, "{} {:?}", scheme.name(), &arrived[arrived.len() - 3..]);
        }
    }
}

/// What was cut off was not printed by anybody.
#[test]
fn cut_off_is_a_mismatch() {
    let scheme = of(Provider::Github);
    let mut request = Owned::json(r#"{"a":1,"b":{"c":2"#).signed(&scheme, "s");
    request.body = br#"{"a": 1, "b": {"c": 2"#.to_vec();
    assert_eq!(request.cause(&scheme, "s").as_deref(), Some("mismatch"));
}

/// One order, as different programs print it.
const PRINTED: [&str; 9] = [
    r#"{"b":"pão/café","a":[1.50,{},[],-1e3],"n":{"x":null}}"#,
    r#"{"b": "pão/café", "a": [1.50, {}, [], -1e3], "n": {"x": null}}"#,
    r#"{"b": "p\u00e3o/caf\u00e9", "a": [1.50, {}, [], -1e3], "n": {"x": null}}"#,
    r#"{"b":"p\u00e3o\/caf\u00e9","a":[1.50,{},[],-1e3],"n":{"x":null}}"#,
    "{\n  \"b\": \"pão/café\",\n  \"a\": [\n    1.50,\n    {},\n    [],\n    -1e3\n  ],\n  \"n\": {\n    \"x\": null\n  }\n}",
    "{\n    \"b\": \"pão/café\",\n    \"a\": [\n        1.50,\n        {},\n        [],\n        -1e3\n    ],\n    \"n\": {\n        \"x\": null\n    }\n}",
    "{\n\t\"b\": \"pão/café\",\n\t\"a\": [\n\t\t1.50,\n\t\t{},\n\t\t[],\n\t\t-1e3\n\t],\n\t\"n\": {\n\t\t\"x\": null\n\t}\n}",
    "{\n  \"b\": \"pão/café\",\n  \"a\": [\n    1.50,\n    {},\n    [],\n    -1e3\n  ],\n  \"n\": {\n    \"x\": null\n  }\n}\n",
    r#"{"b":"p\u00e3o/caf\u00e9","a":[1.50,{},[],-1e3],"n":{"x":null}}"#,
];

#[test]
fn reserialised() {
    for scheme in schemes() {
        // Twilio signs no JSON itself: see round_trip.
        if !covers_the_body(&scheme) || scheme.name() == "twilio" {
            continue;
        }
        for sent in PRINTED {
            let unsigned = Owned { body: sent.as_bytes().to_vec(), ..typical(&scheme) };
            let signed = unsigned.signed(&scheme, secret(&scheme));
            for arrived in PRINTED.iter().filter(|arrived| arrived.trim_end() != sent.trim_end()) {
                let request = Owned { body: arrived.as_bytes().to_vec(), ..signed.clone() };
                let cause = request.cause(&scheme, secret(&scheme));
                assert_eq!(cause.as_deref(), Some("reserialised"), "{}: {sent} as {arrived}", scheme.name());
            }
            let other = Owned { body: br#"{"b":"bolo"}"#.to_vec(), ..signed };
            assert_eq!(other.cause(&scheme, secret(&scheme)).as_deref(), Some("mismatch"), "{}", scheme.name());
        }
    }
}

#[test]
fn other_scheme() {
    for signs in schemes() {
        let signed = signed(&signs);
        for reads in schemes() {
            let pair = [signs.name(), reads.name()];
            // GitLab's signing tokens sign as Standard Webhooks do.
            let alike = [["github", "meta"], ["meta", "github"], ["standard", "gitlab"]];
            let same = signs == reads || alike.contains(&pair);
            // A custom scheme is nobody else's, and its three here share their headers.
            if same || signs.name() == "custom" {
                continue;
            }
            let cause = signed.check(&reads, secret(&signs), NOW).cause;
            assert_eq!(cause, Some(Cause::OtherScheme(signs.name())), "{pair:?}");
            // Headers alone say nothing: with another secret it does not hold by that scheme.
            let cause = signed.check(&reads, "outro", NOW).cause;
            assert!(!matches!(cause, Some(Cause::OtherScheme(_))), "{pair:?}: {cause:?}");
        }
    }
}

/// The header is this scheme's, but what it holds is how another signs.
#[test]
fn other_scheme_under_the_same_header() {
    let custom = Scheme::Custom(CustomScheme { header: "x-hub-signature-256".to_owned(), ..CustomScheme::default() });
    let mut request = signed(&of(Provider::Github));
    let cause = request.check(&custom, "segredo da padaria", NOW).cause;
    assert_eq!(cause, Some(Cause::OtherScheme("github")));
    let check = request.check(&custom, "outro", NOW);
    assert_eq!(check.cause, Some(Cause::MalformedHeader), "without the secret nothing tells");
    request.set("x-hub-signature-256", &check.expected);
    assert_eq!(request.check(&custom, "outro", NOW).cause, None);
}

#[test]
fn mismatch() {
    for scheme in schemes() {
        let signed = signed(&scheme);
        let other = match scheme.name() {
            "standard" => "whsec_b3V0cm8=",
            "discord" => "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            _ => "outro",
        };
        let check = signed.check(&scheme, other, NOW);
        assert_eq!(check.cause, Some(Cause::Mismatch), "{}", scheme.name());
        assert!(check.expected != check.received && !check.received.is_empty(), "{}", scheme.name());
    }
}

/// What is too large to try is not tried, and is still checked.
#[test]
fn a_large_body_is_checked_and_not_explained() {
    let scheme = of(Provider::Github);
    let large = Owned { body: vec![b' '; 2 << 20], ..typical(&scheme) };
    let mut request = large.signed(&scheme, secret(&scheme));
    assert_eq!(request.cause(&scheme, secret(&scheme)), None);
    request.body.push(b'\n');
    assert_eq!(request.cause(&scheme, secret(&scheme)).as_deref(), Some("mismatch"));
}
