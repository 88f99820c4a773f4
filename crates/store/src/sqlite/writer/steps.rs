//! Emptying a channel when there is no room: in steps, each of which needs little of it.

use super::super::disk_space::STEP;
use super::super::job::Job;
use super::{Writer, load};

impl Writer {
    /// Drops most of what a batch is to clear or remove, some bytes in each commit, so that the log
    /// can start over between. What is left is done with the batch.
    pub(super) fn empty_in_steps(&mut self, batch: &[Job]) -> rusqlite::Result<()> {
        if self.stale {
            self.channels = load(&self.connection)?;
            self.stale = false;
        }
        for job in batch {
            let (Job::Clear(name, _) | Job::Remove(name, _)) = job else { continue };
            while let Some(state) = self.channels.get_mut(name) {
                let (before, kept) = (state.count, state.retention);
                let droppable = state.bytes.saturating_sub(state.pinned_bytes);
                if droppable <= STEP {
                    break;
                }
                // A step is retention to a little less.
                state.retention.max_bytes = state.bytes - STEP;
                (state.changed, state.is_emptied) = (true, true);
                self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
                let retained = self.retain();
                let Some(state) = self.channels.get_mut(name) else { break };
                (state.retention, state.is_emptied) = (kept, false);
                let after = state.count;
                retained?;
                self.save()?;
                self.connection.prepare_cached("COMMIT")?.execute([])?;
                self.connection.query_row("PRAGMA wal_checkpoint(RESTART)", [], |_| Ok(()))?;
                if after == before {
                    break;
                }
            }
        }
        Ok(())
    }
}
