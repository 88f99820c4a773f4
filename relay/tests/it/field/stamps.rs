//! Stamps of senders' own, as they write them.

use super::*;

const BODY: &[u8] = br#"{"a":1}"#;

#[tokio::test]
async fn a_custom_stamp_is_read_as_it_is_written() {
    let custom =
        json!({"header": "x-sig", "timestamp_header": "x-ts", "template": "{timestamp}.{headers.x-event}.{body}"});
    let relay = relay(&json!({"provider": "custom", "secret": "k", "custom": custom})).await;
    let now = now();
    for (stamp, expected) in [
        (now.to_string(), (true, None)),
        (format!("{now}.25"), (true, None)),
        (format!("{now}123"), (true, None)),
        (format!("{now}123456"), (true, None)),
        (format!("{now}123456789"), (true, None)),
        ((now - 400).to_string(), (false, Some("stale_timestamp"))),
        (format!("{}000", now + 400), (false, Some("future_timestamp"))),
        ("2020-01-01T00:00:00.5-03:00".into(), (false, Some("stale_timestamp"))),
        ("20200101T000000Z".into(), (false, Some("stale_timestamp"))),
        ("Wed, 01 Jan 2020 00:00:00 GMT".into(), (false, Some("stale_timestamp"))),
        ("yesterday".into(), (false, Some("malformed_header"))),
    ] {
        let signed = [stamp.as_bytes(), b".created.", BODY].concat();
        let signature = hex_sha256("k", &signed);
        let headers = [("x-sig", &*signature), ("x-ts", &*stamp), ("x-event", "created")];
        assert_eq!(verdict(&send(&relay, &headers, BODY).await.1), expected, "{stamp}");
    }
}

/// Linear signs the body, and the time stands in it: what a header says is nobody's word.
#[tokio::test]
async fn linear_is_as_fresh_as_its_body() {
    let relay = relay(&json!({"provider": "linear", "secret": "lin_wh_abc"})).await;
    let now = now() * 1000;
    for (stamp, header, expected) in [
        (Some(now), Some(now), (true, None)),
        (Some(now), None, (true, None)),
        (Some(now), Some(now - 3_600_000), (true, None)),
        (Some(now - 3_600_000), Some(now), (false, Some("stale_timestamp"))),
        (Some(now + 3_600_000), None, (false, Some("future_timestamp"))),
        (None, Some(now), (false, Some("missing_timestamp"))),
    ] {
        let stamp = stamp.map(|stamp| format!(",\"webhookTimestamp\":{stamp}")).unwrap_or_default();
        let body = format!("{{\"action\":\"update\",\"type\":\"Issue\",\"data\":{{\"title\":\"Não é\"}}{stamp}}}");
        let signature = hex_sha256("lin_wh_abc", body.as_bytes());
        let header = header.map(|header| header.to_string()).unwrap_or_default();
        let headers = [("linear-event", "Issue"), ("linear-signature", &signature), ("linear-timestamp", &header)];
        let (_, event) = send(&relay, &headers, body.as_bytes()).await;
        assert_eq!(verdict(&event), expected, "{stamp} {header}");
    }
}
