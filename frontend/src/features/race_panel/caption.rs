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

/// The latest event that pull does not know, else the latest poll: its time of day, and what
/// happened. What begins with an event's arrival has the time that the list says of it.
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
        return (Some(mark.t0_ms), lang.caption_waiting(push_delay(push_ms, mark.at_ms)));
    }
    let Some(poll) = poll else { return (None, lang.caption_start().into()) };
    let asked = race.settings().pull == Transport::ShortPoll;
    let text = match poll.kind {
        Kind::Delivered => {
            let mark_of = |seq: Option<&u64>| race.history().mark_of(*seq?);
            let waits = poll.seqs.iter().filter_map(|seq| race.advantage_of(*seq));
            let longest = waits.reduce(f64::max);
            if let Some(longest) = longest.filter(|_| poll.seqs.len() > 1) {
                let first = mark_of(poll.seqs.first());
                let found = lang.caption_found_many(poll.seqs.len(), longest, asked);
                return (first.map(|mark| mark.t0_ms), found);
            }
            let last = mark_of(poll.seqs.last());
            let found = match last.and_then(|mark| mark.push_ms.map(|push| (push, mark.at_ms))) {
                Some((push, at)) => {
                    lang.caption_found(push_delay(push, at), poll.end_ms - push, asked)
                }
                None => lang.caption_found_alone().into(),
            };
            return (last.map(|mark| mark.t0_ms), found);
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

    fn found(start_ms: f64, events: &[(u64, i64)]) -> Outcome {
        Outcome {
            lane: Lane::Pull,
            kind: Kind::Delivered,
            start_ms,
            end_ms: start_ms + 2.0,
            seqs: events.iter().map(|(seq, _)| *seq).collect(),
            t0_us: events.iter().map(|(_, t0_ms)| t0_ms * 1000).collect(),
        }
    }

    #[test]
    fn an_event_has_the_time_of_its_row_before_and_after_pull_found_it() {
        let mut race = RaceState::default();
        // The relay's clock is an hour ahead of the page's: the row says the relay's time.
        race.pong(0.0, 2.0, Timestamp(3_600_001_000));
        race.record(push_outcome(1, Timestamp(3_601_000_000), 1002.0));
        let at = |race: &RaceState| caption(Lang::En, race).0;
        assert_eq!(at(&race), Some(3_601_000.0), "it came");
        race.record(found(3000.0, &[(1, 3_601_000)]));
        assert_eq!(at(&race), Some(3_601_000.0), "and was found two seconds later");
        // Of several, the first: after that one pull asked so much later.
        race.record(push_outcome(2, Timestamp(3_604_000_000), 4002.0));
        race.record(push_outcome(3, Timestamp(3_605_000_000), 5002.0));
        race.record(found(6000.0, &[(2, 3_604_000), (3, 3_605_000)]));
        assert_eq!(at(&race), Some(3_604_000.0));
        // A poll that found nothing is no event's: it has its own time.
        race.record(outcome_without_events(Lane::Pull, Kind::Empty, 8000.0, 8001.0));
        assert_eq!(at(&race), Some(8001.0));
    }

    #[test]
    fn what_pull_found_alone_is_not_said_to_be_late() {
        let mut race = RaceState::default();
        race.record(found(1000.0, &[(1, 400)]));
        assert_eq!(caption(Lang::En, &race), (Some(400.0), Lang::En.caption_found_alone().into()));
    }
}
