//! The note on an event. While it is typed, no new event takes it away.

use wire::{Marking, Seq};
use yew::prelude::*;

use crate::i18n::Msg;
use crate::platform::dom::textarea_value;
use crate::state::contexts::{use_lang, use_run_effect};
use crate::state::effects::Effect;

/// Props of [`Note`].
#[derive(PartialEq, Properties)]
pub struct NoteProps {
    /// The event.
    pub seq: Seq,
    /// Its note.
    pub note: Option<String>,
}

/// The field. Its text is stored when the reader leaves it.
#[component]
pub fn Note(props: &NoteProps) -> Html {
    let (lang, run_effect) = (use_lang(), use_run_effect());
    let draft = use_state_eq(|| None::<String>);
    let oninput = {
        let draft = draft.clone();
        Callback::from(move |e: InputEvent| draft.set(Some(textarea_value(&e))))
    };
    let onchange = {
        let seq = props.seq;
        Callback::from(move |e: Event| {
            let text = textarea_value(&e);
            let note = Some((!text.trim().is_empty()).then_some(text));
            run_effect.emit(Effect::Mark(seq, Marking { note, ..Marking::default() }));
        })
    };
    let shown = (*draft).clone().or_else(|| props.note.clone()).unwrap_or_default();
    html! {
        <label class="field note"><span class="label">{ lang.t(Msg::Note) }</span>
            <textarea class="box" rows="2" id="note" maxlength="2000" value={shown} {oninput}
                {onchange} />
        </label>
    }
}
