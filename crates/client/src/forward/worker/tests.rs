use std::sync::Arc;

use super::*;
use crate::relay_access::RelayAccess;

#[tokio::test]
async fn an_event_that_makes_it_panic_is_given_up() {
    let relay = RelayAccess { url: "http://127.0.0.1:1".into(), ..RelayAccess::default() }.relay().unwrap();
    let (news, mut heard) = mpsc::channel(1);
    let worker = Worker {
        carrier: Carrier::Exec(Exec { command: "true".into(), timeout: Duration::from_secs(1) }),
        relay,
        channel: Channel::default(),
        target: "true".into(),
        max_attempts: 1,
        // No clock has room for it, so the worker panics; the command line refuses it.
        answer_timeout: Some(Duration::MAX),
        max_answer: AtomicUsize::new(0),
        stop: CancellationToken::new(),
        news,
        seed: 1,
    };
    let delivery =
        Delivery { event: Arc::new(testkit::event(7)), attempt: 3, replay: false, resend: None, answer: true };
    worker.settle(delivery).await;
    let Some(News::Attempt(report)) = heard.recv().await else { panic!("no attempt is told") };
    assert_eq!((report.attempt.number, report.attempt.result), (3, AttemptResult::Dead));
    assert!(report.attempt.error.is_some_and(|why| why.contains("fault of Gancho")));
    assert!(report.answer.is_some_and(|answer| answer.status.is_none()), "nobody is kept waiting");
}
