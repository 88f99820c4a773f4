//! A button that copies a text, and says whether it did.

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::i18n::Msg;
use crate::platform::clipboard;
use crate::state::contexts::use_lang;

/// Props of [`CopyButton`].
#[derive(PartialEq, Properties)]
pub struct CopyButtonProps {
    /// CSS classes.
    #[prop_or_default]
    pub class: &'static str,
    /// Its text.
    pub label: Msg,
    /// The text that goes to the clipboard.
    pub text: AttrValue,
}

/// Time for which the outcome is shown, in ms.
const SHOWN_MS: u32 = 1600;

/// A button that puts a text on the clipboard.
#[component]
pub fn CopyButton(props: &CopyButtonProps) -> Html {
    let lang = use_lang();
    let outcome = use_state(|| None::<Msg>);
    // Held by the component, so that it ends with the button.
    let timer = use_mut_ref(|| None::<Timeout>);
    let onclick = {
        let (outcome, text) = (outcome.setter(), props.text.clone());
        Callback::from(move |_: MouseEvent| {
            let (outcome, text, timer) = (outcome.clone(), text.clone(), timer.clone());
            spawn_local(async move {
                outcome.set(Some(if clipboard::copy(&text).await {
                    Msg::Copied
                } else {
                    Msg::CopyFailed
                }));
                *timer.borrow_mut() = Some(Timeout::new(SHOWN_MS, move || outcome.set(None)));
            });
        })
    };
    let class = (!props.class.is_empty()).then_some(props.class);
    html! {
        <button type="button" {class} data-testid="copy" {onclick}>
            <span aria-live="polite">{ lang.t(outcome.unwrap_or(props.label)) }</span>
        </button>
    }
}
