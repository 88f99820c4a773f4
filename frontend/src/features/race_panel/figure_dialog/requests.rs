//! The requests of each lane, and the price of push.

use measure::LaneFigures;
use yew::prelude::*;

use super::outcome_rows::{Basis, OutcomeRows};
use super::text;
use crate::components::table;
use crate::features::race_panel::section::paragraph;
use crate::i18n::Msg;
use crate::state::contexts::{use_lang, use_race};

type Count = fn(&LaneFigures) -> u64;

const COUNTS: [(Msg, Count); 5] = [
    (Msg::Requests, |lane| lane.requests),
    (Msg::Delivered, |lane| lane.delivered),
    (Msg::EmptyAnswers, |lane| lane.empty),
    (Msg::Failures, |lane| lane.failed),
    (Msg::TimeOuts, |lane| lane.timed_out),
];

/// The counts of both lanes, and the requests that are counted.
#[component]
pub fn RequestsFigures() -> Html {
    let (lang, handle) = (use_lang(), use_race());
    let race = handle.state.borrow();
    let figures = race.figures();
    let (push, pull) = (&figures.push, &figures.pull);
    let cost = lang.push_cost(push.requests, race.beats(), race.recovered());
    let rows = COUNTS.into_iter().map(|(name, count)| {
        vec![
            text(lang.t(name).into()),
            text(lang.whole(count(push))),
            text(lang.whole(count(pull))),
        ]
    });
    html! {
        <>
            { paragraph(&cost) }
            { table("small", &["", "push", "pull"], rows.collect()) }
            <OutcomeRows of={Basis::Requests} />
        </>
    }
}
