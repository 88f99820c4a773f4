//! The race in one line: the headline and a small lane.

use wire::Channel;
use yew::prelude::*;

use crate::components::rich_text;
use crate::features::race_panel::headline::headline;
use crate::features::race_panel::painter::Frozen;
use crate::features::race_panel::timeline::{DrawnView, Timeline};
use crate::i18n::Msg;
use crate::model::app_action::UiAction;
use crate::state::contexts::{use_dispatch, use_lang, use_race};

/// Props of [`Folded`].
#[derive(PartialEq, Properties)]
pub struct FoldedProps {
    /// The channel raced on.
    pub channel: Channel,
    /// Time at which the picture stands still.
    pub frozen: Option<Frozen>,
    /// The demonstration runs.
    pub demonstration: bool,
    /// The form is shown.
    pub form_open: bool,
    /// The lane that is drawn.
    pub view: DrawnView,
    /// The button that opens the panel, and what is said of a pause.
    pub children: Html,
}

/// The line.
#[component]
pub fn Folded(props: &FoldedProps) -> Html {
    let (lang, dispatch, handle) = (use_lang(), use_dispatch(), use_race());
    let race = handle.state.borrow();
    let (title, basis) = headline(lang, &race, props.demonstration);
    let (pull, settings) = (race.figures().pull, race.settings());
    let transport = lang.transport(settings.pull, settings.interval_ms);
    let asked = lang.asked_in_vain(&transport, pull.empty, pull.completed());
    let open = props.form_open;
    let form = dispatch.reform(move |_: MouseEvent| UiAction::Form(!open).into());
    html! {
        <>
            <h1 data-testid="folded-headline">{ rich_text(&title) }</h1>
            <span class="muted basis" data-testid="basis">{ basis }</span>
            { props.children.clone() }
            <div class="mini"><Timeline channel={props.channel.clone()} frozen={props.frozen}
                mini=true view={props.view.clone()} selected={None} /></div>
            <span class="muted asked" data-testid="folded-asked">{ asked }</span>
            <button type="button" class="chip" id="open-form" aria-expanded={open.to_string()}
                title={lang.t(Msg::OpenForm)} onclick={form}>{ lang.t(Msg::Fire) }{ "…" }</button>
        </>
    }
}
