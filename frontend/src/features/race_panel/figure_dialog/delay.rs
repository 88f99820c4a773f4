//! The delays: their uncertainty, the theory, and how they are distributed.

use measure::{Quantiles, Transport, mean_wait_ms};
use yew::prelude::*;

use super::outcome_rows::{Basis, OutcomeRows};
use super::text;
use crate::components::table;
use crate::features::race_panel::section::paragraph;
use crate::i18n::Msg;
use crate::state::contexts::{use_lang, use_race};

/// The delays of both lanes, and the advantage.
#[component]
pub fn DelayFigures() -> Html {
    let (lang, handle) = (use_lang(), use_race());
    let race = handle.state.borrow();
    let compared = race.compared();
    let uncertainty = lang.uncertainty(race.offset().map(|offset| offset.uncertainty_ms()));
    let settings = race.settings();
    let theory = (settings.pull == Transport::ShortPoll)
        .then(|| lang.theory_wait(mean_wait_ms(settings.interval_ms), race.observed().0));
    let cell = |ms: Option<f64>| text(ms.map_or_else(|| "—".into(), |ms| lang.wait(ms)));
    let row = |name: &str, q: Quantiles| {
        vec![
            text(name.to_owned()),
            cell(q.p50),
            cell(q.p95),
            cell(q.max),
            text(lang.whole(q.n as u64)),
        ]
    };
    let rows = vec![
        row("push", compared.push_ms),
        row("pull", compared.pull_ms),
        row(lang.t(Msg::Advantage), compared.advantage_ms),
    ];
    html! {
        <>
            { paragraph(&uncertainty) }
            { theory.map(|theory| paragraph(&theory)) }
            { table("small", &["", "p50", "p95", "max", "n"], rows) }
            <OutcomeRows of={Basis::Deliveries} />
        </>
    }
}
