//! How a sender signs that no provider describes: one field, in the form, on the bench and in the channel's settings.

use yew::prelude::*;

use crate::text::{Lang, T};

/// What stands in the field to begin with: [`wire::CustomScheme`] as JSON, which says by itself what can be said.
pub const USUAL: &str = r#"{"header":"x-signature","prefix":"","hash":"sha256","encoding":"hex","template":"{body}"}"#;

/// The field, with JSON.
pub fn scheme_field(lang: Lang, value: &str, change: Callback<String>) -> Html {
    let oninput = change.reform(|e: InputEvent| crate::browser::written_in_area(&e));
    // Where the pointer rests on it, what may be written more.
    let hint = lang.t(T::SchemeHint);
    view! {
        <label class="field wide" title={hint}>
            <span class="label">{ lang.t(T::Scheme) }</span>
            <textarea class="box mono scheme" data-testid="scheme" rows="3" value={value.to_owned()} {oninput} spellcheck="false" />
            <small class="muted">{ hint }</small>
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_is_what_is_meant_without_a_scheme() {
        let scheme: wire::CustomScheme = serde_json::from_str(USUAL).unwrap();
        assert_eq!((scheme.prefix.as_str(), scheme.template.as_str()), ("", "{body}"));
        let read: providers::CustomScheme = serde_json::from_str(USUAL).unwrap();
        let usual = providers::CustomScheme::default();
        assert!(read.header.eq_ignore_ascii_case(&usual.header));
        assert_eq!(providers::CustomScheme { header: usual.header.clone(), ..read }, usual);
    }
}
