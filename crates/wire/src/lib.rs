//! What crosses between the relay and the page: the same types on both sides, native and wasm.
//!
//! Nothing here does I/O or reads a clock. The JSON each type becomes is the contract of the HTTP interface; the tests
//! beside each type pin it.

// Two `Arc`s of an `Eq` are equal as soon as they are the same one. Of anything else they are compared whole, and the
// page compares thousands of events at each drawing.
#![warn(clippy::derive_partial_eq_without_eq)]

mod answer;
mod api;
mod bad_filter;
mod base64_bytes;
mod body;
mod body_value;
mod channel;
mod consumer;
mod consumer_messages;
mod digest;
mod display;
mod event;
mod filter;
mod forward;
mod headers;
mod live;
#[cfg(feature = "openapi")]
mod openapi;
mod problem;
mod public;
mod resend;
mod settings;
mod shown;
mod telegram;
mod time;

pub use answer::{
    ANSWER_BODY_BYTES, AnswerSource, AnswerSummary, AppAnswer, GivenAnswer, HandAnswer, HeldEvent, HeldEvents,
    ReservedHeader,
};
pub use api::{
    ChannelInfo, Channels, ConsumerDetail, Deleted, EventsPage, Imported, ImportedEvent, Marking, Marks, MeterReading,
    NOTE_CHARS, SignedHeaders, Stored, ToSign,
};
pub use bad_filter::BadFilter;
pub use body::{Body, PREVIEW_BYTES};
pub use body_value::body_value_is;
pub use channel::{BadChannel, Channel};
pub use consumer::{
    ATTEMPT_BODY_BYTES, Attempt, AttemptResult, Attempts, BadConsumerName, ConsumerAttempt, ConsumerInfo, ConsumerName,
    Consumers, DeliverySummary, MAX_ATTEMPTS_KEPT, NewConsumer, StartAt,
};
pub use consumer_messages::{
    Acknowledged, Acknowledgement, ConsumerClientMsg, ConsumerPage, ConsumerServerMsg, Delivery, Gap,
};
pub use digest::{BadDigest, Digest};
pub use display::is_display_control;
pub use event::{Event, Seq, Signature};
pub use filter::{Condition, DeliveryState, FILTER_KEYS, Filter, SignatureState, Term};
pub use forward::{Forward, ForwardState, ForwardStatus};
pub use headers::{HeaderValue, Headers};
pub use live::{ClientMsg, EventTimings, Hello, ServerMsg, close};
pub use problem::{Problem, ProblemValue};
pub use public::{PublicError, PublicStatus};
pub use resend::{Resend, Resent};
pub use settings::{Answer, ChannelSettings, CustomScheme, Fail, Patch, Retention, Secret, Settings};
pub use shown::{json_unescaped, percent_decoded};
pub use telegram::{TelegramFault, TelegramState, TelegramStatus};
pub use time::{BadTimestamp, Timestamp};
