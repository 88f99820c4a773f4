//! The share of answers that brought nothing, beside the one that theory expects.

use measure::{Transport, empty_share_theory};
use yew::prelude::*;

use super::outcome_rows::{Basis, OutcomeRows};
use crate::features::race_panel::section::paragraph;
use crate::state::contexts::{use_lang, use_race};

/// The theory, and the polls that are counted.
#[component]
pub fn EmptyAnswersFigures() -> Html {
    let (lang, handle) = (use_lang(), use_race());
    let race = handle.state.borrow();
    let settings = race.settings();
    let rate_per_ms = race.observed().1.filter(|_| settings.pull == Transport::ShortPoll);
    let theory = rate_per_ms.map(|rate| {
        let expected = empty_share_theory(rate, settings.interval_ms);
        paragraph(&lang.theory_empty(rate * 60_000.0, expected, race.empty_share()))
    });
    html! { <>{ theory }<OutcomeRows of={Basis::Polls} /></> }
}
