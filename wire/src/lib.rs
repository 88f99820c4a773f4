//! What crosses between the relay and the page: the same types on both sides, native and wasm.
//!
//! Nothing here does I/O or reads a clock. The JSON each type becomes is the contract of the HTTP interface; the tests
//! beside each type pin it.

mod api;
mod event;
mod live;
mod time;

pub use api::{
    ChannelInfo, Channels, EventsPage, Imported, ImportedEvent, Marking, Marks, MeterReading, NOTE_CHARS, Problem,
    Retention, Settings, Stored,
};
pub use event::{BadChannel, Body, Channel, Digest, Event, HeaderValue, Headers, PREVIEW_BYTES, Seq};
pub use live::{ClientMsg, Hello, ServerMsg, close};
pub use time::{BadTimestamp, Timestamp};
