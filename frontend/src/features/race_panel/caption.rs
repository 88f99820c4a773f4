//! The sentence under the timeline: what just happened, with the measured numbers.

use measure::{Kind, Lane, Transport};
use yew::prelude::*;

use crate::components::rich_text;
use crate::i18n::Lang;
use crate::model::race::state::RaceState;
use crate::platform::clock;
use crate::state::contexts::{use_lang, use_race};

/// Says what just happened.
#[component]
pub fn Caption() -> Html {
    let lang = use_lang();
    let (at, text) = caption(lang, &use_race().state.borrow());
    html! {
        // A log that a screen reader reads on demand: it changes with every poll, too often to be
        // announced.
        <div class="caption" data-testid="caption" role="log" aria-live="off">
            <span class="at">{ at.map(clock::time_of_day).unwrap_or_default() }</span>
            <span>{ rich_text(&text) }</span>
        </div>
    }
}

/// The latest event that pull does not know, else the latest poll.
fn caption(lang: Lang, race: &RaceState) -> (Option<f64>, String) {
    let push_delay = |push_ms: f64, at_ms: f64| race.offset().map(|_| push_ms - at_ms);
    let waiting =
        race.history().marks.iter().rev().find(|mark| mark.pull_ms.is_none() && !mark.unmeasured);
    let poll = race.history().outcomes.iter().rev().find(|outcome| outcome.lane == Lane::Pull);
    if let Some(mark) = waiting
        && let Some(push_ms) = mark.push_ms
        // It has asked, and that is why it still does not know.
        && !poll.is_some_and(|poll| poll.kind == Kind::Failed && poll.start_ms >= push_ms)
    {
        return (Some(mark.at_ms), lang.caption_waiting(push_delay(push_ms, mark.at_ms)));
    }
    let Some(poll) = poll else { return (None, lang.caption_start().into()) };
    let asked = race.settings().pull == Transport::ShortPoll;
    let text = match poll.kind {
        Kind::Delivered => {
            let waits = poll.seqs.iter().filter_map(|seq| race.advantage_of(*seq));
            let longest = waits.reduce(f64::max);
            if let Some(longest) = longest.filter(|_| poll.seqs.len() > 1) {
                let found = lang.caption_found_many(poll.seqs.len(), longest, asked);
                return (Some(poll.end_ms), found);
            }
            let mark = poll.seqs.last().and_then(|seq| race.history().mark_of(*seq));
            match mark.and_then(|mark| mark.push_ms.map(|push| (push, mark.at_ms))) {
                Some((push, at)) => {
                    lang.caption_found(push_delay(push, at), poll.end_ms - push, asked)
                }
                None => lang.caption_found(None, 0.0, asked),
            }
        }
        Kind::Failed => lang.caption_failed().into(),
        Kind::TimedOut => lang.caption_timed_out().into(),
        Kind::Empty | Kind::Open => {
            lang.caption_empty(asked.then_some(race.settings().interval_ms))
        }
    };
    (Some(poll.end_ms), text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::race::settings::RaceSettings;
    use crate::model::race::state::push_outcome;
    use measure::Outcome;
    use race::outcome_without_events;
    use wire::Timestamp;

    #[test]
    fn tells_the_story_of_an_event() {
        let mut race = RaceState::default();
        assert_eq!(caption(Lang::En, &race), (None, Lang::En.caption_start().into()));
        race.record(outcome_without_events(Lane::Pull, Kind::Empty, 0.0, 1.0));
        assert_eq!(caption(Lang::En, &race).1, Lang::En.caption_empty(Some(2000.0)));
        // Of a poll that is held there is no interval.
        race.choose(RaceSettings { pull: Transport::LongPoll, ..race.settings() });
        assert_eq!(caption(Lang::En, &race).1, "[pull:Pull] asked. Nothing new.");
        race.choose(RaceSettings::default());
        race.record(push_outcome(1, Timestamp(2_000_000), 2002.0));
        assert!(caption(Lang::En, &race).1.contains("has not asked yet"));
        race.record(outcome_without_events(Lane::Pull, Kind::Failed, 2500.0, 2510.0));
        assert_eq!(caption(Lang::En, &race), (Some(2510.0), Lang::En.caption_failed().into()));
        race.record(Outcome {
            lane: Lane::Pull,
            kind: Kind::Delivered,
            start_ms: 3000.0,
            end_ms: 3002.0,
            seqs: vec![1],
            t0_us: vec![0],
        });
        assert!(
            caption(Lang::Pt, &race).1.contains("[b:1,00\u{a0}s]"),
            "{:?}",
            caption(Lang::Pt, &race)
        );
        race.record(outcome_without_events(Lane::Pull, Kind::Failed, 4.0, 5.0));
        assert_eq!(caption(Lang::Pt, &race).1, Lang::Pt.caption_failed());
    }
}
