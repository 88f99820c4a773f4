//! Request-targets as clients write them, and heads that are no HTTP: stored byte for byte, or
//! refused with words.

use wire::{EventsPage, Problem};

use crate::support::{Answer, Http, TestRelay};

/// The answer to a head as it is.
async fn raw(relay: &TestRelay, head: &[u8]) -> Answer {
    let mut http = Http::to(relay.address).await;
    http.write(head).await;
    http.answer(false).await
}

fn post(target: &[u8]) -> Vec<u8> {
    [b"POST ", target, b" HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n1"].concat()
}

async fn stored(relay: &TestRelay) -> Vec<String> {
    let page = relay.get("/api/channels/c/events?after=0&limit=100").await.json::<EventsPage>();
    let target = |query: &Option<String>| query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    page.events.iter().map(|event| format!("{}{}", event.path, target(&event.query))).collect()
}

#[tokio::test]
async fn what_clients_do_not_encode_is_stored_or_refused_with_words() {
    let relay = TestRelay::start().await;
    let mut kept = Vec::new();
    for target in [
        &br#"/x/{"gcV":"2.2","isO":"1"}"#[..],
        "/água/й?q=ção".as_bytes(),
        b"/a|b^c\\e?q=a|b^c\\e",
        b"/a`b",
        b"?q=`",
        b"/ids[0]?ids[]=1&ids[]=2",
        br#"?f=["a","b"]"#,
        b"/<topic>?x=<y>",
        b"/caf\xe9",
        b"/a b",
        b"//a%2Fb;v=1/../c%00+d/",
        b"?",
        b"?a&=1&&b=%20+%2B&a=2",
        b"/x?y?z=1",
    ] {
        let target = [b"/webhook/c", target].concat();
        let answer = raw(&relay, &post(&target)).await;
        let name = String::from_utf8_lossy(&target).into_owned();
        match answer.status {
            200 => kept.push(name),
            400 => {
                assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{name}");
                assert_eq!(answer.json::<Problem>().kind, "/problems/not-http", "{name}");
            }
            other => panic!("{name}: {other}"),
        }
    }
    assert_eq!(stored(&relay).await, kept);
    assert!(kept.len() >= 8, "{kept:?}");
}

#[tokio::test]
async fn a_head_that_hyper_refuses_is_answered_with_words() {
    let relay = TestRelay::start().await;
    let long = [b"/webhook/c/", "x".repeat(70_000).as_bytes()].concat();
    let many = "x: 1\r\n".repeat(3000);
    // As long as it has no end, hyper does not hand it over.
    let heavy = format!("GET / HTTP/1.1\r\nHost: localhost\r\nx: {}", "x".repeat(600_000));
    let with = |fields: &str| format!("GET / HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n").into_bytes();
    for (head, status, kind) in [
        (b"rubbish\r\n\r\n".to_vec(), 400, "not-http"),
        (b"GET / HTTP/9.9\r\n\r\n".to_vec(), 400, "not-http"),
        (with("no colon\r\n"), 400, "not-http"),
        (with("content-length: x\r\n"), 400, "not-http"),
        (post(&long), 414, "target-too-long"),
        (with(&many), 431, "head-too-long"),
        (heavy.into_bytes(), 431, "head-too-long"),
    ] {
        let mut http = Http::to(relay.address).await;
        // It may be refused before all of it was sent.
        let _ = http.try_write(&head).await;
        let answer = http.answer(false).await;
        let problem: Problem = answer.json();
        assert_eq!((answer.status, &*problem.kind), (status, &*format!("/problems/{kind}")));
        assert_eq!(problem.status, status, "{kind}");
        assert!(!problem.detail.is_empty());
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert_eq!(answer.header("connection"), Some("close"), "{kind}");
        assert!(http.try_answer(false).await.is_none(), "{kind}: the connection ends");
    }
}

#[tokio::test]
async fn what_comes_before_a_bad_head_is_answered_as_ever() {
    let relay = TestRelay::start().await;
    let mut http = Http::to(relay.address).await;
    http.write(&post(b"/webhook/c")).await;
    assert_eq!(http.answer(false).await.status, 200);
    http.write(b"rubbish\r\n\r\n").await;
    assert_eq!(http.answer(false).await.json::<Problem>().kind, "/problems/not-http");

    // Both at once: two answers, whatever the second says.
    let mut http = Http::to(relay.address).await;
    http.write(&[post(b"/webhook/c"), b"rubbish\r\n\r\n".to_vec()].concat()).await;
    assert_eq!(http.answer(false).await.status, 200);
    assert_eq!(http.answer(false).await.status, 400);
    assert_eq!(stored(&relay).await.len(), 2);
}

#[tokio::test]
async fn a_base_url_that_ends_in_a_slash_is_the_same_webhook() {
    let relay = TestRelay::start().await;
    for target in ["//webhook/c/double", "///webhook/c"] {
        assert_eq!(raw(&relay, &post(target.as_bytes())).await.status, 200, "{target}");
    }
    assert_eq!(raw(&relay, &post(b"//webhook/c/_status/503")).await.status, 503);
    assert_eq!(stored(&relay).await, ["//webhook/c/double", "///webhook/c", "//webhook/c/_status/503"]);
    let script = relay.get("/api/channels/c/export?format=curl").await.text();
    assert!(script.contains("\"$URL\"/double &&"), "{script}");
    assert!(script.contains("--globoff --path-as-is"), "{script}");
    // No other path is opened by it.
    for target in ["//api/channels", "/webhooks/c", "webhook/c"] {
        let status = raw(&relay, &post(target.as_bytes())).await.status;
        assert!((400..500).contains(&status), "{target}: {status}");
    }
}
