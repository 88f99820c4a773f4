//! A button that copies, and says that it did.

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser;
use crate::text::{Lang, T};

/// What to copy.
#[derive(Debug, PartialEq, Properties)]
pub struct Props {
    /// The page's language.
    pub lang: Lang,
    /// The text to put on the clipboard.
    pub text: AttrValue,
    /// What the button says, when not just *copy*.
    #[prop_or(T::Copy)]
    pub label: T,
    /// Its look.
    #[prop_or_default]
    pub class: Classes,
}

/// How long it says so, in ms.
const SAID_MS: u32 = 1600;

/// Copies when pressed.
#[component]
pub fn CopyButton(props: &Props) -> Html {
    let said = use_state(|| None::<T>);
    // Held so that it ends with the button.
    let timer = use_mut_ref(|| None::<Timeout>);
    let onclick = {
        let (said, text) = (said.clone(), props.text.clone());
        Callback::from(move |_: MouseEvent| {
            let (said, text, timer) = (said.clone(), text.clone(), timer.clone());
            spawn_local(async move {
                said.set(Some(if browser::copy(&text).await { T::Copied } else { T::CopyFailed }));
                *timer.borrow_mut() = Some(Timeout::new(SAID_MS, move || said.set(None)));
            });
        })
    };
    let label = props.lang.t(said.unwrap_or(props.label));
    view! { <button type="button" class={props.class.clone()} {onclick}><span aria-live="polite">{ label }</span></button> }
}
