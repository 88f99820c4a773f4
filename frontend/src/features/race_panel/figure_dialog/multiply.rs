//! The load of many clients that ask as this page does.

use measure::{Multiplied, Transport};
use yew::prelude::*;

use crate::components::{field_error, rich_text};
use crate::i18n::Msg;
use crate::model::race::state::RaceState;
use crate::platform::dom::input_value;
use crate::state::contexts::{use_lang, use_race};

/// Props of [`MultiplyFigures`].
#[derive(PartialEq, Properties)]
pub struct MultiplyFiguresProps {
    /// Number of imagined clients.
    pub clients: u64,
    /// Called when others are.
    pub on_clients: Callback<u64>,
}

/// Most clients that can be imagined.
const MOST: u64 = 1_000_000_000;

/// The number of clients to choose, and the load step by step.
#[component]
pub fn MultiplyFigures(props: &MultiplyFiguresProps) -> Html {
    let (lang, handle) = (use_lang(), use_race());
    // What is typed, while it is no number of clients.
    let refused = use_state_eq(|| None::<String>);
    let oninput = {
        let (refused, on_clients) = (refused.setter(), props.on_clients.clone());
        Callback::from(move |e: InputEvent| {
            let text = input_value(&e);
            match text.trim().parse().ok().filter(|clients| (1..=MOST).contains(clients)) {
                Some(clients) => {
                    refused.set(None);
                    on_clients.emit(clients);
                }
                None => refused.set(Some(text)),
            }
        })
    };
    let error = refused.is_some().then(|| lang.bad_number(1, MOST));
    let load = multiplied(&handle.state.borrow(), props.clients);
    let lines = load.map(|load| lang.arithmetic(&load)).into_iter().flatten();
    let lines = lines.map(|line| html! { <p class="num">{ rich_text(&line) }</p> });
    html! {
        <>
            <label class="switchline">{ lang.t(Msg::Clients) }
                <input class="box short" id="clients" inputmode="numeric" autocomplete="off"
                    value={(*refused).clone().unwrap_or_else(|| props.clients.to_string())}
                    {oninput} aria-invalid={error.is_some().to_string()}
                    aria-describedby="clients-error" />
            </label>
            { field_error("clients-error", error) }
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
