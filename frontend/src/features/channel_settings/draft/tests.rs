use super::*;
use crate::i18n::Lang;
use crate::model::header_lines::BadLine;

const BODY: &str = "{{seq}}";

#[test]
fn what_is_read_is_what_is_asked_for() {
    let answer = Answer {
        status: 503,
        headers: vec![("x-a".into(), "b: c".into())],
        body: Some(BODY.into()),
        delay_ms: 100,
        fail: Some(Fail { next: Some(3), left: None, percent: None, status: 418 }),
        time_out: false,
        hold: true,
    };
    let settings = ChannelSettings {
        provider: Some("github".into()),
        secret_set: true,
        handshakes: true,
        answer: Some(answer.clone()),
        ..ChannelSettings::default()
    };
    let asked = SettingsDraft::of(settings).settings().unwrap();
    assert_eq!(asked.answer, Some(Some(answer)));
    assert_eq!(
        (asked.provider, asked.secret),
        (Some(Some("github".into())), None),
        "a secret that is not typed stays"
    );
    let secret = Secret::new("s3cret".into());
    let typed = SettingsDraft {
        provider: "github".into(),
        secret: secret.clone(),
        ..SettingsDraft::default()
    };
    assert!(!format!("{typed:?}").contains("s3cret"));
    assert_eq!(typed.settings().unwrap().secret, Some(Some(secret)));
    let none = SettingsDraft::of(ChannelSettings::default()).settings().unwrap();
    assert_eq!((none.provider, none.secret, none.answer), (Some(None), Some(None), Some(None)));
}

#[test]
fn what_cannot_be_read_is_refused_at_its_field() {
    let draft = || SettingsDraft { own: false, ..SettingsDraft::of(ChannelSettings::default()) };
    let fields = |draft: SettingsDraft| {
        let errors = draft.settings().unwrap_err();
        for lang in Lang::ALL {
            assert!(errors.iter().all(|error| !error.text(lang).is_empty()));
        }
        errors.iter().map(|error| error.field).collect::<Vec<_>>()
    };
    let text = str::to_owned;
    for (field, draft) in [
        (Field::DelayMs, SettingsDraft { delay_ms: text("abc"), ..draft() }),
        (Field::DelayMs, SettingsDraft { delay_ms: text("30001"), ..draft() }),
        (Field::DelayMs, SettingsDraft { delay_ms: text("-1"), ..draft() }),
        (Field::Status, SettingsDraft { status: text("199"), ..draft() }),
        (Field::Status, SettingsDraft { status: text("70000"), ..draft() }),
        (Field::FailNext, SettingsDraft { fail_next: text("1.5"), ..draft() }),
        (Field::FailPercent, SettingsDraft { fail_percent: text("101"), ..draft() }),
        (
            Field::FailPercent,
            SettingsDraft { fail_next: text("1"), fail_percent: text("1"), ..draft() },
        ),
        (Field::Headers, SettingsDraft { headers: text("x-a: 1\nno colon"), ..draft() }),
        (Field::Headers, SettingsDraft { headers: text("a name: 1"), ..draft() }),
        (Field::Headers, SettingsDraft { headers: text("set-cookie: a"), ..draft() }),
        (Field::Hold, SettingsDraft { time_out: true, hold: true, ..draft() }),
        (Field::Custom, SettingsDraft { provider: text("custom"), custom: text("{"), ..draft() }),
    ] {
        assert_eq!(fields(draft.clone()), [field], "{draft:?}");
    }
    let two = SettingsDraft { delay_ms: text("x"), headers: text("\n\nbad"), ..draft() };
    let errors = two.settings().unwrap_err();
    let line = BadLine { line: 3, reserved: false };
    assert_eq!(errors[1].why, Why::Line(line), "lines are counted as they stand");
    assert_eq!(errors[0].why, Why::Number(0, 30_000));
    // What is not shown is not looked at.
    assert!(SettingsDraft { own: true, delay_ms: text("x"), ..draft() }.settings().is_ok());
    // A field that is empty is what the relay does by itself.
    let empty = SettingsDraft { status: text(" "), delay_ms: text(""), ..draft() };
    let answer = empty.settings().unwrap().answer.flatten().unwrap();
    assert_eq!((answer.status, answer.delay_ms), (200, 0));
}

#[test]
fn where_events_go_is_sent_when_it_changes_and_an_empty_field_ends_it() {
    let forward = |url: &str, answer| Forward {
        url: url.into(),
        answer,
        answer_timeout_ms: Some(500),
        concurrency: None,
    };
    let settings = |forward| ChannelSettings { forward, ..ChannelSettings::default() };
    let draft = SettingsDraft::of(settings(Some(forward("http://localhost:1", false))));
    assert_eq!(draft.settings().unwrap().forward, None);
    let answering = SettingsDraft { forward_answer: true, ..draft.clone() };
    let asked = answering.settings().unwrap().forward;
    assert_eq!(asked, Some(Some(forward("http://localhost:1", true))));
    let none = SettingsDraft { forward_url: " ".into(), ..draft };
    assert_eq!(none.settings().unwrap().forward, Some(None));
    assert_eq!(SettingsDraft::of(settings(None)).settings().unwrap().forward, None);
}

#[test]
fn senders_can_be_held_for_the_receipt_too() {
    let held = Answer { hold: true, ..Answer::default() };
    let answer = Some(held.clone());
    let draft = SettingsDraft::of(ChannelSettings { answer, ..ChannelSettings::default() });
    assert!(draft.own && draft.hold);
    assert_eq!(draft.settings().unwrap().answer, Some(Some(held)));
    let off = SettingsDraft { hold: false, ..draft };
    assert_eq!(off.settings().unwrap().answer, Some(None));
}

#[test]
fn how_much_is_kept_is_sent_when_it_changes() {
    let keeps = |max_events, max_bytes| {
        let info = ChannelInfo {
            channel: wire::Channel::default(),
            head: 0,
            oldest: 1,
            count: 0,
            bytes: 0,
            epoch: "e".into(),
            retention: Retention { max_events, max_bytes },
        };
        SettingsDraft::of(ChannelSettings::default()).keeping(&info)
    };
    let draft = keeps(10, 5 * MIB);
    assert_eq!((&*draft.max_events, &*draft.max_mib), ("10", "5"));
    assert_eq!(draft.settings().unwrap().retention, None);
    let more = SettingsDraft { max_mib: "6".into(), ..draft.clone() };
    let asked = more.settings().unwrap().retention;
    assert_eq!(asked, Some(Retention { max_events: 10, max_bytes: 6 * MIB }));
    for bad in ["0", "x", "1.5", "9999999999"] {
        let draft = SettingsDraft { max_mib: bad.into(), ..draft.clone() };
        assert_eq!(draft.settings().unwrap_err()[0].field, Field::MaxMib, "{bad}");
        let draft = SettingsDraft { max_events: bad.into(), ..draft };
        assert_eq!(draft.settings().unwrap_err()[0].field, Field::MaxEvents, "{bad}");
    }
    // Empty is what it was, for both.
    let asked = |max_events: &str, max_mib: &str| {
        let (max_events, max_mib) = (max_events.to_owned(), max_mib.to_owned());
        SettingsDraft { max_events, max_mib, ..draft.clone() }.settings().unwrap().retention
    };
    assert_eq!(asked("20", ""), Some(Retention { max_events: 20, max_bytes: 5 * MIB }));
    assert_eq!(asked("", "6"), Some(Retention { max_events: 10, max_bytes: 6 * MIB }));
    assert_eq!(asked("", ""), None);
    // Bytes that are no whole number of MiB stay what they are.
    let odd = keeps(10, MIB + MIB / 2);
    assert_eq!((&*odd.max_mib, odd.settings().unwrap().retention), ("1.50", None));
}
