//! The tabs of the inspector.

use crate::i18n::Msg;

/// A tab of the inspector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The event in short.
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
    /// What became of it at the programs that get this channel's events.
    Deliveries,
    /// Another event, beside it.
    Compare,
}

impl Tab {
    /// In the order shown.
    pub const ALL: [Self; 8] = [
        Self::Summary,
        Self::Headers,
        Self::Query,
        Self::Body,
        Self::Signature,
        Self::Timing,
        Self::Deliveries,
        Self::Compare,
    ];

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
            Self::Deliveries => "tab-deliveries",
            Self::Compare => "tab-compare",
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> Msg {
        match self {
            Self::Summary => Msg::Summary,
            Self::Headers => Msg::Headers,
            Self::Query => Msg::Query,
            Self::Body => Msg::Body,
            Self::Signature => Msg::Signature,
            Self::Timing => Msg::Timing,
            Self::Deliveries => Msg::Deliveries,
            Self::Compare => Msg::Compare,
        }
    }
}
