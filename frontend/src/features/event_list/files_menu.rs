//! Events to files, and from them.

use web_sys::HtmlInputElement;
use wire::{Channel, Seq};
use yew::prelude::*;

use crate::i18n::Msg;
use crate::model::filter::as_search;
use crate::services::api::{self, ExportSelection};
use crate::state::contexts::{use_lang, use_run_effect};
use crate::state::effects::Effect;

/// Props of [`FilesMenu`].
#[derive(PartialEq, Properties)]
pub struct FilesMenuProps {
    /// The channel.
    pub channel: Channel,
    /// The list's filter.
    pub filter: AttrValue,
    /// The positions listed, falling.
    pub listed: std::rc::Rc<[Seq]>,
}

/// Exports what is listed, and imports a file of events.
#[component]
pub fn FilesMenu(props: &FilesMenuProps) -> Html {
    let (lang, run_effect) = (use_lang(), use_run_effect());
    let search = as_search(&props.filter);
    let selection = match &search {
        Some((words, pinned)) => ExportSelection::Found { words, pinned: *pinned },
        None => ExportSelection::Listed(&props.listed),
    };
    // A file of no events is not offered.
    let some = search.is_some() || !props.listed.is_empty();
    let links = [("ndjson", "NDJSON"), ("har", "HAR"), ("curl", "curl")].into_iter().map(
        |(format, name)| {
            let href = api::export_url(&props.channel, format, &selection);
            html! { <a class="ghost" {href} download="">{ name }</a> }
        },
    );
    let onchange = Callback::from(move |e: Event| {
        let Some(input) = e.target_dyn_into::<HtmlInputElement>() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            run_effect.emit(Effect::Import(file));
        }
        // The same file may be chosen again.
        input.set_value("");
    });
    let what = if props.filter.trim().is_empty() { Msg::ExportAll } else { Msg::ExportFound };
    html! {
        <details class="menu" data-testid="files-menu">
            <summary class="chip" aria-label={lang.t(Msg::Files)}>{ "⋯" }</summary>
            <div class="popup">
                <p class="muted">{ lang.t(what) }</p>
                <div class="chips">{ for links.filter(|_| some) }</div>
                <label class="field">
                    <span class="label">{ lang.t(Msg::Import) }</span>
                    <input type="file" id="import" accept=".ndjson,.jsonl,.json" {onchange} />
                </label>
            </div>
        </details>
    }
}
