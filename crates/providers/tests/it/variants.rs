//! One provider that signs in several ways, and what else stands where one looks. Signatures by another implementation.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use providers::{Cause, Provider};

use crate::{NOW, Owned, of};

const SIGNING_TOKEN: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn gitlab() -> Owned {
    let mut request = Owned::json(r#"{"object_kind":"push","ref":"refs/heads/main","user_username":"marina"}"#);
    request.set("X-Gitlab-Event", "Push Hook");
    request
}

/// GitLab 19.0: signing tokens, as Standard Webhooks.
fn gitlab_signed() -> Owned {
    let mut request = gitlab();
    request.set("webhook-id", "5f1c8a3e-0000-4c1e-9d7f-aaaaaaaaaaaa");
    request.set("webhook-timestamp", "1773144842");
    request.set("webhook-signature", "v1,FSOYHYiqHuJ/0p6G57WiMqHQIv/qY9CM40jrCQPvgj4=");
    request
}

#[test]
fn gitlab_by_its_signing_token() {
    let scheme = of(Provider::Gitlab);
    let signed = gitlab_signed();
    let check = signed.check(&scheme, SIGNING_TOKEN, NOW);
    assert_eq!((check.cause, check.scheme), (None, "gitlab"));
    assert_eq!(signed.with(Provider::recognise), Some(Provider::Gitlab));
    assert_eq!(signed.check(&scheme, SIGNING_TOKEN, NOW + 301).cause, Some(Cause::StaleTimestamp));
    let mut changed = signed.clone();
    changed.body.push(b'!');
    assert_eq!(changed.cause(&scheme, SIGNING_TOKEN).as_deref(), Some("mismatch"));

    // Signed here as there.
    let again = gitlab().signed(&scheme, SIGNING_TOKEN);
    assert!(again.headers.iter().any(|(name, _)| name == "webhook-signature"));
    assert_eq!(again.cause(&scheme, SIGNING_TOKEN), None);
}

/// A hook may have both. The channel knows one of them.
#[test]
fn gitlab_by_what_the_channel_knows() {
    let scheme = of(Provider::Gitlab);
    let mut both = gitlab_signed();
    both.set("X-Gitlab-Token", "segredo");
    assert_eq!(both.cause(&scheme, "segredo"), None, "the secret token");
    assert_eq!(both.cause(&scheme, SIGNING_TOKEN), None, "the signing token");
    assert_eq!(both.cause(&scheme, "outro").as_deref(), Some("mismatch"));

    // A signature that is there and wrong is wrong, whatever the token.
    both.set("X-Gitlab-Token", SIGNING_TOKEN);
    both.body.push(b'!');
    assert_eq!(both.cause(&scheme, SIGNING_TOKEN).as_deref(), Some("mismatch"));

    let mut token = gitlab();
    assert_eq!(token.cause(&scheme, SIGNING_TOKEN).as_deref(), Some("missing_header"));
    token.set("X-Gitlab-Token", "segredo");
    assert_eq!(token.cause(&scheme, SIGNING_TOKEN).as_deref(), Some("missing_header"));
    token.set("X-Gitlab-Token", SIGNING_TOKEN);
    assert_eq!(token.cause(&scheme, SIGNING_TOKEN), None, "a secret token of that form, of an older GitLab");
}

fn twilio_form() -> Owned {
    let mut request = Owned::post(
        b"CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212&Caller=%2B14158675309",
    );
    request.url = "https://mycompany.com/myapp.php?foo=1&bar=2".to_owned();
    request.query = Some("foo=1&bar=2".to_owned());
    request.set("Content-Type", "application/x-www-form-urlencoded");
    request
}

/// Webhooks Rules, of 2026: the hash stands in a header, the key is the setting's.
#[test]
fn twilio_by_a_shared_key() {
    let scheme = of(Provider::Twilio);
    let mut request = twilio_form();
    request.set("X-Twilio-Webhooks-Signature-Settings", "key=CR123,algorithm=HMAC_SHA256");
    request.set("X-Twilio-Signature", "E5VnwNBwyz0tCHTP5Dkbb6TefPRbPKoGqFaaypGFqwI=");
    assert_eq!(request.cause(&scheme, "shared-key-secret"), None);
    assert_eq!(request.cause(&scheme, "12345").as_deref(), Some("mismatch"));
    request.remove("X-Twilio-Webhooks-Signature-Settings");
    assert_eq!(request.cause(&scheme, "shared-key-secret").as_deref(), Some("malformed_header"));
    request.set("X-Twilio-Webhooks-Signature-Settings", "key=CR123,algorithm=HMAC_MD5");
    assert_eq!(request.cause(&scheme, "shared-key-secret").as_deref(), Some("malformed_header"));
}

#[test]
fn twilio_vouches_for_no_body_that_nothing_names() {
    let scheme = of(Provider::Twilio);
    let mut request = Owned::json(r#"{"a":1}"#);
    let query = "bodySHA256=015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862";
    request.url = format!("{}?{query}", request.url);
    request.query = Some(query.to_owned());
    request.set("X-Twilio-Signature", "duFBkCKIggTtVGRO14d3Uislaz8=");
    assert_eq!(request.cause(&scheme, "12345"), None);
    request.body = br#"{"a":2}"#.to_vec();
    assert_eq!(request.cause(&scheme, "12345").as_deref(), Some("mismatch"));

    let mut bare = Owned::post(b"");
    bare.set("X-Twilio-Signature", "SS5ZSiL9Ay8Ge+yMCUAkvaztY60=");
    assert_eq!(bare.cause(&scheme, "12345"), None);
    bare.body = br#"{"a":1}"#.to_vec();
    assert_eq!(bare.cause(&scheme, "12345").as_deref(), Some("mismatch"));
}

#[test]
fn twilio_with_and_without_a_port_and_its_query_encoded_again() {
    let scheme = of(Provider::Twilio);
    let mut request = Owned::post(b"");
    request.set("X-Twilio-Signature", "SS5ZSiL9Ay8Ge+yMCUAkvaztY60=");
    for url in ["https://gancho.example:443/webhook/padaria", "https://gancho.example:8443/webhook/padaria"] {
        request.url = url.to_owned();
        assert_eq!(request.cause(&scheme, "12345"), None, "{url}");
    }
    request.set("X-Twilio-Signature", "RKjeS8ZU+H6DgT+5dgeu92DlD3w=");
    assert_eq!(request.cause(&scheme, "12345"), None);
    request.url = "https://gancho.example/webhook/padaria".to_owned();
    assert_eq!(request.cause(&scheme, "12345").as_deref(), Some("mismatch"), "no port is guessed");

    request.url = "https://gancho.example:443/webhook/padaria?q=a+b&r=%27(x)%27".to_owned();
    request.query = Some("q=a+b&r=%27(x)%27".to_owned());
    request.set("X-Twilio-Signature", "75QCQxXVbtnUs+/DyFYTAnKekPI=");
    let check = request.check(&scheme, "12345", NOW);
    assert_eq!(check.cause, None);
    assert_eq!(check.signed, b"https://gancho.example/webhook/padaria?q=a%20b&r='(x)'", "what is shown is what fits");
    assert_eq!(check.expected, check.received);
}

/// A name and a password in the URL are signed with it, and arrive as a header.
#[test]
fn twilio_with_credentials_in_the_url() {
    let mut request = Owned::post(b"");
    request.set("X-Twilio-Signature", "lp4xOPNoRYU8p0RkhT4Q9+xLqYw=");
    request.set("Authorization", "Basic YW5hOnNlZ3JlZG8=");
    assert_eq!(request.cause(&of(Provider::Twilio), "12345"), None);
    request.set("Authorization", "Basic YW5hOm91dHJv");
    assert_eq!(request.cause(&of(Provider::Twilio), "12345").as_deref(), Some("mismatch"));
}

/// The data of the tests of Mercado Pago's own SDKs.
#[test]
fn mercado_pago_in_all_its_variants() {
    let scheme = of(Provider::Mercadopago);
    let cause = |id: &str, signature: &str, request_id: bool| {
        let mut request = Owned::json("{}");
        request.query = Some(format!("{id}&type=order"));
        request.set("x-signature", signature);
        if request_id {
            request.set("x-request-id", "2066ca19-c6f1-498a-be75-1923005edd06");
        }
        request.check(&scheme, "your_secret_key_here", 1_742_505_638).cause
    };
    let (lower, as_is) = (
        "v1=633f91233312dd391ec75fa0bea539cfc2d6c4918873305b84a96cc1c58db71c",
        "v1=fb15ae6472eb449173c556793205d77787d58f384d183bb5bc3b724c27bd103c",
    );
    for id in [
        "data.id=ORD01JQ4S4KY8HWQ6NA5PXB65B3D3",
        "data%2Eid=ORD01JQ4S4KY8HWQ6NA5PXB65B3D3",
        "data%2eid=%4FRD01JQ4S4KY8HWQ6NA5PXB65B3D3",
    ] {
        for v1 in [lower, as_is] {
            for header in [
                format!("ts=1742505638683,{v1}"),
                format!("ts=1742505638683, {v1}"),
                format!(" {v1} , ts = 1742505638683 "),
                format!("ts=1742505638683,{v1},v2=aaaa"),
            ] {
                assert_eq!(cause(id, &header, true), None, "{id} {header}");
            }
            let missing = cause(id, &format!("ts=1742505638683,{v1}"), false);
            assert_eq!(missing, Some(Cause::Mismatch), "its x-request-id was signed");
        }
    }
    let bare = "ts=1742505638683,v1=3f075add3ddb923bebf0bc0648457b8244cf4420b98d5b445167d379bec0ca54";
    for id in ["data.id=", "data.id=%20", "id=1"] {
        assert_eq!(cause(id, bare, false), None, "{id}");
    }
    assert_eq!(
        cause(
            "data.id=123",
            "ts=1742505638,v1=7c81ccf839ec44789b61590df91ae6352b714aa8b9dc572de60aa1d7165a2744",
            false
        ),
        None,
        "seconds"
    );
    assert_eq!(
        cause(
            "data.id=124",
            "ts=1742505638,v1=7c81ccf839ec44789b61590df91ae6352b714aa8b9dc572de60aa1d7165a2744",
            false
        ),
        Some(Cause::Mismatch)
    );
    assert_eq!(
        cause("data.id=1", "ts=ontem,v1=7c81ccf839ec44789b61590df91ae6352b714aa8b9dc572de60aa1d7165a2744", false),
        Some(Cause::MalformedHeader)
    );
}

/// GitHub Enterprise of old, and Gitea: only the SHA-1 that came before.
#[test]
fn the_header_of_before_is_named() {
    for provider in [Provider::Github, Provider::Meta] {
        let scheme = of(provider);
        let check = |header: &str, secret: &str| {
            let mut request = Owned::post(b"Hello, World!");
            request.set("X-Hub-Signature", header);
            request.check(&scheme, secret, NOW).cause
        };
        let (secret, right) = ("It's a Secret to Everybody", "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59");
        let cause = check(right, secret).expect("not valid");
        assert_eq!((cause.name(), cause.other()), ("missing_header", Some("X-Hub-Signature")), "{}", provider.name());
        for (header, secret) in [(right, "outro"), ("sha1=0123", secret), ("lixo", secret)] {
            assert_eq!(check(header, secret), Some(Cause::MissingHeader), "{header}");
        }
    }
    // With both, the new one counts.
    let mut request = Owned::post(b"Hello, World!");
    request.set("X-Hub-Signature", "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59");
    request.set("X-Hub-Signature-256", &format!("sha256={}", "0".repeat(64)));
    assert_eq!(request.cause(&of(Provider::Github), "It's a Secret to Everybody").as_deref(), Some("mismatch"));
}

/// What was compressed after it was signed is told from what was changed.
#[test]
fn signed_before_it_was_compressed() {
    let (plain, secret) = (br#"{"ref":"refs/heads/main"}"#.as_slice(), "It's a Secret to Everybody");
    let mut request = Owned::post(b"\x1f\x8b\x08 not these bytes");
    request.set("Content-Encoding", "gzip");
    request.set("X-Hub-Signature-256", "sha256=6a42699496d8c4fb346af1c930df527931a321e28ada69dbc5ee82f438517fd2");
    let cause = |secret: &str, decoded: Option<&[u8]>| {
        request.with(|request| of(Provider::Github).verify_decoded(secret, request, decoded, NOW).cause)
    };
    assert_eq!(cause(secret, Some(plain)).map(|cause| cause.name()), Some("signed_uncompressed"));
    assert_eq!(cause(secret, None), Some(Cause::Mismatch));
    assert_eq!(cause(secret, Some(b"{}")), Some(Cause::Mismatch));
    assert_eq!(cause("outro", Some(plain)), Some(Cause::Mismatch));
}

fn standard(signature: &str) -> Owned {
    let mut request = Owned::json("{}");
    request.set("webhook-id", "msg_1");
    request.set("webhook-timestamp", "1773144842");
    request.set("webhook-signature", &format!("v1a,aGVsbG8= v1,AAAA v1,{signature} v2,xx"));
    request
}

#[test]
fn standard_secrets_as_people_have_them() {
    let scheme = of(Provider::Standard);
    let by_key = standard("rLe0pQXxGDITS8WiaOwdKKlbiHFvrpqAc47HDpuX+Eg=");
    for secret in [SIGNING_TOKEN, &SIGNING_TOKEN[6..], &format!("v1,{SIGNING_TOKEN}")] {
        assert_eq!(by_key.cause(&scheme, secret), None, "{secret}");
    }
    // The right secret in a form that libraries refuse, or signed with its text: Polar before 8 September 2026.
    let encoded = Some("secret_encoding");
    let url_safe = standard("dHK1eRd3OMNsIY4xoDESKwbGeEbLXpCnxWaqnKesg2Y=");
    assert_eq!(url_safe.cause(&scheme, "whsec_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_").as_deref(), encoded);
    assert_eq!(
        standard("i0YkVY+9E/X66FlzEZjV7pnD88JCLmj8c+bFiPMA2C8=").cause(&scheme, SIGNING_TOKEN).as_deref(),
        encoded
    );
    let polar = standard("ETsLJoo5rC0CIfOv6QrIpaQs3QhHakAea9Ss44sznLA=")
        .cause(&scheme, "polar_whs_abcdefghijklmnopqrstuvwxyz012345");
    assert_eq!(polar.as_deref(), encoded);
    assert_eq!(by_key.cause(&scheme, "whsec_b3V0cm8=").as_deref(), Some("mismatch"));
}
