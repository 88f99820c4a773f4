//! The field for a custom signature scheme: in the form, in the inspector and in the channel's
//! settings.

use yew::prelude::*;

use crate::i18n::Msg;
use crate::platform::dom::textarea_value;
use crate::state::contexts::use_lang;

/// The scheme to start from: a [`wire::CustomScheme`] as JSON, which shows the fields by example.
pub const DEFAULT_SCHEME: &str =
    r#"{"header":"x-signature","prefix":"","hash":"sha256","encoding":"hex","template":"{body}"}"#;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_is_what_is_meant_without_a_scheme() {
        let scheme: wire::CustomScheme = serde_json::from_str(DEFAULT_SCHEME).unwrap();
        assert_eq!((scheme.prefix.as_str(), scheme.template.as_str()), ("", "{body}"));
        let read: providers::CustomScheme = serde_json::from_str(DEFAULT_SCHEME).unwrap();
        let usual = providers::CustomScheme::default();
        assert!(read.header.eq_ignore_ascii_case(&usual.header));
        assert_eq!(providers::CustomScheme { header: usual.header.clone(), ..read }, usual);
    }
}
