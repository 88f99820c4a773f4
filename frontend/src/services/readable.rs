//! The readable form of a body, by the worker: compression undone, charsets turned into UTF-8.

use page_worker::{Bytes, Declared, Readable, ToolError, WorkerTask, needs_decoding};
use wire::{Body, Event};

use crate::services::worker;

/// The values of `Content-Type` and `Content-Encoding` that a body is to be read by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadBy {
    content_type: String,
    content_encoding: String,
}

/// By which headers a body must be read. `None`: it is readable as it came.
#[must_use]
pub fn needed(event: &Event, body: &Body) -> Option<ReadBy> {
    let headers = event.headers.0.iter();
    let declared = Declared::of(headers.map(|(name, value)| (name.as_str(), value.as_bytes())));
    needs_decoding(&declared, body.as_bytes()).then(|| {
        let (content_type, content_encoding) = declared.values();
        ReadBy {
            content_type: content_type.to_owned(),
            content_encoding: content_encoding.to_owned(),
        }
    })
}

/// Reads a body.
///
/// # Errors
/// There is no worker.
pub async fn read(by: ReadBy, body: &Body) -> Result<Readable, ToolError> {
    let bytes = Bytes(body.as_bytes().to_vec());
    let task = WorkerTask::Read(by.content_type, by.content_encoding, bytes);
    worker::run::<Readable>(&task).await
}
