//! The field for a custom signature scheme: in the form, in the inspector and in the channel's
//! settings.

use yew::prelude::*;

use crate::i18n::Msg;
use crate::platform::dom::textarea_value;
use crate::state::contexts::use_lang;

/// Props of [`SchemeField`].
#[derive(PartialEq, Properties)]
pub struct SchemeFieldProps {
    /// The text in it: JSON.
    pub value: AttrValue,
    /// Called with its text at every change.
    pub onchange: Callback<String>,
}

/// A field for a custom signature scheme, as JSON.
#[component]
pub fn SchemeField(props: &SchemeFieldProps) -> Html {
    let lang = use_lang();
    let oninput = props.onchange.reform(|e: InputEvent| textarea_value(&e));
    let hint = lang.t(Msg::SchemeHint);
    html! {
        <label class="field wide" title={hint}>
            <span class="label">{ lang.t(Msg::Scheme) }</span>
            <textarea class="box mono scheme" data-testid="scheme" rows="3" value={&props.value}
                {oninput} spellcheck="false" />
            <small class="muted">{ hint }</small>
        </label>
    }
}
