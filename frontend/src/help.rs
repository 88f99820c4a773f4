//! The keys, and a switch for those of one letter.

use yew::prelude::*;

use crate::components::icon;
use crate::text::{Lang, T};

/// What the help needs.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The page's language.
    pub lang: Lang,
    /// Single-letter keys work.
    pub keys: bool,
    /// Switch them.
    pub on_keys: Callback<bool>,
    /// Close the help.
    pub on_close: Callback<()>,
}

const KEYS: [(&str, T); 9] = [
    ("j k ↓ ↑", T::KeyMove),
    ("Enter", T::KeyOpen),
    ("/", T::KeyFilter),
    ("f", T::KeyFire),
    ("c", T::KeyCurl),
    ("p", T::KeyPause),
    ("[ ]", T::KeyInterval),
    ("1–4", T::KeyTabs),
    ("?", T::KeyHelp),
];

/// The help, over everything.
#[component]
pub fn Help(props: &Props) -> Html {
    let lang = props.lang;
    let close = props.on_close.reform(|_: MouseEvent| ());
    let switch = {
        let keys = props.keys;
        props.on_keys.reform(move |_: Event| !keys)
    };
    use_effect_with((), |()| crate::browser::focus("help-close"));
    let rows = KEYS.into_iter().map(|(keys, what)| {
        let keys = keys.split(' ').map(|key| html! { <kbd>{ key }</kbd> });
        html! { <><dt>{ for keys }</dt><dd>{ lang.t(what) }</dd></> }
    });
    html! {
        <div class="dialog" role="dialog" aria-modal="true" aria-labelledby="help-title">
            <div class="veil" onclick={close.clone()}></div>
            <div class="sheet">
                <header>
                    <h2 id="help-title">{ lang.t(T::Keys) }</h2><span class="grow"></span>
                    <button type="button" class="chip square" id="help-close" aria-label={lang.t(T::Close)} onclick={close}>{ icon::cross() }</button>
                </header>
                <dl class="keys">{ for rows }</dl>
                <label class="switchline"><input type="checkbox" checked={props.keys} onchange={switch} />{ lang.t(T::KeysSwitch) }</label>
            </div>
        </div>
    }
}
