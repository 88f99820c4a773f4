//! Makes the answers of channels, at the cost of a bounded part of the processor: who sends a webhook
//! decides how much there is to do.

use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use gancho_store::{PendingFailures, Record};
use tokio::sync::Semaphore;
use tokio::time::timeout_at;

use super::template::{self, RenderError, Template};
use crate::readable;

/// How long a sender waits for its answer to be made, its turn included.
pub const MAX_TIME: Duration = Duration::from_secs(2);
/// Body and query of an event, in bytes, up to which an answer is made where the request is served.
/// 100 values of it are made in about a millisecond: less than a change of threads costs under load.
const SMALL: usize = 8 * 1024;
/// Longest value of a header field, in bytes: what common clients read.
const MAX_FIELD_VALUE: usize = 8 * 1024;

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
    /// What a channel's answer comes to for an event.
    ///
    /// # Errors
    /// [`RenderError`] when it is too long, or not there after [`MAX_TIME`].
    pub(super) async fn answer(&self, armed: &Arc<PendingFailures>, record: Record) -> Result<Made, RenderError> {
        let deadline = Instant::now() + MAX_TIME;
        let answer = armed.answer();
        if answer.body.is_none() && answer.headers.iter().all(|(_, value)| !value.contains("{{")) {
            return Ok(Made { headers: answer.headers.clone(), body: None });
        }
        if is_small(&record) {
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

/// An answer's templates, filled in.
pub(super) struct Made {
    pub(super) headers: Vec<(String, String)>,
    /// None: the relay's receipt.
    pub(super) body: Option<String>,
}

/// What is compressed may become long, however short it is.
fn is_small(record: &Record) -> bool {
    let event = &record.event;
    event.body.len() + event.query.as_deref().map_or(0, str::len) <= SMALL
        && !readable::declared(&event.headers).is_encoded()
}

fn render(armed: &PendingFailures, record: &Record, deadline: Instant) -> Result<Made, RenderError> {
    let answer = armed.answer();
    let body = answer.body.as_deref().map(parsed);
    let headers: Vec<_> = answer.headers.iter().map(|(_, value)| parsed(value).raw()).collect();
    let templates: Vec<_> = body.iter().chain(&headers).collect();
    let mut texts = template::render(&templates, record, deadline)?.into_iter();
    let body = body.as_ref().and_then(|_| texts.next());
    let named = answer.headers.iter().map(|(name, _)| name.clone());
    let headers = named.zip(texts).filter_map(|(name, text)| Some((name, field_value(&text)?)));
    Ok(Made { headers: headers.collect(), body })
}

/// Checked when it was set; kept by another version of the relay, say, it is sent as it is.
fn parsed(text: &str) -> Template<'_> {
    Template::parse(text).unwrap_or_else(|_| Template::literal(text))
}

/// The text as the value of a header field: on one line, whatever a sender put into it. One that is
/// too long is left out.
fn field_value(text: &str) -> Option<String> {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let value = line.trim();
    (value.len() <= MAX_FIELD_VALUE).then(|| value.to_owned())
}
