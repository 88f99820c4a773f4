//! The tabs of the inspector.

use crate::i18n::T;

/// What is shown of an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// What it is.
    Summary,
    /// Its headers.
    Headers,
    /// Its query.
    Query,
    /// Its body.
    #[default]
    Body,
    /// Whether it is signed as it should be.
    Signature,
    /// When it was where.
    Timing,
    /// The one before it, beside it.
    Compare,
}

impl Tab {
    /// In the order shown.
    pub const ALL: [Self; 7] =
        [Self::Summary, Self::Headers, Self::Query, Self::Body, Self::Signature, Self::Timing, Self::Compare];

    /// The id of its button.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Summary => "tab-summary",
            Self::Headers => "tab-headers",
            Self::Query => "tab-query",
            Self::Body => "tab-body",
            Self::Signature => "tab-signature",
            Self::Timing => "tab-timing",
            Self::Compare => "tab-compare",
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> T {
        match self {
            Self::Summary => T::Summary,
            Self::Headers => T::Headers,
            Self::Query => T::Query,
            Self::Body => T::Body,
            Self::Signature => T::Signature,
            Self::Timing => T::Timing,
            Self::Compare => T::Compare,
        }
    }
}
