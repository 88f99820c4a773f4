//! A button that copies a text.

use yew::prelude::*;

use crate::i18n::{Copied, Lang, Msg};
use crate::state::effects::Effect;

/// A button that puts a text on the clipboard; a notice says what was copied, or that it could not
/// be. `class` is its CSS class, where it has one.
pub fn copy_button(
    lang: Lang,
    run_effect: &Callback<Effect>,
    class: Option<&'static str>,
    label: Msg,
    what: Copied,
    text: impl Into<String>,
) -> Html {
    let text = text.into();
    let onclick = run_effect.reform(move |_: MouseEvent| Effect::Copy(what, text.clone()));
    html! {
        <button type="button" {class} data-testid="copy" {onclick}>{ lang.t(label) }</button>
    }
}
