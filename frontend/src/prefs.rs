//! What the reader chose, remembered between visits; the address wins, for links and tests.

use crate::browser;
use crate::text::Lang;

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

impl Prefs {
    /// From `?lang=` and `?theme=`, else from the last visit, else from the browser.
    #[must_use]
    pub fn read() -> Self {
        let lang = browser::asked("lang").or_else(|| browser::recall("lang"));
        let lang = lang.or_else(|| browser::window()?.navigator().language()).unwrap_or_default();
        let theme = browser::asked("theme").or_else(|| browser::recall("theme"));
        Self {
            lang: Lang::of(&lang),
            dark: theme.map(|theme| theme == "dark"),
            keys: browser::recall("keys").is_none_or(|keys| keys != "off"),
        }
    }

    /// The colours are dark ones.
    #[must_use]
    pub fn is_dark(self) -> bool {
        self.dark.unwrap_or_else(|| browser::prefers("(prefers-color-scheme: dark)"))
    }

    /// Puts the choices on the page, and remembers those that are new: what an address asked for was not chosen.
    pub fn apply(self) {
        if self != Self::read() {
            self.remember();
        }
        let Some(root) = browser::root() else { return };
        root.set_lang(self.lang.tag());
        let set = match self.dark {
            Some(dark) => root.set_attribute("data-theme", if dark { "dark" } else { "light" }),
            None => root.remove_attribute("data-theme"),
        };
        debug_assert!(set.is_ok());
    }

    /// Remembers the choices for the next visit.
    fn remember(self) {
        browser::remember("lang", self.lang.tag());
        if let Some(dark) = self.dark {
            browser::remember("theme", if dark { "dark" } else { "light" });
        }
        browser::remember("keys", if self.keys { "on" } else { "off" });
    }
}
