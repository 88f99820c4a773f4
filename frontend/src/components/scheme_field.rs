//! The field for a custom signature scheme: in the form, in the inspector and in the channel's
//! settings.

use yew::prelude::*;

use super::field_error;
use crate::i18n::Msg;
use crate::model::custom_scheme::is_scheme;
use crate::platform::dom::textarea_value;
use crate::state::contexts::use_lang;

/// Props of [`SchemeField`].
#[derive(PartialEq, Properties)]
pub struct SchemeFieldProps {
    /// Its id, for what is said of it.
    pub id: &'static str,
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
    let error = (!is_scheme(&props.value)).then(|| lang.t(Msg::BadScheme).to_owned());
    let error_id = format!("{}-error", props.id);
    html! {
        <div class="field wide">
            <label class="field" title={hint}>
                <span class="label">{ lang.t(Msg::Scheme) }</span>
                <textarea class="box mono scheme" id={props.id} data-testid="scheme" rows="3"
                    value={&props.value} {oninput} spellcheck="false"
                    aria-invalid={error.is_some().to_string()} aria-describedby={error_id.clone()} />
                <small class="muted">{ hint }</small>
            </label>
            { field_error(&error_id, error) }
        </div>
    }
}
