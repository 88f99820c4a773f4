//! Requests that are well-formed HTTP and ask for something that cannot be: status 400.

use axum::http::StatusCode;

use wire::{BadConsumerName, Seq};

use super::describe::Described;
use super::template;
use crate::forwarding::ForwardError;
use crate::respond::check::{BadAnswer, MAX_BODY};
use crate::respond::template::BadTemplate;

/// What of a request is not as it may be.
#[derive(Debug)]
pub enum Invalid {
    /// A query parameter, or a variable of the path.
    Parameter {
        /// Its name.
        name: &'static str,
        /// What it was.
        value: String,
        /// What it may be, in words.
        expected: String,
    },
    /// A search has more words, or more bytes, than one may have.
    SearchTooLong {
        /// Most words.
        words: usize,
        /// Most bytes.
        bytes: usize,
    },
    /// A filter has more terms, or more bytes, than one may have.
    FilterTooLong {
        /// Most terms.
        terms: usize,
        /// Most bytes.
        bytes: usize,
    },
    /// An export names more positions and ranges of them than this.
    TooManyRanges(usize),
    /// The name is not one that a consumer can have.
    ConsumerName,
    /// A position is above the channel's head.
    BeyondHead {
        /// The head.
        head: Seq,
    },
    /// An acknowledgement is not as documented, and how.
    Acknowledgement(String),
    /// An answer by hand cannot be given, and why.
    HandAnswer(String),
    /// A resend is not as documented, and how.
    Resend(String),
    /// A resend names no consumer, and the channel has these.
    WhichConsumer(String),
    /// A filter cannot be read, and why.
    Filter(String),
    /// A channel's settings cannot be done, and why.
    Settings(String),
    /// A template of a channel's answer makes no sense.
    Template {
        /// Where it stands.
        field: String,
        /// What is wrong, and where.
        bad: BadTemplate,
    },
    /// The template of a channel's answer has so many bytes, which are too many.
    TemplateTooLong(usize),
    /// A channel's events cannot be brought to this URL, and why.
    ForwardUrl(String),
    /// A channel's events may not be brought there by this relay.
    ForwardNotAllowed {
        /// What is to be allowed.
        target: String,
        /// Why it is not.
        why: String,
    },
    /// A note is longer than may be.
    NoteTooLong {
        /// Most characters.
        limit: usize,
        /// How many it has.
        length: usize,
    },
    /// A line of an import is no event, and why. Lines count from 1.
    Line(usize, String),
    /// An import has more events than this.
    TooManyLines(usize),
}

impl From<ForwardError> for Invalid {
    fn from(error: ForwardError) -> Self {
        match error {
            ForwardError::Url(why) => Self::ForwardUrl(why),
            ForwardError::NotAllowed { target, why } => Self::ForwardNotAllowed { target, why },
            ForwardError::Field(why) => Self::Settings(why),
        }
    }
}

impl From<BadAnswer> for Invalid {
    fn from(bad: BadAnswer) -> Self {
        match bad {
            BadAnswer::Field(why) => Self::Settings(why),
            BadAnswer::Template { field, bad } => Self::Template { field, bad },
            BadAnswer::TooLong { length } => Self::TemplateTooLong(length),
        }
    }
}

pub(super) fn describe(invalid: &Invalid) -> Described {
    let bad = |kind, title, detail: String| Described::new(StatusCode::BAD_REQUEST, kind, title, detail);
    match invalid {
        Invalid::Parameter { name, value, expected } => {
            bad("bad-parameter", "Bad parameter", format!("'{name}' must be {expected}, not '{value}'"))
                .with("name", *name)
                .with("value", value.as_str())
                .with("expected", expected.as_str())
        }
        Invalid::SearchTooLong { words, bytes } => bad(
            "search-too-long",
            "Search too long",
            format!("'q' may have {words} words and {bytes} bytes: look for fewer"),
        )
        .with("words", *words)
        .with("bytes", *bytes),
        Invalid::FilterTooLong { terms, bytes } => bad(
            "filter-too-long",
            "Filter too long",
            format!("'filter' may have {terms} terms and {bytes} bytes: ask for less"),
        )
        .with("terms", *terms)
        .with("bytes", *bytes),
        Invalid::TooManyRanges(limit) => bad(
            "too-many-ranges",
            "Too many ranges",
            format!("'seqs' names at most {limit} positions and ranges: ask in parts"),
        )
        .with("limit", *limit),
        // Always the same sentence.
        Invalid::ConsumerName => bad("bad-consumer", "Bad consumer name", BadConsumerName.to_string()),
        Invalid::BeyondHead { head } => bad(
            "beyond-head",
            "Beyond the head",
            format!("no event was received at that position yet: the last one is {head}"),
        )
        .with("head", *head),
        Invalid::Acknowledgement(why) => bad(
            "bad-acknowledgement",
            "Bad acknowledgement",
            format!("the acknowledgement cannot be read, and nothing was changed: {why}"),
        )
        .with("reason", why.as_str()),
        Invalid::HandAnswer(why) => {
            bad("bad-answer", "Bad answer", format!("nothing is answered: {why}")).with("reason", why.as_str())
        }
        Invalid::Resend(why) => {
            bad("bad-resend", "Bad resend", format!("nothing is sent again: {why}")).with("reason", why.as_str())
        }
        Invalid::WhichConsumer(names) => bad(
            "which-consumer",
            "Which consumer",
            format!("name the 'consumer' that is to send it: the channel has {names}"),
        )
        .with("consumers", names.as_str()),
        Invalid::Filter(why) => bad("bad-filter", "Bad filter", why.clone()).with("reason", why.as_str()),
        Invalid::Settings(why) => bad("bad-settings", "Bad settings", format!("the settings were not changed: {why}"))
            .with("reason", why.as_str()),
        Invalid::Template { field, bad } => template::describe(field, bad),
        Invalid::TemplateTooLong(length) => bad(
            "template-too-long",
            "Template too long",
            format!("the settings were not changed: answer.body has {length} bytes, and a template at most {MAX_BODY}"),
        )
        .with("field", "answer.body")
        .with("length", *length)
        .with("limit", MAX_BODY),
        Invalid::ForwardUrl(why) => {
            bad("bad-forward-url", "Bad URL to forward to", format!("the settings were not changed: {why}"))
                .with("reason", why.as_str())
        }
        Invalid::ForwardNotAllowed { target, why } => bad(
            "forward-not-allowed",
            "Forwarding there is not allowed",
            format!("the settings were not changed, since {target} is not allowed: {why}"),
        )
        .with("target", target.as_str())
        .with("reason", why.as_str()),
        Invalid::NoteTooLong { limit, length } => {
            bad("note-too-long", "Note too long", format!("a note has at most {limit} characters, not {length}"))
                .with("limit", *limit)
                .with("length", *length)
        }
        Invalid::Line(line, why) => bad(
            "bad-import-line",
            "Bad line in an import",
            format!("line {line} is not an event, and nothing was imported: {why}"),
        )
        .with("line", *line)
        .with("reason", why.as_str()),
        Invalid::TooManyLines(limit) => bad(
            "too-many-lines",
            "Too many lines in an import",
            format!(
                "an import takes at most {limit} events, and nothing was imported: send the file \
                 in parts"
            ),
        )
        .with("limit", *limit),
    }
}
