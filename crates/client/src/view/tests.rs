//! What the screen shows, and what keys do to it.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::{Color, Modifier};
use serde_json::json;
use wire::{Body, Event, Headers, Timestamp};

use super::model::{Content, MAX_ROWS};
use super::row::At;
use super::*;

const PLAIN: Look = Look { colours: false, zone: TimeZone::UTC };
const HOSTILE: &str = "a\u{1b}[2J\u{202e}gpj.exe\u{9b}2J";

fn channel() -> Channel {
    Channel::default()
}

fn model(lang: Lang, target: Option<&str>) -> Model {
    let target = target.map(|target| (target.to_owned(), ConsumerName::new("app").unwrap()));
    Model::new(lang, "http://127.0.0.1:7878".into(), vec![Route::of(channel(), target)])
}

fn event(seq: u64) -> Event {
    let received_at = Timestamp(1_795_516_927_318_000 + seq as i64 * 1_000_000);
    Event { received_at, body: Body::whole(b"oi"), size: 2, ..testkit::event(seq) }
}

fn come(model: &mut Model, event: Event) -> Vec<Effect> {
    model.hear(Input::Message(channel(), Box::new(wire::ServerMsg::Event { event: Arc::new(event), took: None })))
}

fn attempt(seq: u64, more: serde_json::Value) -> (Input, wire::ConsumerAttempt) {
    let mut attempt = json!({"consumer": "app", "number": 1, "result": "ok", "target": "http://localhost:5000",
        "ms": 12.36, "started_at": "2026-11-28T12:00:00.000000Z"});
    attempt.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let attempt: wire::ConsumerAttempt = serde_json::from_value(attempt).unwrap();
    let message = wire::ServerMsg::Attempt { seq, attempt: Arc::new(attempt.clone()) };
    (Input::Message(channel(), Box::new(message)), attempt)
}

fn press(model: &mut Model, keys: &str) -> Vec<Effect> {
    let key = |c| match c {
        '\n' => KeyCode::Enter,
        '\u{1b}' => KeyCode::Esc,
        '\t' => KeyCode::Tab,
        '\u{8}' => KeyCode::Backspace,
        c => KeyCode::Char(c),
    };
    keys.chars().flat_map(|c| model.press(KeyEvent::new(key(c), KeyModifiers::NONE))).collect()
}

fn screen(model: &mut Model, look: &Look, (width, height): (u16, u16)) -> Terminal<TestBackend> {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(frame, model, look)).unwrap();
    terminal
}

fn lines(model: &mut Model, size: (u16, u16)) -> Vec<String> {
    let terminal = screen(model, &PLAIN, size);
    let buffer = terminal.backend().buffer();
    let line = |y| (0..size.0).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
    (0..size.1).map(line).collect()
}

fn at(seq: u64) -> At {
    At { channel: channel(), seq }
}

#[test]
fn a_forwarded_event_shows_its_provider_status_time_and_attempt() {
    for (lang, live, state, waiting, ms, help) in [
        (Lang::En, "live", "answers 200", "3 waiting, 1 dead letter", "12.4 ms", "Enter detail"),
        (Lang::Pt, "ao vivo", "responde 200", "3 na fila, 1 não entregue", "12,4 ms", "Enter detalhe"),
    ] {
        let mut model = model(lang, Some("http://localhost:5000"));
        model.hear(Input::Link(channel(), Link::Live));
        let known = |text: &str| Some(text.to_owned());
        come(&mut model, Event { provider: known("github"), summary: known("3 commits to main"), ..event(7) });
        let (input, _) = attempt(7, json!({"status": 200}));
        model.hear(input);
        let info = json!({"name": "app", "channel": "default", "cursor": 7, "head": 10, "epoch": "e", "waiting": 3,
            "dead": 1, "connected": true});
        model.hear(Input::Consumer(Box::new(serde_json::from_value(info).unwrap())));
        for size in [(80, 24), (200, 50)] {
            let lines = lines(&mut model, size);
            assert!(lines[0].contains("http://127.0.0.1:7878  default") && lines[0].contains(live), "{lines:#?}");
            assert!(lines[1].starts_with("→ http://localhost:5000"), "{lines:#?}");
            assert!(lines[1].contains(state) && lines[1].contains(waiting), "{lines:#?}");
            assert!(
                lines[3].contains("     7  10:42:14") && lines[3].contains("github  3 commits to main"),
                "{lines:#?}"
            );
            assert!(lines[3].contains(&format!("200  {ms:>11}  #1")), "{lines:#?}");
            assert!(lines.last().unwrap().contains(help), "{lines:#?}");
            let last = if lang == Lang::En { "q quit" } else { "q sair" };
            assert!(lines.last().unwrap().contains(last), "the whole help has room: {lines:#?}");
        }
    }
}

#[test]
fn a_target_that_does_not_answer_is_waited_for_or_failed() {
    let mut model = model(Lang::En, Some("http://localhost:5000"));
    come(&mut model, event(1));
    let mut hear = |more| {
        model.hear(attempt(1, more).0);
        lines(&mut model, (100, 10))
    };
    let waiting = hear(json!({"result": "failed", "error": "Connection refused"}));
    assert!(waiting[1].contains("waiting for it (Connection refused)"), "{waiting:#?}");
    let again = hear(json!({"result": "failed", "status": 500, "number": 2}));
    assert!(again[1].contains("answers 500") && again[3].contains("#2"), "{again:#?}");
    let dead = hear(json!({"result": "dead", "error": "no whole answer within 30 s", "number": 3}));
    assert!(dead[1].contains("fails (no whole answer") && dead[3].contains("✗"), "{dead:#?}");
    // Of another consumer nothing is shown.
    let other = hear(json!({"consumer": "other", "status": 204}));
    assert_eq!(other, dead);
}

#[test]
fn what_strangers_write_is_shown_and_not_obeyed() {
    let mut model = model(Lang::En, Some(HOSTILE));
    let hostile = Some(HOSTILE.to_owned());
    let whole = Event {
        method: HOSTILE.into(),
        path: HOSTILE.into(),
        query: hostile.clone(),
        provider: hostile.clone(),
        summary: hostile.clone(),
        note: hostile.clone(),
        remote: HOSTILE.into(),
        headers: Headers(vec![(HOSTILE.into(), wire::HeaderValue::from_bytes(HOSTILE.as_bytes()))]),
        body: Body::whole(format!("{HOSTILE}\r\n\tx").as_bytes()),
        ..event(1)
    };
    come(&mut model, whole.clone());
    come(&mut model, Event { provider: None, summary: None, ..whole.clone() });
    let (input, made) = attempt(1, json!({"result": "dead", "error": HOSTILE, "target": HOSTILE}));
    model.hear(input);
    let is_safe = |lines: Vec<String>| {
        let text = lines.join("\n");
        assert!(text.contains("\\u{202e}gpj.exe"), "{text}");
        assert!(!text.chars().any(wire::is_display_control), "{text:?}");
    };
    is_safe(lines(&mut model, (200, 20)));
    press(&mut model, "\n");
    model.hear(Input::Fetched(at(1), Ok(Box::new((whole, vec![made])))));
    is_safe(lines(&mut model, (200, 40)));
    press(&mut model, "\u{1b}");
    for input in [
        Input::Notice(HOSTILE.into()),
        Input::Resent(at(1), Err(HOSTILE.into())),
        Input::Link(channel(), Link::Away(HOSTILE.into())),
    ] {
        model.hear(input);
        is_safe(lines(&mut model, (200, 20)));
    }
    press(&mut model, &format!("/{}", HOSTILE.replace('\u{1b}', "")));
    is_safe(lines(&mut model, (200, 20)));
}

#[test]
fn ten_thousand_events_are_scrolled_and_the_oldest_goes_first() {
    let mut model = model(Lang::En, None);
    let count = MAX_ROWS as u64;
    (1..=count).for_each(|seq| drop(come(&mut model, event(seq))));
    let size = (80, 24);
    let has = |lines: &[String], seq: u64| lines.iter().any(|line| line.starts_with(&format!("{seq:>6}  ")));
    assert!(has(&lines(&mut model, size), count), "it follows what comes");
    press(&mut model, "g");
    assert!(has(&lines(&mut model, size), 1));
    press(&mut model, "jjj");
    assert_eq!(model.current(), Some(at(4)));
    press(&mut model, "  ");
    lines(&mut model, size);
    assert_eq!(model.current(), Some(at(4 + 2 * 20)), "by screens of 21 rows, less one that stays");
    // What is looked at stays where it is while others come and the oldest go.
    let before = lines(&mut model, size);
    (1..=10).for_each(|more| drop(come(&mut model, event(count + more))));
    assert_eq!(lines(&mut model, size), before);
    assert_eq!((model.rows.len(), model.rows[0].at.seq), (MAX_ROWS, 11));
    // The one that is looked at goes too.
    (1..=100).for_each(|more| drop(come(&mut model, event(count + 10 + more))));
    assert_eq!(model.current(), Some(at(111)));
    press(&mut model, "G");
    come(&mut model, event(count + 200));
    assert!(has(&lines(&mut model, size), count + 200), "at the end it follows again");
}

#[test]
fn a_paused_list_stands_still_and_says_how_many_came() {
    let mut model = model(Lang::Pt, Some("http://localhost:5000"));
    come(&mut model, event(1));
    press(&mut model, "p");
    come(&mut model, event(2));
    model.hear(attempt(2, json!({"status": 204})).0);
    let still = lines(&mut model, (100, 10));
    assert!(still[0].contains("pausado, 1 a mais"), "{still:#?}");
    assert!(!still.join("\n").contains("204  "), "{still:#?}");
    press(&mut model, "p");
    let all = lines(&mut model, (100, 10)).join("\n");
    assert!(all.contains("204  ") && !all.contains("pausado"), "what came meanwhile is known: {all}");
}

#[test]
fn a_filter_is_looked_for_by_the_relay_and_marks_rows() {
    let mut model = model(Lang::En, None);
    (5..=9).for_each(|seq| drop(come(&mut model, event(seq))));
    let text = "provider:github";
    let search = |after| Effect::Search(channel(), text.into(), after);
    assert_eq!(press(&mut model, &format!("/x\u{8}{text}\n")), [search(4)]);
    let found = |seqs: &[u64], upto| {
        let result = Ok((seqs.to_vec(), upto));
        Input::Found(filter::Found { channel: channel(), filter: text.into(), result })
    };
    // What comes meanwhile is looked at when the answer is there.
    assert_eq!(come(&mut model, event(10)), []);
    assert_eq!(model.hear(found(&[6, 8], 9)), [search(9)]);
    let shown = lines(&mut model, (100, 12));
    assert!(shown[0].contains("filter provider:github: 2 of 6"), "{shown:#?}");
    assert_eq!(model.hear(found(&[10], 10)), []);
    assert_eq!(model.shown(), [1, 3, 5]);
    assert_eq!(come(&mut model, event(11)), [search(10)]);
    // An answer to a filter of before is too late.
    press(&mut model, "/\u{8}");
    assert_eq!(press(&mut model, "\n").len(), 1);
    assert_eq!(model.hear(found(&[11], 11)), []);
    assert_eq!(model.shown(), [] as [usize; 0]);
    assert!(lines(&mut model, (100, 12)).join("\n").contains("Nothing found"));
    // One that the relay refuses is said, and Escape shows everything.
    let refused = filter::Found { channel: channel(), filter: "provider:githu".into(), result: Err("no such".into()) };
    model.hear(Input::Found(refused));
    assert!(lines(&mut model, (100, 12)).join("\n").contains("not done: no such"));
    press(&mut model, "\u{1b}");
    assert_eq!(model.shown().len(), 7);
}

#[test]
fn a_detail_has_request_and_answers() {
    let mut model = model(Lang::En, Some("http://localhost:5000"));
    come(&mut model, event(1));
    assert_eq!(press(&mut model, "\n"), [Effect::Fetch(at(1))]);
    assert!(lines(&mut model, (80, 24)).join("\n").contains("loading"));
    let whole = Event { body: Body::whole(br#"{"a":1.0,"b":[]}"#), size: 16, ..event(1) };
    let answer = json!({"text": "created"});
    let (_, made) = attempt(1, json!({"status": 201, "headers": [["x-app", "yes"]], "body": answer}));
    model.hear(Input::Fetched(at(2), Err("of another one".into())));
    model.hear(Input::Fetched(at(1), Ok(Box::new((whole, vec![made])))));
    let text = lines(&mut model, (80, 24)).join("\n");
    for part in [
        "Request 1  POST /webhook",
        "  \"a\": 1.0,",
        "  \"b\": []",
        "Answer 201  attempt 1  12.4 ms",
        "x-app: yes",
        "created",
    ] {
        assert!(text.contains(part), "no {part:?} in {text}");
    }
    // In a screen of few lines Tab goes to the answer, and comes back.
    press(&mut model, "\t");
    assert!(lines(&mut model, (80, 10))[3].starts_with("Answer 201"));
    press(&mut model, "\t");
    assert!(lines(&mut model, (80, 10))[3].starts_with("Request 1"));
    // A new attempt reads it again.
    assert_eq!(model.hear(attempt(1, json!({"status": 200, "number": 2})).0), [Effect::Fetch(at(1))]);
    assert_eq!(press(&mut model, "r"), [Effect::Resend(at(1), Some(ConsumerName::new("app").unwrap()))]);
    assert_eq!(press(&mut model, "q"), [], "it closes the detail");
    assert_eq!(press(&mut model, "oq"), [Effect::Open(at(1)), Effect::Quit]);
}

#[test]
fn five_mebibytes_are_opened_and_bytes_are_shown_in_hexadecimal() {
    let mut model = model(Lang::En, None);
    come(&mut model, event(1));
    press(&mut model, "\n");
    let size = 5 << 20;
    let long = Event { body: Body::whole("ã".repeat(size / 2).as_bytes()), size: size as u64, ..event(1) };
    model.hear(Input::Fetched(at(1), Ok(Box::new((long, Vec::new())))));
    assert!(
        lines(&mut model, (80, 24)).iter().any(|line| line.chars().all(|c| c == 'ã') && line.chars().count() == 80)
    );
    press(&mut model, "G");
    let end = lines(&mut model, (200, 50)).join("\n");
    assert!(end.contains("No attempt was made") && end.contains("ãã"), "{end}");
    let bytes = Event { body: Body::whole(&[0xff; 100_000]), size: 100_000, ..event(1) };
    model.hear(Input::Fetched(at(1), Ok(Box::new((bytes, Vec::new())))));
    press(&mut model, "g");
    let text = lines(&mut model, (80, 24)).join("\n");
    assert!(text.contains("00000000  ff ff"), "{text}");
    press(&mut model, "G");
    assert!(lines(&mut model, (80, 24)).join("\n").contains("34464 bytes more are not shown"));
}

#[test]
fn any_size_of_screen_is_drawn() {
    let mut model = model(Lang::Pt, Some("http://localhost:5000"));
    (1..=30).for_each(|seq| drop(come(&mut model, event(seq))));
    let all = |model: &mut Model| {
        for size in [(1, 1), (2, 2), (7, 3), (80, 24), (200, 50), (20, 200), (300, 2)] {
            screen(model, &PLAIN, size);
        }
    };
    all(&mut model);
    press(&mut model, "/a");
    all(&mut model);
    press(&mut model, "\u{1b}\n");
    all(&mut model);
    model.hear(Input::Fetched(at(30), Ok(Box::new((event(30), Vec::new())))));
    all(&mut model);
    press(&mut model, "G\t");
    all(&mut model);
}

#[test]
fn without_colours_there_is_none_and_the_selection_is_seen() {
    let mut model = model(Lang::En, Some("http://localhost:5000"));
    come(&mut model, event(1));
    model.hear(attempt(1, json!({"status": 500, "result": "dead"})).0);
    let cells = |terminal: Terminal<TestBackend>| terminal.backend().buffer().content().to_vec();
    let plain = cells(screen(&mut model, &PLAIN, (80, 24)));
    assert!(plain.iter().all(|cell| (cell.fg, cell.bg) == (Color::Reset, Color::Reset)));
    assert!(plain.iter().any(|cell| cell.modifier.contains(Modifier::REVERSED)));
    let coloured = cells(screen(&mut model, &Look { colours: true, ..PLAIN }, (80, 24)));
    assert!(coloured.iter().any(|cell| cell.fg == Color::Red));
}

#[test]
fn events_that_go_are_gone_and_a_new_sequence_begins_empty() {
    let mut model = model(Lang::En, None);
    (1..=5).for_each(|seq| drop(come(&mut model, event(seq))));
    press(&mut model, "kk");
    let mut hear = |message| drop(model.hear(Input::Message(channel(), Box::new(message))));
    hear(wire::ServerMsg::Deleted { seq: 3 });
    hear(wire::ServerMsg::Marked { seq: 1, pinned: true, note: None });
    hear(wire::ServerMsg::Cleared { upto: 4 });
    assert_eq!(model.current(), Some(at(5)), "the next one that stays");
    let seqs = |model: &Model| model.rows.iter().map(|row| row.at.seq).collect::<Vec<_>>();
    assert_eq!(seqs(&model), [1, 5]);
    press(&mut model, "p");
    model.hear(Input::MadeAnew(channel()));
    assert_eq!(seqs(&model), [] as [u64; 0]);
    assert!(matches!(press(&mut model, "rjkG\n")[..], []), "there is nothing to do it with");
    assert!(model.detail.is_none());
    assert!(!matches!(model.detail.map(|detail| detail.content), Some(Content::Loading)));
}

#[test]
fn an_interrupt_ends_it_whatever_is_open() {
    let mut model = model(Lang::En, None);
    let interrupt = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    come(&mut model, event(1));
    for keys in ["", "/x", "\n"] {
        press(&mut model, keys);
        assert_eq!(model.press(interrupt), [Effect::Quit], "{keys}");
    }
    model.hear(Input::Ending);
    assert!(lines(&mut model, (80, 10)).join("\n").contains("Ctrl-C leaves at once"));
}

#[tokio::test]
async fn two_targets_of_a_channel_are_one_stream() {
    let relay = Relay::new("http://127.0.0.1:1".into(), None, &crate::tls::Trust::default()).unwrap();
    let mut view = View::new(relay, Vec::new(), Style { lang: Lang::En, colours: false });
    for (name, consumer) in [("a", "one"), ("a", "two"), ("b", "one")] {
        let (channel, consumer) = (Channel::new(name).unwrap(), ConsumerName::new(consumer).unwrap());
        view.said(Said::Ready { channel, consumer, cursor: 0 });
    }
    assert_eq!((view.feeds.len(), view.tasks.len()), (2, 3));
}
