//! The keys, and a switch for those of one letter.

use yew::prelude::*;

use crate::components::Dialog;
use crate::i18n::Msg;
use crate::model::app_action::UiAction;
use crate::model::prefs::Prefs;
use crate::state::contexts::{use_dispatch, use_prefs};

const KEYS: [(&str, Msg); 11] = [
    ("j k ↓ ↑", Msg::KeyMove),
    ("Enter", Msg::KeyOpen),
    ("/", Msg::KeyFilter),
    ("f", Msg::KeyFire),
    ("r", Msg::KeyReplay),
    ("c", Msg::KeyCurl),
    ("h", Msg::KeyHeld),
    ("p", Msg::KeyPause),
    ("[ ]", Msg::KeyInterval),
    ("1–8", Msg::KeyTabs),
    ("?", Msg::KeyHelp),
];

/// The help, in a dialog.
#[component]
pub fn HelpDialog() -> Html {
    let (prefs, dispatch) = (use_prefs(), use_dispatch());
    let lang = prefs.lang;
    let on_close = dispatch.reform(|_: MouseEvent| UiAction::ToggleHelp.into());
    let onchange = dispatch
        .reform(move |_: Event| UiAction::Prefs(Prefs { keys: !prefs.keys, ..prefs }).into());
    let rows = KEYS.into_iter().map(|(keys, what)| {
        let keys = keys.split(' ').map(|key| html! { <kbd>{ key }</kbd> });
        html! { <><dt>{ for keys }</dt><dd>{ lang.t(what) }</dd></> }
    });
    html! {
        <Dialog title={Msg::Keys} {on_close}>
            <dl class="keys">{ for rows }</dl>
            <label class="switchline">
                <input type="checkbox" checked={prefs.keys} {onchange} />{ lang.t(Msg::KeysSwitch) }
            </label>
        </Dialog>
    }
}
