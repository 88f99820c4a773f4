//! How soon `gancho wait` finds the right event among others: `cargo bench -p gancho --bench wait`.
//!
//! A relay with its file store runs in this process, and takes 100 events a second in one channel.
//! `gancho wait` is a process of its own, as scripts have it. What is measured is the time from the
//! sending of the event that is waited for to its line on standard output.

// A benchmark that cannot go on should stop, and its results belong on standard output.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::net::SocketAddr;
use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};

use gancho::config::Options;
use gancho::server::Relay;
use gancho_store::sqlite::Location;
use testkit::{Client, Figure, Goal, gancho, median, noise, rounds, within};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

/// Milliseconds, at the median and at the slowest but one in twenty.
const MEDIAN: Goal = Goal::AtMost { aim: 20.0, limit: 50.0 };
const SLOW: Goal = Goal::AtMost { aim: 50.0, limit: 100.0 };
/// Time between two of the other events.
const GAP: Duration = Duration::from_millis(10);
const BODY: usize = 1024;
const NEEDLES: usize = 101;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let kept = runtime.block_on(async {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let relay = Client { address: listener.local_addr().unwrap() };
        let data = Location::File(folder.path().join("events.db"));
        let options = Options { data, ..Options::default() };
        tokio::spawn(Relay::open(options).await.unwrap().serve(listener, CancellationToken::new()));
        let others = tokio::spawn(send_others(relay.address));
        let needles = rounds(NEEDLES, 21);
        let mut took = wait(&relay, needles).await;
        others.abort();
        // The first one warms up, and does not count.
        took.remove(0);
        took.sort_by(f64::total_cmp);
        println!("{} found, the slowest after {:.1} ms", took.len(), took[took.len() - 1]);
        let slow = took[took.len() * 19 / 20];
        let figure = |name, median, goal| Figure { name, median, unit: "ms", goal: Some(goal) }.print();
        [figure("wait among 100/s", median(took), MEDIAN), figure("wait among 100/s, p95", slow, SLOW)]
    });
    runtime.shutdown_background();
    if kept.iter().all(|kept| *kept) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Sends 100 events a second, none of which is waited for, until it is ended.
async fn send_others(relay: SocketAddr) {
    let (mut http, body) = (Client { address: relay }.connect().await, noise(BODY));
    let mut ticks = interval(GAP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        assert_eq!(http.request("POST", "/webhook/c/others", &[], &body).await.status, 200);
    }
}

/// Sends so many that are waited for, each once the one before is found; milliseconds of each.
async fn wait(relay: &Client, count: usize) -> Vec<f64> {
    let (place, number) = (format!("http://{}/c", relay.address), count.to_string());
    let filter = "path:/needle body.pedido=42";
    let args = ["wait", &place, "--filter", filter, "--count", &number, "--timeout", "5min", "--lang", "en"];
    let mut command = gancho(&args);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut found = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
    within("it to be ready", said.next_line()).await.unwrap().unwrap();
    let (mut http, mut took) = (relay.connect().await, Vec::with_capacity(count));
    for nth in 0..count as u64 {
        // At another moment each time, between the others.
        sleep(Duration::from_millis(30 + nth * 7 % 40)).await;
        let begun = Instant::now();
        let json = [("content-type", "application/json")];
        assert_eq!(http.request("POST", "/webhook/c/needle", &json, br#"{"pedido":42}"#).await.status, 200);
        within("the event", found.next_line()).await.unwrap().unwrap();
        took.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    assert!(within("its end", child.wait()).await.unwrap().success());
    took
}
