//! The path of the value that the reader is at, and buttons that copy it and the value.

use yew::prelude::*;

use crate::features::inspector::document_view::SharedDocument;
use crate::i18n::{Copied, Msg};
use crate::model::json;
use crate::state::contexts::{use_lang, use_run_effect};
use crate::state::effects::Effect;

/// Props of [`PathBar`].
#[derive(PartialEq, Properties)]
pub struct PathBarProps {
    /// The document.
    pub document: SharedDocument,
    /// The line that the reader is at.
    pub line: usize,
}

/// The bar.
#[component]
pub fn PathBar(props: &PathBarProps) -> Html {
    let (lang, run_effect) = (use_lang(), use_run_effect());
    let path = json::path(&props.document.0, props.line);
    let copy_path = {
        let path = path.clone();
        run_effect.reform(move |_: MouseEvent| Effect::Copy(Copied::Path, path.clone()))
    };
    let copy_value = {
        let (document, line) = (props.document.clone(), props.line);
        run_effect.reform(move |_: MouseEvent| {
            let value = json::value(&document.0, line);
            // Of a string what it says, of anything else what came.
            let said = serde_json::from_str::<String>(value);
            Effect::Copy(Copied::Value, said.unwrap_or_else(|_| value.to_owned()))
        })
    };
    html! {
        <div class="pathbar" data-testid="json-path">
            <code>{ path }</code>
            <button type="button" class="link" onclick={copy_path}>{ lang.t(Msg::CopyPath) }</button>
            <button type="button" class="link" onclick={copy_value}>
                { lang.t(Msg::CopyValue) }
            </button>
        </div>
    }
}
