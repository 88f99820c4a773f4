//! Search: words over everything of an event, page by page.

use std::sync::Arc;

use wire::{Event, EventsPage, Seq};

use crate::support::{Client, Process, TestRelay, noise, within};

const EVENTS: &str = "/api/channels/default/events";

async fn found(relay: &Client, query: &str) -> EventsPage {
    relay.page(query).await
}

fn seqs(page: &EventsPage) -> Vec<Seq> {
    page.events.iter().map(|event| event.seq).collect()
}

/// Every event that is found, however many pages it takes: a page ends with its time, and says where to go on.
async fn found_to_the_end(relay: &Client, query: &str) -> Vec<Arc<Event>> {
    let (mut all, mut before) = (Vec::new(), String::new());
    loop {
        let page = found(relay, &format!("{query}{before}")).await;
        all.extend(page.events);
        let Some(next) = page.next else { return all };
        before = format!("&before={next}");
    }
}

#[tokio::test]
async fn words_are_found_in_every_part_of_an_event() {
    let relay = TestRelay::start().await;
    let body = "{\"cliente\":\"José Ção\",\"total\":42}".as_bytes();
    let order = ("x-event", "order.paid");
    relay.request("POST", "/webhook/default/Loja?shop=norte", &[order], body).await;
    relay.request("PUT", "/webhook", &[], &noise(5000)).await;
    relay.request("POST", "/webhook", &[], b"\xff\x00needle\xfe").await;
    for (query, expected) in [
        ("?q=cliente", vec![1]),
        ("?q=CLIENTE", vec![1]),
        ("?q=jos%C3%89", vec![1]),
        ("?q=%C3%A7%C3%A3o%20loja", vec![1]),
        ("?q=order.paid%20shop%3Dnorte", vec![1]),
        ("?q=x-event%3A", vec![1]),
        ("?q=put", vec![2]),
        ("?q=needle", vec![3]),
        ("?q=post", vec![3, 1]),
        ("?q=post%20needle%20nothing", vec![]),
        ("?q=", vec![3, 2, 1]),
        ("?q=%20%20", vec![3, 2, 1]),
        ("?q=post&after=1", vec![3]),
        ("?q=post&after=0", vec![1, 3]),
        ("?q=post&before=3", vec![1]),
        ("?q=%22%7D%5B", vec![]),
    ] {
        assert_eq!(seqs(&found(&relay, query).await), expected, "{query}");
    }
    assert_eq!(relay.get(&format!("{EVENTS}?q=a")).await.header("etag"), None);
}

#[tokio::test]
async fn what_people_are_shown_is_found_however_it_was_sent() {
    let relay = TestRelay::start().await;
    let pix = br#"{"pix":[{"endToEndId":"E1","txid":"T1","valor":"129.90","horario":"2026-11-28T12:00:00Z"}]}"#;
    let form = ("content-type", "application/x-www-form-urlencoded");
    relay.post("/webhook", pix).await;
    relay.post("/webhook", br#"{"cliente":"Jo\u00e3o\nSilva","url":"a\/b"}"#).await;
    relay.request("POST", "/webhook/default/S%C3%A3o%20Paulo?q=p%C3%A3o+doce", &[], b"").await;
    relay.request("POST", "/webhook", &[form], b"valor=49%2C90&cliente=Bia+Souza").await;
    relay.post("/webhook", b"plain").await;
    relay.request("PATCH", "/api/channels/default/events/5", &[], "{\"note\":\"ligar: B\u{e9}a\"}".as_bytes()).await;
    let summary = relay.page("?before=2").await.events[0].summary.clone().unwrap();
    assert!(summary.contains("129,90"), "{summary}");
    for (text, expected) in [
        ("129,90", vec![1]),
        ("pix", vec![1]),
        ("João", vec![2]),
        ("a/b", vec![2]),
        ("jo\\u00e3o", vec![2]),
        ("são", vec![3]),
        ("paulo pão doce", vec![3]),
        ("49,90 souza", vec![4]),
        ("béa", vec![5]),
    ] {
        let query: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        assert_eq!(seqs(&found(&relay, &format!("?q={query}")).await), expected, "{text}");
        let not: String = text.split(' ').map(|word| format!("-{word}")).collect();
        let not: String = form_urlencoded::byte_serialize(not.as_bytes()).collect();
        if !text.contains(' ') {
            assert!(!seqs(&found(&relay, &format!("?filter={not}")).await).contains(&expected[0]), "{text}");
        }
    }
    // A phrase is in one text, spaces and all.
    assert_eq!(seqs(&found(&relay, "?filter=%22Bia%20Souza%22").await), [4]);
    assert_eq!(seqs(&found(&relay, "?filter=%22plain%20ligar%22").await), [0; 0]);
}

#[tokio::test]
async fn a_search_goes_on_where_it_stopped() {
    let relay = TestRelay::start().await;
    for n in 1..=30 {
        relay.post("/webhook", if n % 3 == 0 { b"fizz" } else { b"buzz" }).await;
    }
    let all = found_to_the_end(&relay, "?q=fizz&limit=4").await;
    assert_eq!(
        all.iter().map(|event| event.seq).collect::<Vec<_>>(),
        (1..=10).rev().map(|n| 3 * n).collect::<Vec<_>>()
    );
    let page = found(&relay, "?q=fizz&limit=4&after=0").await;
    assert_eq!((seqs(&page), page.next), (vec![3, 6, 9, 12], Some(12)));
    assert_eq!(seqs(&found(&relay, "?q=fizz&limit=1&after=12").await), [15]);
    assert_eq!(found(&relay, "").await.next, None, "a page that is no search has its last event");
}

#[tokio::test]
async fn large_bodies_are_looked_through_to_their_end_and_listed_as_previews() {
    let relay = TestRelay::start().await;
    let mut body = noise(3 << 20);
    body.extend_from_slice(b"at-the-very-end");
    for _ in 0..4 {
        relay.post("/webhook", &body).await;
    }
    let events = found_to_the_end(&relay, "?q=AT-THE-VERY-END").await;
    assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), [4, 3, 2, 1]);
    assert!(events.iter().all(|event| event.is_preview() && event.size == body.len() as u64));
}

#[tokio::test]
async fn events_are_found_by_who_sent_them_what_they_are_and_how_they_are_signed() {
    let relay = TestRelay::start().await;
    let settings = br#"{"provider":"github","secret":"It's a Secret to Everybody"}"#;
    assert_eq!(relay.request("PUT", "/api/channels/code", &[], settings).await.status, 200);
    // GitHub's own test value.
    let signed = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    let send = async |channel: &str, event: &str, signature: &str, body: &[u8]| {
        let headers = [("x-github-event", event), ("x-hub-signature-256", signature)];
        let answer = relay.request("POST", &format!("/webhook/{channel}"), &headers, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    };
    send("code", "push", signed, b"Hello, World!").await;
    send("code", "push", signed, b"Hello, World?").await;
    send("code", "issues", signed, b"{}").await;
    send("default", "push", signed, b"Hello, World!").await;
    relay.post("/webhook", b"nobody's").await;
    for (channel, query, expected) in [
        ("code", "signature=valid", vec![1]),
        ("code", "signature=invalid", vec![3, 2]),
        ("code", "signature=none", vec![]),
        ("code", "signature=invalid&name=PUSH", vec![2]),
        ("code", "name=push&q=world!", vec![1]),
        ("code", "provider=github", vec![3, 2, 1]),
        ("code", "provider=stripe", vec![]),
        ("code", "provider=&name=&signature=", vec![3, 2, 1]),
        ("default", "provider=github", vec![1]),
        ("default", "signature=none", vec![2, 1]),
        ("default", "signature=valid", vec![]),
    ] {
        let page: EventsPage = relay.get(&format!("/api/channels/{channel}/events?{query}")).await.json();
        assert_eq!(seqs(&page), expected, "{channel} {query}");
        for event in &page.events {
            let known = event.provider.as_deref() == Some("github") || event.seq == 2;
            assert!(known && (channel == "default" || event.signature.is_some()), "{event:?}");
        }
    }
    let exported = relay.get("/api/channels/code/export?signature=valid").await;
    assert_eq!(exported.text().lines().count(), 1);
    assert!(!relay.get("/api/channels/code/export").await.text().contains("Everybody"));
}

#[tokio::test]
async fn bad_questions_are_answered_with_words() {
    let relay = TestRelay::start().await;
    let (long, many) = ("x".repeat(1001), "x%20".repeat(21));
    for (query, kind) in [
        (&*format!("?q={long}"), "search-too-long"),
        (&*format!("?q={many}"), "search-too-long"),
        ("?q=a&q=b", "bad-request"),
        ("?q=a&after=x", "bad-parameter"),
        ("?q=a&after=1&before=2", "bad-request"),
        ("?q=a&wait=1", "bad-request"),
        ("?pinned=yes", "bad-parameter"),
        ("?provider=githup", "bad-parameter"),
        ("?signature=ok", "bad-parameter"),
        ("?name=push&wait=1", "bad-request"),
        ("?pinned=true&wait=1", "bad-request"),
    ] {
        relay.get(&format!("{EVENTS}{query}")).await.problem(400, kind);
    }
    let problem = relay.get(&format!("{EVENTS}?q=a&wait=1")).await.problem(400, "bad-request");
    assert!(problem.detail.contains("leave out 'wait'"), "{problem:?}");
    relay.get("/api/channels/nobody/events?q=a").await.problem(404, "unknown-channel");
    assert_eq!(relay.get(&format!("{EVENTS}?q=a&wait=0")).await.status, 200);
}

#[tokio::test]
async fn forty_searches_at_once_all_answer_and_take_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Process::start(&folder.path().join("events.db"), &[]).await;
    // 48 MiB in bodies that no step can pass over, with a word at their end that each is found by.
    let body = [&[b'x'; 3 << 20][..], b" a word"].concat();
    for _ in 0..16 {
        relay.post("/webhook", &body).await;
    }
    found(&relay, "?q=word").await;
    let before = relay.resident();
    let searches: Vec<_> = (0..40)
        .map(|_| {
            let client = Client { address: relay.address };
            tokio::spawn(async move { found(&client, "?q=WORD").await })
        })
        .collect();
    let mut most = 0;
    for search in searches {
        most = most.max(relay.resident());
        let page = within("an answer", search).await.unwrap();
        assert!(!page.events.is_empty());
    }
    let grown = most.saturating_sub(before);
    assert!(grown < 96 << 20, "{} MiB more for 40 searches", grown >> 20);
}
