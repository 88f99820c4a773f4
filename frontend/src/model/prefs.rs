//! The reader's preferences.

use crate::i18n::Lang;

/// The reader's choices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prefs {
    /// Language.
    pub lang: Lang,
    /// Dark colours; none: as the system has it.
    pub dark: Option<bool>,
    /// Single-letter keys do something (WCAG 2.1.4).
    pub keys: bool,
}
