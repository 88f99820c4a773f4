//! What the writer does with answers that senders got.

use super::super::answers;
use super::super::job::{Answered, CommitOutcome, Job, Reply};
use super::Writer;
use crate::Change;

impl Writer {
    /// Sets answers aside, or puts those that wait into a batch that is committed anyway.
    pub(super) fn join_answered(&mut self, batch: &mut Vec<Job>) {
        let waits = |job: &Job| matches!(job, Job::Answered(..));
        if batch.iter().all(|job| waits(job) || matches!(job, Job::Query(_) | Job::Look)) {
            self.answered.extend(batch.extract_if(.., |job| waits(job)));
        } else {
            batch.append(&mut self.answered);
        }
        batch.retain(|job| !matches!(job, Job::Flush));
    }

    /// Records one.
    pub(super) fn record_answer(
        &mut self,
        Answered { channel, seq, id, answer, json }: Answered,
        reply: Reply<bool>,
        outcome: &mut CommitOutcome,
    ) -> rusqlite::Result<()> {
        let summary = answer.summary();
        let recorded = match self.channels.get_mut(&channel) {
            Some(state) => answers::record(&self.connection, state, (seq, id), answer, json)?,
            None => false,
        };
        outcome.answer(reply, recorded);
        if recorded {
            outcome.changes.push(Change::Answered { channel, seq, answer: summary });
        }
        Ok(())
    }
}
