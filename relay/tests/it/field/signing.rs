//! Providers that sign in more ways than one, and secrets in the forms in which people have them.

use super::*;

#[tokio::test]
async fn mercado_pago_signs_what_is_there_as_it_is_or_in_lower_case() {
    let relay = relay(&json!({"provider": "mercadopago", "secret": "mp"})).await;
    let body = br#"{"action":"order.updated","data":{"id":"ORDTST01"},"type":"order","live_mode":false,"user_id":"1","api_version":"v1"}"#;
    let (now, milliseconds) = (now().to_string(), format!("{}000", now()));
    let of = |id: &str, request: &str, stamp: &str| {
        let part = |name: &str, value: &str| match value {
            "" => String::new(),
            value => format!("{name}:{value};"),
        };
        [part("id", id), part("request-id", request), part("ts", stamp)].concat()
    };
    for (query, request, stamp, manifest, valid) in [
        ("data.id=ORDTST01&type=order", "r", &milliseconds, of("ordtst01", "r", &milliseconds), true),
        ("data.id=ORDTST01&type=order", "r", &milliseconds, of("ORDTST01", "r", &milliseconds), true),
        ("data.id=1", "", &milliseconds, of("1", "", &milliseconds), true),
        ("type=order", "r", &milliseconds, of("", "r", &milliseconds), true),
        ("data.id=1", "r", &now, of("1", "r", &now), true),
        ("data%2Eid=1", "r", &now, of("1", "r", &now), true),
        ("data.id=1", "r", &now, of("2", "r", &now), false),
    ] {
        for between in [",", ", "] {
            let signature = format!("ts={stamp}{between}v1={}", hex_sha256("mp", manifest.as_bytes()));
            let mut headers = vec![("content-type", JSON), ("x-signature", &*signature)];
            headers.extend((!request.is_empty()).then_some(("x-request-id", request)));
            let (_, event) = send_to(&relay, &format!("/webhook/c?{query}"), &headers, body).await;
            assert_eq!(verdict(&event).0, valid, "{query} {manifest}");
            assert_eq!(event.event.as_deref(), Some("order.updated"));
        }
    }
}

/// The key is what stands behind `whsec_`, decoded; who takes it for text is told.
#[tokio::test]
async fn standard_webhooks_with_secrets_as_people_have_them() {
    let relay = relay(&json!({})).await;
    let bytes = "k\u{7f}ey~~~ey of twenty-four bytes?>?>";
    let base64 = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(bytes)
    };
    let url_safe = base64.replace('+', "-").replace('/', "_");
    let body = br#"{"type":"order.paid","timestamp":"2026-11-27T00:00:00Z","data":{"id":"1"}}"#;
    let now = now();
    let signed = [format!("msg_1.{now}.").as_bytes(), body].concat();
    let whole = format!("whsec_{base64}");
    let told = (false, Some("secret_encoding"));
    for (secret, key, names, expected) in [
        (whole.clone(), bytes, "webhook", (true, None)),
        (base64.clone(), bytes, "webhook", (true, None)),
        (format!("v1,{whole}"), bytes, "webhook", (true, None)),
        (whole.clone(), bytes, "svix", (true, None)),
        (format!("whsec_{}", base64.trim_end_matches('=')), bytes, "webhook", told),
        (format!("whsec_{url_safe}"), bytes, "webhook", told),
        (whole.clone(), &whole, "webhook", told),
        (whole.clone(), &base64, "webhook", told),
    ] {
        set(&relay, "c", &json!({"provider": "standard", "secret": secret})).await;
        let right = format!("v1,{}", hmac(Hash::Sha256, Encoding::Base64, key, &signed));
        let several = format!("v1a,aGVsbG8= v1,AAAA {right} v2,xx");
        for signature in [right, several] {
            let [id, stamp, header] = ["id", "timestamp", "signature"].map(|part| format!("{names}-{part}"));
            let at = now.to_string();
            let headers = [(&*id, "msg_1"), (&stamp, &*at), (&header, &*signature)];
            assert_eq!(verdict(&send(&relay, &headers, body).await.1), expected, "{secret}");
        }
    }
}
