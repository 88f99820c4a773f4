//! Bytes are sacred: what came in goes out.

use crate::support::{Http, TestRelay, noise, until};

use super::{App, Forwarder, consumer};

#[tokio::test]
async fn bodies_arrive_byte_for_byte() {
    let relay = TestRelay::start().await;
    let app = App::start().await;
    let _forwarder = Forwarder::start(&relay, &["c", "--to", &app.url(), "--name", "a"]).await;
    let bodies: Vec<_> = [0, 1, 65_535, 65_536, 65_537, 1_000_003, 5 << 20].map(noise).into();
    let text = "olá ".repeat(30_000).into_bytes();
    let bodies: Vec<_> = bodies.into_iter().chain([text]).collect();
    for body in &bodies {
        relay.post("/webhook/c", body).await;
    }
    app.wait(bodies.len()).await;
    for (seen, body) in app.seen().iter().zip(&bodies) {
        assert!(seen.body == *body, "{} of {} bytes", seen.body.len(), body.len());
    }
}

#[tokio::test]
async fn paths_and_queries_arrive_as_they_came() {
    let relay = TestRelay::start().await;
    let app = App::start().await;
    let url = format!("{}/hooks/?key=1", app.url());
    let _forwarder = Forwarder::start(&relay, &["c", "--to", &url, "--name", "a"]).await;
    let mut sent = Vec::new();
    for target in [
        &br#"/x/{"gcV":"2.2","isO":"1"}"#[..],
        "/água/й?q=ção".as_bytes(),
        b"/a|b^c\\e?q=a|b^c\\e",
        b"/a`b",
        b"/ids[0]?ids[]=1&ids[]=2",
        br#"?f=["a","b"]"#,
        b"/<topic>?x=<y>",
        b"//a%2Fb;v=1/../c%00+d/",
        b"?",
        b"?a&=1&&b=%20+%2B&a=2",
        b"/x?y?z=1",
        b"/",
        b"",
    ] {
        let target_line = [b"POST /webhook/c", target, b" HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\n\r\n"].concat();
        let mut http = Http::to(relay.address).await;
        http.write(&target_line).await;
        if http.answer(false).await.status == 200 {
            sent.push(target.to_vec());
        }
    }
    assert!(sent.len() >= 9, "{sent:?}");
    app.wait(sent.len()).await;
    let expected = sent.iter().map(|target| {
        let (path, query) = match target.iter().position(|b| *b == b'?') {
            Some(at) => (&target[..at], &target[at + 1..]),
            None => (&target[..], &b""[..]),
        };
        let join = if query.is_empty() { &b""[..] } else { b"&" };
        [b"/hooks", path, b"?key=1", join, query].concat()
    });
    let shown = |target: Vec<u8>| String::from_utf8_lossy(&target).into_owned();
    let seen: Vec<_> = app.seen().into_iter().map(|seen| shown(seen.target)).collect();
    assert_eq!(seen, expected.map(shown).collect::<Vec<_>>());
}

#[tokio::test]
async fn headers_arrive_in_their_order_and_those_of_the_connection_do_not() {
    let relay = TestRelay::start().await;
    let app = App::start().await;
    let _forwarder = Forwarder::start(&relay, &["c", "--to", &app.url(), "--name", "a"]).await;
    let head = b"PATCH /webhook/c HTTP/1.1\r\nHost: relay.example\r\nX-Sig: 1\r\nX-Other: a\r\nX-Sig: \xe9\xff\r\n\
        Connection: keep-alive, x-hop\r\nX-Hop: 1\r\nTransfer-Encoding: chunked\r\nX-Forwarded-For: 1.2.3.4\r\n\
        Gancho-Replay: 1\r\nX-Sig: 2, 3\r\nContent-Type: text/plain;charset=utf-8\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    let mut http = Http::to(relay.address).await;
    http.write(head).await;
    assert_eq!(http.answer(false).await.status, 200);
    app.wait(1).await;
    let seen = &app.seen()[0];
    assert_eq!((seen.method.as_str(), &seen.target[..], &seen.body[..]), ("PATCH", &b"/"[..], &b"abc"[..]));
    assert_eq!(seen.all("x-sig"), [&b"1"[..], b"\xe9\xff", b"2, 3"]);
    assert_eq!(seen.header("x-forwarded-for"), "1.2.3.4, 127.0.0.1");
    assert_eq!(seen.header("host"), app.address.to_string());
    assert_eq!(
        (seen.header("x-forwarded-host"), seen.header("x-forwarded-proto")),
        ("relay.example".into(), "http".into())
    );
    assert_eq!(
        (seen.header("content-length"), seen.header("content-type")),
        ("3".into(), "text/plain;charset=utf-8".into())
    );
    for name in ["x-hop", "transfer-encoding", "gancho-replay"] {
        assert!(seen.all(name).is_empty(), "{name}: {seen:?}");
    }
}

#[tokio::test]
async fn an_event_that_http_cannot_carry_is_a_dead_letter_with_its_reason() {
    let relay = TestRelay::start().await;
    let app = App::start().await;
    let lines = "{\"method\":\"A B\"}\n{\"path\":\"/webhook/c/a b\"}\n{\"path\":\"/webhook/c/fine\"}\n";
    let imported =
        relay.request("POST", "/api/channels/c/import", &[("content-type", "application/x-ndjson")], lines.as_bytes());
    let imported = imported.await;
    let _forwarder = Forwarder::start(&relay, &["c", "--to", &app.url(), "--name", "a", "--from", "start"]).await;
    let count = if imported.status == 200 { 3 } else { 0 };
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == count).await;
    let kept = app.seen().len() as u64;
    assert_eq!(consumer(&relay, "c", "a").await.dead, count.saturating_sub(kept));
}
