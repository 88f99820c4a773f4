//! An answer as it is written by hand.

use wire::{HandAnswer, Seq};
use yew::prelude::*;

use crate::i18n::Msg;
use crate::model::header_lines::{BadLine, header_lines};
use crate::platform::dom::{self, input_value, textarea_value};
use crate::state::contexts::use_lang;

/// Props of [`AnswerForm`].
#[derive(PartialEq, Properties)]
pub struct AnswerFormProps {
    /// Position of the event that is answered.
    pub seq: Seq,
    /// Called with the answer, when it can be one.
    pub on_answer: Callback<HandAnswer>,
}

/// The answer as it is typed, and what of it cannot be read.
#[derive(Clone, Default, PartialEq)]
struct Draft {
    status: String,
    headers: String,
    body: String,
    bad_status: bool,
    bad_line: Option<BadLine>,
}

impl Draft {
    /// The answer.
    ///
    /// # Errors
    /// The draft with what cannot be read.
    fn answer(&self) -> Result<HandAnswer, Self> {
        let status = self.status.trim().parse().ok().filter(|status| (200..=599).contains(status));
        match (status, header_lines(&self.headers)) {
            (Some(status), Ok(headers)) => {
                let body = (!self.body.is_empty()).then(|| self.body.clone());
                Ok(HandAnswer { status, headers, body })
            }
            (status, headers) => {
                let (bad_status, bad_line) = (status.is_none(), headers.err());
                Err(Self { bad_status, bad_line, ..self.clone() })
            }
        }
    }
}

/// The form: status, headers, body.
#[component]
pub fn AnswerForm(props: &AnswerFormProps) -> Html {
    let lang = use_lang();
    let id = |field: &str| format!("held-{}-{field}", props.seq);
    let draft = use_state_eq(|| Draft {
        status: "200".into(),
        headers: "content-type: application/json".into(),
        ..Draft::default()
    });
    let write = |field: fn(&mut Draft, String)| {
        let draft = draft.clone();
        move |text: String| {
            let mut next = (*draft).clone();
            field(&mut next, text);
            draft.set(next);
        }
    };
    let onstatus = {
        let write = write(|d, text| d.status = text);
        Callback::from(move |e: InputEvent| write(input_value(&e)))
    };
    let area = |field: fn(&mut Draft, String)| {
        let write = write(field);
        Callback::from(move |e: InputEvent| write(textarea_value(&e)))
    };
    {
        // The keyboard goes where the answer is written.
        use_effect_with(id("status"), |id| dom::focus(id));
    }
    let onsubmit = {
        let (draft, on_answer) = (draft.clone(), props.on_answer.clone());
        let (status, headers) = (id("status"), id("headers"));
        Callback::from(move |e: SubmitEvent| {
            e.prevent_default();
            match draft.answer() {
                Ok(answer) => on_answer.emit(answer),
                Err(bad) => {
                    dom::focus(if bad.bad_status { &status } else { &headers });
                    draft.set(bad);
                }
            }
        })
    };
    let said = |field: &str, text: Option<String>| {
        html! {
            <small class="bad fielderror" id={id(&format!("{field}-error"))} role="alert">
                { text }
            </small>
        }
    };
    let d = &*draft;
    let bad_line = d.bad_line.map(|bad| lang.bad_header_line(bad.line, bad.reserved));
    html! {
        <form class="answerform" data-testid="answer-form" {onsubmit}>
            <label for={id("status")}>{ lang.t(Msg::Status) }</label>
            <div>
                <input class="box mono" id={id("status")} inputmode="numeric" autocomplete="off"
                    value={d.status.clone()} oninput={onstatus}
                    aria-invalid={d.bad_status.to_string()}
                    aria-describedby={id("status-error")} />
                { said("status", d.bad_status.then(|| lang.bad_number(200, 599))) }
            </div>
            <label for={id("headers")}>{ lang.t(Msg::Headers) }</label>
            <div>
                <textarea class="box" id={id("headers")} rows="2" spellcheck="false"
                    value={d.headers.clone()} oninput={area(|d, text| d.headers = text)}
                    aria-invalid={d.bad_line.is_some().to_string()}
                    aria-describedby={id("headers-error")} />
                { said("headers", bad_line) }
            </div>
            <label for={id("body")}>{ lang.t(Msg::Body) }</label>
            <textarea class="box" id={id("body")} rows="3" spellcheck="false"
                value={d.body.clone()} oninput={area(|d, text| d.body = text)} />
            <p class="muted">{ lang.t(Msg::ReceiptWithoutBody) }</p>
            <button type="submit" class="primary">{ lang.t(Msg::AnswerWithThis) }</button>
        </form>
    }
}
