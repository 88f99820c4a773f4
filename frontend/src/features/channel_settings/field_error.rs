//! Fields that cannot be read, and what they may be.

use std::ops::RangeInclusive;

use wire::Problem;

use crate::i18n::{Lang, Msg, is_of_header};
use crate::model::api_error::ApiError;
use crate::model::header_lines::BadLine;

/// A field that cannot be read, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field.
    pub field: Field,
    pub(super) why: Why,
}

/// A field that may not make sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named as in the draft")]
pub enum Field {
    Custom,
    Status,
    DelayMs,
    FailNext,
    FailPercent,
    Headers,
    Body,
    Forward,
    Hold,
    MaxEvents,
    MaxMib,
}

/// The reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// It is a whole number from this one to that.
    Number(u64, u64),
    /// This line is no header that can be answered.
    Line(BadLine),
    /// It says the same as another field.
    OneOfBoth,
    /// It is no scheme.
    Scheme,
    /// Senders cannot be held and left without an answer.
    TimeOutOrHold,
}

impl FieldError {
    /// The error in words.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        match self.why {
            Why::Number(from, to) => lang.bad_number(from, to),
            Why::Line(bad) => lang.bad_header_line(bad.line, bad.reserved),
            Why::OneOfBoth => lang.t(Msg::OneOfBoth).into(),
            Why::Scheme => lang.t(Msg::BadScheme).into(),
            Why::TimeOutOrHold => lang.t(Msg::TimeOutOrHold).into(),
        }
    }
}

/// The field of which the relay refused what is in it, and why; `None` when it is said of all.
#[must_use]
pub fn refused_at(error: &ApiError, lang: Lang) -> Option<(Field, String)> {
    let template = |problem: &Problem| {
        let field = if is_of_header(problem) { Field::Headers } else { Field::Body };
        Some((field, lang.template_error(problem)?))
    };
    match (error.forward_refusal(lang), error) {
        (Some(text), _) => Some((Field::Forward, text)),
        (None, ApiError::Refused(problem)) => template(problem),
        _ => None,
    }
}

/// The number in a field. `None` when it is empty, or no such number, which is an error.
pub(super) fn number<N: TryFrom<u64>>(
    field: Field,
    text: &str,
    range: RangeInclusive<u64>,
    errors: &mut Vec<FieldError>,
) -> Option<N> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let read = text.parse().ok().filter(|n| range.contains(n)).and_then(|n| N::try_from(n).ok());
    if read.is_none() {
        errors.push(FieldError { field, why: Why::Number(*range.start(), *range.end()) });
    }
    read
}
