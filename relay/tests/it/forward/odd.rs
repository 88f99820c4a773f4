//! Programs that answer oddly, or not at all: said in words, and nothing is lost.

use super::{App, Forwarder, Reply, attempts, consumer};
use crate::support::{TestRelay, until};

/// Sends an event to a program that does this to the first, and answers the second request; the
/// error of the first attempt.
async fn first_attempt(reply: Reply, more: &[&str]) -> (String, App) {
    let relay = TestRelay::start().await;
    let app = App::with(move |n, _| if n == 0 { reply.clone() } else { Reply::Status(200) }).await;
    let url = app.url();
    let args = [&["c", "--to", &url, "--name", "a"], more].concat();
    let _forwarder = Forwarder::start(&relay, &args).await;
    relay.post("/webhook/c", b"x").await;
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == 1).await;
    let rows = attempts(&relay, "c", 1).await;
    (rows[0].attempt.error.clone().unwrap_or_default(), app)
}

#[tokio::test]
async fn an_answer_that_is_none_is_said_and_the_event_comes_again() {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf of it";
    for (reply, more, words) in [
        (Reply::Raw(Vec::new()), &[][..], "closed the connection without an answer"),
        (Reply::Raw(half.into()), &[], "broke off after 10 bytes"),
        (Reply::Raw("SSH-2.0-OpenSSH_9.2\r\n\r\n".into()), &[], "no HTTP"),
        (Reply::Never, &["--timeout", "300ms"], "no whole answer within 0.3 s"),
    ] {
        let (why, app) = first_attempt(reply, more).await;
        assert!(why.contains(words), "{why}");
        assert_eq!(app.seqs(), [1, 1], "{words}");
    }
}

#[tokio::test]
async fn an_answer_without_end_is_cut_and_counts_as_one() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 104857600\r\n\r\n";
    let (why, app) = first_attempt(Reply::Endless([head.as_bytes(), &vec![b'x'; 1 << 16]].concat()), &[]).await;
    assert!(why.contains("longer than 1048576 bytes"), "{why}");
    assert_eq!(app.count(), 1);
}

#[tokio::test]
async fn an_answer_with_many_headers_is_one() {
    let headers: String = (0..150).map(|n| format!("x-{n}: {n}\r\n")).collect();
    let answer = format!("HTTP/1.1 200 OK\r\n{headers}content-length: 0\r\n\r\n");
    let (why, app) = first_attempt(Reply::Raw(answer.into()), &[]).await;
    assert_eq!((&*why, app.count()), ("", 1));
}

#[tokio::test]
async fn a_long_answer_is_recorded_in_part() {
    let relay = TestRelay::start().await;
    let body = "é".repeat(100_000);
    let headers = "x-long: ".to_owned() + &"y".repeat(60_000) + "\r\n";
    let answer = format!("HTTP/1.1 200 OK\r\nx-short: 1\r\n{headers}content-length: {}\r\n\r\n{body}", body.len());
    let app = App::with(move |_, _| Reply::Raw(answer.clone().into_bytes())).await;
    let _forwarder = Forwarder::start(&relay, &["c", "--to", &app.url(), "--name", "a"]).await;
    relay.post("/webhook/c", b"x").await;
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == 1).await;
    let row = &attempts(&relay, "c", 1).await[0].attempt;
    assert_eq!((row.status, row.body.as_ref().map(|body| body.len())), (Some(200), Some(65536)));
    assert_eq!(row.headers.0.len(), 1, "what fits: {:?}", row.headers.0.len());
}
