//! Time that the program's own answer takes by way of the relay: `cargo bench -p gancho --bench answer`.
//!
//! A sender asks a program that answers at once, directly and by way of a relay that forwards with
//! `--answer`, in turn and over connections that are kept. By way of the relay each event is on the
//! disk first. What is measured is the difference of the medians.

// A benchmark that cannot go on should stop, and its results belong on standard output.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Instant;

use axum::Router;
use axum::routing::any;
use gancho::config::Options;
use gancho::server::Relay;
use gancho_store::sqlite::Location;
use testkit::{Client, Figure, Goal, Http, median, noise, rounds, until};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use wire::{Channel, Forward};

/// Added milliseconds, at the median.
const ADDED: Goal = Goal::AtMost { aim: 2.0, limit: 3.0 };
const REQUESTS: usize = 200;
const BODY: usize = 1024;
const ROUNDS: usize = 9;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let kept = runtime.block_on(async {
        let program = listen().await;
        let address = program.local_addr().unwrap();
        let router = Router::new().fallback(any(async || "ok"));
        tokio::spawn(async { axum::serve(program, router).await });
        let relay = listen().await;
        let client = Client { address: relay.local_addr().unwrap() };
        let forward =
            Forward { url: format!("http://{address}"), answer: true, answer_timeout_ms: None, concurrency: None };
        let data = Location::File(folder.path().join("events.db"));
        let options = Options { data, forwards: vec![(Channel::default(), forward)], ..Options::default() };
        tokio::spawn(Relay::open(options).await.unwrap().serve(relay, CancellationToken::new()));
        let asked = async || client.request("POST", "/webhook", &[], b"x").await;
        until("the program's answer", async || asked().await.header("gancho-answer") == Some("app")).await;
        let (mut direct, mut added) = (Http::to(address).await, Vec::new());
        let mut by_relay = client.connect().await;
        // The first round warms up, and does not count.
        for round in 0..=rounds(ROUNDS, 2) {
            let (one, other) = (ask(&mut direct, "/").await, ask(&mut by_relay, "/webhook").await);
            println!("round {round}: {one:.2} ms directly, {other:.2} ms by way of the relay");
            if round > 0 {
                added.push(other - one);
            }
        }
        let median = median(added);
        Figure { name: "the program's answer, added", median, unit: "ms", goal: Some(ADDED) }.print()
    });
    runtime.shutdown_background();
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn listen() -> TcpListener {
    TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap()
}

/// The median of many requests, in milliseconds.
async fn ask(http: &mut Http, target: &str) -> f64 {
    let body = noise(BODY);
    let mut took = Vec::with_capacity(REQUESTS);
    for _ in 0..REQUESTS {
        let begun = Instant::now();
        let answer = http.request("POST", target, &[], &body).await;
        assert_eq!((answer.status, &answer.body[..]), (200, &b"ok"[..]));
        took.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    median(took)
}
