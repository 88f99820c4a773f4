//! The timeline as a table, for screen readers.

use measure::{Kind, Lane};
use yew::prelude::*;

use crate::components::table;
use crate::i18n::Msg;
use crate::platform::clock;
use crate::state::contexts::{use_lang, use_race};

/// Number of outcomes listed.
const ROWS: usize = 20;

/// The last outcomes, newest first.
#[component]
pub fn OutcomeTable() -> Html {
    let (lang, handle) = (use_lang(), use_race());
    let race = handle.state.borrow();
    let rows = race.history().outcomes.iter().rev().take(ROWS).map(|outcome| {
        let lane = match outcome.lane {
            Lane::Push => "push",
            Lane::Pull => "pull",
        };
        let seqs: Vec<String> = outcome.seqs.iter().take(5).map(|seq| format!("#{seq}")).collect();
        let what = lang.outcome(outcome.kind, &seqs.join(" "));
        let waited = outcome
            .seqs
            .last()
            .filter(|_| outcome.lane == Lane::Pull && outcome.kind == Kind::Delivered);
        let waited =
            waited.and_then(|seq| race.advantage_of(*seq)).map(|ms| format!(" {}", lang.lead(ms)));
        let time = clock::time_of_day(outcome.end_ms);
        let what = format!("{what}{}", waited.unwrap_or_default());
        vec![html! { { time } }, html! { { lane } }, html! { { what } }]
    });
    let head = [Msg::When, Msg::Lane, Msg::What].map(|name| lang.t(name));
    html! {
        <section class="visually-hidden" data-testid="outcomes" aria-label={lang.t(Msg::Outcomes)}>
            { table("", &head, rows.collect()) }
        </section>
    }
}
