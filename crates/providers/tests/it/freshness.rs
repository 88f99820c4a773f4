//! The signed time, wherever a provider puts it and however it writes it. Signatures by another implementation.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use providers::{Cause, CustomScheme, Encoding, Hash, Provider, Scheme};

use crate::{ID, NOW, Owned, of};

const SECRET: &str = "lin_wh_abc";

/// A body signed as Linear does, with this for its stamp.
fn linear(stamp: &str) -> Owned {
    let body =
        format!(r#"{{"action":"update","type":"Issue","data":{{"title":"Não é ü"}},"webhookTimestamp":{stamp}}}"#);
    Owned::json(&body).signed(&of(Provider::Linear), SECRET)
}

#[test]
fn linear_stamps_the_body() {
    let scheme = of(Provider::Linear);
    let fresh = linear("1773144842351");
    let signature = String::from_utf8(fresh.headers.last().unwrap().1.clone()).unwrap();
    assert_eq!(signature, "f124cec4ff190d2d12640c39fa8ad8ffb7b66951d9dad5b2ca5c0a375a2c47e9");
    let cause = |request: &Owned, now: i64| request.check(&scheme, SECRET, now).cause;
    for (now, expected) in [
        (NOW, None),
        (NOW + 60, None),
        (NOW - 60, None),
        (NOW + 61, Some(Cause::StaleTimestamp)),
        (NOW - 61, Some(Cause::FutureTimestamp)),
    ] {
        assert_eq!(cause(&fresh, now), expected, "{now}");
    }

    // The header is not signed: neither a fresh one saves an old body nor an old one spoils a fresh body.
    let mut request = fresh.clone();
    request.set("Linear-Timestamp", &format!("{}000", NOW + 3600));
    assert_eq!(cause(&request, NOW), None);
    assert_eq!(cause(&request, NOW + 3600), Some(Cause::StaleTimestamp));
}

/// linear/linear#1268: without a finite number in the signed body nothing says that it is no replay.
#[test]
fn linear_without_a_stamp_is_not_valid() {
    let scheme = of(Provider::Linear);
    for stamp in ["null", "\"1773144842351\"", "true", "[1773144842351]", "{}"] {
        let mut request = linear(stamp);
        request.set("Linear-Timestamp", &format!("{NOW}000"));
        assert_eq!(request.cause(&scheme, SECRET).as_deref(), Some("missing_timestamp"), "{stamp}");
        assert_eq!(request.cause(&scheme, "outro").as_deref(), Some("mismatch"), "{stamp}");
    }
    for body in ["{\"action\":\"update\"}", "[]", "", "oi", "{\"data\":{\"webhookTimestamp\":1773144842351}}"] {
        let request = Owned::json(body).signed(&scheme, SECRET);
        assert_eq!(request.cause(&scheme, SECRET).as_deref(), Some("missing_timestamp"), "{body}");
    }
    assert_eq!(linear("1773144842351.5").cause(&scheme, SECRET), None);
    assert_eq!(linear("-1").cause(&scheme, SECRET).as_deref(), Some("stale_timestamp"));
    assert_eq!(linear("1e300").cause(&scheme, SECRET).as_deref(), Some("future_timestamp"));
    assert_eq!(
        linear("1773144842").cause(&scheme, SECRET).as_deref(),
        Some("stale_timestamp"),
        "it counts milliseconds"
    );
}

/// What is sent as a sample carries the time of its sending, and no other byte changes.
#[test]
fn a_body_is_stamped_as_it_is_sent() {
    let scheme = of(Provider::Linear);
    for sample in Provider::Linear.samples() {
        let body = scheme.stamp_body(sample.body.as_bytes(), NOW + 86_400).unwrap();
        let digits = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
        assert_eq!(digits(str::from_utf8(&body).unwrap()), digits(sample.body));
        let request = Owned::post(&body).signed(&scheme, SECRET);
        assert_eq!(request.check(&scheme, SECRET, NOW + 86_400).cause, None);
    }
    let deeper = r#"{"data":{"webhookTimestamp":1,"t":"\"webhookTimestamp\":2"},"webhookTimestamp" : 3e3 }"#;
    let expected = r#"{"data":{"webhookTimestamp":1,"t":"\"webhookTimestamp\":2"},"webhookTimestamp" : 7000 }"#;
    assert_eq!(scheme.stamp_body(deeper.as_bytes(), 7).as_deref(), Some(expected.as_bytes()));
    for without in ["", "{}", r#"{"webhookTimestamp":"1"}"#, r#"{"webhookTimestamp":null}"#, "\u{1f9c0}"] {
        assert_eq!(scheme.stamp_body(without.as_bytes(), NOW), None, "{without}");
    }
    assert_eq!(of(Provider::Github).stamp_body(deeper.as_bytes(), 7), None);
}

fn custom() -> Scheme {
    Scheme::Custom(CustomScheme {
        header: "X-Assinatura".to_owned(),
        hash: Hash::Sha512,
        encoding: Encoding::Hex,
        template: "{timestamp}\n{headers.x-evento}\n{headers.X-Entrega}\n{body}".to_owned(),
        timestamp_header: Some("X-Hora".to_owned()),
        ..CustomScheme::default()
    })
}

#[test]
fn a_custom_template_signs_several_headers() {
    let scheme = custom();
    let mut request = Owned::post(b"{}");
    request.set("X-Hora", "2026-03-10T09:14:02.5-03:00");
    request.set("X-Evento", "order.created");
    request.set("x-entrega", "e1");
    request.set("X-Assinatura", "1563b7d0362af59c548f61de1b44109e42b633404fa72a0212b9757c32ab2d4ef0d31b88b2cd4c1e811cfe9f4c0e52d632535a0464b8fbceec0b1814a55f4ffc");
    let check = request.check(&scheme, "s", NOW);
    assert_eq!((check.cause, check.expected), (None, check.received));
    for name in ["X-Evento", "X-Entrega"] {
        let mut without = request.clone();
        without.remove(name);
        assert_eq!(without.cause(&scheme, "s").as_deref(), Some("missing_header"), "{name}");
        let mut other = request.clone();
        other.set(name, "outro");
        assert_eq!(other.cause(&scheme, "s").as_deref(), Some("mismatch"), "{name}");
    }
    assert_eq!(request.check(&scheme, "s", NOW + 301).cause, Some(Cause::StaleTimestamp));

    let Scheme::Custom(settings) = &scheme else { unreachable!() };
    assert_eq!(settings.template_headers().collect::<Vec<_>>(), ["x-evento", "X-Entrega"]);
    let odd = CustomScheme { template: "{headers.}{headers.a{body}{headers.b".to_owned(), ..settings.clone() };
    assert_eq!(odd.template_headers().count(), 0, "text");
}

#[test]
fn custom_stamps_in_every_form() {
    let scheme = Scheme::Custom(CustomScheme {
        timestamp_header: Some("X-Hora".to_owned()),
        template: "{timestamp}.{body}".to_owned(),
        ..CustomScheme::default()
    });
    let at = |stamp: &str, now: i64| {
        let mut request = Owned::post(b"{}");
        request.set("X-Hora", stamp);
        request.set("X-Signature", &"0".repeat(64));
        let right = request.check(&scheme, "s", now).expected;
        request.set("X-Signature", &right);
        request.check(&scheme, "s", now).cause.map(|cause| cause.name())
    };
    let same = [
        "1773144842",
        "1773144842351",
        "2026-03-10T12:14:02Z",
        "2026-03-10t12:14:02z",
        "2026-03-10 12:14:02Z",
        "2026-03-10T12:14:02.351893Z",
        "2026-03-10T12:14:02.123456789Z",
        "2026-03-10T09:14:02-03:00",
        "2026-03-10T17:44:02.0+05:30",
        "2026-03-11T02:14:02+14:00",
        "1773144842351893",
        "1773144842351893123",
        "1773144842.5",
        // Without a zone it is taken for UTC.
        "2026-03-10T12:14:02",
        "2026-03-10T12:14:02.351893",
        "2026-03-10T15:14:02+0300",
        "20260310T121402Z",
        "20260310T091402-0300",
        "Tue, 10 Mar 2026 12:14:02 GMT",
        "Tue, 10 Mar 2026 09:14:02 -0300",
    ];
    for stamp in same {
        for (now, expected) in [
            (NOW, None),
            (NOW + 300, None),
            (NOW - 300, None),
            (NOW + 301, Some("stale_timestamp")),
            (NOW - 301, Some("future_timestamp")),
        ] {
            assert_eq!(at(stamp, now), expected, "{stamp} at {now}");
        }
    }
    // Across the ends of months and years, leap days, and before 1970.
    for (stamp, seconds) in [
        ("1970-01-01T00:00:00Z", 0),
        ("1969-12-31T23:59:59Z", -1),
        ("2000-02-29T23:59:59Z", 951_868_799),
        ("2000-03-01T00:00:00Z", 951_868_800),
        ("2024-12-31T23:59:60Z", 1_735_689_600),
        ("2100-03-01T00:00:00Z", 4_107_542_400),
        ("0001-01-01T00:00:00Z", -62_135_596_800),
        ("9999-12-31T23:59:59Z", 253_402_300_799),
    ] {
        let ends = [at(stamp, seconds + 300), at(stamp, seconds - 300)];
        assert_eq!(ends, [None, None], "{stamp}");
        assert_eq!(at(stamp, seconds + 301), Some("stale_timestamp"), "{stamp}");
    }
    let malformed = [
        "ontem",
        "+1773144842",
        "1773144842.",
        "1773144842.5.1",
        "2026-03-10",
        "2026-03-10T12:14Z",
        "2026-13-10T12:14:02Z",
        "2026-03-32T12:14:02Z",
        "2026-03-10T24:14:02Z",
        "2026-03-10T12:14:02+03",
        "2026-03-10T12:14:02+030",
        "2026-03-10T12:14:02.5+03:00x",
        "2026-03-10T12:14:02 -03:00",
        "2026-03-10T12:14:02-99:00",
        "2026-03-1çT12:14:02Z",
        "20260310T1214Z",
        "Tue, 10 March 2026 12:14:02 GMT",
        "Tue, 10 Mar 2026 12:14:02",
        "Tuesday, 10-Mar-26 12:14:02 GMT",
    ];
    for stamp in malformed {
        assert_eq!(at(stamp, NOW), Some("malformed_header"), "{stamp}");
    }
}

/// What providers document as seconds is not taken in another form.
#[test]
fn only_what_a_provider_documents() {
    let scheme = of(Provider::Slack);
    for stamp in ["1773144842351", "2026-03-10T12:14:02Z"] {
        let mut request = Owned::post(b"{}");
        let headers = request.with(|request| scheme.sign("s", request, NOW, ID)).unwrap();
        headers.iter().for_each(|(name, value)| request.set(name, value));
        request.set("X-Slack-Request-Timestamp", stamp);
        assert!(request.cause(&scheme, "s").is_some(), "{stamp}");
    }
}
