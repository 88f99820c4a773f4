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

/// The sentence, the definition of both sides, and what the number is measured on.
#[component]
pub fn Headline(props: &HeadlineProps) -> Html {
    let (lang, handle) = (use_lang(), use_race());
    let (title, basis) = headline(lang, &handle.state.borrow(), props.demonstration);
    html! {
        <div class="headline" data-testid="headline">
            <h1>{ rich_text(&title) }</h1>
            <p>{ rich_text(lang.t(Msg::Definition)) }{ " " }{ basis }</p>
        </div>
    }
}

/// The sentence on top, and what it is measured on: from five events on the median, before that the
/// last one.
fn headline(lang: Lang, race: &RaceState, demonstration: bool) -> (String, String) {
    let advantage = race.figures().advantage_ms;
    let basis = lang.basis(advantage.n, demonstration);
    if let Some(median) = advantage.p50 {
        return (lang.headline(median), basis);
    }
    let last = race.history().marks.iter().rev().find_map(|mark| race.advantage_of(mark.seq));
    let title = match last {
        Some(ms) => lang.headline(ms),
        None if race
            .history()
            .marks
            .iter()
            .any(|mark| mark.push_ms.is_some() && mark.at_ms >= race.started_ms()) =>
        {
            lang.t(Msg::HeadlineNoPull).into()
        }
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
    fn the_headline_is_a_median_only_from_five_events_on() {
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
            let expected = if seq < 5 { 100.0 * seq as f64 } else { 300.0 };
            assert_eq!(headline(Lang::En, &race, true).0, Lang::En.headline(expected));
        }
        assert!(headline(Lang::En, &race, true).1.contains("5 events of this demonstration"));
    }
}
