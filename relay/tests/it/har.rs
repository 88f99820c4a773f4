//! HAR files: what they say of a request, each thing once and readable.

use serde_json::{Value, json};

use crate::support::{Http, TestRelay};

#[tokio::test]
async fn cookies_are_listed_values_are_readable_and_a_body_is_there_once() {
    let relay = TestRelay::start().await;
    let mut http = Http::to(relay.address).await;
    let head = "POST /webhook/c HTTP/1.1\r\nHost: localhost\r\nCookie: sid=1; theme=dark=2; ;alone\r\n\
        Cookie: b=\"q\"\r\nX-Lat: caf\u{e9}\r\nX-Utf: Ã§\r\nContent-Length: 2\r\n\r\n{}";
    // Each character is one byte: ISO-8859-1, in which `Ã§` are the two bytes of a ç in UTF-8.
    let bytes: Vec<u8> = head.chars().map(|c| c as u8).collect();
    http.write(&bytes).await;
    assert_eq!(http.answer(false).await.status, 200);
    let form = ("content-type", "application/x-www-form-urlencoded");
    relay.request("POST", "/webhook/c", &[form], b"a=1&b=a+b%26").await;
    relay.request("POST", "/webhook/c", &[], b"\xff\0").await;
    relay.request("GET", "/webhook/c", &[], b"").await;

    let har: Value = relay.get("/api/channels/c/export?format=har").await.json();
    let requests: Vec<&Value> =
        har["log"]["entries"].as_array().unwrap().iter().map(|entry| &entry["request"]).collect();
    let cookies = json!([
        {"name": "sid", "value": "1"},
        {"name": "theme", "value": "dark=2"},
        {"name": "", "value": "alone"},
        {"name": "b", "value": "\"q\""},
    ]);
    assert_eq!(requests[0]["cookies"], cookies);
    assert_eq!(requests[1]["cookies"], json!([]));
    let header = |name: &str| {
        let headers = requests[0]["headers"].as_array().unwrap();
        headers.iter().find(|header| header["name"] == name).unwrap().clone()
    };
    let comment = "not UTF-8: read as ISO-8859-1";
    assert_eq!(header("x-lat"), json!({"name": "x-lat", "value": "café", "comment": comment}));
    assert_eq!(header("x-utf"), json!({"name": "x-utf", "value": "ç"}));
    let data = |n: usize| requests[n].get("postData").cloned();
    let unknown = "application/octet-stream";
    assert_eq!(data(0), Some(json!({"mimeType": unknown, "text": "{}"})));
    assert_eq!(data(1), Some(json!({"mimeType": form.1, "text": "a=1&b=a+b%26"})));
    assert_eq!(data(2), Some(json!({"mimeType": unknown, "text": "/wA=", "_encoding": "base64"})));
    assert_eq!(data(3), None);
    assert!(!har.to_string().contains('\u{fffd}'));
}
