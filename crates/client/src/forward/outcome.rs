//! Outcome of one attempt, whatever carried it.

use std::time::Duration;

use wire::{Body, HeaderValue, Headers};

/// Most bytes of an answer's headers that are recorded: the relay takes 64 KiB of text an attempt.
const MAX_HEADERS: usize = 32 * 1024;
/// Most characters of a reason that are recorded.
const MAX_REASON: usize = 1000;

/// What one attempt came to.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) verdict: Verdict,
    /// Status of the answer.
    pub(super) status: Option<u16>,
    /// Reason in words: why there was no answer, or what was odd about it.
    pub(super) error: Option<String>,
    pub(super) headers: Headers,
    /// The answer's first bytes.
    pub(super) body: Option<Body>,
    /// The whole answer, when a sender waits for it.
    pub(super) whole: Option<Whole>,
}

/// All of an answer.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) headers: Headers,
    pub(super) body: Vec<u8>,
}

/// What is to become of the event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is settled.
    #[default]
    Final,
    /// It is sent again, not before this time has passed where the target asked for it.
    Again(Option<Duration>),
    /// Nobody took the connection: it is waited for.
    Refused,
    /// It cannot be sent, and never will.
    Never,
}

impl Outcome {
    /// One without an answer.
    pub(super) fn failed(verdict: Verdict, why: impl Into<String>) -> Self {
        let why: String = why.into();
        Self { verdict, error: Some(why.chars().take(MAX_REASON).collect()), ..Self::default() }
    }
}

/// The headers of an answer.
pub(super) fn all(headers: &hyper::HeaderMap) -> Headers {
    let pair = |(name, value): (&hyper::header::HeaderName, &hyper::header::HeaderValue)| {
        (name.as_str().to_owned(), HeaderValue::from_bytes(value.as_bytes()))
    };
    Headers(headers.iter().map(pair).collect())
}

/// The headers of an answer that fit into an attempt.
pub(super) fn recorded(headers: &hyper::HeaderMap) -> Headers {
    let mut left = MAX_HEADERS;
    let fits = |(name, value): &(&hyper::header::HeaderName, &hyper::header::HeaderValue)| {
        let size = name.as_str().len() + value.len();
        left = left.saturating_sub(size);
        left > 0
    };
    let kept = headers.iter().take_while(fits);
    Headers(kept.map(|(name, value)| (name.as_str().to_owned(), HeaderValue::from_bytes(value.as_bytes()))).collect())
}
