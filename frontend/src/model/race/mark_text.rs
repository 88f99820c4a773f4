//! A mark of the timeline in words.

use measure::{Kind, Transport};
use wire::Seq;

use crate::i18n::{Found, Lang, Msg, Told};
use crate::model::race::state::RaceState;
use crate::model::race::timeline_view::Hit;

/// An event's mark in words, as a rich sentence. `None`: it is not on the timeline.
#[must_use]
pub fn event_text(lang: Lang, race: &RaceState, seq: Seq) -> Option<String> {
    let mark = race.history().mark_of(seq)?;
    let push = match mark.push_ms {
        None => Told::NotYet,
        Some(_) if race.offset().is_none() => Told::Somewhen,
        Some(at) => Told::After((at - mark.at_ms).max(0.0)),
    };
    let pull = match mark.pull_ms {
        _ if mark.unmeasured => Found::Unmeasured,
        None => Found::NotYet,
        Some(at) => Found::Later(at - mark.push_ms.unwrap_or(mark.at_ms)),
    };
    let asked = race.settings().pull == Transport::ShortPoll;
    Some(lang.mark(seq, push, pull, asked))
}

/// What is under the pointer in words, as a rich sentence. `None`: it has left the timeline.
#[must_use]
pub fn hit_text(lang: Lang, race: &RaceState, hit: Hit) -> Option<String> {
    match hit {
        Hit::Event(seq) => event_text(lang, race, seq),
        Hit::Poll(end_ms) => {
            let polls = race.history().outcomes.iter().rev();
            let poll = polls.into_iter().find(|poll| poll.end_ms.to_bits() == end_ms.to_bits())?;
            let what = match poll.kind {
                Kind::Failed => lang.t(Msg::LegendFailed).to_owned(),
                Kind::TimedOut => lang.outcome(Kind::TimedOut, ""),
                _ => lang.t(Msg::LegendEmpty).to_owned(),
            };
            Some(format!("[pull:pull] {what}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::plain;
    use crate::model::race::state::push_outcome;
    use measure::{Lane, Outcome};
    use race::outcome_without_events;
    use wire::Timestamp;

    #[test]
    fn a_mark_says_the_number_that_the_row_and_the_headline_say() {
        let mut race = RaceState::default();
        race.pong(0.0, 2.0, Timestamp(1000));
        race.record(push_outcome(5, Timestamp(1_000_000), 1012.0));
        let waits = event_text(Lang::En, &race, 5).unwrap();
        assert!(plain(&waits).ends_with("pull has not asked yet"), "{waits}");
        race.record(Outcome {
            lane: Lane::Pull,
            kind: Kind::Delivered,
            start_ms: 2060.0,
            end_ms: 2062.0,
            seqs: vec![5],
            t0_us: vec![1_000_000],
        });
        let text = event_text(Lang::En, &race, 5).unwrap();
        assert_eq!(
            plain(&text).replace('\u{a0}', " "),
            "#5: push after 12 ms; pull asked 1.05 s later"
        );
        let ahead = race.compared().advantage_ms.p50;
        assert_eq!((race.advantage_of(5), ahead), (Some(1050.0), Some(1050.0)));
        assert_eq!(Lang::En.lead(1050.0), "+1.05\u{a0}s");
        assert_eq!(event_text(Lang::En, &race, 6), None);
    }

    #[test]
    fn a_poll_says_what_it_brought() {
        let mut race = RaceState::default();
        race.record(outcome_without_events(Lane::Pull, Kind::Empty, 0.0, 1.0));
        race.record(outcome_without_events(Lane::Pull, Kind::Failed, 2.0, 3.0));
        let said = |end| hit_text(Lang::En, &race, Hit::Poll(end)).map(|text| plain(&text));
        assert_eq!(said(1.0).as_deref(), Some("pull asked, nothing"));
        assert_eq!(said(3.0).as_deref(), Some("pull failed"));
        assert_eq!(said(9.0), None);
    }
}
