//! What the writer does for consumers.

use std::sync::Arc;

use wire::{Acknowledged, Attempt, AttemptResult, Channel, ConsumerAttempt, ConsumerName, Seq, StartAt};

use super::super::consumers::{self, attempts, info, resends};
use super::super::job::{CommitOutcome, ConsumerJob};
use super::Writer;
use crate::{Change, MAX_CONSUMERS, MadeConsumer, QueuedResend, Recorded};

impl Writer {
    pub(super) fn perform_consumer(&mut self, job: ConsumerJob, outcome: &mut CommitOutcome) -> rusqlite::Result<()> {
        match job {
            ConsumerJob::Make(channel, name, from, reply) => {
                let made = self.make_consumer(&channel, &name, from)?;
                outcome.answer(reply, made);
            }
            ConsumerJob::Remove(channel, name, reply) => {
                let removed = self.remove_consumer(&channel, &name)?;
                outcome.answer(reply, removed);
            }
            ConsumerJob::Ack(channel, name, seq, attempt, reply) => {
                let recorded = self.record_and_ack(channel, &name, seq, attempt, outcome)?;
                outcome.answer(reply, recorded);
            }
            ConsumerJob::Resend(channel, name, seq, edit, reply) => {
                let queued = self.queue_resend(&channel, &name, seq, &edit)?;
                outcome.answer(reply, queued);
                if queued == QueuedResend::Done {
                    outcome.changes.push(Change::Resend { channel });
                }
            }
        }
        Ok(())
    }

    fn make_consumer(
        &mut self,
        channel: &Channel,
        name: &ConsumerName,
        from: StartAt,
    ) -> rusqlite::Result<MadeConsumer> {
        let head = self.channels.get(channel).map_or(0, |state| state.head);
        let is_known = self.channels.get(channel).is_some_and(|state| state.consumers.contains_key(name));
        let cursor = match from {
            StartAt::Now => head,
            StartAt::Start => 0,
            StartAt::Seq(seq) if seq > head + 1 && !is_known => return Ok(MadeConsumer::BeyondHead(head)),
            StartAt::Seq(seq) => seq.saturating_sub(1),
        };
        let state = self.channel(channel)?;
        if !is_known && state.consumers.len() >= MAX_CONSUMERS {
            return Ok(MadeConsumer::TooMany);
        }
        if !is_known {
            let id = state.id;
            let made = consumers::make(&self.connection, id, name, cursor)?;
            self.channel(channel)?.consumers.insert(name.clone(), made);
        }
        // So that the answer is of this moment.
        self.save()?;
        let info = info::within(&self.connection, channel, name)?;
        let (info, _) = info.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        Ok(MadeConsumer::Done(info))
    }

    fn remove_consumer(&mut self, channel: &Channel, name: &ConsumerName) -> rusqlite::Result<bool> {
        let Some(state) = self.channels.get_mut(channel) else { return Ok(false) };
        let Some(consumer) = state.consumers.remove(name) else { return Ok(false) };
        if state.attached > 0 {
            resends::remove_of(&self.connection, state, consumer.id)?;
        }
        consumers::remove(&self.connection, consumer.id)?;
        Ok(true)
    }

    fn record_and_ack(
        &mut self,
        channel: Channel,
        name: &ConsumerName,
        (seq, resend): (Seq, Option<u64>),
        attempt: Option<(Attempt, String)>,
        outcome: &mut CommitOutcome,
    ) -> rusqlite::Result<Recorded> {
        let Some(state) = self.channels.get_mut(&channel) else { return Ok(Recorded::UnknownConsumer) };
        let Some(consumer) = state.consumers.get_mut(name) else { return Ok(Recorded::UnknownConsumer) };
        if seq > state.head {
            return Ok(Recorded::BeyondHead(state.head));
        }
        let is_replay = attempt.as_ref().is_some_and(|(attempt, _)| attempt.replay);
        let is_final = attempt.as_ref().is_none_or(|(attempt, _)| attempt.result != AttemptResult::Failed);
        if is_final && !is_replay && seq > consumer.cursor {
            (consumer.cursor, consumer.changed, state.changed) = (seq, true, true);
        }
        let (id, cursor) = (consumer.id, consumer.cursor);
        if is_final && is_replay {
            resends::settle(&self.connection, state, seq, id, resend)?;
        }
        if let Some((attempt, json)) = attempt
            && let Some(attempt) = attempts::record(&self.connection, state, seq, name, attempt, json)?
        {
            let attempt = Arc::new(ConsumerAttempt { consumer: name.clone(), attempt });
            outcome.changes.push(Change::Attempted { channel, seq, attempt });
        }
        Ok(Recorded::Done(Acknowledged { seq, cursor }))
    }

    fn queue_resend(
        &mut self,
        channel: &Channel,
        name: &ConsumerName,
        seq: Seq,
        edit: &str,
    ) -> rusqlite::Result<QueuedResend> {
        let Some(state) = self.channels.get_mut(channel) else { return Ok(QueuedResend::UnknownConsumer) };
        let Some(consumer) = state.consumers.get(name).map(|consumer| consumer.id) else {
            return Ok(QueuedResend::UnknownConsumer);
        };
        resends::queue(&self.connection, state, seq, consumer, edit)
    }
}
