//! A dialog over everything.

use yew::prelude::*;

use super::{IconButton, icon};
use crate::i18n::Msg;
use crate::platform::dom;
use crate::state::contexts::use_lang;

/// Props of [`Dialog`].
#[derive(PartialEq, Properties)]
pub struct DialogProps {
    /// Its title.
    pub title: Msg,
    /// As wide as the window allows.
    #[prop_or_default]
    pub wide: bool,
    /// Called when it is to be closed.
    pub on_close: Callback<MouseEvent>,
    /// Its content.
    pub children: Html,
}

/// A modal dialog. The keyboard goes into it when it opens, cannot leave it, and goes back to where
/// it was when it closes. No `<dialog>`: notices stay above it, and can be pressed.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let lang = use_lang();
    use_effect_with((), |()| {
        let before = dom::focused();
        dom::focus("dialog-close");
        move || before.iter().for_each(dom::focus_element)
    });
    // Also of a dialog that nobody but its owner knows to be open.
    let onkeydown = Callback::from(|e: KeyboardEvent| {
        if e.key() == "Escape" {
            e.stop_propagation();
            dom::click("dialog-close");
        }
    });
    // A focus stop at each end, which sends the focus back in.
    let onfocus = Callback::from(|_: FocusEvent| dom::focus("dialog-close"));
    html! {
        <div class="dialog" role="dialog" aria-modal="true" aria-labelledby="dialog-title"
            {onkeydown}>
            <span tabindex="0" onfocus={onfocus.clone()}></span>
            <div class="backdrop" onclick={props.on_close.clone()}></div>
            <div class={if props.wide { "dialog-box wide" } else { "dialog-box" }}>
                <header>
                    <h2 id="dialog-title">{ lang.t(props.title) }</h2>
                    <span class="grow"></span>
                    <IconButton id="dialog-close" name={lang.t(Msg::Close)}
                        onclick={props.on_close.clone()}>
                        { icon::cross() }
                    </IconButton>
                </header>
                <div class="prose" data-testid="explanation">{ props.children.clone() }</div>
                <span tabindex="0" {onfocus}></span>
            </div>
        </div>
    }
}
