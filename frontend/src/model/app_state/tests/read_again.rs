//! The newest events, read again after the stream was away.

use super::*;
use crate::model::deliveries::tests::attempt;

/// A page of these, in which the event 4 is pinned and was delivered.
fn newest(seqs: std::ops::RangeInclusive<Seq>, without: &[Seq]) -> ChannelAction {
    let head = *seqs.end();
    let mut page = page(seqs.filter(|seq| !without.contains(seq)), 1);
    page.head = head;
    for event in page.events.iter_mut().filter(|event| event.seq == 4) {
        let event = Arc::make_mut(event);
        event.pinned = true;
        event.delivery = Some(attempt("app", 1, "dead").summary());
    }
    ChannelAction::ReadAgain(page)
}

fn ring(state: &AppState) -> Vec<Seq> {
    state.events.iter().map(|event| event.seq).collect()
}

#[test]
fn what_changed_and_went_meanwhile_is_known_again() {
    let mut state = with(1..=6);
    state.apply(Action::Select(Some(5)));
    state.apply(here(ChannelAction::Delete(6)));
    receive(&mut state, vec![hello("e", 1)]);
    let (versions, before) = ((state.info_version, state.attempts_version), state.clone());
    state.apply(here(newest(3..=6, &[5, 6])));
    assert_eq!(ring(&state), [1, 2, 3, 4], "older ones stay as they are");
    let four = state.event(4).unwrap();
    assert!(four.pinned && four.delivery.is_some() && state.has_deliveries);
    assert!(state.info_version > versions.0 && state.attempts_version > versions.1);
    assert_eq!(state.selected, Some(4), "the one below takes its place");
    assert!(state.deleting.is_empty(), "what is gone is not brought back");
    assert!(Arc::ptr_eq(state.event(3).unwrap(), before.event(3).unwrap()), "it is the same");
    assert_eq!((&state.notice, state.ui.history_version), (&None, before.ui.history_version));
}

#[test]
fn what_is_newer_is_left_to_the_stream() {
    let mut state = with(1..=3);
    // Had they their place here, those that the stream still brings would be taken for old ones.
    state.apply(here(newest(7..=9, &[])));
    assert_eq!(ring(&state), [1, 2, 3]);
    receive(&mut state, vec![ServerMsg::Event { event: event(4), took: None }]);
    assert_eq!(ring(&state), [1, 2, 3, 4]);
    // One that came after the page was read stays.
    state.apply(here(newest(2..=3, &[])));
    assert_eq!(ring(&state), [1, 2, 3, 4]);
}

#[test]
fn nothing_begins_by_it_and_another_sequence_is_not_taken_in() {
    let mut state = opened("default", &[("default", 1)]);
    state.apply(Action::Channels(vec![channel_info("default", 0)]));
    state.ui.demo.running = false;
    let empty = page(std::iter::empty(), 1);
    state.apply(here(ChannelAction::ReadAgain(empty.clone())));
    assert!(!state.ui.demo.running);
    let mut state = with(1..=3);
    let other = EventsPage { epoch: "other".into(), ..empty.clone() };
    state.apply(here(ChannelAction::ReadAgain(other)));
    assert_eq!(ring(&state), [1, 2, 3]);
    state.apply(here(ChannelAction::ReadAgain(EventsPage { head: 3, oldest: 4, ..empty })));
    assert_eq!(ring(&state), [0; 0]);
}
