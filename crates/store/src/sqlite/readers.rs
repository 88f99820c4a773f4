//! Connections for reads: some are kept open, and no more than [`MOST`] are open at once.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::file_guard::FileGuard;
use super::schema;
use super::unreadable;
use crate::StoreError;

/// Most connections open at once. Each takes some file descriptors and up to two mebibytes; more would not be faster,
/// since a query keeps a processor busy.
const MOST: usize = 16;
/// Connections kept open between queries.
const IDLE: usize = 8;

/// A pool of connections to one file. Cheap to clone.
#[derive(Clone)]
pub(super) struct Readers(Arc<Pool>);

struct Pool {
    guard: Arc<FileGuard>,
    idle: Mutex<Vec<Connection>>,
    /// A permit for each connection; closed when the store is.
    permits: Arc<Semaphore>,
}

impl Readers {
    /// Opens nothing yet.
    pub(super) fn new(guard: Arc<FileGuard>) -> Self {
        let permits = Arc::new(Semaphore::new(MOST));
        Self(Arc::new(Pool { guard, idle: Mutex::default(), permits }))
    }

    /// Looks whether the file is still the one that was opened.
    ///
    /// # Errors
    /// [`StoreError::FileGone`].
    pub(super) fn check(&self) -> Result<(), StoreError> {
        self.0.guard.check()
    }

    /// True when the file is there, so that a connection can be opened.
    pub(super) fn may_open(&self) -> bool {
        self.0.guard.may_be_opened().is_ok()
    }

    /// Runs a query off the async threads, once a connection is free.
    ///
    /// # Errors
    /// [`StoreError::Closed`] after [`Self::close`], [`StoreError::Unreadable`] when the engine fails.
    pub(super) async fn query<T, F>(&self, query: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let permit = self.0.permits.clone().acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let pool = self.0.clone();
        let run = move || {
            let kept = pool.lock().pop();
            let connection = match kept {
                Some(connection) => connection,
                None => pool.guard.connect(schema::open_reader)?,
            };
            let answer = query(&connection).map_err(unreadable)?;
            // Here, and not in whoever asked: it may have gone.
            pool.give_back(connection);
            drop(permit);
            Ok(answer)
        };
        tokio::task::spawn_blocking(run).await.map_err(unreadable)?
    }

    /// Refuses new queries and closes idle connections; one in use is closed when its query ends.
    pub(super) fn close(&self) {
        self.0.permits.close();
        self.0.lock().clear();
    }
}

impl Pool {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.lock();
        if idle.len() < IDLE && !self.permits.is_closed() {
            idle.push(connection);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn many_queries_share_few_connections_and_none_is_left_open_after_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE a (b)").unwrap();
        let readers = Readers::new(Arc::new(FileGuard::new(&path, &path).unwrap()));
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let queries: Vec<_> = (0..200)
            .map(|_| {
                let (readers, running, most) = (readers.clone(), running.clone(), most.clone());
                tokio::spawn(async move {
                    let query = move |connection: &Connection| {
                        most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::sleep(Duration::from_millis(1));
                        let count: i64 = connection.query_row("SELECT count(*) FROM a", [], |row| row.get(0))?;
                        running.fetch_sub(1, Ordering::SeqCst);
                        Ok(count)
                    };
                    readers.query(query).await
                })
            })
            .collect();
        for query in queries {
            assert_eq!(query.await.unwrap().unwrap(), 0);
        }
        assert!(most.load(Ordering::SeqCst) <= MOST, "{most:?}");
        assert!((1..=IDLE).contains(&readers.0.lock().len()));
        readers.close();
        assert!(matches!(readers.query(|_| Ok(())).await, Err(StoreError::Closed)));
        assert!(readers.0.lock().is_empty());
    }

    #[tokio::test]
    async fn a_query_that_nobody_waits_for_any_more_gives_its_connection_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE a (b)").unwrap();
        let readers = Readers::new(Arc::new(FileGuard::new(&path, &path).unwrap()));
        for _ in 0..3 * MOST {
            let (begun, has_begun) = std::sync::mpsc::channel();
            let asked = readers.clone();
            let query = tokio::spawn(async move {
                asked
                    .query(move |_| {
                        begun.send(()).unwrap();
                        Ok(())
                    })
                    .await
            });
            tokio::task::spawn_blocking(move || has_begun.recv()).await.unwrap().unwrap();
            query.abort();
        }
        readers.query(|_| Ok(())).await.unwrap();
    }
}
