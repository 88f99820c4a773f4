//! What every engine promises of consumers: one suite, run against each.

use std::sync::Arc;

use gancho_store::{
    Backlog, BacklogFrom, Change, Edit, MAX_CONSUMERS, MAX_RESENDS, MadeConsumer, QueuedResend, Range, Recorded, Scan,
    Search,
};
use wire::{
    Acknowledged, Acknowledgement, Attempt, AttemptResult, Body, ConsumerInfo, ConsumerName, DeliverySummary, Gap,
    HeaderValue, Headers, PREVIEW_BYTES, Seq, Settings, StartAt, Timestamp,
};

use crate::contract::{HEAD, Kit, in_a_file, in_memory, keeps, named};

mod attempts;

use attempts::*;

macro_rules! contract {
    ($($promise:ident),* $(,)?) => {
        mod file { $(#[tokio::test] async fn $promise() { super::$promise(super::in_a_file()).await })* }
        mod memory { $(#[tokio::test] async fn $promise() { super::$promise(super::in_memory()).await })* }
    };
}

contract!(
    a_consumer_starts_where_it_asks_and_keeps_its_cursor,
    an_acknowledgement_brings_its_attempt_in_one_commit,
    a_cursor_never_goes_back_and_never_beyond_the_head,
    acknowledgements_made_at_once_are_all_kept,
    retention_leaves_gaps_that_stay_listed,
    gaps_that_follow_each_other_are_one,
    what_is_pinned_parts_two_gaps,
    retention_by_bytes_leaves_gaps_too,
    a_person_leaves_none,
    attempts_are_bounded_and_go_with_their_event,
    attempts_count_in_the_channels_bytes,
    an_event_carries_its_last_attempt,
    attempts_at_what_is_pinned_are_bounded_too,
    a_resend_waits_until_a_replay_is_acknowledged,
    a_resend_that_retention_takes_is_a_dead_letter,
    as_many_consumers_and_resends_as_may_be,
    consumers_go_with_their_channel,
);

fn name(name: &str) -> ConsumerName {
    ConsumerName::new(name).unwrap()
}

fn attempt(number: u32, result: AttemptResult) -> Attempt {
    Attempt {
        number,
        result,
        target: "http://localhost".into(),
        started_at: Timestamp(1_795_516_927_318_001),
        ms: 1.5,
        status: Some(200),
        error: None,
        headers: Headers::default(),
        body: None,
        replay: false,
        tries: 1,
    }
}

/// Bytes that an attempt is kept as.
fn bytes(attempt: &Attempt) -> u64 {
    serde_json::to_vec(attempt).unwrap().len() as u64
}

impl Kit {
    async fn make(&self, consumer: &str, from: StartAt) -> ConsumerInfo {
        match self.store.make_consumer(&named("a"), &name(consumer), from).await.unwrap() {
            MadeConsumer::Done(info) => info,
            other => panic!("{other:?}"),
        }
    }

    async fn info(&self, consumer: &str) -> (ConsumerInfo, Vec<Gap>) {
        self.store.consumer(&named("a"), &name(consumer)).await.unwrap().unwrap()
    }

    async fn ack(&self, consumer: &str, seq: Seq, attempt: Option<Attempt>) -> Recorded {
        let ack = Acknowledgement { seq, attempt, resend: None };
        self.store.record_and_ack(&named("a"), &name(consumer), ack).await.unwrap()
    }

    async fn backlog(&self, consumer: &str) -> Backlog {
        let from = BacklogFrom::default();
        self.store.backlog(&named("a"), &name(consumer), from, 100).await.unwrap().unwrap()
    }

    /// The gap and the positions that a consumer is to be given next.
    async fn next(&self, consumer: &str) -> (Option<Gap>, Vec<Seq>) {
        let backlog = self.backlog(consumer).await;
        (backlog.gap, backlog.events.iter().map(|due| due.record.seq).collect())
    }

    async fn numbers(&self, seq: Seq) -> Vec<u32> {
        let attempts = self.store.attempts(&named("a"), seq).await.unwrap().unwrap();
        attempts.iter().map(|made| made.attempt.number).collect()
    }

    /// The last attempt at an event, as a page, a scan and the event alone say it.
    async fn delivery(&self, seq: Seq) -> Option<DeliverySummary> {
        let alone = self.store.get(&named("a"), seq).await.unwrap().unwrap();
        let range = Range::Between(seq - 1, seq);
        let page = self.store.read(&named("a"), range, 9).await.unwrap().unwrap();
        let scan = Scan { range, limit: 9, whole: true, search: Arc::new(Search::default()) };
        let scanned = self.store.scan(&named("a"), scan).await.unwrap().unwrap();
        for record in [&page.records[0], &scanned.records[0]] {
            assert_eq!((record.seq, &record.delivery), (seq, &alone.delivery));
        }
        assert_eq!(alone.to_event().delivery, alone.delivery);
        alone.delivery
    }

    async fn resend(&self, consumer: &str, seq: Seq, edit: Edit) -> QueuedResend {
        self.store.resend(&named("a"), seq, &name(consumer), edit).await.unwrap()
    }

    async fn keep(&self, max_events: u64, max_bytes: u64) {
        self.store.configure(&named("a"), keeps(max_events, max_bytes)).await.unwrap();
    }

    async fn append_many(&self, count: usize) {
        for _ in 0..count {
            self.append("a", b"x").await;
        }
    }

    async fn bytes(&self) -> u64 {
        self.store.channel(&named("a")).await.unwrap().unwrap().bytes
    }
}

fn done(seq: Seq, cursor: Seq) -> Recorded {
    Recorded::Done(Acknowledged { seq, cursor })
}

async fn a_consumer_starts_where_it_asks_and_keeps_its_cursor(kit: Kit) {
    assert_eq!(kit.make("early", StartAt::Now).await.cursor, 0, "it makes its channel");
    kit.append_many(5).await;
    for (consumer, from, cursor) in [
        ("now", StartAt::Now, 5),
        ("start", StartAt::Start, 0),
        ("at", StartAt::Seq(3), 2),
        ("next", StartAt::Seq(6), 5),
        ("zero", StartAt::Seq(0), 0),
    ] {
        let info = kit.make(consumer, from).await;
        assert_eq!((info.cursor, info.head, info.waiting, info.dead), (cursor, 5, 5 - cursor, 0), "{consumer}");
        assert_eq!(kit.make(consumer, StartAt::Start).await, info);
        assert_eq!(kit.info(consumer).await, (info, vec![]));
        assert_eq!(kit.next(consumer).await, (None, (cursor + 1..=5).collect()));
    }
    let beyond = kit.store.make_consumer(&named("a"), &name("beyond"), StartAt::Seq(7)).await.unwrap();
    assert_eq!(beyond, MadeConsumer::BeyondHead(5));
    let all = kit.store.consumers(&named("a")).await.unwrap().unwrap();
    assert!(all.is_sorted_by_key(|info| info.name.clone()) && all.len() == 6);
    assert_eq!(kit.store.consumers(&named("b")).await.unwrap(), None);
    assert!(kit.store.remove_consumer(&named("a"), &name("early")).await.unwrap());
    assert!(!kit.store.remove_consumer(&named("a"), &name("early")).await.unwrap());
    assert_eq!(kit.store.consumer(&named("a"), &name("early")).await.unwrap(), None);
    let none = kit.store.backlog(&named("a"), &name("early"), BacklogFrom::default(), 1).await.unwrap();
    assert!(none.is_none());
}

async fn an_acknowledgement_brings_its_attempt_in_one_commit(mut kit: Kit) {
    kit.make("app", StartAt::Now).await;
    kit.append_many(2).await;
    kit.changes(2).await;
    assert_eq!(kit.ack("app", 1, Some(attempt(1, AttemptResult::Failed))).await, done(1, 0));
    let refused = Attempt { tries: 9, ..attempt(2, AttemptResult::Failed) };
    assert_eq!(kit.ack("app", 1, Some(attempt(2, AttemptResult::Failed))).await, done(1, 0));
    assert_eq!(kit.ack("app", 1, Some(refused.clone())).await, done(1, 0));
    let due = &kit.backlog("app").await.events[0];
    assert_eq!((due.record.seq, due.attempt), (1, 3));
    assert_eq!(kit.ack("app", 1, Some(attempt(3, AttemptResult::Dead))).await, done(1, 1));
    assert_eq!(kit.numbers(1).await, [1, 2, 3]);
    assert_eq!(kit.info("app").await.0.dead, 1);
    for expected in [attempt(1, AttemptResult::Failed), attempt(2, AttemptResult::Failed), refused] {
        match &kit.changes(1).await[0] {
            Change::Attempted { seq: 1, attempt, .. } => {
                assert_eq!((attempt.consumer.as_str(), &attempt.attempt), ("app", &expected));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(kit.ack("nobody", 1, None).await, Recorded::UnknownConsumer);
    assert_eq!(kit.store.attempts(&named("a"), 3).await.unwrap(), None);
    assert_eq!(kit.store.attempts(&named("b"), 1).await.unwrap(), None);
}

async fn a_cursor_never_goes_back_and_never_beyond_the_head(kit: Kit) {
    kit.make("app", StartAt::Now).await;
    kit.append_many(3).await;
    assert_eq!(kit.ack("app", 2, None).await, done(2, 2));
    assert_eq!(kit.ack("app", 1, Some(attempt(1, AttemptResult::Ok))).await, done(1, 2));
    assert_eq!(kit.numbers(1).await, [1], "recorded all the same");
    let replay = Attempt { replay: true, ..attempt(1, AttemptResult::Ok) };
    assert_eq!(kit.ack("app", 3, Some(replay)).await, done(3, 2));
    assert_eq!(kit.ack("app", 4, None).await, Recorded::BeyondHead(3));
    assert_eq!(kit.next("app").await, (None, vec![3]));
}

async fn acknowledgements_made_at_once_are_all_kept(kit: Kit) {
    kit.make("app", StartAt::Now).await;
    kit.append_many(100).await;
    let mut acks = Vec::new();
    for seq in 1..=100 {
        let store = kit.store.clone();
        acks.push(tokio::spawn(async move {
            let ack = Acknowledgement { seq, attempt: Some(attempt(1, AttemptResult::Ok)), resend: None };
            store.record_and_ack(&named("a"), &name("app"), ack).await.unwrap()
        }));
    }
    for ack in acks {
        assert!(matches!(ack.await.unwrap(), Recorded::Done(_)));
    }
    assert_eq!(kit.info("app").await.0.cursor, 100);
    for seq in 1..=100 {
        assert_eq!(kit.numbers(seq).await, [1]);
    }
}

async fn retention_leaves_gaps_that_stay_listed(kit: Kit) {
    kit.keep(3, 1_000_000).await;
    kit.make("app", StartAt::Now).await;
    kit.make("quick", StartAt::Now).await;
    kit.append_many(3).await;
    kit.ack("quick", 3, None).await;
    kit.ack("app", 1, None).await;
    kit.append_many(3).await;
    let gap = Gap { from: 2, to: 3 };
    assert_eq!(kit.next("app").await, (Some(gap), vec![4, 5, 6]));
    assert_eq!(kit.next("quick").await, (None, vec![4, 5, 6]));
    let (info, gaps) = kit.info("app").await;
    assert_eq!((info.cursor, info.waiting, info.dead, gaps), (3, 3, 1, vec![gap]));
    assert_eq!(kit.ack("app", 4, None).await, done(4, 4));
    assert_eq!(kit.next("app").await, (None, vec![5, 6]));
    let (info, gaps) = kit.info("app").await;
    assert_eq!((info.dead, gaps), (1, vec![gap]));
    // Of what a reader has seen, it is told no more; the cursor stays.
    let from = BacklogFrom { after: 5, resent: 0 };
    let backlog = kit.store.backlog(&named("a"), &name("app"), from, 9).await.unwrap().unwrap();
    assert_eq!((backlog.events[0].record.seq, backlog.cursor, backlog.head), (6, 4, 6));
}

async fn gaps_that_follow_each_other_are_one(kit: Kit) {
    kit.keep(2, 1_000_000).await;
    kit.make("app", StartAt::Now).await;
    for _ in 0..20 {
        kit.append_many(1).await;
    }
    assert_eq!(kit.info("app").await.1, [Gap { from: 1, to: 18 }]);
    kit.ack("app", 19, None).await;
    kit.append_many(4).await;
    // 19 was settled.
    assert_eq!(kit.info("app").await.1, [Gap { from: 1, to: 18 }, Gap { from: 20, to: 22 }]);
    assert_eq!(kit.next("app").await, (Some(Gap { from: 20, to: 22 }), vec![23, 24]));
    // One that was told, and then went on: the rest is told.
    kit.ack("app", 22, None).await;
    kit.append_many(1).await;
    assert_eq!(kit.info("app").await.1, [Gap { from: 1, to: 18 }, Gap { from: 20, to: 23 }]);
    assert_eq!(kit.next("app").await, (Some(Gap { from: 23, to: 23 }), vec![24, 25]));
}

async fn what_is_pinned_parts_two_gaps(kit: Kit) {
    kit.keep(2, 1_000_000).await;
    kit.make("app", StartAt::Now).await;
    kit.append_many(2).await;
    kit.pin("a", 2, true).await;
    kit.append_many(3).await;
    let (first, second) = (Gap { from: 1, to: 1 }, Gap { from: 3, to: 3 });
    assert_eq!(kit.next("app").await, (Some(first), vec![2]));
    assert_eq!(kit.info("app").await.0.cursor, 1);
    kit.ack("app", 2, None).await;
    assert_eq!(kit.next("app").await, (Some(second), vec![4, 5]));
    assert_eq!(kit.info("app").await.1, [first, second]);
}

async fn retention_by_bytes_leaves_gaps_too(kit: Kit) {
    kit.make("app", StartAt::Now).await;
    kit.append_many(6).await;
    kit.ack("app", 2, None).await;
    kit.keep(10, 2 * (HEAD + 1)).await;
    assert_eq!(kit.next("app").await, (Some(Gap { from: 3, to: 4 }), vec![5, 6]));
    assert_eq!(kit.info("app").await.1, [Gap { from: 3, to: 4 }], "what was settled is no part of it");
}

async fn a_person_leaves_none(kit: Kit) {
    kit.make("app", StartAt::Now).await;
    kit.append_many(4).await;
    kit.store.delete(&named("a"), 2).await.unwrap();
    assert_eq!(kit.next("app").await, (None, vec![1, 3, 4]));
    kit.store.clear(&named("a")).await.unwrap();
    kit.append_many(1).await;
    assert_eq!(kit.next("app").await, (None, vec![5]));
    let (info, gaps) = kit.info("app").await;
    assert_eq!((info.cursor, info.waiting, info.dead, gaps), (0, 1, 0, vec![]));
    // What was deleted before is not part of what retention takes.
    kit.append_many(3).await;
    kit.store.delete(&named("a"), 6).await.unwrap();
    kit.keep(1, 1_000_000).await;
    assert_eq!(kit.info("app").await.1, [Gap { from: 5, to: 5 }, Gap { from: 7, to: 7 }]);
}

async fn as_many_consumers_and_resends_as_may_be(kit: Kit) {
    for n in 0..MAX_CONSUMERS {
        kit.make(&format!("c{n}"), StartAt::Now).await;
    }
    let more = kit.store.make_consumer(&named("a"), &name("more"), StartAt::Now).await.unwrap();
    assert_eq!(more, MadeConsumer::TooMany);
    kit.make("c1", StartAt::Now).await;
    kit.append_many(1).await;
    for _ in 0..MAX_RESENDS {
        assert_eq!(kit.resend("c1", 1, Edit::default()).await, QueuedResend::Done);
    }
    assert_eq!(kit.resend("c1", 1, Edit::default()).await, QueuedResend::TooMany);
    kit.store.remove_consumer(&named("a"), &name("c1")).await.unwrap();
    assert_eq!(kit.bytes().await, HEAD + 1, "they go with their consumer");
    assert_eq!(kit.resend("c2", 1, Edit::default()).await, QueuedResend::Done);
}

async fn consumers_go_with_their_channel(kit: Kit) {
    kit.make("app", StartAt::Now).await;
    kit.append_many(2).await;
    kit.ack("app", 1, Some(attempt(1, AttemptResult::Dead))).await;
    kit.resend("app", 1, Edit::default()).await;
    kit.store.remove(&named("a")).await.unwrap();
    assert_eq!(kit.ack("app", 1, None).await, Recorded::UnknownConsumer);
    kit.store.configure(&named("a"), Settings::default()).await.unwrap();
    kit.append_many(1).await;
    let info = kit.make("app", StartAt::Start).await;
    assert_eq!((info.cursor, info.waiting, info.dead), (0, 1, 0));
    assert_eq!(kit.numbers(1).await, [0; 0]);
    assert_eq!(kit.bytes().await, HEAD + 1);
}
