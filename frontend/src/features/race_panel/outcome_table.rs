//! The timeline as a table, for screen readers.

use measure::{Kind, Lane};
use yew::prelude::*;

use crate::components::table;
use crate::i18n::{Msg, plain};
use crate::model::race::mark_text::event_text;
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
        // What the canvas says of the same marks.
        let found = outcome.lane == Lane::Pull && outcome.kind == Kind::Delivered;
        let marks = outcome.seqs.iter().take(5).filter(|_| found);
        let marks = marks.filter_map(|seq| event_text(lang, &race, *seq));
        let marks: String = marks.map(|text| format!(". {}", plain(&text))).collect();
        let time = clock::time_of_day(outcome.end_ms);
        let what = format!("{what}{marks}");
        vec![html! { { time } }, html! { { lane } }, html! { { what } }]
    });
    let head = [Msg::When, Msg::Lane, Msg::What].map(|name| lang.t(name));
    html! {
        <section class="visually-hidden" data-testid="outcomes" aria-label={lang.t(Msg::Outcomes)}>
            { table("", &head, rows.collect()) }
        </section>
    }
}
