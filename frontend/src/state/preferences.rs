//! The reader's choices, remembered between visits; the address wins, for links and tests.

use crate::i18n::Lang;
use crate::model::prefs::Prefs;
use crate::platform::dom;
use crate::platform::location::query_param;
use crate::platform::media::prefers;
use crate::platform::storage::{storage_get, storage_set};

/// Reads the choices: from `?lang=` and `?theme=`, else from the last visit, else from the browser.
#[must_use]
pub fn load() -> Prefs {
    let lang = query_param("lang").or_else(|| storage_get("lang"));
    let lang = lang.or_else(|| dom::window()?.navigator().language()).unwrap_or_default();
    let theme = query_param("theme").or_else(|| storage_get("theme"));
    Prefs {
        lang: Lang::of(&lang),
        dark: theme.map(|theme| theme == "dark"),
        keys: storage_get("keys").is_none_or(|keys| keys != "off"),
    }
}

/// Whether the colours are dark ones.
#[must_use]
pub fn is_dark(prefs: Prefs) -> bool {
    prefs.dark.unwrap_or_else(|| prefers("(prefers-color-scheme: dark)"))
}

/// Puts the choices on the page, and remembers those that are new: what an address asked for was
/// not chosen.
pub fn apply(prefs: Prefs) {
    if prefs != load() {
        remember(prefs);
    }
    let Some(root) = dom::root() else { return };
    root.set_lang(prefs.lang.tag());
    let set = match prefs.dark {
        Some(dark) => root.set_attribute("data-theme", if dark { "dark" } else { "light" }),
        None => root.remove_attribute("data-theme"),
    };
    debug_assert!(set.is_ok());
}

fn remember(prefs: Prefs) {
    storage_set("lang", prefs.lang.tag());
    if let Some(dark) = prefs.dark {
        storage_set("theme", if dark { "dark" } else { "light" });
    }
    storage_set("keys", if prefs.keys { "on" } else { "off" });
}
