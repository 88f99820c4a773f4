//! The outcomes that a number was worked out from.

use measure::{Kind, Lane, Outcome};
use yew::prelude::*;

use super::text;
use crate::components::table;
use crate::i18n::Msg;
use crate::platform::clock;
use crate::state::contexts::{use_lang, use_race};

/// Rows shown of a run, the newest first.
const ROWS: usize = 100;

/// The outcomes that count for a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Those that brought an event.
    Deliveries,
    /// HTTP requests: all of pull's, and of push's those that open a connection.
    Requests,
    /// Pull's.
    Polls,
}

impl Basis {
    fn has(self, outcome: &Outcome) -> bool {
        match self {
            Self::Deliveries => outcome.kind == Kind::Delivered,
            Self::Requests => outcome.lane == Lane::Pull || outcome.kind != Kind::Delivered,
            Self::Polls => outcome.lane == Lane::Pull,
        }
    }
}

/// Props of [`OutcomeRows`].
#[derive(PartialEq, Properties)]
pub struct OutcomeRowsProps {
    /// Which outcomes are listed.
    pub of: Basis,
}

/// A table of the outcomes.
#[component]
pub fn OutcomeRows(props: &OutcomeRowsProps) -> Html {
    let (lang, handle) = (use_lang(), use_race());
    let race = handle.state.borrow();
    let counted = race.outcomes().iter().rev().filter(|outcome| props.of.has(outcome));
    let rows = counted.take(ROWS).map(|outcome| {
        let lane = if outcome.lane == Lane::Push { "push" } else { "pull" };
        let seqs: Vec<String> = outcome.seqs.iter().take(5).map(|seq| format!("#{seq}")).collect();
        let t0 = outcome.t0_us.last().map(|t0| clock::time_with_millis(*t0 as f64 / 1000.0));
        vec![
            html! { <span class={lane}>{ lane }</span> },
            text(clock::time_with_millis(outcome.start_ms)),
            text(clock::time_with_millis(outcome.end_ms)),
            text(lang.outcome(outcome.kind, &seqs.join(" "))),
            text(t0.unwrap_or_default()),
        ]
    });
    let head = [Msg::Lane, Msg::Start, Msg::End, Msg::What].map(|name| lang.t(name));
    html! {
        <div class="rows" tabindex="0" role="region" aria-label={lang.t(Msg::Rows)}>
            { table("small", &[head[0], head[1], head[2], head[3], "t₀"], rows.collect()) }
        </div>
    }
}
