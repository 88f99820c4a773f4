//! An answer as it is written by hand.

use wire::{HandAnswer, Seq};
use yew::prelude::*;

use crate::i18n::{Lang, Msg};
use crate::model::header_lines::{BadLine, header_lines};
use crate::platform::dom::{self, input_value, textarea_value};

/// The answer as it is typed, and what of it cannot be read.
#[derive(Clone, PartialEq)]
pub(super) struct Draft {
    status: String,
    headers: String,
    body: String,
    bad_status: bool,
    bad_line: Option<BadLine>,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            status: "200".into(),
            headers: "content-type: application/json".into(),
            body: String::new(),
            bad_status: false,
            bad_line: None,
        }
    }
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

/// The id of a field.
pub(super) fn id(seq: Seq, field: &str) -> String {
    format!("held-{seq}-{field}")
}

/// Whether what is written can be sent.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Sends {
    /// The sender waits.
    Yes,
    /// An answer is on its way.
    NotNow,
    /// It waits no more.
    NoMore,
}

/// The form: status, headers, body. It stays when the sender waits no more: who types in it would
/// type commands of the page otherwise.
pub(super) fn answer_form(
    lang: Lang,
    seq: Seq,
    draft: &Draft,
    sends: Sends,
    set: &Callback<Draft>,
    on_answer: Callback<HandAnswer>,
    on_close: Callback<MouseEvent>,
) -> Html {
    let id = |field: &str| id(seq, field);
    let write = |field: fn(&mut Draft, String)| {
        let (set, draft) = (set.clone(), draft.clone());
        move |text: String| {
            let mut next = draft.clone();
            field(&mut next, text);
            set.emit(next);
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
    let onsubmit = {
        let (draft, set) = (draft.clone(), set.clone());
        let (status, headers) = (id("status"), id("headers"));
        Callback::from(move |e: SubmitEvent| {
            e.prevent_default();
            if sends != Sends::Yes {
                return;
            }
            match draft.answer() {
                Ok(answer) => on_answer.emit(answer),
                Err(bad) => {
                    dom::focus(if bad.bad_status { &status } else { &headers });
                    set.emit(bad);
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
    let d = draft;
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
            // Not `disabled`: it would lose the keyboard's focus.
            <button type="submit" class="primary" aria-describedby={(sends == Sends::NoMore).then(|| id("outcome"))}
                aria-disabled={(sends != Sends::Yes).to_string()}>
                { lang.t(Msg::AnswerWithThis) }
            </button>
            <span class="slot">
                if sends == Sends::NoMore {
                    <button type="button" class="act" onclick={on_close}>
                        { lang.t(Msg::Close) }
                    </button>
                }
            </span>
        </form>
    }
}
