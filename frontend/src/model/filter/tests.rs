//! Tests of the filter: what it finds, and what is asked of the relay.

use std::sync::Arc;

use wire::{HeaderValue, Signature};

use super::*;
use crate::model::app_state::tests::event;

fn with(change: impl FnOnce(&mut Event)) -> Event {
    let mut event = Arc::unwrap_or_clone(event(1));
    change(&mut event);
    event.size = event.body.len() as u64;
    event
}

fn finds(filter: &str, event: &Event) -> bool {
    Matcher::of(filter).finds(event, None)
}

#[test]
fn what_is_shown_is_found_however_it_was_sent() {
    let body = |text: &str| with(|event| event.body = Body::Text(text.into()));
    let pix = with(|event| {
        event.provider = Some("pix".into());
        event.summary = Some("R$ 129,90 received".into());
    });
    assert!(finds("129,90", &pix) && finds("pix", &pix) && !finds("129.90", &pix));
    let escaped = body(r#"{"nome":"Jo\u00e3o","url":"a\/b"}"#);
    for found in ["João", "joão", "a/b", r"jo\u00e3o"] {
        assert!(finds(found, &escaped), "{found}");
    }
    let path = with(|event| {
        event.path = "/webhook/S%C3%A3o".into();
        event.query = Some("q=p%C3%A3o+doce".into());
    });
    assert!(finds("são", &path) && finds("\"pão doce\"", &path) && finds("path:s%c3", &path));
    let form = with(|event| {
        event.headers.0.push((
            "content-type".into(),
            HeaderValue::Text("application/x-www-form-urlencoded".into()),
        ));
        event.body = Body::Text("valor=49%2C90&cliente=Bia+Souza".into());
    });
    assert!(finds("49,90 \"bia souza\"", &form) && finds("body.valor=49,90", &form));
}

#[test]
fn every_term_is_asked() {
    let event = with(|event| {
        event.pinned = true;
        event.provider = Some("github".into());
        event.event = Some("push".into());
        event.body = Body::Text(r#"{"data":{"id":42,"n":"a"},"list":[7]}"#.into());
        event.signature =
            Some(Signature { scheme: "github".into(), valid: false, cause: None, other: None });
    });
    for filter in [
        "",
        "method:post",
        "path:/web",
        "header:x-kind=ped",
        "header:X-KIND",
        "\"x-kind: pedido\"",
        "provider:github",
        "event:PUSH",
        "body.data.id=42",
        "body.list.0=7",
        "signature:invalid",
        "pinned:yes",
        "after:1970-01-01",
        "before:1970-01-02",
    ] {
        assert!(finds(filter, &event), "{filter}");
        if !filter.is_empty() {
            assert!(!finds(&format!("-{filter}"), &event), "-{filter}");
        }
    }
    for filter in [
        "method:pos",
        "provider:git",
        "event:pus",
        "body.data.id=4",
        "signature:none",
        "pinned:no",
        "before:1970-01-01",
        "github nothing",
    ] {
        assert!(!finds(filter, &event), "{filter}");
    }
}

#[test]
fn of_what_cannot_be_read_the_terms_before_hold() {
    let matcher = Matcher::of("method:PUT colour:red words");
    assert!(matcher.error().is_some());
    assert!(!matcher.finds(&with(|_| {}), None));
    assert!(Matcher::of("method:").finds(&with(|_| {}), None));
}

#[test]
fn the_relay_is_asked_about_what_is_not_here() {
    let text = with(|_| {});
    let long = {
        let mut event = with(|_| {});
        event.size += 1;
        event
    };
    let compressed = with(|event| {
        event.headers.0.push(("content-encoding".into(), HeaderValue::Text("gzip".into())));
    });
    let asks = |filter: &str, event: &Event| Matcher::of(filter).asks_relay_about(event);
    for (kind, asked) in
        [("text/plain; charset=UTF-16LE", true), ("text/plain; Charset=\"utf-8\"", false)]
    {
        let of_kind = with(|event| {
            event.headers.0.push(("content-type".into(), HeaderValue::Text(kind.into())))
        });
        assert_eq!(asks("words", &of_kind), asked, "{kind}");
    }
    assert!(!asks("words", &text) && asks("words", &long) && asks("-words", &compressed));
    assert!(asks("body.a=1", &compressed) && !asks("method:post", &compressed));
    assert!(asks("delivery:dead", &text));
    let found = |seqs| Some(Found { filter: "words".into(), seqs, head: 9 });
    let finds = |event: &Event, seqs| Matcher::of("words").finds(event, found(seqs).as_ref());
    assert!(finds(&long, vec![1]) && !finds(&long, vec![2]));
    assert!(!finds(&text, vec![1]), "of what is here the page says so itself");
    assert!(Matcher::of("delivery:dead").finds(&text, None), "nothing is hidden before the answer");
}

#[test]
fn what_came_after_the_question_is_found_by_what_is_here_of_it() {
    let long = |seq, path: &str| {
        let mut event = with(|event| (event.seq, event.path) = (seq, path.into()));
        event.size += 1;
        Arc::new(event)
    };
    let found = Found { filter: "words".into(), seqs: vec![3, 6], head: 5 };
    let finds = |filter: &str, event: &Event| Matcher::of(filter).finds(event, Some(&found));
    assert!(!finds("words", &long(4, "/words")), "the relay was asked about it");
    assert!(finds("words", &long(7, "/words")), "its path says so");
    assert!(!finds("words", &long(7, "/")));
    assert!(finds("words", &long(6, "/")), "the relay knew more of it");
    assert!(!finds("delivery:dead", &long(7, "/")), "only the relay can say");

    let asks = |filter: &str, after| {
        let events = [Arc::new(with(|_| {})), long(7, "/"), Arc::new(with(|e| e.seq = 8))];
        Matcher::of(filter).asks_relay_after(events.iter(), after)
    };
    assert!(asks("words", 6) && !asks("words", 7) && !asks("method:post", 0));
    assert!(asks("delivery:dead", 7) && !asks("delivery:dead", 8));
}

#[test]
fn what_was_looked_for_is_marked() {
    let marks = |text: &'static str, filter: &str| {
        let matcher = Matcher::of(filter);
        marked(text, matcher.texts().collect::<Vec<_>>().into_iter())
    };
    assert_eq!(
        marks("Caneca AZUL, caneca", "caneca azul"),
        [(true, "Caneca"), (false, " "), (true, "AZUL"), (false, ", "), (true, "caneca")]
    );
    assert_eq!(marks("pão", "ÃO"), [(false, "p"), (true, "ão")]);
    assert_eq!(marks("abc", "ab abc"), [(true, "abc")]);
    assert_eq!(marks("abc", "-abc"), [(false, "abc")]);
    assert_eq!(marks("", "abc"), []);
    assert_eq!(marks("İstanbul", "stan"), [(false, "İ"), (true, "stan"), (false, "bul")]);
}
