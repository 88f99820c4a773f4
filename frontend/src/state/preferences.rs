//! The reader's choices, remembered between visits; the address wins, for links and tests.

use gloo_events::EventListener;
use yew::prelude::*;

use crate::i18n::Lang;
use crate::model::prefs::Prefs;
use crate::platform::dom;
use crate::platform::location::query_param;
use crate::platform::media::{media, prefers};
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

/// True where the system's colours are dark ones.
const DARK: &str = "(prefers-color-scheme: dark)";

/// Whether the colours are dark ones.
#[must_use]
pub fn is_dark(prefs: Prefs) -> bool {
    prefs.dark.unwrap_or_else(|| prefers(DARK))
}

/// The same for what is drawn: again when the system's colours change, in the evening say.
#[hook]
pub fn use_is_dark(prefs: Prefs) -> bool {
    let system = use_state_eq(|| prefers(DARK));
    {
        let system = system.setter();
        use_effect_with((), move |()| {
            let listener = media(DARK).map(|list| {
                EventListener::new(&list, "change", move |_| system.set(prefers(DARK)))
            });
            move || drop(listener)
        });
    }
    prefs.dark.unwrap_or(*system)
}

/// Puts the choices on the page, and remembers each that the reader changes. Those that the page
/// opens with were not chosen: the address may have asked for them.
#[hook]
pub fn use_preferences(prefs: Prefs) {
    let before = use_mut_ref(|| prefs);
    use_effect_with(prefs, move |prefs| {
        for (name, value) in changes(before.replace(*prefs), *prefs) {
            storage_set(name, value);
        }
        show(*prefs);
    });
}

fn show(prefs: Prefs) {
    let Some(root) = dom::root() else { return };
    root.set_lang(prefs.lang.tag());
    let set = match prefs.dark {
        Some(dark) => root.set_attribute("data-theme", theme(dark)),
        None => root.remove_attribute("data-theme"),
    };
    debug_assert!(set.is_ok());
}

fn theme(dark: bool) -> &'static str {
    if dark { "dark" } else { "light" }
}

/// The entries to be stored after a change.
fn changes(before: Prefs, now: Prefs) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lang = (now.lang != before.lang).then(|| ("lang", now.lang.tag()));
    let dark = now.dark.filter(|_| now.dark != before.dark).map(|dark| ("theme", theme(dark)));
    let keys = if now.keys { "on" } else { "off" };
    let keys = (now.keys != before.keys).then_some(("keys", keys));
    [lang, dark, keys].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_is_stored_and_nothing_else() {
        let stored = |before, now| changes(before, now).collect::<Vec<_>>();
        let opened = Prefs { lang: Lang::En, dark: None, keys: true };
        let pt = Prefs { lang: Lang::Pt, ..opened };
        assert_eq!(stored(opened, opened), []);
        assert_eq!(stored(opened, pt), [("lang", "pt-BR")]);
        assert_eq!(stored(pt, opened), [("lang", "en")], "also the language that it opened with");
        let dark = Prefs { dark: Some(true), keys: false, ..opened };
        assert_eq!(stored(opened, dark), [("theme", "dark"), ("keys", "off")]);
    }
}
