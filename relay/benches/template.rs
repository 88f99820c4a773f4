//! What an answer by template costs at its worst: `cargo bench -p gancho --bench template`.
//!
//! 100 values of 32 steps in a body of 4.8 MB, which is what anybody may send to a channel with such an answer. One pass
//! over the body takes all of them.

// A benchmark that cannot go on should stop, and its results belong on standard output.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use bytes::Bytes;
use gancho::respond::template::Template;
use gancho_store::{NewEvent, Record};
use testkit::{Figure, Goal, median, rounds};
use uuid::Uuid;
use wire::{Channel, Digest, Headers, Marks, Timestamp};

/// Longest that the median may take, ms. Once it was 44,000.
const GOAL: Goal = Goal::AtMost { aim: 100.0, limit: 500.0 };
const DEPTH: usize = 31;

fn main() -> ExitCode {
    let record = record();
    println!("a body of {} bytes", record.size);
    let mut kept = true;
    for values in [1, 100] {
        let text: String = (0..values).map(|n| format!("{{{{body{}.n{n}}}}}", ".a".repeat(DEPTH))).collect();
        let template = Template::parse(&text).unwrap();
        let expected: String = (0..values).map(|n| n.to_string()).collect();
        let times = (0..rounds(31, 5)).map(|_| {
            let begun = Instant::now();
            let made = template.render(&record, begun + Duration::from_secs(600));
            assert_eq!(made.as_deref(), Ok(&*expected));
            begun.elapsed().as_secs_f64() * 1000.0
        });
        let name = format!("template, {values} values of 32 steps, 4.8 MB");
        kept &= Figure { name: &name, median: median(times.collect()), unit: "ms", goal: Some(GOAL) }.print();
    }
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// An event with something large at each step.
fn record() -> Record {
    let fields: Vec<_> = (0..100).map(|n| format!("\"n{n}\":{n}")).collect();
    let mut body = format!("{{{}}}", fields.join(","));
    for _ in 0..DEPTH {
        body = format!("{{\"x\":[{}0],\"a\":{body}}}", "12,".repeat(51_600));
    }
    let event = NewEvent {
        id: Uuid::nil(),
        received_at: Timestamp(0),
        channel: Channel::default(),
        method: "POST".into(),
        path: "/webhook".into(),
        query: None,
        headers: Headers::default(),
        sha256: Digest([0; 32]),
        remote: String::new(),
        body: Bytes::from(body),
        answer: None,
    };
    let (size, marks) = (event.body.len() as u64, Marks::default());
    Record { seq: 1, size, event, marks, delivery: None, damaged: false }
}
