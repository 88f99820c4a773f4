//! The timeline as a table, for whoever does not see a canvas.

use measure::{Kind, Lane};
use yew::prelude::*;

use super::record::Race;
use crate::clock;
use crate::components::table;
use crate::text::{Lang, T};

/// How many outcomes are listed.
const ROWS: usize = 20;

/// The last outcomes, newest first.
pub fn outcome_table(lang: Lang, race: &Race) -> Html {
    let rows = race.trail().outcomes.iter().rev().take(ROWS).map(|outcome| {
        let lane = match outcome.lane {
            Lane::Push => "push",
            Lane::Pull => "pull",
        };
        let seqs: Vec<String> = outcome.seqs.iter().take(5).map(|seq| format!("#{seq}")).collect();
        let what = lang.outcome(outcome.kind, &seqs.join(" "));
        let waited = outcome.seqs.last().filter(|_| outcome.lane == Lane::Pull && outcome.kind == Kind::Delivered);
        let waited = waited.and_then(|seq| race.advantage_of(*seq)).map(|ms| format!(" +{}", lang.duration(ms)));
        let time = clock::time_of_day(outcome.end_ms);
        let what = format!("{what}{}", waited.unwrap_or_default());
        vec![view! { { time } }, view! { { lane } }, view! { { what } }]
    });
    let head = [T::When, T::Lane, T::What].map(|name| lang.t(name));
    view! {
        <section class="visually-hidden" data-testid="outcomes" aria-label={lang.t(T::Outcomes)}>{ table("", &head, rows.collect()) }</section>
    }
}
