//! The longer texts of the explanations.

use yew::prelude::*;

use crate::components::rich_text;
use crate::i18n::{Section, Subject};
use crate::state::contexts::use_lang;

/// Props of [`Explanation`].
#[derive(PartialEq, Properties)]
pub struct ExplanationProps {
    /// The subject.
    pub subject: Subject,
}

/// The paragraphs about a subject.
#[component]
pub fn Explanation(props: &ExplanationProps) -> Html {
    let sections = use_lang().sections(props.subject);
    sections.iter().enumerate().map(|(nth, section)| show(nth, section)).collect()
}

/// Under titles to open, of which the first are; without one as it is.
fn show(nth: usize, section: &Section) -> Html {
    let paragraphs = section.paragraphs.iter().map(|text| paragraph(text));
    if section.title.is_empty() {
        return paragraphs.collect();
    }
    html! {
        <details open={nth < 2}>
            <summary>{ section.title }</summary>
            { for paragraphs }
        </details>
    }
}

/// A rich sentence as a paragraph.
pub fn paragraph(text: &str) -> Html {
    html! { <p>{ rich_text(text) }</p> }
}
