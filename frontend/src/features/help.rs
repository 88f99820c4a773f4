//! The keys, and a switch for those of one letter.

use yew::prelude::*;

use crate::components::{leaf, sheet};
use crate::i18n::T;
use crate::model::app_action::Action;
use crate::model::prefs::Prefs;

const KEYS: [(&str, T); 9] = [
    ("j k ↓ ↑", T::KeyMove),
    ("Enter", T::KeyOpen),
    ("/", T::KeyFilter),
    ("f", T::KeyFire),
    ("c", T::KeyCurl),
    ("p", T::KeyPause),
    ("[ ]", T::KeyInterval),
    ("1–7", T::KeyTabs),
    ("?", T::KeyHelp),
];

/// The help, over everything.
pub fn help_sheet(prefs: Prefs, act: &Callback<Action>) -> Html {
    let lang = prefs.lang;
    let close = act.reform(|_: MouseEvent| Action::Help);
    let switch = act.reform(move |_: Event| Action::Prefs(Prefs { keys: !prefs.keys, ..prefs }));
    let rows = KEYS.into_iter().map(|(keys, what)| {
        let keys = keys.split(' ').map(|key| view! { { leaf("kbd", "", key) } });
        view! { <><dt>{ for keys }</dt>{ leaf("dd", "", lang.t(what)) }</> }
    });
    let body = view! {
        <>
            <dl class="keys">{ for rows }</dl>
            <label class="switchline"><input type="checkbox" checked={prefs.keys} onchange={switch} />{ lang.t(T::KeysSwitch) }</label>
        </>
    };
    sheet(lang, T::Keys, close, body)
}
