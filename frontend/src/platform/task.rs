//! Tasks that end with their owner: a socket held by a task would otherwise outlive its component.

use std::future::Future;

use futures_util::future::{AbortHandle, abortable};

/// A running task. Dropping it cancels it, and drops what it holds.
#[derive(Debug)]
pub struct AbortOnDrop(AbortHandle);

impl AbortOnDrop {
    /// Starts one.
    #[must_use]
    pub fn spawn(future: impl Future<Output = ()> + 'static) -> Self {
        let (future, handle) = abortable(future);
        wasm_bindgen_futures::spawn_local(async move {
            // Aborted or finished: either way nothing waits for it.
            let _ = future.await;
        });
        Self(handle)
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
