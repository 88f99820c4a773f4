//! An answer as it was given: status, headers, body.

use wire::{Body, HeaderValue};
use yew::prelude::*;

use crate::i18n::{Copied, Msg};
use crate::model::document::Document;
use crate::state::contexts::{use_lang, use_run_effect};
use crate::state::effects::Effect;

/// Props of [`AnswerBox`].
#[derive(PartialEq, Properties)]
pub struct AnswerBoxProps {
    /// Its status.
    pub status: u16,
    /// Whose answer it is.
    pub about: AttrValue,
    /// Its headers.
    pub headers: Vec<(String, HeaderValue)>,
    /// Its body, or the start of it.
    pub body: Body,
    /// Only the start of the body is kept.
    pub cut: bool,
}

/// The answer.
#[component]
pub fn AnswerBox(props: &AnswerBoxProps) -> Html {
    let (lang, run_effect) = (use_lang(), use_run_effect());
    let shown = use_memo(props.body.clone(), laid_out);
    let copy = {
        let text = shown.1.clone();
        run_effect.reform(move |_: MouseEvent| Effect::Copy(Copied::Answer, text.clone()))
    };
    let headers = props.headers.iter().map(|(name, value)| {
        html! { <><dt>{ name }</dt><dd><bdi>{ value.to_string() }</bdi></dd></> }
    });
    let size = match props.body.len() {
        0 => lang.t(Msg::EmptyAnswerBody).to_owned(),
        size => lang.size(size as u64),
    };
    let good = if (200..400).contains(&props.status) { "num" } else { "num bad" };
    html! {
        <div class="answerbox" data-testid="answer">
            <header>
                <b class={good}>{ props.status }</b>
                <span class="muted">
                    { &props.about }{ " · " }{ size }
                    { if props.cut { format!(", {}", lang.t(Msg::AnswerCut)) } else { String::new() } }
                </span>
                <span class="grow"></span>
                <span class="slot">
                    if !props.body.is_empty() {
                        <button type="button" class="link" onclick={copy}>
                            { lang.t(Msg::Copy) }
                        </button>
                    }
                </span>
            </header>
            <div class="slot">
                if !props.headers.is_empty() { <dl>{ for headers }</dl> }
            </div>
            <div class="slot">
                if !props.body.is_empty() { <pre tabindex="0">{ &shown.0 }</pre> }
            </div>
        </div>
    }
}

/// A body as it is shown, JSON laid out; and as it came. Bytes are shown as what text there is.
fn laid_out(body: &Body) -> (String, String) {
    let text = String::from_utf8_lossy(body.as_bytes()).into_owned();
    let shown = match Document::json(text.as_str().into()) {
        Ok(document) => document.to_text(),
        Err(_) => text.clone(),
    };
    (shown, text)
}
