//! Work is handed to the writer, and its answer waited for.

use std::sync::PoisonError;

use tokio::sync::{mpsc, oneshot};

use super::SqliteStore;
use super::job::{Job, Reply};
use crate::StoreError;

impl SqliteStore {
    /// Has the writer do something.
    pub(super) async fn submit<T>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let jobs = jobs.ok_or(StoreError::Closed)?;
        jobs.send(job(reply)).await.map_err(|_| StoreError::Closed)?;
        match answer.await {
            Ok(answer) => answer,
            Err(_) => Err(self.why(&jobs).await),
        }
    }

    /// Has the writer commit what waits for the commit of something else.
    pub(super) async fn flush(&self) {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // Closed, it commits all of it.
        if let Some(jobs) = jobs {
            let _ = jobs.send(Job::Flush).await;
        }
    }

    /// Why a commit failed. The writer knows once it is done with that commit: it is asked behind it.
    async fn why(&self, jobs: &mpsc::Sender<Job>) -> StoreError {
        let (tell, told) = oneshot::channel();
        let ended = Job::Query(Box::new(move |_| {
            let _ = tell.send(());
        }));
        if jobs.send(ended).await.is_ok() {
            // Unanswered only when the writer has ended.
            let _ = told.await;
        }
        let failed = || StoreError::Engine("the commit failed, and nothing was stored: try again".into());
        self.health.error().unwrap_or_else(failed)
    }
}
