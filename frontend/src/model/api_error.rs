//! Errors of requests to the relay.

use crate::i18n::{Lang, Msg};

/// The reason why a request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// No answer: the relay is not there, or the way to it is broken.
    Unreachable,
    /// The relay refused, and says why.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Its words.
        detail: String,
    },
    /// The browser does not let a page send this.
    NotAllowed(String),
}

/// The error in words.
#[must_use]
pub fn error_text(lang: Lang, failure: &ApiError) -> String {
    match failure {
        ApiError::Unreachable => lang.t(Msg::Unreachable).into(),
        ApiError::Refused { status, detail } => lang.refused(*status, detail),
        ApiError::NotAllowed(detail) => lang.not_allowed(detail),
    }
}
