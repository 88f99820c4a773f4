//! Numbers and names come out as they came in.

use super::*;

const BODY: &str = r#"{"id":1152921506151679042,"big":123456789012345678901234567890,"price":10.00,
"exp":1e2,"neg":-0,"huge":1e400,"list":[1.0,9007199254740993],"value":false,"value":true,
"dotted.name":1.50,"n\u006fme":"Jo\u00e3o","deep":{"x":[{"y":-0.0}]}}"#;

#[tokio::test]
async fn every_digit_comes_out_as_it_came_in() {
    let values = [
        ("id", "1152921506151679042"),
        ("big", "123456789012345678901234567890"),
        ("price", "10.00"),
        ("exp", "1e2"),
        ("neg", "-0"),
        ("huge", "1e400"),
        ("list.0", "1.0"),
        ("list.1", "9007199254740993"),
        ("value", "true"),
        ("dotted.name", "1.50"),
        ("nome", "Jo\\u00e3o"),
        ("deep.x.0.y", "-0.0"),
        ("deep.x.1.y", ""),
        ("list.-1", ""),
    ];
    let template: Vec<String> = values.iter().map(|(path, _)| format!("{{{{body.{path}}}}}")).collect();
    let relay = relay(&json!({"answer": {"body": template.join("|")}})).await;
    let (text, event) = send(&relay, &[("content-type", JSON)], BODY.as_bytes()).await;
    let expected: Vec<&str> = values.iter().map(|(_, value)| *value).collect();
    assert_eq!(text, expected.join("|"));
    assert_eq!(event.body.as_text(), Some(BODY));
    set(&relay, "c", &json!({"answer": {"body": "{{{body}}}"}})).await;
    assert_eq!(send(&relay, &[("content-type", JSON)], BODY.as_bytes()).await.0, BODY);
}

#[tokio::test]
async fn what_is_no_json_is_stored_and_has_no_values() {
    let relay = relay(&json!({"answer": {"body": "[{{body.b}}]"}})).await;
    for body in [r#"{"a":NaN,"b":1,}"#, "{\"b\":1} and more", "{\"b\":1}\n{\"b\":2}", "{'b':1}", ""] {
        assert_eq!(send(&relay, &[("content-type", JSON)], body.as_bytes()).await.0, "[]", "{body}");
    }
}
