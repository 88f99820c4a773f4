//! Attempts and resends.

use super::*;

pub(super) async fn attempts_are_bounded_and_go_with_their_event(kit: Kit) {
    kit.make("one", StartAt::Now).await;
    kit.make("two", StartAt::Now).await;
    kit.append_many(3).await;
    let before = kit.bytes().await;
    for number in 1..=15 {
        kit.ack("one", 1, Some(attempt(number, AttemptResult::Failed))).await;
        kit.ack("two", 1, Some(attempt(number, AttemptResult::Failed))).await;
    }
    assert_eq!(kit.numbers(1).await, [6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15]);
    for seq in [2, 3] {
        kit.ack("one", seq, Some(attempt(1, AttemptResult::Failed))).await;
    }
    kit.store.delete(&named("a"), 1).await.unwrap();
    assert_eq!(kit.store.attempts(&named("a"), 1).await.unwrap(), None);
    kit.keep(1, 1_000_000).await;
    let last = bytes(&attempt(1, AttemptResult::Failed));
    assert_eq!(kit.bytes().await, before / 3 + last);
    kit.store.clear(&named("a")).await.unwrap();
    assert_eq!(kit.bytes().await, 0);
    assert_eq!(kit.ack("one", 3, Some(attempt(2, AttemptResult::Ok))).await, done(3, 3));
    assert_eq!(kit.bytes().await, 0, "there is nothing to hang it on");
}

pub(super) async fn attempts_count_in_the_channels_bytes(kit: Kit) {
    kit.make("app", StartAt::Now).await;
    kit.append_many(3).await;
    let answer = Attempt { body: Some(Body::whole(&[b'x'; 500])), ..attempt(1, AttemptResult::Failed) };
    let more = Attempt { tries: 1000, ..answer.clone() };
    let event = HEAD + 1;
    kit.ack("app", 2, Some(answer.clone())).await;
    assert_eq!(kit.bytes().await, 3 * event + bytes(&answer));
    kit.ack("app", 2, Some(more.clone())).await;
    assert_eq!(kit.bytes().await, 3 * event + bytes(&more), "one row");
    // What does not fit takes the oldest events, with all that hangs on them.
    kit.keep(10, 2 * event + bytes(&answer)).await;
    assert_eq!(kit.bytes().await, event);
    assert_eq!(kit.info("app").await.1, [Gap { from: 1, to: 2 }]);
    kit.ack("app", 3, Some(answer.clone())).await;
    assert_eq!(kit.bytes().await, event + bytes(&answer));
    kit.append_many(1).await;
    assert_eq!(kit.bytes().await, 2 * event + bytes(&answer));
    kit.append_many(1).await;
    assert_eq!(kit.bytes().await, 2 * event);
}

pub(super) async fn an_event_carries_its_last_attempt(kit: Kit) {
    kit.make("app", StartAt::Now).await;
    kit.make("other", StartAt::Now).await;
    kit.append_many(2).await;
    let short = |consumer, result, status| Some(DeliverySummary { consumer: name(consumer), result, status });
    assert_eq!(kit.delivery(1).await, None);
    let refused = Attempt { status: None, ..attempt(1, AttemptResult::Failed) };
    kit.ack("app", 1, Some(refused.clone())).await;
    assert_eq!(kit.delivery(1).await, short("app", AttemptResult::Failed, None));
    kit.ack("app", 1, Some(Attempt { status: Some(503), tries: 2, ..refused })).await;
    assert_eq!(kit.delivery(1).await, short("app", AttemptResult::Failed, Some(503)), "the same row");
    kit.ack("app", 1, Some(attempt(2, AttemptResult::Dead))).await;
    assert_eq!(kit.delivery(1).await, short("app", AttemptResult::Dead, Some(200)));
    kit.ack("other", 1, Some(attempt(1, AttemptResult::Ok))).await;
    assert_eq!(kit.delivery(1).await, short("other", AttemptResult::Ok, Some(200)), "whoever made it");
    assert_eq!(kit.delivery(2).await, None);
}

pub(super) async fn attempts_at_what_is_pinned_are_bounded_too(kit: Kit) {
    kit.make("app", StartAt::Now).await;
    kit.append_many(2).await;
    kit.keep(10, 4000).await;
    kit.pin("a", 1, true).await;
    let answer = Attempt { body: Some(Body::whole(&[b'x'; 1000])), ..attempt(1, AttemptResult::Failed) };
    for number in 1..=5 {
        kit.ack("app", 1, Some(Attempt { number, ..answer.clone() })).await;
    }
    let attempts = kit.store.attempts(&named("a"), 1).await.unwrap().unwrap();
    let whole: Vec<_> = attempts.iter().map(|made| made.attempt.body.is_some()).collect();
    assert_eq!(whole, [true, false, false, false, false], "half of the channel's bytes is for what is pinned");
    let bytes = kit.bytes().await;
    kit.store.clear(&named("a")).await.unwrap();
    assert_eq!(kit.bytes().await, bytes - HEAD - 1, "they are pinned with their event");
    kit.pin("a", 1, false).await;
    kit.store.clear(&named("a")).await.unwrap();
    assert_eq!(kit.bytes().await, 0);
}

pub(super) async fn a_resend_waits_until_a_replay_is_acknowledged(mut kit: Kit) {
    kit.make("app", StartAt::Now).await;
    kit.append_many(2).await;
    kit.ack("app", 2, Some(attempt(1, AttemptResult::Ok))).await;
    kit.changes(3).await;
    let before = kit.bytes().await;
    let headers = Headers(vec![("x-b".into(), HeaderValue::from_bytes(b"2"))]);
    let edit = Edit { headers: Some(headers.clone()), body: Some(Body::whole(&vec![b'y'; PREVIEW_BYTES + 9])) };
    assert_eq!(kit.resend("app", 2, Edit::default()).await, QueuedResend::Done);
    assert_eq!(kit.resend("app", 2, edit).await, QueuedResend::Done);
    assert!(matches!(kit.changes(1).await[0], Change::Resend { .. }));
    let backlog = kit.backlog("app").await;
    assert!(backlog.events.is_empty());
    let [plain, edited] = &backlog.resends[..] else { panic!("{backlog:?}") };
    assert_eq!((plain.due.record.seq, plain.due.attempt, plain.edited_body), (2, 2, false));
    assert_eq!(&plain.due.record.event.body[..], b"x");
    assert_eq!((edited.due.record.seq, edited.due.attempt, edited.edited_body), (2, 3, true));
    assert_eq!(edited.due.record.event.body.len() as u64, edited.due.record.size);
    assert_eq!(edited.due.record.event.headers, headers);
    let from = BacklogFrom { after: 0, resent: plain.id };
    let rest = kit.store.backlog(&named("a"), &name("app"), from, 9).await.unwrap().unwrap();
    assert_eq!(rest.resends.len(), 1, "of what a reader has seen it is given no more");
    // One that failed is tried again; one that is no replay is another attempt.
    let replay = |number, result| Some(Attempt { replay: true, ..attempt(number, result) });
    kit.ack("app", 2, replay(2, AttemptResult::Failed)).await;
    kit.ack("app", 2, Some(attempt(4, AttemptResult::Ok))).await;
    assert_eq!(kit.backlog("app").await.resends.len(), 2);
    kit.ack("app", 2, replay(3, AttemptResult::Ok)).await;
    assert_eq!(kit.backlog("app").await.resends[0].id, edited.id, "the oldest is done");
    kit.ack("app", 2, replay(5, AttemptResult::Dead)).await;
    assert!(kit.backlog("app").await.resends.is_empty());
    let attempts = kit.store.attempts(&named("a"), 2).await.unwrap().unwrap();
    let of_attempts: u64 = attempts.iter().map(|made| bytes(&made.attempt)).sum();
    assert_eq!(kit.bytes().await, before - bytes(&attempt(1, AttemptResult::Ok)) + of_attempts);
    assert_eq!(kit.resend("app", 9, Edit::default()).await, QueuedResend::UnknownEvent);
    assert_eq!(kit.resend("nobody", 2, Edit::default()).await, QueuedResend::UnknownConsumer);
}

pub(super) async fn a_resend_that_retention_takes_is_a_dead_letter(kit: Kit) {
    kit.make("app", StartAt::Now).await;
    kit.append_many(3).await;
    kit.ack("app", 3, None).await;
    for seq in [1, 2] {
        kit.resend("app", seq, Edit::default()).await;
    }
    kit.store.delete(&named("a"), 2).await.unwrap();
    kit.keep(1, 1_000_000).await;
    let (info, gaps) = kit.info("app").await;
    assert_eq!((info.dead, gaps), (1, vec![Gap { from: 1, to: 1 }]), "what a person deleted is none");
    let backlog = kit.backlog("app").await;
    assert!(backlog.resends.is_empty() && backlog.gap.is_none());
    assert_eq!(kit.bytes().await, HEAD + 1);
}
