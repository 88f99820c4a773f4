//! Killed at random moments, forwarder, program and relay: every stored event reaches the program,
//! and comes twice only when it was under way at a kill.

use std::collections::HashMap;
use std::path::Path;
use std::process::Stdio;

use measure::Random;
use testkit::AGAIN;
use wire::EventsPage;

use super::{App, Forwarder, consumer};
use crate::support::{Client, Http, Process, gancho, own_address, until};

const KILLS: usize = 20;

async fn serve(address: &str, data: &Path) -> Process {
    let data = data.to_str().unwrap();
    let mut command = gancho(&["--listen", address, "--data", data, "--log", "error"]);
    command.stderr(Stdio::inherit());
    Process::spawn(command).await
}

/// Posts so many webhooks, whatever becomes of the relay meanwhile.
async fn post(address: std::net::SocketAddr, count: usize) {
    let mut stored = 0;
    while stored < count {
        // It may be killed at any moment, also just after it was there.
        let Ok(mut http) = Http::try_to(address).await else {
            tokio::time::sleep(AGAIN).await;
            continue;
        };
        while stored < count {
            let head = b"POST /webhook/c HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\n\r\nx";
            if http.try_write(head).await.is_err() {
                break;
            }
            match http.try_answer(false).await {
                Some(answer) if answer.status == 200 => stored += 1,
                _ => break,
            }
        }
    }
}

#[allow(clippy::print_stdout, reason = "shown when the test fails")]
fn seed() -> u32 {
    const SET: &str = "GANCHO_CHAOS_SEED";
    let seed = match std::env::var(SET) {
        Ok(text) => text.parse().unwrap_or_else(|e| panic!("{SET} is a number, not '{text}': {e}")),
        Err(_) => std::process::id(),
    };
    println!("to kill the same at the same moments: {SET}={seed}");
    seed
}

/// Runs it; how often each event came, in the order of their first time.
#[allow(clippy::print_stdout, reason = "shown when the test fails")]
async fn killed(events: usize, kills: usize, concurrency: usize) -> (Vec<u64>, usize) {
    let mut chance = Random::new(seed());
    let mut moments: Vec<_> = (0..kills).map(|_| (chance.fraction() * events as f64) as usize).collect();
    moments.sort_unstable();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("events.db");
    let address = own_address();
    let listen = address.to_string();
    let mut relay = serve(&listen, &data).await;
    let mut app = App::start().await;
    let concurrency = concurrency.to_string();
    let args = ["c", "--to", &app.url(), "--name", "a", "--from", "start", "--concurrency", &concurrency];
    let mut forwarder = Forwarder::spawn(&relay, &args);
    let posting = tokio::spawn(post(address, events));
    for moment in moments {
        until("that moment", async || app.count() >= moment).await;
        let victim = ["the forwarder", "the program", "the relay"][(chance.fraction() * 3.0) as usize];
        println!("after {moment} requests: {victim}");
        match victim {
            "the forwarder" => {
                forwarder.kill().await;
                forwarder = Forwarder::spawn(&relay, &args);
            }
            "the program" => {
                app.kill().await;
                app.revive().await;
            }
            _ => {
                relay.kill().await;
                relay = serve(&listen, &data).await;
                // One that begins while there is no relay ends.
                if forwarder.said("ready").is_empty() {
                    forwarder.kill().await;
                    forwarder = Forwarder::spawn(&relay, &args);
                }
            }
        }
    }
    posting.await.unwrap();
    let head = head(&relay).await;
    assert!(head >= events as u64);
    until("the cursor", async || consumer(&relay, "c", "a").await.cursor == head).await;
    assert_eq!(consumer(&relay, "c", "a").await.dead, 0);
    let mut times: HashMap<u64, usize> = HashMap::new();
    let mut first = Vec::new();
    for seq in app.seqs() {
        let count = times.entry(seq).or_default();
        *count += 1;
        if *count == 1 {
            first.push(seq);
        }
    }
    let mut all = first.clone();
    all.sort_unstable();
    assert_eq!(all, (1..=head).collect::<Vec<_>>(), "every stored event came");
    (first, times.values().map(|count| count - 1).sum())
}

async fn head(relay: &Client) -> u64 {
    relay.get("/api/channels/c/events?limit=1").await.json::<EventsPage>().head
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_random_moments_nothing_is_lost_and_the_order_is_kept() {
    let (first, doubles) = killed(2000, KILLS, 1).await;
    assert!(first.is_sorted(), "first deliveries keep the order");
    assert!(doubles <= KILLS, "{doubles} came twice, of {KILLS} kills");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_with_several_under_way_no_more_than_those_come_twice() {
    let (_, doubles) = killed(600, 6, 8).await;
    assert!(doubles <= 6 * 8, "{doubles} came twice");
}
