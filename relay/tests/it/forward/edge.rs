//! What stands before a relay, as a tunnel's edge does, answers with a page of its own: it says nothing about the relay.

use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, copy_bidirectional};
use tokio::net::TcpStream;

use super::{App, Forwarder, attempts};
use crate::support::{Client, Process, TestRelay, gancho, listen_at, noise, own_address, until, within};

const PAGE: &[u8] =
    b"HTTP/1.1 404 Not Found\r\ncontent-type: text/html\r\ncontent-length: 9\r\nconnection: close\r\n\r\n<h1>404\r\n";

/// Passes one request a connection on, and answers 404 where there is no relay behind it.
struct Edge {
    client: Client,
    /// Answers of its own.
    pages: Arc<AtomicUsize>,
    /// So many questions for a body it answers itself.
    bodies: Arc<AtomicUsize>,
}

impl Edge {
    async fn before(relay: SocketAddr) -> Self {
        let address = own_address();
        let listener = listen_at(address).await;
        let (pages, bodies) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let edge = Self { client: Client { address }, pages: pages.clone(), bodies: bodies.clone() };
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (pages, bodies) = (pages.clone(), bodies.clone());
                tokio::spawn(async move { pass(socket, relay, &pages, &bodies).await });
            }
        });
        edge
    }

    fn pages(&self) -> usize {
        self.pages.load(Ordering::SeqCst)
    }
}

/// Ends with one of the two connections.
async fn pass(mut socket: TcpStream, relay: SocketAddr, pages: &AtomicUsize, bodies: &AtomicUsize) {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        if socket.read_buf(&mut head).await.unwrap_or(0) == 0 {
            return;
        }
    }
    let text = String::from_utf8_lossy(&head).into_owned();
    let is_body = text.lines().next().is_some_and(|line| line.contains("/body "));
    let one_less = |left: usize| left.checked_sub(1);
    let is_own = is_body && bodies.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_ok();
    match TcpStream::connect(relay).await {
        Ok(mut relay) if !is_own => {
            // No second request comes by unseen.
            let once = if text.contains("pgrade") { "\r\n" } else { "\r\nconnection: close\r\n" };
            relay.write_all(text.replacen("\r\n", once, 1).as_bytes()).await.unwrap();
            let _ = copy_bidirectional(&mut socket, &mut relay).await;
        }
        _ => {
            let _ = socket.write_all(PAGE).await;
            pages.fetch_add(1, Ordering::SeqCst);
        }
    }
}

#[tokio::test]
async fn a_page_in_place_of_a_body_gives_no_event_up() {
    let relay = TestRelay::start().await;
    let edge = Edge::before(relay.address).await;
    let app = App::start().await;
    let _forwarder = Forwarder::start(&edge.client, &["c", "--to", &app.url(), "--name", "a"]).await;
    edge.bodies.store(2, Ordering::SeqCst);
    let body = noise(100_000);
    relay.post("/webhook/c", &body).await;
    app.wait(1).await;
    assert!(app.seen()[0].body == body);
    assert_eq!(edge.pages(), 2);
    until("the attempt", async || !attempts(&relay, "c", 1).await.is_empty()).await;
    assert_eq!(attempts(&relay, "c", 1).await[0].attempt.status, Some(200));
}

#[tokio::test]
async fn a_page_in_place_of_the_relay_ends_nothing_that_has_begun() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("events.db");
    let mut relay = Process::start(&data, &[]).await;
    let address = relay.address.to_string();
    let edge = Edge::before(relay.address).await;
    let app = App::start().await;
    let forwarder = Forwarder::start(&edge.client, &["c", "--to", &app.url(), "--name", "a"]).await;
    relay.post("/webhook/c", b"x").await;
    app.wait(1).await;

    let command = |args: &[&str]| {
        let mut command = gancho(args);
        command.env("GANCHO_RELAY", format!("http://{}", edge.client.address));
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let mut tail = command(&["tail", "t", "--plain"]);
    let mut told = BufReader::new(tail.stdout.take().unwrap()).lines();
    let mut said = BufReader::new(tail.stderr.take().unwrap()).lines();
    // It says nothing when it listens: webhooks come until one is shown.
    let mut line = Box::pin(told.next_line());
    let mut posted = 0;
    until("tail", async || {
        posted += 1;
        relay.post("/webhook/t", b"x").await;
        futures_util::FutureExt::now_or_never(&mut line).is_some()
    })
    .await;
    drop(line);
    let mut wait = command(&["wait", "w", "--timeout", "60s"]);
    let mut waiting = BufReader::new(wait.stderr.take().unwrap()).lines();
    within("wait", waiting.next_line()).await.unwrap();

    relay.kill().await;
    let away = forwarder.wait("notice").await;
    assert!(away["text"].as_str().unwrap().contains("the relay is away"), "{away}");
    let away = within("tail's notice", said.next_line()).await.unwrap().unwrap();
    assert!(away.contains("the relay is away"), "{away}");
    // Each of the three has asked again, and was answered by a page.
    let pages = edge.pages();
    until("pages", async || edge.pages() >= pages + 9).await;

    let mut command = gancho(&["--listen", &address, "--data", data.to_str().unwrap()]);
    command.stderr(Stdio::inherit());
    let relay = Process::spawn(command).await;
    let back = within("tail's notice", said.next_line()).await.unwrap().unwrap();
    assert!(back.contains("connected again"), "{back}");
    relay.post("/webhook/c", b"x").await;
    relay.post("/webhook/t/back", b"x").await;
    relay.post("/webhook/w", b"x").await;
    app.wait(2).await;
    assert_eq!(app.seqs(), [1, 2]);
    let mut lines = 0;
    while let Some(line) = within("tail's event", told.next_line()).await.unwrap() {
        lines += 1;
        if line.contains("/webhook/t/back") {
            break;
        }
    }
    assert!(lines <= posted, "nothing is shown twice");
    assert!(within("wait's end", wait.wait()).await.unwrap().success());
}

#[tokio::test]
async fn a_page_at_the_beginning_is_a_wrong_address() {
    let edge = Edge::before(own_address()).await;
    let (code, why) = Forwarder::spawn(&edge.client, &["c", "--to", "http://127.0.0.1:1"]).end().await;
    assert!(code == Some(1) && why.contains("not a gancho relay"), "{why}");
}
