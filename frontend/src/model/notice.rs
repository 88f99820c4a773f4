//! A notice: something that the page says once.

use wire::{Channel, Seq};

use crate::i18n::{Copied, Lang, Msg, SecretWarning};
use crate::model::api_error::ApiError;
use crate::model::request_draft::DraftError;

/// Something that is said once. Without words of a language: they are chosen when it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The connection came back and brought events that had been missed.
    Recovered(u64),
    /// These positions are no longer kept by the relay.
    Gap(Seq, Seq),
    /// The channel was deleted and created again: the events shown before belong to the old one.
    Reset,
    /// The relay is another one, or its data is: it does not know the event that was looked at.
    NotOfThisRelay(Seq),
    /// So many were deleted, and so many stayed because they are pinned.
    Cleared(u64, u64),
    /// The channel was deleted.
    ChannelDeleted(Channel),
    /// Something was done.
    Info(Msg),
    /// A text was put on the clipboard.
    Copied(Copied),
    /// An event was sent to this relay again, and stored at this position, if it said so.
    Replayed(Seq, Option<Seq>),
    /// This consumer sends an event again; true: as soon as somebody runs it.
    Resent(Seq, String, bool),
    /// So many that were given up are sent again.
    ResentDead(u64),
    /// So many were sent again, and then this kept the rest from it.
    ResendStopped(u64, ApiError),
    /// The signatures are checked with a secret that looks unusual.
    UnusualSecret(SecretWarning),
    /// Something that the reader entered cannot be taken.
    Invalid(Msg),
    /// The form is not a request.
    Draft(DraftError),
    /// Something that was asked of the relay failed.
    Failed(ApiError),
}

impl Notice {
    /// The notice in words.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Recovered(n) => lang.recovered(*n),
            Self::Gap(from, to) => lang.gap(*from, *to),
            Self::Reset => lang.channel_recreated().into(),
            Self::NotOfThisRelay(seq) => lang.not_of_this_relay(*seq),
            Self::Cleared(gone, pinned) => lang.cleared(*gone, *pinned),
            Self::ChannelDeleted(channel) => lang.channel_deleted(channel.as_str()),
            Self::Info(text) | Self::Invalid(text) => lang.t(*text).into(),
            Self::Copied(what) => lang.copied(*what).into(),
            Self::Replayed(seq, stored) => lang.replayed(*seq, *stored),
            Self::Resent(seq, consumer, waits) => lang.resent(*seq, consumer, *waits),
            Self::ResentDead(n) => lang.resent_dead(*n),
            Self::ResendStopped(n, error) => lang.resend_stopped(*n, &error.text(lang)),
            Self::UnusualSecret(warning) => {
                format!("{} {}", lang.t(Msg::ChecksNow), warning.text(lang))
            }
            Self::Draft(error) => error.text(lang),
            Self::Failed(error) => error.text(lang),
        }
    }

    /// True for news that nobody wishes for.
    #[must_use]
    pub fn is_bad(&self) -> bool {
        matches!(
            self,
            Self::Gap(..)
                | Self::NotOfThisRelay(_)
                | Self::ResendStopped(..)
                | Self::UnusualSecret(_)
                | Self::Invalid(_)
                | Self::Draft(_)
                | Self::Failed(_)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_said_in_the_language_of_the_moment() {
        let failed = Notice::Failed(ApiError::Unreachable);
        assert_eq!(failed.text(Lang::Pt), Lang::Pt.t(Msg::Unreachable));
        assert_eq!(failed.text(Lang::En), Lang::En.t(Msg::Unreachable));
        let stopped = Notice::ResendStopped(3, ApiError::Unreachable);
        for lang in Lang::ALL {
            let text = stopped.text(lang);
            assert!(text.contains('3') && text.ends_with(lang.t(Msg::Unreachable)), "{text}");
        }
        assert!(stopped.is_bad());
        let invalid = Notice::Invalid(Msg::BadScheme);
        assert_ne!(invalid.text(Lang::Pt), invalid.text(Lang::En));
        assert!(failed.is_bad() && invalid.is_bad() && !Notice::Info(Msg::Saved).is_bad());
    }
}
