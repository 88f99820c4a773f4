//! Makes the bodies of answers, at the cost of a bounded part of the processor: who sends a webhook
//! decides how much there is to do.

use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use gancho_store::{Armed, Record};
use tokio::sync::Semaphore;
use tokio::time::timeout_at;

use super::template::{RenderError, Template};

/// How long a sender waits for its answer to be made, its turn included.
pub const MAX_TIME: Duration = Duration::from_secs(2);
/// Body and query of an event, in bytes, up to which an answer is made where the request is served.
/// 100 values of it are made in about a millisecond: less than a change of threads costs under load.
const SMALL: usize = 8 * 1024;

/// Makes answers. A clone shares the bound.
#[derive(Clone, Debug)]
pub struct Renderer {
    turns: Arc<Semaphore>,
}

impl Default for Renderer {
    /// Uses at most half of the processors, and at least one.
    fn default() -> Self {
        let processors = available_parallelism().map_or(1, usize::from);
        Self { turns: Arc::new(Semaphore::new((processors / 2).max(1))) }
    }
}

impl Renderer {
    /// The body that a channel's answer has for an event. Empty when the answer has none.
    ///
    /// # Errors
    /// [`RenderError`] when it is too long, or not there after [`MAX_TIME`].
    pub(super) async fn body(&self, armed: &Arc<Armed>, record: Record) -> Result<String, RenderError> {
        let deadline = Instant::now() + MAX_TIME;
        let event = &record.event;
        if event.body.len() + event.query.as_deref().map_or(0, str::len) <= SMALL {
            return render(armed, &record, deadline);
        }
        let turn = timeout_at(deadline.into(), self.turns.clone().acquire_owned()).await;
        // It is never closed.
        let Ok(Ok(turn)) = turn else { return Err(RenderError::OutOfTime) };
        let armed = armed.clone();
        let made = tokio::task::spawn_blocking(move || {
            // Kept to the end also when the sender has gone.
            let _turn = turn;
            render(&armed, &record, deadline)
        });
        // A task that was cancelled belongs to a runtime that ends.
        made.await.unwrap_or(Err(RenderError::OutOfTime))
    }
}

fn render(armed: &Armed, record: &Record, deadline: Instant) -> Result<String, RenderError> {
    let text = armed.answer().body.as_deref().unwrap_or_default();
    match Template::parse(text) {
        Ok(template) => template.render(record, deadline),
        // Checked when it was set; kept by another version of the relay, say, it is sent as it is.
        Err(_) => Ok(text.to_owned()),
    }
}
