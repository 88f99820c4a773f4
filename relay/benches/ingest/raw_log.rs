//! The least that a durable store can do: a file that is only appended to, and `fdatasync` before
//! anybody is answered. No order of channels kept, nothing to be read again.
//!
//! Its queue, its batches and its answers are of the shape of the embedded engine's, so that what
//! differs is what a database costs.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use async_trait::async_trait;
use gancho_store::{
    AppendedAll, Backlog, BacklogFrom, Change, Commit, Edit, EventStore, Feed, MadeConsumer, Marked, NewEvent, Page,
    QueuedResend, Range, Receipt, Record, Recorded, Scan, Scanned, StoreError, StoredAnswer, StoredSettings,
};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;
use wire::{
    Acknowledgement, Channel, ChannelInfo, ConsumerAttempt, ConsumerInfo, ConsumerName, Gap, GivenAnswer, Marking,
    Marks, Seq, Settings, StartAt, Timestamp,
};

/// As the embedded engine has them.
const QUEUE: usize = 1024;
const FEED: usize = 256;
const BATCH: usize = 512;

type Job = (NewEvent, String, oneshot::Sender<Receipt>);
type Answers = Vec<(oneshot::Sender<Receipt>, Receipt)>;

pub(crate) struct RawLog(mpsc::Sender<Job>);

impl RawLog {
    /// Begins a file, on a runtime that tells the answers.
    pub(crate) fn create(path: &Path) -> (Self, Feed) {
        let file = File::create(path).unwrap();
        let (jobs, queue) = mpsc::channel(QUEUE);
        let (feed, committed) = mpsc::channel(FEED);
        let (answers, mut answered) = mpsc::unbounded_channel::<Answers>();
        tokio::spawn(async move {
            while let Some(answers) = answered.recv().await {
                answers.into_iter().for_each(|(reply, receipt)| drop(reply.send(receipt)));
            }
        });
        thread::spawn(move || write(file, queue, &feed, &answers));
        (Self(jobs), committed)
    }
}

/// Takes all that waits, writes it at once, syncs, tells the feed, answers.
fn write(
    mut file: File,
    mut queue: mpsc::Receiver<Job>,
    feed: &mpsc::Sender<Commit>,
    answers: &mpsc::UnboundedSender<Answers>,
) {
    let (mut text, mut seq) = (Vec::new(), 0);
    while let Some(first) = queue.blocking_recv() {
        let (mut changes, mut answer) = (Vec::new(), Vec::new());
        let mut next = Some(first);
        while let Some((event, headers, reply)) = next {
            seq += 1;
            text.extend_from_slice(format!("{seq} {} {} {headers}\n", event.id, event.path).as_bytes());
            text.extend_from_slice(&event.sha256.0);
            text.extend_from_slice(&event.body);
            answer.push((reply, Receipt { seq, id: event.id }));
            let (size, marks) = (event.body.len() as u64, Marks::default());
            let record = Record { seq, size, event, marks, delivery: None, damaged: false };
            changes.push(Change::Appended(Arc::new(record)));
            next = if answer.len() < BATCH { queue.try_recv().ok() } else { None };
        }
        file.write_all(&text).unwrap();
        file.sync_data().unwrap();
        text.clear();
        let _ = feed.blocking_send(Commit { at: Timestamp::now(), changes });
        let _ = answers.send(answer);
    }
}

#[async_trait]
impl EventStore for RawLog {
    async fn append(&self, event: NewEvent) -> Result<Receipt, StoreError> {
        let (reply, answer) = oneshot::channel();
        let headers = serde_json::to_string(&event.headers).unwrap();
        self.0.send((event, headers, reply)).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)
    }

    fn settings(&self, _: &Channel) -> Option<Arc<StoredSettings>> {
        None
    }

    async fn close(&self) {}

    async fn ready(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn damaged(&self) -> u64 {
        0
    }

    // Nothing else is asked of it.

    async fn append_all(&self, _: &Channel, _: Vec<(NewEvent, Marks)>) -> Result<AppendedAll, StoreError> {
        Err(StoreError::Closed)
    }

    async fn read(&self, _: &Channel, _: Range, _: usize) -> Result<Option<Page>, StoreError> {
        Err(StoreError::Closed)
    }

    async fn scan(&self, _: &Channel, _: Scan) -> Result<Option<Scanned>, StoreError> {
        Err(StoreError::Closed)
    }

    async fn get(&self, _: &Channel, _: Seq) -> Result<Option<Record>, StoreError> {
        Err(StoreError::Closed)
    }

    async fn mark(&self, _: &Channel, _: Seq, _: Marking) -> Result<Marked, StoreError> {
        Err(StoreError::Closed)
    }

    async fn delete(&self, _: &Channel, _: Seq) -> Result<bool, StoreError> {
        Err(StoreError::Closed)
    }

    async fn clear(&self, _: &Channel) -> Result<Option<Seq>, StoreError> {
        Err(StoreError::Closed)
    }

    async fn channels(&self) -> Result<Vec<ChannelInfo>, StoreError> {
        Err(StoreError::Closed)
    }

    async fn channel(&self, _: &Channel) -> Result<Option<ChannelInfo>, StoreError> {
        Err(StoreError::Closed)
    }

    async fn configure(&self, _: &Channel, _: Settings) -> Result<ChannelInfo, StoreError> {
        Err(StoreError::Closed)
    }

    async fn make_consumer(&self, _: &Channel, _: &ConsumerName, _: StartAt) -> Result<MadeConsumer, StoreError> {
        Err(StoreError::Closed)
    }

    async fn consumers(&self, _: &Channel) -> Result<Option<Vec<ConsumerInfo>>, StoreError> {
        Err(StoreError::Closed)
    }

    async fn consumer(&self, _: &Channel, _: &ConsumerName) -> Result<Option<(ConsumerInfo, Vec<Gap>)>, StoreError> {
        Err(StoreError::Closed)
    }

    async fn remove_consumer(&self, _: &Channel, _: &ConsumerName) -> Result<bool, StoreError> {
        Err(StoreError::Closed)
    }

    async fn backlog(
        &self,
        _: &Channel,
        _: &ConsumerName,
        _: BacklogFrom,
        _: usize,
    ) -> Result<Option<Backlog>, StoreError> {
        Err(StoreError::Closed)
    }

    async fn record_and_ack(&self, _: &Channel, _: &ConsumerName, _: Acknowledgement) -> Result<Recorded, StoreError> {
        Err(StoreError::Closed)
    }

    async fn attempts(&self, _: &Channel, _: Seq) -> Result<Option<Vec<ConsumerAttempt>>, StoreError> {
        Err(StoreError::Closed)
    }

    async fn record_answer(&self, _: &Channel, _: Seq, _: Uuid, _: GivenAnswer) -> Result<bool, StoreError> {
        Err(StoreError::Closed)
    }

    async fn answer(&self, _: &Channel, _: Seq) -> Result<StoredAnswer, StoreError> {
        Err(StoreError::Closed)
    }

    async fn resend(&self, _: &Channel, _: Seq, _: &ConsumerName, _: Edit) -> Result<QueuedResend, StoreError> {
        Err(StoreError::Closed)
    }

    async fn remove(&self, _: &Channel) -> Result<bool, StoreError> {
        Err(StoreError::Closed)
    }
}
