//! Speed of `gancho forward`: `cargo bench -p gancho --bench forward`.
//!
//! A relay with its file store and a program that answers at once run in this process; the
//! forwarder is one of its own, as people have it. What is measured is catching up: events that
//! wait, from the first request at the program to the last. Each event costs a commit of its own in
//! order, and shares one with others at a concurrency of 16. The forwarder's peak of memory is read
//! while long bodies pass.

// A benchmark that cannot go on should stop, and its results belong on standard output.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::net::SocketAddr;
use std::process::{ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::routing::any;
use gancho::config::Options;
use gancho::server::Relay;
use gancho_store::sqlite::Location;
use testkit::{Client, Figure, Goal, gancho, median, noise, rounds, until_with};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Events a second, one at a time.
const IN_ORDER: Goal = Goal::AtLeast { aim: 1000.0, limit: 500.0 };
/// Events a second, sixteen at a time.
const SIXTEEN: Goal = Goal::AtLeast { aim: 4000.0, limit: 2000.0 };
/// Most memory that the forwarder takes while four bodies of 5 MiB pass at a time, in MiB.
const MEMORY: Goal = Goal::AtMost { aim: 96.0, limit: 160.0 };
const EVENTS: usize = 4000;
const BODY: usize = 1024;
const LONG: usize = 5 << 20;
const LONG_EVENTS: usize = 40;
const ROUNDS: usize = 9;
/// Longest that a round may take.
const PATIENCE: Duration = Duration::from_secs(120);

fn main() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let kept = runtime.block_on(async {
        let relay = listen().await;
        let client = Client { address: relay.local_addr().unwrap() };
        let data = Location::File(folder.path().join("events.db"));
        let options = Options { data, ..Options::default() };
        tokio::spawn(Relay::open(options).await.unwrap().serve(relay, CancellationToken::new()));
        let program = Program::start().await;
        fill(&client, "short", EVENTS, BODY).await;
        fill(&client, "long", LONG_EVENTS, LONG).await;
        let (mut one, mut sixteen) = (Vec::new(), Vec::new());
        // The first round warms up, and does not count.
        for round in 0..=rounds(ROUNDS, 2) {
            let in_order = forward(&client, &program, "short", EVENTS, round, 1).await;
            let at_once = forward(&client, &program, "short", EVENTS, round, 16).await;
            println!("round {round}: {:.0}/s in order, {:.0}/s sixteen at once", in_order.rate, at_once.rate);
            if round > 0 {
                one.push(in_order.rate);
                sixteen.push(at_once.rate);
            }
        }
        let long = forward(&client, &program, "long", LONG_EVENTS, 0, 4).await;
        println!("{LONG_EVENTS} bodies of 5 MiB: {:.0}/s", long.rate);
        let figure = |name, median, unit, goal| Figure { name, median, unit, goal: Some(goal) }.print();
        [
            figure("forward, in order", median(one), "/s", IN_ORDER),
            figure("forward, concurrency 16", median(sixteen), "/s", SIXTEEN),
            figure("forward, memory at bodies of 5 MiB", long.peak, "MiB", MEMORY),
        ]
    });
    runtime.shutdown_background();
    if kept.iter().all(|kept| *kept) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn listen() -> TcpListener {
    TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap()
}

/// A program that answers at once, and counts.
struct Program {
    address: SocketAddr,
    taken: Arc<AtomicUsize>,
}

impl Program {
    async fn start() -> Self {
        let taken = Arc::new(AtomicUsize::new(0));
        let count = taken.clone();
        let take = move |body: Bytes| {
            count.fetch_add(usize::from(!body.is_empty()), Relaxed);
            async { "ok" }
        };
        let router = Router::new().fallback(any(take)).layer(DefaultBodyLimit::disable());
        let listener = listen().await;
        let address = listener.local_addr().unwrap();
        tokio::spawn(async { axum::serve(listener, router).await });
        Self { address, taken }
    }

    async fn wait(&self, count: usize) {
        until_with(PATIENCE, "the events", async || self.taken.load(Relaxed) >= count).await;
    }
}

/// Posts so many events to a channel, on several connections.
async fn fill(relay: &Client, channel: &str, count: usize, length: usize) {
    let body = noise(length);
    let target = format!("/webhook/{channel}");
    let post = async |count: usize| {
        let mut http = relay.connect().await;
        for _ in 0..count {
            assert_eq!(http.request("POST", &target, &[], &body).await.status, 200);
        }
    };
    let quarter = count / 4;
    tokio::join!(post(quarter), post(quarter), post(quarter), post(count - 3 * quarter));
}

/// One round: events a second, and the forwarder's peak of memory in MiB.
struct Round {
    rate: f64,
    peak: f64,
}

async fn forward(
    relay: &Client,
    program: &Program,
    channel: &str,
    events: usize,
    round: usize,
    concurrency: usize,
) -> Round {
    program.taken.store(0, Relaxed);
    let place = format!("http://{}/{channel}", relay.address);
    let url = format!("http://{}", program.address);
    // A consumer of its own, which begins at the first event.
    let (name, concurrency) = (format!("{round}-{concurrency}"), concurrency.to_string());
    let args = ["forward", &place, "--to", &url, "--name", &name, "--from", "start", "--concurrency", &concurrency];
    let mut command = gancho(&args);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::inherit()).spawn().unwrap();
    program.wait(1).await;
    let begun = Instant::now();
    program.wait(events).await;
    let rate = (events - 1) as f64 / begun.elapsed().as_secs_f64();
    let peak = peak(child.id().unwrap());
    child.kill().await.unwrap();
    Round { rate, peak }
}

/// Most memory that a process has had, in MiB.
fn peak(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
}
