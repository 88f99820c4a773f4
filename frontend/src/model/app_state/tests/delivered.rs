//! How events are delivered, as their rows say it.

use wire::{AttemptResult, ForwardState, ForwardStatus};

use super::*;
use crate::model::deliveries::tests::attempt;

fn forward(state: ForwardState, lag: u64) -> ChannelAction {
    ChannelAction::Forward(ForwardStatus { state, lag, ..ForwardStatus::off() })
}

#[test]
fn an_event_carries_its_last_attempt() {
    let mut state = with(1..=3);
    assert!(!state.has_deliveries);
    for (number, result) in [(1, "failed"), (2, "dead")] {
        let attempt = attempt("app", number, result);
        receive(&mut state, vec![ServerMsg::Attempt { seq: 2, attempt }]);
    }
    let last = state.event(2).unwrap().delivery.clone().unwrap();
    assert_eq!((last.consumer.as_str(), last.result), ("app", AttemptResult::Dead));
    assert_eq!(state.event(3).unwrap().delivery, None);
    assert!(state.has_deliveries);
    // Read again, from a relay that says the same.
    let again = page(1..=3, 1);
    let events = again.events.iter().map(|event| state.event(event.seq).unwrap().clone()).collect();
    let mut read = AppState::default();
    read.apply(here(ChannelAction::History(EventsPage { events, ..again })));
    assert!(read.has_deliveries, "the filter offers it at once");
}

#[test]
fn those_behind_an_event_that_is_not_delivered_are_queued() {
    let mut state = with(1..=5);
    assert_eq!(state.queued_from(), None, "nothing is known");
    state.apply(here(forward(ForwardState::Waiting, 2)));
    assert_eq!(state.queued_from(), Some(4));
    state.apply(here(forward(ForwardState::Refused, 9)));
    assert_eq!(state.queued_from(), Some(1), "more wait than are listed");
    state.apply(here(forward(ForwardState::Waiting, 0)));
    assert_eq!(state.queued_from(), None);
    state.apply(here(forward(ForwardState::On, 1)));
    assert_eq!(state.queued_from(), Some(5), "one that answers with errors holds up the others");
    state.apply(here(ChannelAction::Forward(ForwardStatus::off())));
    assert_eq!(state.queued_from(), None);
}
