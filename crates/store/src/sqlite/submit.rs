//! Work is handed to the writer, and its answer waited for.

use std::sync::PoisonError;

use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::SqliteStore;
use super::answers::PATIENCE;
use super::job::{Answered, Job, Reply};
use crate::StoreError;

/// Work that the writer has.
struct Submitted<T> {
    answer: oneshot::Receiver<Result<T, StoreError>>,
    /// Weak: the writer ends with the last sender, and what it sets aside is answered only then.
    jobs: mpsc::WeakSender<Job>,
}

impl SqliteStore {
    /// Has the writer do something.
    pub(super) async fn submit<T>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, StoreError> {
        let submitted = self.hand_over(job).await?;
        self.outcome(submitted).await
    }

    /// Gives the writer something to do.
    async fn hand_over<T>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Result<Submitted<T>, StoreError> {
        let (reply, answer) = oneshot::channel();
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let jobs = jobs.ok_or(StoreError::Closed)?;
        jobs.send(job(reply)).await.map_err(|_| StoreError::Closed)?;
        Ok(Submitted { answer, jobs: jobs.downgrade() })
    }

    /// What became of it.
    async fn outcome<T>(&self, Submitted { answer, jobs }: Submitted<T>) -> Result<T, StoreError> {
        match answer.await {
            Ok(answer) => answer,
            Err(_) => Err(self.why(&jobs).await),
        }
    }

    /// Has an answer recorded with something else, or alone when nothing comes soon.
    pub(super) async fn record(&self, answered: Answered) -> Result<bool, StoreError> {
        // The writer may be behind: patience is for what it has set aside.
        let submitted = self.hand_over(|reply| Job::Answered(Box::new(answered), reply)).await?;
        let recorded = self.outcome(submitted);
        tokio::pin!(recorded);
        if let Ok(recorded) = timeout(PATIENCE, &mut recorded).await {
            return recorded;
        }
        self.flush().await;
        recorded.await
    }

    /// Has the writer commit what waits for the commit of something else.
    async fn flush(&self) {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // Closed, it commits all of it.
        if let Some(jobs) = jobs {
            let _ = jobs.send(Job::Flush).await;
        }
    }

    /// Why a commit failed. The writer knows once it is done with that commit: it is asked behind it.
    async fn why(&self, jobs: &mpsc::WeakSender<Job>) -> StoreError {
        let (tell, told) = oneshot::channel();
        let ended = Job::Query(Box::new(move |_| {
            let _ = tell.send(());
        }));
        let is_asked = match jobs.upgrade() {
            Some(jobs) => jobs.send(ended).await.is_ok(),
            None => false,
        };
        if is_asked {
            // Unanswered only when the writer has ended.
            let _ = told.await;
        }
        let failed = || StoreError::Engine("the commit failed, and nothing was stored: try again".into());
        self.health.error().unwrap_or_else(failed)
    }
}
