//! Tasks that end with whoever started them: a socket held by a task would otherwise outlive its component.

use std::future::Future;

use futures_util::future::{AbortHandle, abortable};

/// A task that runs; dropped, it ends where it is, and what it holds with it.
#[derive(Debug)]
pub struct Task(AbortHandle);

impl Task {
    /// Starts one.
    #[must_use]
    pub fn spawn(future: impl Future<Output = ()> + 'static) -> Self {
        let (future, handle) = abortable(future);
        wasm_bindgen_futures::spawn_local(async move {
            // Aborted or ended: either way nobody waits for it.
            let _ = future.await;
        });
        Self(handle)
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}
