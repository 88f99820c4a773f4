//! How much of a bare handler's speed durable ingest keeps: `cargo bench -p gancho --bench ingest`.
//!
//! Two servers in this process: an axum handler that only reads the body, and the relay with its file store, where each
//! answer waits for its commit (`synchronous=FULL`). A process of its own loads one, then the other, over and over, by the
//! same 64 keep-alive connections and 1 KiB bodies, so that a noisy machine is noisy to both. What it prints last is the
//! median of each round's ratio; below [`TARGET`] it fails.

// A benchmark that cannot go on should stop, and its results belong on standard output.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::net::SocketAddr;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::routing::post;
use gancho::server::{Options, Relay};
use gancho_store::sqlite::Location;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// The least of the bare handler's requests a second that durable ingest must reach.
const TARGET: f64 = 0.35;
const CONNECTIONS: usize = 64;
const BODY: usize = 1024;
/// Many short rounds: what else the machine does then falls on both alike.
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
    let (bare, relay) = runtime.block_on(async {
        let (bare, relay) = (listen().await, listen().await);
        let addresses = (bare.local_addr().unwrap(), relay.local_addr().unwrap());
        let router = axum::Router::new().route("/webhook", post(|body: Bytes| async move { body.len().to_string() }));
        tokio::spawn(async { axum::serve(bare, router).await });
        let data = Location::File(folder.path().join("events.db"));
        let options = Options { data, ..Options::default() };
        tokio::spawn(Relay::open(options).await.unwrap().serve(relay, shutdown.clone()));
        addresses
    });

    println!("{CONNECTIONS} connections, bodies of {BODY} bytes, {ROUND:?} a round");
    println!(
        "{:>5}  {:>30}  {:>30}  {:>5}",
        "round", "bare: requests/s, p50, p99", "durable: requests/s, p50, p99", "ratio"
    );
    let (mut bares, mut durables, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    // The first round warms up, and does not count.
    for round in 0..=ROUNDS {
        let (bare, durable) = (spawn_load(bare), spawn_load(relay));
        let ratio = durable.rate / bare.rate;
        println!("{round:>5}  {:>30}  {:>30}  {ratio:>5.2}", bare.to_string(), durable.to_string());
        if round > 0 {
            bares.push(bare.rate);
            durables.push(durable.rate);
            ratios.push(ratio);
        }
    }
    shutdown.cancel();
    let (bare, durable, ratio) = (median(bares), median(durables), median(ratios));
    println!("medians: bare {bare:.0}/s, durable {durable:.0}/s, ratio {ratio:.3} (at least {TARGET})");
    if ratio >= TARGET { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn listen() -> TcpListener {
    TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
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
