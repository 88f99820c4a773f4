//! Errors of requests to the relay.

use wire::Problem;

use crate::i18n::{Lang, Msg};

/// The reason why a request failed. Without words of a language: they are chosen when it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// No answer: the relay is not there, or the way to it is broken.
    Unreachable,
    /// The relay refused, and says why.
    Refused(Problem),
    /// An answer that this page does not understand: it was not this version of the relay.
    NotUnderstood,
    /// The browser does not let a page send this.
    NotAllowed(String),
}

impl ApiError {
    /// The relay has no such thing.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused(problem) if problem.status == 404)
    }

    /// The relay refused with this problem, by the last part of its type.
    #[must_use]
    pub fn is(&self, kind: &str) -> bool {
        matches!(self, Self::Refused(problem)
            if problem.kind.strip_prefix("/problems/") == Some(kind))
    }

    /// The error in words, where it is that events cannot be forwarded to a URL.
    #[must_use]
    pub fn forward_refusal(&self, lang: Lang) -> Option<String> {
        let Self::Refused(problem) = self else { return None };
        if self.is("bad-forward-url") {
            return Some(lang.t(Msg::BadForwardUrl).into());
        }
        let target = problem.values.get("target").map(ToString::to_string);
        self.is("forward-not-allowed")
            .then(|| lang.forward_not_allowed(&target.unwrap_or_default()))
    }

    /// The error in words.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Unreachable => lang.t(Msg::Unreachable).into(),
            Self::Refused(problem) => lang.refused(problem),
            Self::NotUnderstood => lang.t(Msg::NotUnderstood).into(),
            Self::NotAllowed(detail) => lang.not_allowed(detail),
        }
    }
}

/// The reason why something that takes the relay and the page's worker failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskError {
    /// The relay's part of it.
    Api(ApiError),
    /// The worker's.
    Tool(page_worker::ToolError),
}

impl TaskError {
    /// The error in words.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Api(error) => error.text(lang),
            Self::Tool(error) => lang.tool_error(error),
        }
    }
}

impl From<ApiError> for TaskError {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<page_worker::ToolError> for TaskError {
    fn from(error: page_worker::ToolError) -> Self {
        Self::Tool(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use page_worker::ToolError;

    #[test]
    fn only_a_worker_that_is_not_there_asks_for_a_reload() {
        for lang in Lang::ALL {
            let reload = TaskError::from(ToolError::Unavailable).text(lang);
            for other in [
                TaskError::from(ApiError::Unreachable),
                TaskError::from(ToolError::Refused("the secret is not hexadecimal".into())),
            ] {
                assert_ne!(other.text(lang), reload, "{other:?}");
            }
        }
    }
}
