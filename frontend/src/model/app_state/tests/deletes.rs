//! Tests of what goes, comes back, and is counted.

use super::*;
use crate::model::api_error::ApiError;
use wire::Retention;

fn listed(state: &AppState) -> Vec<Seq> {
    state.listed().map(|event| event.seq).collect()
}

fn loaded(seqs: std::ops::RangeInclusive<Seq>, oldest: Seq) -> AppState {
    let mut state = AppState::default();
    state.apply(here(ChannelAction::History(page(seqs, oldest))));
    state
}

fn info(head: Seq, count: u64, max_events: u64) -> Action {
    here(ChannelAction::Info(ChannelInfo {
        channel: Channel::default(),
        head,
        oldest: 1,
        count,
        bytes: 0,
        epoch: "e".into(),
        retention: Retention { max_events, max_bytes: 1 << 20 },
    }))
}

fn arrives(seq: Seq) -> Action {
    here(ChannelAction::Stream(vec![ServerMsg::Event { event: event(seq), took: None }]))
}

#[test]
fn a_deletion_is_undone_until_it_is_sent() {
    let mut state = loaded(1..=5, 1);
    state.apply(Action::Select(Some(3)));
    state.apply(here(ChannelAction::Delete(3)));
    state.apply(here(ChannelAction::Delete(5)));
    assert_eq!((listed(&state), state.selected, state.deleting.len()), (vec![4, 2, 1], Some(2), 2));
    // Read again meanwhile, they are still gone.
    state.apply(here(ChannelAction::History(page(1..=5, 1))));
    assert_eq!(listed(&state), [4, 2, 1]);
    state.apply(Action::Undelete);
    assert_eq!((listed(&state), state.deleting.is_empty()), (vec![5, 4, 3, 2, 1], true));

    state.apply(here(ChannelAction::Delete(3)));
    let pending = state.deleting.clone();
    state.apply(Action::DeletesSent(pending.clone()));
    state.apply(Action::Undelete);
    assert_eq!(listed(&state), [5, 4, 2, 1], "too late");
    // The relay was not there: it is as it was, and said.
    let event = pending.events()[0].clone();
    state.apply(Action::DeleteFailed(event, ApiError::Unreachable));
    assert_eq!(listed(&state), [5, 4, 3, 2, 1]);
    assert_eq!(state.notice, Some(Notice::Failed(ApiError::Unreachable)));
}

#[test]
fn the_next_one_in_the_list_is_chosen_and_none_that_the_filter_hides() {
    let mut state = loaded(1..=5, 1);
    state.apply(Action::Filter("-\"corpo 4\" -\"corpo 2\"".into()));
    state.apply(Action::Select(Some(5)));
    let mut chosen = Vec::new();
    while let Some(seq) = state.selected {
        chosen.push(seq);
        state.apply(here(ChannelAction::Delete(seq)));
    }
    assert_eq!(chosen, [5, 3, 1]);
    assert_eq!(state.events.len(), 2, "those that are hidden stay");
}

#[test]
fn an_event_that_was_read_alone_goes_and_comes_back() {
    let mut state = loaded(5..=6, 1);
    state.pending_seq = Some(2);
    state.apply(here(ChannelAction::EventLoaded(Some(event(2)))));
    state.apply(here(ChannelAction::Delete(2)));
    assert_eq!((state.selected, state.shown().map(|event| event.seq)), (None, Some(6)));
    state.apply(Action::Undelete);
    assert_eq!((state.selected, state.shown().map(|event| event.seq)), (Some(2), Some(2)));
}

#[test]
fn a_full_page_keeps_what_is_read_and_fetches_older_ones_once_there_is_room() {
    let most = MAX_EVENTS as Seq;
    let mut state = loaded(1..=most, 1);
    state.apply(Action::Select(Some(1)));
    assert_eq!(state.older, Older::None);
    state.apply(arrives(most + 1));
    assert_eq!((state.events.len(), state.older), (MAX_EVENTS, Older::NoRoom));
    assert_eq!(state.shown().map(|event| event.seq), Some(1), "it is open");
    state.apply(here(ChannelAction::Delete(2)));
    assert_eq!(state.older, Older::Some);
}

#[test]
fn a_page_that_is_just_full_has_older_events_only_when_there_are_some() {
    let most = MAX_EVENTS as Seq;
    for (oldest, older) in [(1, Older::None), (0, Older::NoRoom)] {
        let mut state = loaded(2..=most, oldest);
        state.apply(here(ChannelAction::OlderPage(page(1..=1, oldest))));
        assert_eq!((state.events.len(), state.older), (MAX_EVENTS, older));
    }
    // A page of which not all is taken in.
    let mut state = loaded(3..=most, 1);
    state.apply(arrives(most + 1));
    state.apply(here(ChannelAction::OlderPage(page(1..=2, 1))));
    assert_eq!((state.events.len(), state.older), (MAX_EVENTS, Older::NoRoom));
}

#[test]
fn what_is_to_be_deleted_is_kept_for_sending_when_the_channel_is_left() {
    let mut state = loaded(1..=2, 1);
    state.apply(here(ChannelAction::Delete(2)));
    let loja = Channel::new("loja").unwrap();
    state.apply(Action::Switch(loja));
    assert!(state.deleting.has(&Channel::default(), 2));
    // Brought back elsewhere, it is not shown there.
    state.apply(Action::Undelete);
    assert_eq!((listed(&state), state.deleting.len()), (vec![], 0));
}

#[test]
fn what_was_deleted_with_all_others_is_not_brought_back() {
    let mut state = loaded(1..=5, 1);
    let mark = ServerMsg::Marked { seq: 2, pinned: true, note: None };
    state.apply(here(ChannelAction::Stream(vec![mark])));
    for seq in [2, 3, 5] {
        state.apply(here(ChannelAction::Delete(seq)));
    }
    state.apply(here(ChannelAction::Cleared(4)));
    assert_eq!((listed(&state), state.deleting.len()), (vec![], 2));
    state.apply(Action::Undelete);
    assert_eq!(listed(&state), [5, 2], "one that is pinned stayed");
    // Another channel's wait for their own.
    state.apply(here(ChannelAction::Delete(5)));
    state.apply(Action::Switch(Channel::new("loja").unwrap()));
    state.apply(Action::InChannel(state.channel.clone(), ChannelAction::Cleared(9)));
    assert_eq!(state.deleting.len(), 1);
}

#[test]
fn some_are_deleted_and_the_pinned_stay() {
    let mut state = loaded(1..=5, 1);
    let mark = ServerMsg::Marked { seq: 4, pinned: true, note: None };
    state.apply(here(ChannelAction::Stream(vec![mark])));
    state.apply(Action::Select(Some(2)));
    state.apply(here(ChannelAction::Deleted(vec![4, 2, 1])));
    assert_eq!((listed(&state), state.selected), (vec![5, 4, 3], None));
}

#[test]
fn the_count_is_the_channels() {
    let mut state = loaded(60..=559, 1);
    assert_eq!(state.total(), 500, "nothing else is known yet");
    state.apply(info(559, 559, 1000));
    assert_eq!(state.total(), 559);
    state.apply(arrives(560));
    assert_eq!(state.total(), 560);
    state.apply(here(ChannelAction::Delete(560)));
    assert_eq!(state.total(), 559);
    state.apply(Action::Undelete);
    assert_eq!(state.total(), 560);
    // A deletion that was sent is counted as done, whether the relay has told of it or not.
    state.apply(here(ChannelAction::Delete(560)));
    state.apply(Action::DeletesSent(state.deleting.clone()));
    assert_eq!(state.total(), 559);
    let version = state.info_version;
    let gone = ServerMsg::Deleted { seq: 3 };
    state.apply(here(ChannelAction::Stream(vec![gone])));
    assert!(state.info_version > version, "one that is not here is asked for");
    // A full channel stays full.
    state.apply(info(560, 560, 560));
    state.apply(arrives(561));
    assert_eq!(state.total(), 560);
}

#[test]
fn another_relay_says_what_it_does_not_know() {
    let hello = |epoch: &str| {
        here(ChannelAction::Stream(vec![ServerMsg::Hello(Hello {
            channel: Channel::default(),
            head: 0,
            oldest: 1,
            after: 0,
            epoch: epoch.into(),
            now: Timestamp(0),
            webhook_url: String::new(),
            max_body: 1,
            version: String::new(),
        })]))
    };
    let mut state = loaded(1..=5, 1);
    state.apply(Action::Select(Some(4)));
    state.apply(hello("other"));
    assert_eq!(state.notice, Some(Notice::NotOfThisRelay(4)));
    assert_eq!((listed(&state), state.selected, state.total()), (vec![], None, 0));
    let mut state = loaded(1..=5, 1);
    state.apply(hello("other"));
    assert_eq!(state.notice, Some(Notice::Reset), "nothing was looked at");
}
