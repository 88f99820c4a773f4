//! A button that copies, and says that it did.

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::hosted;
use crate::browser;
use crate::hooks::{use_mut_ref, use_state};
use crate::text::{Lang, T};

#[derive(PartialEq, Properties)]
struct Props {
    lang: Lang,
    text: AttrValue,
    label: T,
    class: &'static str,
}

/// How long it says so, in ms.
const SAID_MS: u32 = 1600;

/// A button that puts a text on the clipboard.
pub fn copy_button(lang: Lang, class: &'static str, label: T, text: impl Into<AttrValue>) -> Html {
    hosted::<CopyButton>(Props { lang, text: text.into(), label, class })
}

#[component]
fn CopyButton(props: &Props) -> Html {
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
    view! { <button type="button" class={props.class} data-testid="copy" {onclick}><span aria-live="polite">{ label }</span></button> }
}
