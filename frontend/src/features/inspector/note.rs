//! What is written beside an event. While it is being written, nothing that happens on the page takes it away.

use wire::{Marking, Seq};
use yew::prelude::*;

use crate::components::leaf;
use crate::i18n::{Lang, T};
use crate::platform::dom::textarea_value;
use crate::state::effects::Effect;

/// What the field needs.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The page's language.
    pub lang: Lang,
    /// The event.
    pub seq: Seq,
    /// What is written beside it.
    pub note: Option<String>,
    /// Effect for it to be changed.
    pub ask: Callback<Effect>,
}

/// The field. What is in it is kept when the reader leaves it.
#[component]
pub fn Note(props: &Props) -> Html {
    let draft = use_state_eq(|| None::<String>);
    let oninput = {
        let draft = draft.clone();
        Callback::from(move |e: InputEvent| draft.set(Some(textarea_value(&e))))
    };
    let onchange = {
        let (ask, seq) = (props.ask.clone(), props.seq);
        Callback::from(move |e: Event| {
            let text = textarea_value(&e);
            let note = Some((!text.trim().is_empty()).then_some(text));
            ask.emit(Effect::Mark(seq, Marking { note, ..Marking::default() }));
        })
    };
    let shown = (*draft).clone().or_else(|| props.note.clone()).unwrap_or_default();
    view! {
        <label class="field note">{ leaf("span", "label", props.lang.t(T::Note)) }
            <textarea class="box" rows="2" id="note" maxlength="2000" value={shown} {oninput} {onchange} />
        </label>
    }
}
