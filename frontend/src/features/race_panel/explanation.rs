//! The longer texts of the explanations, which the worker holds: most visits open none.

use tools::{Lesson, Subject, Task};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::features::race_panel::explain::paragraph;
use crate::i18n::Msg;
use crate::services::worker;
use crate::state::contexts::use_lang;

/// Props of [`Explanation`].
#[derive(PartialEq, Properties)]
pub struct ExplanationProps {
    /// The subject.
    pub subject: Subject,
}

/// The paragraphs about a subject, loaded from the worker.
#[component]
pub fn Explanation(props: &ExplanationProps) -> Html {
    let lang = use_lang();
    let lessons = use_state_eq(|| None::<Result<Vec<Lesson>, String>>);
    {
        let lessons = lessons.setter();
        // Answers come in the order of the questions: the last is of the language that the page is
        // in.
        use_effect_with((props.subject, lang), move |(subject, lang)| {
            let task = Task::Learn(*subject, lang.tag().into());
            spawn_local(async move { lessons.set(Some(worker::ask(&task).await)) });
        });
    }
    match &*lessons {
        None => html! { <p class="muted">{ lang.t(Msg::Loading) }</p> },
        Some(Err(why)) => html! { <p class="bad">{ lang.unsigned(why) }</p> },
        Some(Ok(lessons)) => {
            lessons.iter().enumerate().map(|(nth, lesson)| show(nth, lesson)).collect()
        }
    }
}

/// Under titles to open, of which the first are; without one as it is.
fn show(nth: usize, lesson: &Lesson) -> Html {
    let paragraphs = lesson.paragraphs.iter().map(|text| paragraph(text));
    if lesson.title.is_empty() {
        return paragraphs.collect();
    }
    html! {
        <details open={nth < 2}>
            <summary>{ lesson.title.as_str() }</summary>
            { for paragraphs }
        </details>
    }
}
