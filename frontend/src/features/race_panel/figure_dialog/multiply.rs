//! The load of many clients that ask as this page does.

use measure::{Multiplied, Transport};
use yew::prelude::*;

use crate::components::rich_text;
use crate::i18n::Msg;
use crate::model::race::state::RaceState;
use crate::platform::dom::number_value;
use crate::state::contexts::{use_lang, use_race};

/// Props of [`MultiplyFigures`].
#[derive(PartialEq, Properties)]
pub struct MultiplyFiguresProps {
    /// Number of imagined clients.
    pub clients: u64,
    /// Called when others are.
    pub on_clients: Callback<u64>,
}

/// The number of clients to choose, and the load step by step.
#[component]
pub fn MultiplyFigures(props: &MultiplyFiguresProps) -> Html {
    let (lang, handle) = (use_lang(), use_race());
    let oninput = props.on_clients.reform(|e: InputEvent| {
        number_value(&e).map_or(1, |clients| clients.clamp(1.0, 1e9) as u64)
    });
    let load = multiplied(&handle.state.borrow(), props.clients);
    let lines = load.map(|load| lang.arithmetic(&load)).into_iter().flatten();
    let lines = lines.map(|line| html! { <p class="num">{ rich_text(&line) }</p> });
    html! {
        <>
            <label class="switchline">{ lang.t(Msg::Clients) }
                <input class="box short" type="number" min="1" max="1000000000"
                    value={props.clients.to_string()} {oninput} />
            </label>
            { for lines }
        </>
    }
}

/// The load of many clients. `None` while nothing is measured, and for long polls.
#[must_use]
pub fn multiplied(race: &RaceState, clients: u64) -> Option<Multiplied> {
    let settings = race.settings();
    let short = settings.pull == Transport::ShortPoll;
    short.then(|| measure::multiply(&race.figures().pull, settings.interval_ms, clients)).flatten()
}
