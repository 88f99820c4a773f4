//! `gancho wait`: what it finds, what it says when time is over, and its exit codes.

use std::process::Stdio;

use gancho::config::Options;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr, ChildStdout};
use wire::Event;

use crate::support::{Client, Process, TestRelay, gancho, listen_at, memory, own_address, until, within};

/// `gancho wait` in a process of its own; killed when dropped.
struct Waiter {
    child: Child,
    out: Lines<BufReader<ChildStdout>>,
    said: Lines<BufReader<ChildStderr>>,
}

impl Waiter {
    /// Starts one, and waits until nothing is missed any more.
    async fn start(relay: &Client, args: &[&str]) -> Self {
        let mut waiter = Self::spawn(relay, args);
        let line = within("it to be ready", waiter.said.next_line()).await.unwrap().unwrap_or_default();
        assert!(line.starts_with("Waiting in channel"), "{line}");
        waiter
    }

    fn spawn(relay: &Client, args: &[&str]) -> Self {
        let mut command = gancho(&[&["wait"], args].concat());
        command.env("GANCHO_RELAY", format!("http://{}", relay.address));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap()).lines();
        let said = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { child, out, said }
    }

    /// Its exit code, what it found, and what it said.
    async fn end(mut self) -> (Option<i32>, Vec<Event>, String) {
        let mut found = Vec::new();
        while let Some(line) = within("what it finds", self.out.next_line()).await.unwrap() {
            found.push(serde_json::from_str(&line).unwrap());
        }
        let code = within("its end", self.child.wait()).await.unwrap().code();
        let mut said = String::new();
        self.said.into_inner().read_to_string(&mut said).await.unwrap();
        (code, found, said)
    }
}

#[tokio::test]
async fn the_right_one_is_found_among_others() {
    let relay = TestRelay::start().await;
    relay.post("/webhook/c", b"needle that came before").await;
    let waiter = Waiter::start(&relay, &["c", "--filter", "needle path:/orders", "--count", "2"]).await;
    for _ in 0..100 {
        relay.post("/webhook/c/orders", b"hay").await;
        relay.post("/webhook/c/else", b"needle").await;
    }
    // Whole, although a page has its beginning only.
    let mut long = vec![b' '; 100_000];
    long.extend(b"needle");
    let first = relay.post("/webhook/c/orders", b"a needle").await;
    let second = relay.post("/webhook/c/orders", &long).await;
    relay.post("/webhook/c/orders", b"a third needle").await;
    let (code, found, said) = waiter.end().await;
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert_eq!(found.iter().map(|event| event.seq).collect::<Vec<_>>(), [first.seq, second.seq]);
    assert_eq!(found[1].body.as_bytes(), long);
}

#[tokio::test]
async fn what_came_before_counts_from_a_position() {
    let relay = TestRelay::start().await;
    relay.post_many(3).await;
    for (from, seq) in [("start", 1), ("2", 2)] {
        let (code, found, _) = Waiter::start(&relay, &["default", "--from", from]).await.end().await;
        assert_eq!((code, found[0].seq), (Some(0), seq));
    }
    // Without a filter any event is waited for.
    let waiter = Waiter::start(&relay, &["default"]).await;
    relay.post("/webhook", b"x").await;
    assert_eq!(waiter.end().await.1[0].seq, 4);
}

#[tokio::test]
async fn what_becomes_true_later_is_found() {
    let relay = TestRelay::start().await;
    let waiter = Waiter::start(&relay, &["default", "--filter", "pinned:yes"]).await;
    relay.post_many(2).await;
    relay.request("PATCH", "/api/channels/default/events/1", &[], br#"{"pinned":true}"#).await;
    let (code, found, _) = waiter.end().await;
    assert_eq!((code, found[0].seq), (Some(0), 1));
}

#[tokio::test]
async fn when_time_is_over_it_says_what_came_instead() {
    let relay = TestRelay::start().await;
    for (lang, over, nothing) in
        [("en", "Time is over: 0 of 1", "nothing else"), ("pt", "O tempo acabou: 0 de 1", "mais nada")]
    {
        let args = ["c", "--timeout", "100ms", "--filter", "needle", "--lang", lang];
        let (code, found, said) = Waiter::spawn(&relay, &args).end().await;
        assert_eq!((code, found.len()), (Some(1), 0));
        assert!(said.contains(over) && said.contains(nothing), "{said}");
    }
    let waiter = Waiter::start(&relay, &["c", "--timeout", "1500ms", "--filter", "path:needle", "--count", "2"]).await;
    relay.post("/webhook/c/other", b"x").await;
    relay.post("/webhook/c/needle", b"x").await;
    let (code, found, said) = waiter.end().await;
    assert_eq!((code, found.len()), (Some(1), 1));
    assert!(said.contains("1 of 2") && said.contains("/webhook/c/other") && !said.contains("needle"), "{said}");
}

#[tokio::test]
async fn what_cannot_be_waited_for_is_an_error_of_its_own() {
    let relay = TestRelay::start().await;
    let nowhere = Client { address: own_address() };
    for (relay, args, words) in [
        (&*relay, &["c", "--filter", "nosuchkey:x"][..], "a filter has no key"),
        (&*relay, &["c", "--filter", "\"open"], "not closed"),
        (&*relay, &["c", "--timeout", "0s"], "from 100ms to 1h"),
        (&*relay, &["c", "--count", "0"], "--count"),
        (&*relay, &["no channel"], "give a channel"),
        (&*relay, &[], "RELAY/CHANNEL"),
        (&nowhere, &["c"], "no relay answers"),
    ] {
        let (code, _, said) = Waiter::spawn(relay, args).end().await;
        assert!(code == Some(2) && said.contains(words), "{args:?}: {code:?} {said}");
    }
    let guarded = TestRelay::with(Options { token: Some("abcdefgh".into()), ..memory() }).await;
    for (args, words) in [
        (&["c"][..], "asks for a token: give the one"),
        (&["c", "--token", "abcdefgX"], "asks for a token, and not this one"),
        (&["c", "--token", "none"], "a token has at least 8"),
    ] {
        let (code, found, said) = Waiter::spawn(&guarded, args).end().await;
        assert!(code == Some(2) && found.is_empty() && said.contains(words), "{args:?}: {code:?} {said}");
    }
    // A provider that there is none of is known to the relay only.
    let (code, _, said) = Waiter::spawn(&relay, &["c", "--filter", "provider:githup"]).end().await;
    assert!(code == Some(2) && said.contains("provider"), "{said}");
    let waiter = Waiter::start(&relay, &["gone"]).await;
    relay.delete("/api/channels/gone").await;
    let (code, _, said) = waiter.end().await;
    assert!(code == Some(2) && said.contains("gone"), "{code:?} {said}");
}

#[tokio::test]
async fn a_relay_that_comes_back_is_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("events.db");
    let address = own_address();
    let listen = address.to_string();
    let serve = || {
        let mut command = gancho(&["--listen", &listen, "--data", data.to_str().unwrap(), "--log", "error"]);
        command.stderr(Stdio::inherit());
        Process::spawn(command)
    };
    let mut relay = serve().await;
    let waiter = Waiter::start(&relay, &["default", "--filter", "needle"]).await;
    relay.kill().await;
    // A proxy before it answers for it meanwhile.
    let proxy = listen_at(address).await;
    let (mut asked, _) = within("the question", proxy.accept()).await.unwrap();
    asked.read_buf(&mut Vec::new()).await.unwrap();
    asked.write_all(b"HTTP/1.1 502 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await.unwrap();
    drop((asked, proxy));
    let relay = serve().await;
    until("it to listen", async || relay.get("/healthz").await.status == 200).await;
    relay.post("/webhook", b"needle").await;
    let (code, found, _) = waiter.end().await;
    assert_eq!((code, found.len()), (Some(0), 1));
}
