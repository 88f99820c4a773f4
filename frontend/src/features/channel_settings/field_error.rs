//! Fields that cannot be read, and what they may be.

use std::ops::RangeInclusive;

use crate::i18n::{Lang, Msg};
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
