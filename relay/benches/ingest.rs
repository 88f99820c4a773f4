//! What a database costs durable ingest: `cargo bench -p gancho --bench ingest`.
//!
//! Three servers in this process: the relay with its file store, where each answer waits for its commit
//! (`synchronous=FULL`); the same relay over a file that is only appended to and synced ([`raw_log`]); and, to be
//! seen beside them, an axum handler that only reads the body. A process of its own loads one after the other, over and over,
//! by the same 64 keep-alive connections and 1 KiB bodies, so that a noisy machine is noisy to all.
//!
//! The ratio to the raw file says how well the store is made on any machine. One to a bare handler falls as processors get faster
//! and disks do not.

// A benchmark that cannot go on should stop, and its results belong on standard output.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::net::SocketAddr;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::routing::post;
use gancho::server::{Options, Relay};
use gancho_store::sqlite::Location;
use testkit::{Figure, Goal, median, rounds};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

#[path = "ingest/raw_log.rs"]
mod raw_log;

use raw_log::RawLog;

/// The part of the raw file's requests a second that durable ingest is to reach.
const RATIO: Goal = Goal::AtLeast { aim: 0.8, limit: 0.5 };
/// The 99th percentile of an answer's time, in ms.
const P99_MS: Goal = Goal::AtMost { aim: 10.0, limit: 30.0 };
const CONNECTIONS: usize = 64;
const BODY: usize = 1024;
/// Many short rounds: what else the machine does then falls on all alike.
const ROUNDS: usize = 35;
const ROUND: Duration = Duration::from_millis(600);

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    match args.iter().position(|arg| arg == "--load") {
        Some(at) => {
            println!("{}", load(args[at + 1].parse().unwrap(), ROUND));
            ExitCode::SUCCESS
        }
        None => compare(),
    }
}

fn compare() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let shutdown = CancellationToken::new();
    let servers = runtime.block_on(async {
        let (bare, raw, relay) = (listen().await, listen().await, listen().await);
        let addresses = [&bare, &raw, &relay].map(|server| server.local_addr().unwrap());
        let router = axum::Router::new().route("/webhook", post(|body: Bytes| async move { body.len().to_string() }));
        tokio::spawn(async { axum::serve(bare, router).await });
        let (log, feed) = RawLog::create(&folder.path().join("raw.log"));
        let over_log = Relay::with_store(Options::default(), Arc::new(log), feed);
        tokio::spawn(over_log.serve(raw, shutdown.clone()));
        let data = Location::File(folder.path().join("events.db"));
        let options = Options { data, ..Options::default() };
        tokio::spawn(Relay::open(options).await.unwrap().serve(relay, shutdown.clone()));
        addresses
    });

    println!("{CONNECTIONS} connections, bodies of {BODY} bytes, {ROUND:?} a round; requests/s, p50, p99");
    println!("{:>5}  {:>28}  {:>28}  {:>28}  {:>5}", "round", "bare handler", "raw file", "durable", "ratio");
    let mut measured: [Vec<Load>; 3] = Default::default();
    let mut ratios = Vec::new();
    // The first round warms up, and does not count.
    for round in 0..=rounds(ROUNDS, 5) {
        let [bare, raw, durable] = servers.map(spawn_load);
        let ratio = durable.rate / raw.rate;
        println!(
            "{round:>5}  {:>28}  {:>28}  {:>28}  {ratio:>5.2}",
            bare.to_string(),
            raw.to_string(),
            durable.to_string()
        );
        if round > 0 {
            ratios.push(ratio);
            for (all, load) in measured.iter_mut().zip([bare, raw, durable]) {
                all.push(load);
            }
        }
    }
    shutdown.cancel();
    let rate = |of: &[Load]| median(of.iter().map(|load| load.rate).collect());
    let p99 = |of: &[Load]| median(of.iter().map(|load| load.p99).collect());
    let [bare, raw, durable] = &measured;
    let figure = |name, median, unit, goal| Figure { name, median, unit, goal }.print();
    let kept = [
        figure("ingest, bare handler", rate(bare), "/s", None),
        figure("ingest, raw file with fdatasync", rate(raw), "/s", None),
        figure("ingest, raw file: p99", p99(raw), "ms", None),
        figure("ingest, durable", rate(durable), "/s", None),
        figure("ingest, durable: p99", p99(durable), "ms", Some(P99_MS)),
        figure("ingest, durable to raw file", median(ratios), "", Some(RATIO)),
    ];
    if kept.iter().all(|kept| *kept) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn listen() -> TcpListener {
    TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap()
}

/// What one round came to.
struct Load {
    rate: f64,
    p50: f64,
    p99: f64,
}

impl std::fmt::Display for Load {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.0}  {:.2} ms  {:.2} ms", self.rate, self.p50, self.p99)
    }
}

/// Loads a server from another process.
fn spawn_load(address: SocketAddr) -> Load {
    let program = std::env::current_exe().unwrap();
    let output =
        Command::new(program).args(["--load", &address.to_string()]).stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success());
    let numbers: Vec<f64> =
        String::from_utf8(output.stdout).unwrap().split_whitespace().map(|number| number.parse().unwrap()).collect();
    Load { rate: numbers[0], p50: numbers[1], p99: numbers[2] }
}

/// Posts for a while; requests a second, median and 99th percentile of milliseconds. On one thread, and as cheap as can be,
/// since the servers need the machine.
fn load(address: SocketAddr, duration: Duration) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let begun = Instant::now();
    let mut micros: Vec<u32> = runtime.block_on(async {
        let connections: Vec<_> =
            (0..CONNECTIONS).map(|_| tokio::spawn(post_until(address, begun + duration))).collect();
        let mut all = Vec::new();
        for connection in connections {
            all.extend(connection.await.unwrap());
        }
        all
    });
    let rate = micros.len() as f64 / begun.elapsed().as_secs_f64();
    micros.sort_unstable();
    let percentile = |p: usize| f64::from(micros[(micros.len() - 1) * p / 100]) / 1000.0;
    format!("{rate} {} {}", percentile(50), percentile(99))
}

async fn post_until(address: SocketAddr, end: Instant) -> Vec<u32> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let mut request = format!(
        "POST /webhook HTTP/1.1\r\nhost: {address}\r\nuser-agent: bench/1\r\ncontent-type: application/json\r\n\
         content-length: {BODY}\r\n\r\n"
    )
    .into_bytes();
    request.resize(request.len() + BODY, b'x');
    let mut micros = Vec::with_capacity(1 << 14);
    let mut answer = [0; 4096];
    loop {
        let begun = Instant::now();
        if begun >= end {
            return micros;
        }
        stream.write_all(&request).await.unwrap();
        let mut read = 0;
        while !is_whole(&answer[..read]) {
            let count = stream.read(&mut answer[read..]).await.unwrap();
            assert!(count > 0, "the server closed the connection");
            read += count;
        }
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer[..read]));
        micros.push(u32::try_from(begun.elapsed().as_micros()).unwrap());
    }
}

/// True when an answer with a `content-length` is there to its last byte.
fn is_whole(answer: &[u8]) -> bool {
    let Some(head) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let name = b"content-length: ";
    let at = answer.windows(name.len()).position(|word| word == name).unwrap() + name.len();
    let length = answer[at..].iter().take_while(|b| b.is_ascii_digit()).fold(0, |n, b| n * 10 + usize::from(b - b'0'));
    answer.len() >= head + 4 + length
}
