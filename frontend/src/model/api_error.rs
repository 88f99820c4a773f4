//! Why a request to the relay brought nothing.

use crate::i18n::{Lang, Msg};

/// Why a request brought nothing.
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

/// What to say of a request that failed.
#[must_use]
pub fn error_text(lang: Lang, failure: &ApiError) -> String {
    match failure {
        ApiError::Unreachable => lang.t(Msg::Unreachable).into(),
        ApiError::Refused { status, detail } => lang.refused(*status, detail),
        ApiError::NotAllowed(detail) => lang.not_allowed(detail),
    }
}
