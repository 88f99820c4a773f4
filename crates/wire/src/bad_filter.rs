//! Why a filter cannot be read.

use std::fmt;

use crate::filter::{FILTER_KEYS, MAX_NAMES};

/// Why a filter cannot be read. It is written in English; the page says it in its own languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadFilter {
    /// There is no such key.
    UnknownKey(String),
    /// This key, or place of a body, has no value right behind it.
    NoValue(String),
    /// This key has other values.
    Value {
        /// The key.
        key: String,
        /// What it has.
        value: String,
        /// What it may have.
        expected: &'static str,
    },
    /// This is no place in a body.
    Place(String),
    /// A quotation mark is opened and not closed.
    NotClosed,
    /// A term is empty.
    Empty,
}

impl fmt::Display for BadFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey(key) => {
                let keys = FILTER_KEYS.join(", ");
                write!(
                    f,
                    "a filter has no key '{key}': it is one of {keys}. Put the term in quotes to look for it as text"
                )
            }
            Self::NoValue(key) => write!(f, "'{key}' needs a value right behind it"),
            Self::Value { key, value, expected } => write!(f, "'{key}' is {expected}, not '{value}'"),
            Self::Place(place) => write!(
                f,
                "'body.{place}' is no place in a body: write up to {MAX_NAMES} names with dots between them, as in \
                 body.data.id=42"
            ),
            Self::NotClosed => f.write_str("a quotation mark is opened and not closed"),
            Self::Empty => f.write_str("a term of the filter is empty"),
        }
    }
}

impl std::error::Error for BadFilter {}
