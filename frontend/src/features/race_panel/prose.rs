//! The longer texts of the explanations, which the worker holds: most visits open none.

use tools::{Lesson, Subject, Task};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::components::{hosted, leaf};
use crate::features::race_panel::explain::paragraph;
use crate::i18n::{Lang, T};
use crate::services::worker;

#[derive(PartialEq, Properties)]
struct Props {
    lang: Lang,
    subject: Subject,
}

/// What is to be said of a subject.
pub fn prose(lang: Lang, subject: Subject) -> Html {
    hosted::<Prose>(Props { lang, subject })
}

#[component]
fn Prose(props: &Props) -> Html {
    let lang = props.lang;
    let lessons = use_state_eq(|| None::<Result<Vec<Lesson>, String>>);
    {
        let lessons = lessons.setter();
        // Answers come in the order of the questions: the last is of the language that the page is in.
        use_effect_with((props.subject, lang), move |(subject, lang)| {
            let task = Task::Learn(*subject, lang.tag().into());
            spawn_local(async move { lessons.set(Some(worker::ask(&task).await)) });
        });
    }
    match &*lessons {
        None => leaf("p", "muted", lang.t(T::Loading)),
        Some(Err(why)) => leaf("p", "bad", lang.unsigned(why)),
        Some(Ok(lessons)) => lessons.iter().enumerate().map(|(nth, lesson)| show(nth, lesson)).collect(),
    }
}

/// Under titles to open, of which the first are; without one as it is.
fn show(nth: usize, lesson: &Lesson) -> Html {
    let paragraphs = lesson.paragraphs.iter().map(|text| paragraph(text));
    if lesson.title.is_empty() {
        return paragraphs.collect();
    }
    view! { <details open={nth < 2}><summary>{ lesson.title.as_str() }</summary>{ for paragraphs }</details> }
}
