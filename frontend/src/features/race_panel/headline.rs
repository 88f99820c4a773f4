//! The sentence on top: how much earlier push knew.

use yew::prelude::*;

use crate::components::rich_text;
use crate::i18n::{Lang, Msg};
use crate::model::race::state::RaceState;
use crate::state::contexts::{use_lang, use_race};

/// Props of [`Headline`].
#[derive(PartialEq, Properties)]
pub struct HeadlineProps {
    /// The demonstration runs.
    pub demonstration: bool,
}

/// The sentence, why it is so, the definition of both sides, and what the number is measured on.
#[component]
pub fn Headline(props: &HeadlineProps) -> Html {
    let (lang, handle) = (use_lang(), use_race());
    let race = handle.state.borrow();
    let (title, basis) = headline(lang, &race, props.demonstration);
    let settings = race.settings();
    let ahead = race.compared().advantage_ms.p50;
    let (why, waits) = lang.why(ahead, settings.pull, settings.interval_ms);
    html! {
        <div class="headline" data-testid="headline">
            <h1>{ rich_text(&title) }</h1>
            <p class="why" data-testid="why">
                { rich_text(&why) }
                // As on the canvas and in the legend: the square of a poll that found something.
                if waits {
                    { "\u{a0}" }<i class="mark hit" data-mark="hit" aria-hidden="true"></i>
                }
            </p>
            <p class="basis" data-testid="basis">
                { rich_text(lang.t(Msg::Definition)) }{ " " }{ basis }
            </p>
        </div>
    }
}

/// The sentence on top, and what it is measured on: the median of the events that both lanes had,
/// from the first on. No luck of the last event changes it.
pub(super) fn headline(lang: Lang, race: &RaceState, demonstration: bool) -> (String, String) {
    let ahead = race.compared().advantage_ms;
    let basis = lang.basis(ahead.n, demonstration);
    let waits = || {
        let marks = &race.history().marks;
        marks.iter().any(|mark| mark.push_ms.is_some() && mark.at_ms >= race.started_ms())
    };
    let title = match ahead.p50 {
        Some(median) => lang.headline(median),
        None if waits() => lang.t(Msg::HeadlineNoPull).into(),
        None => lang.t(Msg::HeadlineStart).into(),
    };
    (title, basis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::race::state::push_outcome;
    use measure::{Kind, Lane, Outcome};
    use wire::Timestamp;

    #[test]
    fn the_headline_is_the_median_from_the_first_event_on() {
        let mut race = RaceState::default();
        assert_eq!(headline(Lang::En, &race, true).0, Lang::En.t(Msg::HeadlineStart));
        for seq in 1..=5_u64 {
            let at = 1000.0 * seq as f64;
            race.record(push_outcome(seq, Timestamp(0), at));
            if seq == 1 {
                assert_eq!(headline(Lang::En, &race, true).0, Lang::En.t(Msg::HeadlineNoPull));
            }
            let end_ms = at + 100.0 * seq as f64;
            let kind = Kind::Delivered;
            race.record(Outcome {
                lane: Lane::Pull,
                kind,
                start_ms: at,
                end_ms,
                seqs: vec![seq],
                t0_us: vec![0],
            });
            // Of 100, 200, 300, 400 and 500 ms so far, and never the last one's luck.
            let expected = 50.0 * (seq + 1) as f64;
            assert_eq!(headline(Lang::En, &race, true).0, Lang::En.headline(expected));
        }
        assert!(headline(Lang::En, &race, true).1.contains("5 events of this demonstration"));
    }
}
