//! Events to files, and from them.

use web_sys::HtmlInputElement;
use wire::{Channel, Filter, Seq};
use yew::prelude::*;

use crate::components::Popover;
use crate::i18n::Msg;
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
    let open = use_state_eq(|| false);
    let set_open = |next: bool| {
        let open = open.setter();
        move || open.set(next)
    };
    let search = props.filter.parse::<Filter>().is_ok();
    let selection = match search {
        true => ExportSelection::Found(&props.filter),
        // A filter that cannot be read whole finds what is listed.
        false => ExportSelection::Listed(&props.listed),
    };
    // A file of no events is not offered.
    let some = search || !props.listed.is_empty();
    let links = [("ndjson", "NDJSON"), ("har", "HAR"), ("curl", "curl")].into_iter().map(
        |(format, name)| {
            let href = api::export_url(&props.channel, format, &selection);
            let close = set_open(false);
            let onclick = Callback::from(move |_: MouseEvent| close());
            html! { <a class="ghost" {href} download="" {onclick}>{ name }</a> }
        },
    );
    let close = set_open(false);
    let onchange = Callback::from(move |e: Event| {
        close();
        let Some(input) = e.target_dyn_into::<HtmlInputElement>() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            run_effect.emit(Effect::Import(file));
        }
        // The same file may be chosen again.
        input.set_value("");
    });
    let on_open = {
        let open = open.setter();
        Callback::from(move |next| open.set(next))
    };
    let what = if props.filter.trim().is_empty() { Msg::ExportAll } else { Msg::ExportFound };
    html! {
        <Popover testid="files-menu" class="chip" name={lang.t(Msg::Files)}
            button={html! { { "⋯" } }} open={*open} {on_open}>
            <p class="muted">{ lang.t(what) }</p>
            <div class="chips">{ for links.filter(|_| some) }</div>
            <label class="ghost filebutton">
                { lang.t(Msg::Import) }
                <input type="file" class="visually-hidden" id="import"
                    accept=".ndjson,.jsonl,.json" {onchange} />
            </label>
        </Popover>
    }
}
