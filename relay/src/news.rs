//! Tells the hub what the store committed, in commit order.
//!
//! Whoever commits waits while too much is untold. So nothing here may take long: an event whose judgement does is told as
//! one that is to be read from the store, where each reader waits for its own.

use std::sync::Arc;
use std::time::Duration;

use gancho_store::{Change, Commit, Feed, Record};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use wire::{Event, EventTimings, Marks, PREVIEW_BYTES, ServerMsg, Timestamp};

use crate::annotate::Annotator;
use crate::hub::{Frame, Hub};

/// How long an event is judged before it is told without waiting for the end of it.
const PATIENCE: Duration = Duration::from_millis(100);

/// What is new in the store, on its way to the hub.
pub(crate) struct News {
    hub: Hub,
    annotator: Annotator,
    /// A judgement that took too long, and may still go on. There is one at a time.
    late: Option<JoinHandle<Option<Arc<Event>>>>,
}

impl News {
    pub(crate) fn new(hub: Hub, annotator: Annotator) -> Self {
        Self { hub, annotator, late: None }
    }

    /// Tells everything, until the store is closed.
    pub(crate) async fn tell(mut self, mut feed: Feed) {
        while let Some(Commit { at: stored, changes }) = feed.recv().await {
            let is_behind = feed.len() > feed.max_capacity() / 2;
            for change in changes {
                self.tell_change(change, stored, is_behind).await;
            }
        }
    }

    async fn tell_change(&mut self, change: Change, stored: Timestamp, is_behind: bool) {
        let hub = &self.hub;
        match change {
            Change::Appended(record) => self.tell_event(&record, stored, is_behind).await,
            Change::Deleted { channel, seq } => {
                hub.publish(&channel, || Frame::message(&ServerMsg::Deleted { seq }));
            }
            Change::Marked { channel, seq, marks } => {
                let Marks { pinned, note } = marks;
                hub.publish(&channel, || Frame::message(&ServerMsg::Marked { seq, pinned, note }));
            }
            Change::Cleared { channel, upto } => {
                hub.publish(&channel, || Frame::message(&ServerMsg::Cleared { upto }));
            }
            Change::Attempted { channel, seq, attempt } => {
                hub.publish(&channel, || Frame::message(&ServerMsg::Attempt { seq, attempt }));
            }
            Change::Answered { channel, seq, answer } => {
                hub.publish(&channel, || Frame::message(&ServerMsg::Answer { seq, answer }));
            }
            Change::Resend { channel } => hub.resend(&channel),
            Change::Removed { channel } => hub.end(&channel),
        }
    }

    async fn tell_event(&mut self, record: &Arc<Record>, stored: Timestamp, is_behind: bool) {
        let channel = &record.event.channel;
        let is_long = record.size > PREVIEW_BYTES as u64 && self.hub.listeners(channel) > 0;
        let judged = if is_long && !is_behind { self.judge_long(record).await } else { None };
        if is_long && judged.is_none() {
            return self.hub.publish_unread(channel);
        }
        let judge = || self.annotator.context(channel).preview(record).into();
        let took = || {
            let received = record.event.received_at;
            EventTimings { stored_us: between(received, stored), sent_us: between(received, Timestamp::now()) }
        };
        self.hub.publish_stored(channel, || Frame::event(judged.unwrap_or_else(judge), Some(took())));
    }

    /// Judges an event with a long body, on a thread of its own. None when that would be waited for too long: a wrong
    /// signature is tried in many ways.
    async fn judge_long(&mut self, record: &Arc<Record>) -> Option<Arc<Event>> {
        if self.late.as_ref().is_some_and(|late| !late.is_finished()) {
            return None;
        }
        let (context, record) = (self.annotator.context(&record.event.channel), record.clone());
        let mut judging = tokio::spawn(async move { context.previews(vec![Record::clone(&record)]).await.pop() });
        match timeout(PATIENCE, &mut judging).await {
            Ok(judged) => judged.ok().flatten(),
            Err(_) => {
                self.late = Some(judging);
                None
            }
        }
    }
}

/// Microseconds from one time to another; 0 when the clock was set back between.
fn between(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.0.saturating_sub(from.0)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use gancho_store::sqlite::{Location, SqliteStore};
    use gancho_store::{Defaults, EventStore};
    use wire::{Channel, Settings};

    use super::*;
    use crate::hub::Received;
    use crate::public_address::PublicAddress;
    use crate::test_event::new_event;

    #[tokio::test]
    async fn an_event_that_takes_long_to_judge_is_left_to_who_reads_it() {
        let (store, mut feed) = SqliteStore::open(&Location::Memory, Defaults::default()).unwrap();
        let (store, channel): (Arc<dyn EventStore>, _) = (Arc::new(store), Channel::default());
        let settings = serde_json::json!({"provider": "github", "secret": "It's a Secret to Everybody"});
        store.configure(&channel, serde_json::from_value::<Settings>(settings).unwrap()).await.unwrap();
        let hub = Hub::default();
        let mut news = News::new(hub.clone(), Annotator::new(store.clone(), PublicAddress::new(None)));
        let mut listener = hub.subscribe(&channel);
        // One judgement goes on, and one has come to its end.
        let goes_on = || Some(tokio::spawn(std::future::pending()));
        let ended = tokio::spawn(async { None });
        while !ended.is_finished() {
            tokio::task::yield_now().await;
        }
        let (long, short) = (PREVIEW_BYTES + 1, PREVIEW_BYTES);
        let tries = [
            (long, goes_on(), false, false),
            (short, goes_on(), true, true),
            (long, None, true, false),
            (long, Some(ended), false, true),
        ];
        for (size, late, is_behind, is_told) in tries {
            news.late = late;
            store.append(new_event(vec![b'x'; size])).await.unwrap();
            while let Ok(Commit { at, changes }) = feed.try_recv() {
                for change in changes {
                    news.tell_change(change, at, is_behind).await;
                }
            }
            match listener.next().await {
                Received::Frames(frames) => {
                    assert!(is_told, "{size} {is_behind}");
                    let text = std::str::from_utf8(&frames[0].text).unwrap();
                    assert!(text.contains(r#""valid":false"#), "{text}");
                }
                Received::Unread => assert!(!is_told, "{size} {is_behind}"),
                other => panic!("{other:?}"),
            }
        }
    }
}
