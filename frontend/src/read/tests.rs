//! What serde writes is read back as it was.

use std::fmt::Debug;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;
use serde_json::{Value, json};

use ::tools::{Bytes, Change, Lesson, Offer, Part, Report, Request};
use ::wire::{
    Answer, Body, Channel, ChannelInfo, ChannelSettings, Channels, CustomScheme, Digest, Event, EventsPage, Fail,
    HeaderValue, Headers, Hello, MeterReading, Problem, Retention, ServerMsg, Signature, Stored, Timestamp, Took,
};

use super::{Json, Read};

impl Json for Value {
    fn field(&self, name: &str) -> Self {
        self.get(name).cloned().unwrap_or_default()
    }

    fn items(&self) -> Option<Vec<Self>> {
        self.as_array().cloned()
    }

    fn text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        BASE64.decode(self.as_str()?).ok()
    }

    fn number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn truth(&self) -> Option<bool> {
        self.as_bool()
    }

    fn is_none(&self) -> bool {
        self.is_null()
    }
}

#[track_caller]
fn comes_back<T: Serialize + Read + PartialEq + Debug>(written: T) {
    let json = serde_json::to_value(&written).unwrap();
    assert_eq!(T::read(&json).as_ref(), Some(&written), "{json}");
}

fn channel() -> Channel {
    Channel::new("a-1").unwrap()
}

/// With all that an event can have, and with nothing that it can do without.
fn events() -> [Event; 2] {
    let bare = Event {
        seq: 7,
        id: "0193a1b2-0000-7000-8000-000000000000".into(),
        received_at: Timestamp(1_795_516_927_318_000),
        channel: channel(),
        method: "POST".into(),
        path: "/webhook".into(),
        query: None,
        headers: Headers::default(),
        body: Body::whole(b""),
        size: 0,
        sha256: Digest([0xab; 32]),
        remote: "127.0.0.1:1".into(),
        pinned: false,
        note: None,
        provider: None,
        event: None,
        summary: None,
        signature: None,
    };
    let full = Event {
        query: Some("a=1&b".into()),
        headers: Headers(vec![
            ("x-a".into(), HeaderValue::from_bytes("á".as_bytes())),
            ("x-a".into(), HeaderValue::from_bytes(b"\xff")),
        ]),
        body: Body::whole(&[0, 255]),
        size: 5_000_000_000,
        pinned: true,
        note: Some("why".into()),
        provider: Some("github".into()),
        event: Some("push".into()),
        summary: Some("somebody pushed".into()),
        signature: Some(Signature {
            scheme: "github".into(),
            valid: false,
            cause: Some("mismatch".into()),
            other: None,
        }),
        ..bare.clone()
    };
    [bare, full]
}

#[test]
fn events_and_their_pages() {
    let events = events();
    let page = EventsPage { events: vec![], head: 9, oldest: 2, epoch: "e".into(), next: None };
    comes_back(EventsPage { events: events.iter().cloned().map(Arc::new).collect(), next: Some(3), ..page.clone() });
    comes_back(page);
    events.into_iter().for_each(comes_back);
}

#[test]
fn messages_of_a_stream() {
    let hello = Hello {
        channel: channel(),
        head: 3,
        oldest: 2,
        after: 1,
        epoch: "e".into(),
        now: Timestamp(5),
        webhook_url: "http://localhost:7878/webhook".into(),
        max_body: 5,
        version: "0".into(),
    };
    comes_back(ServerMsg::Hello(hello));
    for event in events() {
        let event = Arc::new(event);
        comes_back(ServerMsg::Event { event: event.clone(), took: None });
        comes_back(ServerMsg::Event { event, took: Some(Took { stored_us: 1200, sent_us: 1201 }) });
    }
    comes_back(ServerMsg::Gap { from: 1, to: 2 });
    comes_back(ServerMsg::Lagged { after: 1, oldest: 2 });
    comes_back(ServerMsg::Deleted { seq: 4 });
    comes_back(ServerMsg::Marked { seq: 4, pinned: true, note: Some("a".into()) });
    comes_back(ServerMsg::Marked { seq: 4, pinned: false, note: None });
    comes_back(ServerMsg::Cleared { upto: 9 });
    comes_back(ServerMsg::Pong { t: None, now: Timestamp(1) });
    comes_back(ServerMsg::Pong { t: Some(-15), now: Timestamp(1_795_516_927_318_001) });
}

#[test]
fn channels_and_what_they_do() {
    let (head, retention) = (9_007_199_254_740_991, Retention { max_events: 1, max_bytes: 2 });
    let info = ChannelInfo { channel: channel(), head, oldest: 1, count: 2, bytes: 3, epoch: "e".into(), retention };
    comes_back(Channels { channels: vec![info] });
    comes_back(ChannelSettings::default());
    let custom = CustomScheme {
        header: "x-signature".into(),
        prefix: String::new(),
        hash: "sha256".into(),
        encoding: "hex".into(),
        template: "{body}".into(),
        timestamp_header: Some("x-at".into()),
        id_header: None,
    };
    let fail = Fail { next: Some(3), left: None, percent: Some(50), status: 503 };
    let answer = Answer {
        status: 201,
        headers: vec![("x-a".into(), "b".into())],
        body: Some("{{seq}}".into()),
        delay_ms: 5,
        fail: Some(fail),
        time_out: true,
    };
    for (custom, answer) in [
        (CustomScheme { prefix: "sha256=".into(), ..custom.clone() }, answer),
        (custom, Answer { fail: None, body: None, ..Answer::default() }),
    ] {
        comes_back(ChannelSettings {
            provider: Some("custom".into()),
            secret_set: true,
            custom: Some(custom),
            handshakes: true,
            answer: Some(answer),
        });
    }
}

#[test]
fn the_relays_other_answers() {
    comes_back(MeterReading { requests: 1, bytes_up: 2, bytes_down: 3, open: 4, now: Timestamp(5) });
    comes_back(Stored { id: "i".into(), seq: 1, channel: channel() });
    comes_back(Problem {
        kind: "/problems/x".into(),
        title: "X".into(),
        status: 404,
        detail: "what".into(),
        values: Default::default(),
    });
}

#[test]
fn the_workers_answers() {
    let headers = vec![("a".to_owned(), "b".to_owned())];
    let request = Request { method: "POST".into(), path: "/webhook".into(), headers, body: Bytes(vec![0, 255]) };
    comes_back(Ok::<_, String>(vec![request.clone(), request]));
    comes_back(Err::<Request, _>("why".to_owned()));
    comes_back(Err::<Request, _>(String::new()));
    let offer = Offer { name: "a".into(), title: "A".into(), signs: true, events: vec!["push".into()] };
    comes_back(Ok::<_, String>(vec![Offer { signs: false, events: vec![], ..offer.clone() }, offer]));
    comes_back(Ok::<_, String>(vec![Change { sign: '-', line: "á".into() }]));
    comes_back(Ok::<_, String>(vec![Lesson { title: String::new(), paragraphs: vec!["a".into(), "b".into()] }]));
    let report = Report { signed: "s".into(), expected: "e".into(), received: "r".into(), cause: None, other: None };
    comes_back(Ok::<_, String>(Some(Report { cause: Some("c".into()), other: Some("o".into()), ..report.clone() })));
    comes_back(Ok::<_, String>(Some(report)));
    comes_back(Ok::<Option<Report>, String>(None));
    let file = Part { file: Some("f".into()), kind: Some("k".into()), bytes: Some(Bytes(vec![1])), ..Part::default() };
    comes_back(Ok::<_, String>(vec![Part { name: "n".into(), value: "v".into(), ..Part::default() }, file]));
    comes_back(Ok::<_, String>("text".to_owned()));
}

#[test]
fn something_else_is_not_read() {
    for bad in [json!({"type": "event"}), json!({"type": "other"}), json!({}), json!([]), json!("hello"), json!(null)] {
        assert_eq!(ServerMsg::read(&bad), None, "{bad}");
        assert_eq!(Event::read(&bad), None, "{bad}");
        assert_eq!(Result::<String, String>::read(&bad), None, "{bad}");
    }
    assert_eq!(u64::read(&json!("7")), None);
    assert_eq!(bool::read(&json!("true")), None);
    assert_eq!(Vec::<u64>::read(&json!({"0": 1})), None);
}
