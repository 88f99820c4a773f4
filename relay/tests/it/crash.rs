//! Killed in the middle of its work, five times: every answered event is still there, in order, none twice.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use wire::{Seq, Stored};

use crate::support::{Http, Process, until};

const CONNECTIONS: usize = 64;
const POSTS: usize = 20_000;

/// Posts numbered bodies on one connection until all are sent or the relay is gone; what was answered.
async fn post(mut http: Http, connection: usize, answered: Arc<AtomicUsize>) -> Vec<(Stored, String)> {
    let mut stored = Vec::new();
    for n in 0..POSTS / CONNECTIONS {
        let body = format!("{connection} {n}");
        let head = format!("POST /webhook HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        if http.try_write(head.as_bytes()).await.is_err() {
            break;
        }
        let Some(answer) = http.try_answer(false).await else { break };
        assert_eq!(answer.status, 200, "{}", answer.text());
        stored.push((answer.json(), body));
        answered.fetch_add(1, Relaxed);
    }
    stored
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_under_load_it_has_kept_everything_it_answered() {
    // Early, in the middle, late: each at a point of its own in each run.
    let jitter = jitter();
    for moment in [0, 4000, 8000, 12_000, 16_000].map(|start| start + jitter) {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("events.db");
        let start = async || Process::start(&data, &["--max-events", "1000000", "--log", "error"]).await;
        let mut relay = start().await;
        let answered = Arc::new(AtomicUsize::new(0));
        let mut posting = Vec::new();
        for connection in 0..CONNECTIONS {
            posting.push(tokio::spawn(post(relay.connect().await, connection, answered.clone())));
        }
        // On a busy machine it is a long way: as long as it goes on, there is time.
        for part in (0..moment).step_by(500).chain([moment]) {
            until("the next 500", || async { answered.load(Relaxed) > part }).await;
        }
        relay.kill().await;
        let mut stored = Vec::new();
        for connection in posting {
            let of_one = connection.await.unwrap();
            assert!(of_one.is_sorted_by_key(|(stored, _)| stored.seq), "one connection's events keep their order");
            stored.extend(of_one);
        }
        assert!((moment..POSTS).contains(&stored.len()), "killed in the middle, not after {}", stored.len());

        let relay = start().await;
        let kept = read_all(&relay).await;
        for (stored, body) in &stored {
            assert_eq!(kept.get(body), Some(&(stored.seq, stored.id.clone())), "answered, so kept as answered");
        }
        // What was being stored as it died may be there unanswered, and then no more than one a connection.
        assert!(kept.len() <= stored.len() + CONNECTIONS);
    }
}

/// How many posts later than in the table it is killed: below 2,500. Another in each run; the one in `GANCHO_CRASH_JITTER`
/// where that is set, to see once more what a run found.
#[allow(clippy::print_stdout, reason = "shown when the test fails")]
fn jitter() -> usize {
    const SET: &str = "GANCHO_CRASH_JITTER";
    let jitter = match std::env::var(SET) {
        Ok(text) => text.parse().unwrap_or_else(|e| panic!("{SET} is a number, not '{text}': {e}")),
        Err(_) => std::process::id() as usize % 2500,
    };
    println!("to kill at the same moments: {SET}={jitter}");
    assert!(jitter < 2500, "{SET} is below 2500: later, all may have been posted");
    jitter
}

/// Everything kept, by body; positions without a hole, and no body twice.
async fn read_all(relay: &Process) -> HashMap<String, (Seq, String)> {
    let (mut kept, mut after) = (HashMap::new(), 0);
    loop {
        let page = relay.page(&format!("?after={after}&limit=1000")).await;
        if page.events.is_empty() {
            assert_eq!(page.head, after);
            return kept;
        }
        for event in page.events {
            assert_eq!(event.seq, after + 1);
            after = event.seq;
            let body = event.body.as_text().unwrap().to_owned();
            assert_eq!(kept.insert(body, (event.seq, event.id.clone())), None);
        }
    }
}
