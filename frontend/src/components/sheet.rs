//! A dialog over everything.

use yew::prelude::*;

use super::{hosted, icon, icon_button};
use crate::browser;
use crate::hooks::use_effect_with;
use crate::text::{Lang, T};

#[derive(PartialEq, Properties)]
struct Props {
    lang: Lang,
    title: T,
    on_close: Callback<MouseEvent>,
    content: Html,
}

/// A dialog. The keyboard goes into it when it opens, cannot leave it, and goes back to where it was when it closes.
pub fn sheet(lang: Lang, title: T, on_close: Callback<MouseEvent>, content: Html) -> Html {
    hosted::<Sheet>(Props { lang, title, on_close, content })
}

#[component]
fn Sheet(props: &Props) -> Html {
    let lang = props.lang;
    use_effect_with((), |()| {
        let before = browser::focused();
        browser::focus("sheet-close");
        move || before.iter().for_each(browser::focus_element)
    });
    // A focus stop at each end, which sends the focus back in.
    let back = Callback::from(|_: FocusEvent| browser::focus("sheet-close"));
    view! {
        <div class="dialog" role="dialog" aria-modal="true" aria-labelledby="sheet-title">
            <span tabindex="0" onfocus={back.clone()}></span>
            <div class="veil" onclick={props.on_close.clone()}></div>
            <div class="sheet">
                <header>
                    <h2 id="sheet-title">{ lang.t(props.title) }</h2><span class="grow"></span>
                    { icon_button(Some("sheet-close"), lang.t(T::Close), icon::cross(), props.on_close.clone()) }
                </header>
                <div class="prose" data-testid="explanation">{ props.content.clone() }</div>
                <span tabindex="0" onfocus={back}></span>
            </div>
        </div>
    }
}
