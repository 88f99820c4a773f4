use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;
use wire::{HeaderValue, Headers, Timestamp};

use super::*;
use crate::test_event::new_event;
use gancho_store::NewEvent;

fn record(body: &[u8], kind: &str) -> Record {
    let event = NewEvent {
        id: Uuid::nil(),
        received_at: Timestamp(1_795_516_927_318_001),
        path: "/webhook/a\"b".into(),
        query: Some("a=1%202&a=3&b".into()),
        headers: Headers(vec![
            ("content-type".into(), HeaderValue::from_bytes(kind.as_bytes())),
            ("x-a".into(), HeaderValue::from_bytes(b"say \"oi\"")),
        ]),
        ..new_event(body.to_vec())
    };
    Record { seq: 7, size: body.len() as u64, event, marks: wire::Marks::default(), delivery: None, damaged: false }
}

fn later() -> Instant {
    Instant::now() + Duration::from_secs(600)
}

fn render(template: &str, body: &[u8]) -> String {
    Template::parse(template).unwrap().render(&record(body, "application/json"), later()).unwrap()
}

#[test]
fn everything_an_event_has_can_be_named() {
    let body =
        br#"{"message":{"chat":{"id":12345678901234567},"text":"say \"oi\"\n"},"items":[{"name":"a"}],"t":true}"#;
    for (template, text) in [
        ("", ""),
        ("plain } }} { text", "plain } }} { text"),
        ("{{body.message.chat.id}}", "12345678901234567"),
        ("{{ body.message.text }}", r#"say \"oi\"\n"#),
        (
            "{{{body.message.text}}}|{{body.message.text|raw}}|{{body.message.text | raw}}",
            "say \"oi\"\n|say \"oi\"\n|say \"oi\"\n",
        ),
        ("{{body.items.0.name}}{{body.items.1.name}}{{body.items.x}}", "a"),
        ("{\"a\":{{body.items.0}}}", r#"{"a":{"name":"a"}}"#),
        ("{\"a\":{{{body.t}}}}", r#"{"a":true}"#),
        ("{{headers.X-A}}-{{{headers.x-a}}}-{{headers.none}}", r#"say \"oi\"-say "oi"-"#),
        ("{{query.a}},{{query.b}},{{query.c}},{{query}}", "1 2,,,a=1%202&a=3&b"),
        ("{{method}} {{path}} {{seq}}", r#"POST /webhook/a\"b 7"#),
        (
            "{{id}} {{received_at}} {{channel}}",
            "00000000-0000-0000-0000-000000000000 2026-11-24T10:42:07.318001Z default",
        ),
    ] {
        assert_eq!(render(template, body), text, "{template}");
    }
}

#[test]
fn a_body_need_not_be_json() {
    assert_eq!(render("{{body}}", b"a \"b\""), r#"a \"b\""#);
    assert_eq!(render("{{{body}}}", b"a \"b\""), "a \"b\"");
    assert_eq!(render("{{body.a}}[{{body}}]", b"\xff"), "[]");
    assert_eq!(render("{{body.a}}", "\u{feff}{\"a\":1}".as_bytes()), "1", "a mark at the start is no part of it");
    let form = Template::parse("{{body.Body}}").unwrap();
    let sms = record(b"From=%2B55&Body=oi+%22voc%C3%AA%22", "application/x-www-form-urlencoded; charset=utf-8");
    assert_eq!(form.render(&sms, later()).unwrap(), r#"oi \"você\""#);
}

#[test]
fn what_makes_no_sense_is_refused_with_its_place() {
    let refused = |template: &str| Template::parse(template).unwrap_err().to_string();
    for (template, place, word) in [
        ("{{", "line 1, column 1", "not closed"),
        ("ação {{body.x}", "line 1, column 6", "not closed"),
        ("\n\n {{{body.x}}", "line 3, column 2", "not closed"),
        ("{{}}", "column 1", "names nothing"),
        ("a{{  }}", "column 2", "names nothing"),
        ("{{{}}}", "column 1", "names nothing"),
        ("{{|raw}}", "column 1", "names nothing"),
        ("{{bodi.x}}", "column 1", "has no 'bodi.x'"),
        ("{{method.x}}", "column 1", "has no"),
        ("{{body.}}", "column 1", "empty step"),
        ("{{body.a..b}}", "column 1", "empty step"),
        ("{{headers}}", "column 1", "header"),
        ("{{query.}}", "column 1", "parameter"),
        ("{{body.x|upper}}", "column 1", "raw"),
    ] {
        let told = refused(template);
        assert!(told.contains(place) && told.contains(word), "{template}: {told}");
    }
    assert!(refused(&"{{seq}}".repeat(101)).contains("at most 100"));
    assert!(refused(&format!("{{{{body{}}}}}", ".a".repeat(33))).contains("deeper"));
}

#[test]
fn a_text_that_grows_without_end_is_cut_short() {
    let template = "{{body}}".repeat(100);
    let event = record(&vec![b'x'; 1024 * 1024], "text/plain");
    assert_eq!(Template::parse(&template).unwrap().render(&event, later()), Err(RenderError::TooLong));
}

/// 100 values of 32 steps, and a body of 4.8 MB that has something at each of them.
#[test]
fn a_hundred_deep_values_of_a_long_body_are_taken_and_time_has_an_end() {
    let step = |n: usize| format!("{{{{body{}.n{n}}}}}", ".a".repeat(31));
    let template: String = (0..100).map(step).collect::<Vec<_>>().join(",");
    let mut body = (0..100).map(|n| format!("\"n{n}\":{n}")).collect::<Vec<_>>().join(",");
    body.insert(0, '{');
    body.push('}');
    for _ in 0..31 {
        body = format!("{{\"x\":\"{}\",\"a\":{body}}}", "y".repeat(155_000));
    }
    assert!(body.len() > 4_800_000);
    let event = record(body.as_bytes(), "application/json");
    let template = Template::parse(&template).unwrap();
    let numbers: Vec<_> = (0..100).map(|n| n.to_string()).collect();
    assert_eq!(template.render(&event, later()).unwrap(), numbers.join(","));
    assert_eq!(template.render(&event, Instant::now()), Err(RenderError::OutOfTime));
    let form = "a=b&".repeat(10_000);
    let form = record(form.as_bytes(), "application/x-www-form-urlencoded");
    assert_eq!(Template::parse("{{body.c}}").unwrap().render(&form, Instant::now()), Err(RenderError::OutOfTime));
}

proptest! {
    #[test]
    fn a_rendered_json_template_parses_as_json_for_any_text(text in any::<String>(), chat in any::<i64>()) {
        let body = json!({"message": {"chat": {"id": chat}, "text": text}}).to_string();
        let template = r#"{"method":"sendMessage","chat_id":{{body.message.chat.id}},"text":"{{body.message.text}}"}"#;
        let answer: Value = serde_json::from_str(&render(template, body.as_bytes())).unwrap();
        prop_assert_eq!(answer, json!({"method": "sendMessage", "chat_id": chat, "text": text}));
    }

    #[test]
    fn any_bytes_stand_inside_a_json_string(body in proptest::collection::vec(any::<u8>(), 0..100)) {
        let template = r#"["{{body.a}}","{{query}}","{{headers.x-a}}","{{path}}"]"#;
        prop_assert!(serde_json::from_str::<Vec<String>>(&render(template, &body)).is_ok());
    }

    #[test]
    fn any_template_is_understood_or_refused(template in "[{}|.a body]*") {
        let _ = Template::parse(&template).map(|template| template.render(&record(b"{}", ""), later()));
    }
}

#[test]
fn templates_of_one_event_share_its_values_in_their_order() {
    let parsed: Vec<_> = ["{{body.a}}{{seq}}", "-", "{{body.b.0}}{{body.a}}", "{{body.c}}{{body.b}}"]
        .map(|text| Template::parse(text).unwrap())
        .into();
    let templates: Vec<_> = parsed.iter().collect();
    let texts = super::render(&templates, &record(b"{\"a\":1,\"b\":[2]}", ""), later()).unwrap();
    assert_eq!(texts, ["17", "-", "21", "[2]"]);
}

#[test]
fn a_form_is_read_by_names_with_dots_in_them() {
    let form = record(b"a.b=1&c=%22&a=2", "application/x-www-form-urlencoded");
    let text = |template: &str| Template::parse(template).unwrap().render(&form, later()).unwrap();
    assert_eq!(text("{{body.a.b}},{{body.c}},{{{body.c}}},{{body.a}},{{body.x}}"), "1,\\\",\",2,");
    assert_eq!(Template::parse("{{body.c}}").unwrap().raw().render(&form, later()).unwrap(), "\"");
}
