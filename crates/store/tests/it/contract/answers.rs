//! Answers beside events.

use gancho_store::StoredAnswer;
use wire::{AnswerSource, AnswerSummary, Body, GivenAnswer};

use super::*;

const CHANNEL: AnswerSummary = AnswerSummary { status: 202, source: AnswerSource::Channel, ms: None };

fn given(status: u16, body: &[u8]) -> GivenAnswer {
    GivenAnswer {
        status,
        source: AnswerSource::App,
        ms: Some(7),
        delay_ms: 3,
        at: Some(Timestamp(1_795_516_927_318_002)),
        headers: Headers(vec![("x-b".into(), HeaderValue::from_bytes(b"\xff"))]),
        body: Some(Body::whole(body)),
        truncated: false,
    }
}

/// Bytes that an answer is kept as.
fn bytes(answer: &GivenAnswer) -> u64 {
    serde_json::to_vec(answer).unwrap().len() as u64
}

impl Kit {
    async fn answered(&self, answer: Option<AnswerSummary>) -> Seq {
        self.store.append(NewEvent { answer, ..event("a", b"x") }).await.unwrap().seq
    }

    async fn answer(&self, seq: Seq) -> StoredAnswer {
        self.store.answer(&named("a"), seq).await.unwrap()
    }

    async fn record(&self, seq: Seq, answer: &GivenAnswer) -> bool {
        let event = self.store.get(&named("a"), seq).await.unwrap();
        let id = event.map_or_else(Uuid::now_v7, |record| record.event.id);
        self.store.record_answer(&named("a"), seq, id, answer.clone()).await.unwrap()
    }

    /// What a page, a scan and the event alone say of it.
    async fn shown(&self, seq: Seq) -> Option<AnswerSummary> {
        let alone = self.store.get(&named("a"), seq).await.unwrap().unwrap().event.answer;
        let range = Range::Between(seq - 1, seq);
        let page = self.store.read(&named("a"), range, 9).await.unwrap().unwrap();
        let scan = Scan { range, limit: 9, whole: true, search: Arc::new(Search::default()) };
        let scanned = self.store.scan(&named("a"), scan).await.unwrap().unwrap();
        assert_eq!([alone, alone], [page.records[0].event.answer, scanned.records[0].event.answer]);
        alone
    }

    async fn kept(&self) -> u64 {
        self.store.channel(&named("a")).await.unwrap().unwrap().bytes
    }
}

pub(super) async fn an_answer_stands_beside_its_event_from_its_commit_on(mut kit: Kit) {
    for summary in [None, Some(AnswerSummary::RECEIPT), Some(CHANNEL)] {
        let seq = kit.answered(summary).await;
        assert_eq!(kit.shown(seq).await, summary);
    }
    let id = kit.store.get(&named("a"), 2).await.unwrap().unwrap().event.id;
    assert_eq!(kit.answer(1).await, StoredAnswer::Unknown);
    assert_eq!(kit.answer(2).await, StoredAnswer::Receipt(id));
    assert_eq!(kit.answer(3).await, StoredAnswer::Summary(CHANNEL));
    assert_eq!(kit.answer(9).await, StoredAnswer::NoEvent);
    let nobody = kit.store.answer(&named("nobody"), 1).await.unwrap();
    assert_eq!(nobody, StoredAnswer::NoEvent);
    let told = kit.changes(3).await;
    assert!(matches!(&told[2], Change::Appended(record) if record.event.answer == Some(CHANNEL)));
}

pub(super) async fn a_recorded_answer_is_whole_and_takes_the_place_of_what_was_decided(mut kit: Kit) {
    kit.answered(Some(CHANNEL)).await;
    kit.answered(None).await;
    kit.changes(2).await;
    let marked = async |kit: &Kit| kit.store.read(&named("a"), Range::Newest, 1).await.unwrap().unwrap().marked;
    let before = marked(&kit).await;
    for (seq, answer) in [(1, given(503, b"late")), (2, given(200, b"\xff"))] {
        assert!(kit.record(seq, &answer).await);
        assert_eq!(kit.answer(seq).await, StoredAnswer::Whole(answer.clone()));
        assert_eq!(kit.shown(seq).await, Some(answer.summary()));
        let told = kit.changes(1).await;
        let is_told = matches!(&told[0], Change::Answered { seq: at, answer: told, .. }
            if *at == seq && *told == answer.summary());
        assert!(is_told, "{told:?}");
    }
    assert!(marked(&kit).await > before, "a conditional read sees that something changed");
    assert!(!kit.record(9, &given(200, b"")).await, "there is nothing to hang it on");
    assert!(!kit.store.record_answer(&named("nobody"), 1, Uuid::now_v7(), given(200, b"")).await.unwrap());
}

pub(super) async fn answers_count_and_go_with_their_event(kit: Kit) {
    let answer = given(200, &[b'y'; 500]);
    let each = HEAD + 1;
    for seq in 1..=4 {
        kit.answered(None).await;
        assert!(kit.record(seq, &answer).await);
    }
    assert_eq!(kit.kept().await, 4 * (each + bytes(&answer)));
    assert!(kit.record(4, &given(200, b"")).await, "the last one counts");
    assert_eq!(kit.kept().await, 4 * each + 3 * bytes(&answer) + bytes(&given(200, b"")));
    kit.store.delete(&named("a"), 1).await.unwrap();
    kit.store.configure(&named("a"), keeps(2, 1_000_000)).await.unwrap();
    assert_eq!(kit.kept().await, 2 * each + bytes(&answer) + bytes(&given(200, b"")));
    assert_eq!([kit.answer(1).await, kit.answer(2).await], [StoredAnswer::NoEvent, StoredAnswer::NoEvent]);
    kit.store.clear(&named("a")).await.unwrap();
    assert_eq!(kit.kept().await, 0);
    // A channel that is made again has none of the old one's.
    kit.answered(None).await;
    kit.record(5, &answer).await;
    let old = kit.store.get(&named("a"), 5).await.unwrap().unwrap().event.id;
    kit.store.remove(&named("a")).await.unwrap();
    for _ in 0..5 {
        kit.answered(None).await;
    }
    // Nor what comes late of it.
    assert!(!kit.store.record_answer(&named("a"), 5, old, answer).await.unwrap());
    assert_eq!((kit.answer(5).await, kit.kept().await), (StoredAnswer::Unknown, 5 * each));
}

pub(super) async fn answers_to_what_is_pinned_are_bounded_too(kit: Kit) {
    kit.answered(None).await;
    kit.store.configure(&named("a"), keeps(10, 2000)).await.unwrap();
    kit.pin("a", 1, true).await;
    let long = given(200, &[b'y'; 2000]);
    assert!(kit.record(1, &long).await);
    let short = GivenAnswer { headers: Headers::default(), body: None, ..long };
    assert_eq!(kit.answer(1).await, StoredAnswer::Whole(short.clone()));
    kit.store.clear(&named("a")).await.unwrap();
    assert_eq!(kit.kept().await, HEAD + 1 + bytes(&short), "it is pinned with its event");
    kit.pin("a", 1, false).await;
    kit.store.clear(&named("a")).await.unwrap();
    assert_eq!(kit.kept().await, 0);
}

pub(super) async fn an_answer_that_waits_is_recorded_at_the_end(kit: Kit) {
    kit.answered(None).await;
    let id = kit.store.get(&named("a"), 1).await.unwrap().unwrap().event.id;
    let store = kit.store.clone();
    let channel = named("a");
    let recording = store.record_answer(&channel, 1, id, given(200, b"z"));
    // In this order: it is set aside, and nothing else comes but the end.
    let (recorded, ()) = within("the end", async { tokio::join!(recording, kit.store.close()) }).await;
    assert!(recorded.unwrap());
}

pub(super) async fn many_answers_at_once_are_all_recorded(kit: Kit) {
    for _ in 0..50 {
        kit.answered(None).await;
    }
    let page = kit.store.read(&named("a"), Range::After(0), 50).await.unwrap().unwrap();
    let recording: Vec<_> = page
        .records
        .into_iter()
        .map(|record| {
            let (store, seq, id) = (kit.store.clone(), record.seq, record.event.id);
            tokio::spawn(async move { store.record_answer(&named("a"), seq, id, given(200, b"z")).await })
        })
        .collect();
    for recorded in recording {
        assert!(within("an answer that nothing else comes after", recorded).await.unwrap().unwrap());
    }
}
