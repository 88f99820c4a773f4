//! How long a search takes at the API: `cargo bench -p gancho --bench search`.
//!
//! A relay in this process with its file store, 5,000 events with bodies of 1 KiB of JSON, and questions that must look at all
//! of them, by keep-alive. What it prints of each is the median and the 95th percentile of the whole answer; above [`GOAL`]
//! it fails.

// A benchmark that cannot go on should stop, and its results belong on standard output.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Instant;

use bytes::Bytes;
use gancho::server::{Options, Relay};
use gancho_store::sqlite::Location;
use http_body_util::{BodyExt as _, Full};
use hyper::{Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use testkit::{Figure, Goal, rounds};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Longest that the median of a question may take, ms.
const GOAL: Goal = Goal::AtMost { aim: 100.0, limit: 100.0 };
const EVENTS: usize = 5000;
const BODY: usize = 1024;
const ROUNDS: usize = 60;

/// What is asked, and the events that the answer has.
const QUESTIONS: &[(&str, &str, usize)] = &[
    ("a word that nothing has", "q=nothing-like-it", 0),
    ("a word that one has", "q=order-2500-", 1),
    ("a word that all have, 100 a page", "q=CLIENTE", 100),
    ("two words, one beyond ASCII, that nothing has", "q=jos%C3%A9%20%C3%A3%C3%B5%C3%A3%C3%B5", 0),
    ("by provider, that nothing has", "provider=stripe", 0),
    ("by signature, that nothing has", "signature=valid", 0),
];

#[tokio::main]
async fn main() -> ExitCode {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { data: Location::File(folder.path().join("events.db")), ..Options::default() };
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let base = format!("http://{}/api/channels/default", listener.local_addr().unwrap());
    let shutdown = CancellationToken::new();
    let relay = tokio::spawn(Relay::open(options).await.unwrap().serve(listener, shutdown.clone()));
    let client = Client::builder(TokioExecutor::new()).build_http();

    let settings = r#"{"provider":"github","secret":"It's a Secret to Everybody"}"#;
    ask(&client, "PUT", &base, settings.into()).await;
    ask(&client, "POST", &format!("{base}/import"), lines().into()).await;
    println!("{EVENTS} events with bodies of {BODY} bytes, at most {ROUNDS} times each");
    let (mut well, rounds) = (true, rounds(ROUNDS, 10));
    for (what, query, found) in QUESTIONS {
        let url = format!("{base}/events?{query}");
        let mut times = Vec::new();
        for _ in 0..rounds {
            let begun = Instant::now();
            let answer = ask(&client, "GET", &url, Bytes::new()).await;
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
            let page: wire::EventsPage = serde_json::from_slice(&answer).unwrap();
            assert_eq!(page.events.len(), *found, "{what}");
            assert!(page.next.is_none() || *found == 100, "{what}: it came to the end");
        }
        times.sort_by(f64::total_cmp);
        let (median, p95) = (times[rounds / 2], times[rounds * 95 / 100]);
        println!("{what:<48} p95 {p95:>6.1} ms");
        let name = format!("search, {what}");
        well &= Figure { name: &name, median, unit: "ms", goal: Some(GOAL) }.print();
    }
    shutdown.cancel();
    relay.await.unwrap().unwrap();
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The events, as an import takes them.
fn lines() -> String {
    let line = |n: usize| {
        let mut body = format!(r#"{{"pedido":"order-{n}-","cliente":"José da Conceição","itens":["#);
        while body.len() < BODY - 40 {
            body += &format!(r#"{{"sku":"A-{}","preço":{}}},"#, body.len() * n % 9973, body.len());
        }
        body += "null]}";
        let body = serde_json::to_string(&body).unwrap();
        format!(
            r#"{{"headers":[["content-type","application/json"],["user-agent","GitHub-Hookshot/044aadd"],
            ["x-github-event","push"],["x-hub-signature-256","sha256={:064x}"]],"body":{{"text":{body}}}}}"#,
            n
        )
        .replace('\n', "")
    };
    (0..EVENTS).map(|n| line(n) + "\n").collect()
}

async fn ask(client: &Client<HttpConnector, Full<Bytes>>, method: &str, url: &str, body: Bytes) -> Bytes {
    let request = Request::builder().method(method).uri(url).body(Full::new(body)).unwrap();
    let answer = client.request(request).await.unwrap();
    let (status, body) = (answer.status(), answer.into_body().collect().await.unwrap().to_bytes());
    assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
    body
}
