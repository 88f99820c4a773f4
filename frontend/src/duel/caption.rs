//! The sentence under the timeline: what just happened, with the measured numbers.

use measure::{Kind, Lane, Transport};
use yew::prelude::*;

use super::record::Race;
use crate::clock;
use crate::components::{leaf, rich};
use crate::text::Lang;

/// Says what just happened.
pub fn caption(lang: Lang, race: &Race) -> Html {
    let (at, text) = says(lang, race);
    view! {
        // A log that a screen reader reads on demand: it changes with every poll, too often to be announced.
        <div class="caption" data-testid="caption" role="log" aria-live="off">
            { leaf("span", "at", at.map(clock::time_of_day).unwrap_or_default()) }
            <span>{ rich(&text) }</span>
        </div>
    }
}

/// The latest event that pull does not know, else the latest poll.
fn says(lang: Lang, race: &Race) -> (Option<f64>, String) {
    let push_took = |push_ms: f64, at_ms: f64| race.offset().map(|_| push_ms - at_ms);
    let waiting = race.trail().marks.iter().rev().find(|mark| mark.pull_ms.is_none() && !mark.unmeasured);
    let poll = race.trail().outcomes.iter().rev().find(|outcome| outcome.lane == Lane::Pull);
    if let Some(mark) = waiting
        && let Some(push_ms) = mark.push_ms
        // It has asked, and that is why it still does not know.
        && !poll.is_some_and(|poll| poll.kind == Kind::Failed && poll.start_ms >= push_ms)
    {
        return (Some(mark.at_ms), lang.caption_waiting(push_took(push_ms, mark.at_ms)));
    }
    let Some(poll) = poll else { return (None, lang.caption_start().into()) };
    let asked = race.settings.pull == Transport::ShortPoll;
    let text = match poll.kind {
        Kind::Delivered => {
            let mark = poll.seqs.last().and_then(|seq| race.trail().mark_of(*seq));
            match mark.and_then(|mark| mark.push_ms.map(|push| (push, mark.at_ms))) {
                Some((push, at)) => lang.caption_found(push_took(push, at), poll.end_ms - push, asked),
                None => lang.caption_found(None, 0.0, asked),
            }
        }
        Kind::Failed => lang.caption_failed().into(),
        Kind::TimedOut => lang.caption_timed_out().into(),
        Kind::Empty | Kind::Open => lang.caption_empty(asked.then_some(race.settings.interval_ms)),
    };
    (Some(poll.end_ms), text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duel::record::{pushed, without_events};
    use crate::duel::settings::RaceSettings;
    use measure::Outcome;
    use wire::Timestamp;

    #[test]
    fn tells_the_story_of_an_event() {
        let mut race = Race::default();
        assert_eq!(says(Lang::En, &race), (None, Lang::En.caption_start().into()));
        race.record(without_events(Lane::Pull, Kind::Empty, 0.0, 1.0));
        assert_eq!(says(Lang::En, &race).1, Lang::En.caption_empty(Some(2000.0)));
        // Of a poll that is held there is no interval.
        race.choose(RaceSettings { pull: Transport::LongPoll, ..race.settings });
        assert_eq!(says(Lang::En, &race).1, "[pull:Pull] asked. Nothing new.");
        race.choose(RaceSettings::default());
        race.record(pushed(1, Timestamp(2_000_000), 2002.0));
        assert!(says(Lang::En, &race).1.contains("has not asked yet"));
        race.record(without_events(Lane::Pull, Kind::Failed, 2500.0, 2510.0));
        assert_eq!(says(Lang::En, &race), (Some(2510.0), Lang::En.caption_failed().into()));
        race.record(Outcome {
            lane: Lane::Pull,
            kind: Kind::Delivered,
            start_ms: 3000.0,
            end_ms: 3002.0,
            seqs: vec![1],
            t0_us: vec![0],
        });
        assert!(says(Lang::Pt, &race).1.contains("[b:1,00\u{a0}s]"), "{:?}", says(Lang::Pt, &race));
        race.record(without_events(Lane::Pull, Kind::Failed, 4.0, 5.0));
        assert_eq!(says(Lang::Pt, &race).1, Lang::Pt.caption_failed());
    }
}
