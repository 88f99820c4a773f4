//! What is wrong with a template, and where.

use std::fmt;

use super::{MAX_STEPS, MAX_VALUES};

/// Longest part of a template that a fault repeats, in characters.
const MAX_SHOWN: usize = 80;

/// What is wrong with a template, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadTemplate {
    /// Line of the `{{`, from 1.
    pub line: usize,
    /// Its first character in that line, from 1.
    pub column: usize,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong with a value of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It begins with `open`, and `close` does not follow.
    NotClosed {
        /// `{{` or `{{{`.
        open: &'static str,
        /// `}}` or `}}}`.
        close: &'static str,
    },
    /// It is one more than a template may take.
    TooManyValues,
    /// This stands after its `|`, where only `raw` may.
    Filter(String),
    /// It names nothing.
    Nothing,
    /// Its name has more steps than it may.
    TooDeep(String),
    /// Its name has two dots side by side, or one at its end.
    EmptyStep(String),
    /// It names no header.
    NoHeader,
    /// It names no parameter of the query.
    NoParameter,
    /// An event has nothing of this name.
    Unknown(String),
}

impl BadTemplate {
    /// A fault in a text, at this place of it in bytes.
    pub(super) fn at(text: &str, offset: usize, fault: Fault) -> Self {
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() + 1;
        Self { line, column: before[line_start..].chars().count() + 1, fault }
    }
}

/// A part of a template as it is repeated: its start, where it is long.
pub(super) fn shown(part: &str) -> String {
    match part.char_indices().nth(MAX_SHOWN) {
        Some((at, _)) => format!("{}…", &part[..at]),
        None => part.to_owned(),
    }
}

impl fmt::Display for BadTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.fault)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotClosed { open, close } => write!(f, "this {open} is not closed by {close}"),
            Self::TooManyValues => write!(f, "a template takes at most {MAX_VALUES} values"),
            Self::Filter(filter) => {
                write!(f, "after | only raw may stand, as in {{{{body.text|raw}}}}, and not '{filter}'")
            }
            Self::Nothing => f.write_str("this names nothing: write {{body.text}}, say"),
            Self::TooDeep(name) => write!(f, "'{name}' goes deeper than {MAX_STEPS} steps"),
            Self::EmptyStep(name) => write!(f, "'{name}' has an empty step"),
            Self::NoHeader => f.write_str("name one header, as in {{headers.x-request-id}}"),
            Self::NoParameter => f.write_str("name one parameter, as in {{query.a}}"),
            Self::Unknown(name) => write!(
                f,
                "an event has no '{name}': it has body, body.…, headers.…, query, query.…, method, path, seq, id, \
                 channel and received_at"
            ),
        }
    }
}
