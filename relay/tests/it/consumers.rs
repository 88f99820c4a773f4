//! Consumers: each has a cursor that the relay keeps, and is given every event in order.

use std::collections::VecDeque;

use serde_json::{Value, json};
use testkit::Client;
use wire::{
    Acknowledged, Acknowledgement, Attempt, AttemptResult, Attempts, ConsumerClientMsg, ConsumerDetail, ConsumerInfo,
    ConsumerPage, ConsumerServerMsg, Delivery, Gap, Seq, Timestamp,
};

use crate::support::{Answer, Live};

mod access;
mod acks;
mod attempts;
mod document;
mod resends;
mod sockets;
mod takeover;

/// The path of a consumer of the default channel.
fn path(name: &str, rest: &str) -> String {
    format!("/api/channels/default/consumers/{name}{rest}")
}

async fn put(client: &Client, name: &str, body: &Value) -> ConsumerInfo {
    let answer = client.request("PUT", &path(name, ""), &[], body.to_string().as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn info(client: &Client, name: &str) -> ConsumerDetail {
    client.get(&path(name, "")).await.json()
}

async fn poll(client: &Client, name: &str, query: &str) -> ConsumerPage {
    let answer = client.get(&path(name, &format!("/events{query}"))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn seqs(deliveries: &[Delivery]) -> Vec<Seq> {
    deliveries.iter().map(|delivery| delivery.event.seq).collect()
}

fn attempt(number: u32, result: AttemptResult) -> Attempt {
    Attempt {
        number,
        result,
        target: "http://localhost:5000/hook".into(),
        started_at: Timestamp(1_795_516_927_318_001),
        ms: 1.5,
        status: Some(200),
        error: None,
        headers: wire::Headers::default(),
        body: Some(wire::Body::whole(b"ok")),
        replay: false,
        tries: 1,
    }
}

async fn post_ack(client: &Client, name: &str, ack: &Acknowledgement) -> Answer {
    client.request("POST", &path(name, "/ack"), &[], &serde_json::to_vec(ack).unwrap()).await
}

async fn ack(client: &Client, name: &str, seq: Seq, attempt: Option<Attempt>) -> Acknowledged {
    let answer = post_ack(client, name, &Acknowledgement { seq, attempt, resend: None }).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn attempts(client: &Client, seq: Seq) -> Attempts {
    client.get(&format!("/api/channels/default/events/{seq}/attempts")).await.json()
}

/// A consumer's socket, and events that came before the answer which was waited for.
struct Socket(Live, VecDeque<Delivery>);

impl Socket {
    /// Opens it and reads the hello.
    async fn open(client: &Client, name: &str, query: &str) -> (Self, ConsumerInfo) {
        let target = path(name, &format!("/live{query}"));
        let live = Live::open(client.address, &target, &[]).await.expect("a socket");
        let mut socket = Self(live, VecDeque::new());
        match socket.next().await {
            ConsumerServerMsg::Hello { consumer, .. } => (socket, consumer),
            other => panic!("{other:?}"),
        }
    }

    async fn next(&mut self) -> ConsumerServerMsg {
        self.0.message().await
    }

    async fn delivery(&mut self) -> Delivery {
        if let Some(early) = self.1.pop_front() {
            return early;
        }
        match self.next().await {
            ConsumerServerMsg::Event(delivery) => delivery,
            other => panic!("{other:?}"),
        }
    }

    async fn seqs(&mut self, count: usize) -> Vec<Seq> {
        let mut seqs = Vec::new();
        while seqs.len() < count {
            seqs.push(self.delivery().await.event.seq);
        }
        seqs
    }

    async fn gap(&mut self) -> Gap {
        match self.next().await {
            ConsumerServerMsg::Gap(gap) => gap,
            other => panic!("{other:?}"),
        }
    }

    async fn say(&mut self, message: &ConsumerClientMsg) {
        self.0.send(serde_json::to_string(message).unwrap()).await;
    }

    async fn ack(&mut self, seq: Seq, attempt: Option<Attempt>) {
        self.say(&ConsumerClientMsg::Ack(Acknowledgement { seq, attempt, resend: None })).await;
    }

    async fn acked(&mut self) -> Acknowledged {
        loop {
            match self.next().await {
                ConsumerServerMsg::Acked(acked) => return acked,
                ConsumerServerMsg::Event(early) => self.1.push_back(early),
                other => panic!("{other:?}"),
            }
        }
    }

    /// True when nothing comes before the answer to a ping.
    async fn is_quiet(&mut self) -> bool {
        assert_eq!(self.1.len(), 0);
        self.say(&ConsumerClientMsg::Ping { t: Some(7) }).await;
        matches!(self.next().await, ConsumerServerMsg::Pong { t: Some(7), .. })
    }
}

fn keeps(count: u64) -> Vec<u8> {
    json!({"retention": {"max_events": count, "max_bytes": 1_000_000}}).to_string().into_bytes()
}

async fn keep(client: &Client, count: u64) {
    let answer = client.request("PUT", "/api/channels/default", &[], &keeps(count)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}
