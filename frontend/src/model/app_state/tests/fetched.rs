//! What is fetched besides the stream: one event, older pages, another channel, the history again.

use super::*;

#[test]
fn the_event_of_an_address_is_among_the_newest_or_fetched_alone() {
    let mut state = AppState { pending_seq: Some(5), ..AppState::default() };
    assert_eq!(state.event_to_load(), None, "nothing is known yet");
    state.apply(here(ChannelAction::History(page(5..=6, 1))));
    assert_eq!((state.event_to_load(), state.pending_seq, state.selected), (None, None, Some(5)));

    let visit =
        |state: &mut AppState, seq| state.apply(Action::Visit(state.channel.clone(), Some(seq)));
    visit(&mut state, 2);
    assert_eq!((state.event_to_load(), state.selected), (Some(2), Some(5)));
    state.apply(here(ChannelAction::EventLoaded(Some(event(2)))));
    assert_eq!((state.event_to_load(), state.shown().map(|event| event.seq)), (None, Some(2)));
    assert_eq!((seqs(&state), state.older), (vec![6, 5], Older::Some), "the list has no gap");
    state.apply(here(ChannelAction::Stream(vec![ServerMsg::Marked {
        seq: 2,
        pinned: true,
        note: None,
    }])));
    assert!(state.shown().unwrap().pinned);
    state.apply(here(ChannelAction::History(page(5..=6, 1))));
    assert_eq!(state.selected, Some(2), "it stays when the history is read again");
    state.apply(here(ChannelAction::Stream(vec![ServerMsg::Deleted { seq: 2 }])));
    assert!(state.event(2).is_none());

    visit(&mut state, 77);
    state.apply(here(ChannelAction::EventLoaded(None)));
    assert_eq!(
        (state.event_to_load(), state.notice.clone()),
        (None, Some(Notice::Info(Msg::NotKept)))
    );

    // A reader who chose something else meanwhile stays there.
    for choice in [Action::Select(Some(6)), Action::Move(1)] {
        visit(&mut state, 3);
        state.apply(choice);
        let selected = state.selected;
        state.apply(here(ChannelAction::EventLoaded(Some(event(3)))));
        assert_eq!((state.event_to_load(), state.selected), (None, selected));
    }
    // Another channel's is looked for in its own history.
    let loja = Channel::new("loja").unwrap();
    visit(&mut state, 4);
    state.apply(Action::Visit(loja.clone(), Some(1)));
    assert_eq!((&state.channel, state.pending_seq, state.event_to_load()), (&loja, Some(1), None));
}

#[test]
fn older_events_that_could_not_be_fetched_can_be_asked_for_again() {
    let mut state = AppState::default();
    state.apply(here(ChannelAction::History(page(5..=6, 1))));
    state.apply(here(ChannelAction::OlderLoading));
    state.apply(here(ChannelAction::OlderFailed));
    assert_eq!(state.older, Older::Some);
}

#[test]
fn switching_starts_empty_and_keeps_the_list_of_channels() {
    let mut state = with(1..=3);
    state.apply(Action::Channels(vec![]));
    let other = Channel::new("loja").unwrap();
    state.apply(Action::Switch(other.clone()));
    assert_eq!(
        (state.channel.clone(), state.events.len(), state.connection),
        (other, 0, Connection::Connecting)
    );
}

#[test]
fn the_settings_of_the_channel_that_is_left_close() {
    let mut state = with(1..=3);
    state.apply(UiAction::ForwardSettings.into());
    state.apply(Action::Visit(Channel::default(), Some(2)));
    assert!(state.ui.settings_open, "the same channel");
    state.apply(Action::Visit(Channel::new("loja").unwrap(), None));
    assert!(!state.ui.settings_open, "saved, they would be another channel's");
}

#[test]
fn a_history_read_again_keeps_what_the_stream_brought_meanwhile() {
    let mut state = with(1..=5);
    receive(&mut state, vec![ServerMsg::Event { event: event(6), took: None }]);
    state.apply(here(ChannelAction::History(page(1..=5, 1))));
    assert_eq!(seqs(&state), [6, 5, 4, 3, 2, 1]);
    assert_eq!(state.last_seq(), 6);
    // Of another sequence nothing is kept.
    let other = EventsPage { epoch: "other".into(), ..page(1..=2, 1) };
    state.apply(here(ChannelAction::History(other)));
    assert_eq!(seqs(&state), [2, 1]);
}

#[test]
fn an_event_of_an_older_page_is_fetched_again_when_the_history_is_read_again() {
    let mut state = AppState::default();
    state.apply(here(ChannelAction::History(page(5..=6, 1))));
    state.apply(here(ChannelAction::OlderPage(page(1..=4, 1))));
    state.apply(Action::Select(Some(2)));
    state.apply(here(ChannelAction::History(page(5..=6, 1))));
    assert_eq!((seqs(&state), state.older), (vec![6, 5], Older::Some));
    assert_eq!((state.selected, state.event_to_load()), (None, Some(2)));
    state.apply(here(ChannelAction::EventLoaded(Some(event(2)))));
    assert_eq!(state.selected, Some(2));
}

#[test]
fn an_answer_about_another_channel_changes_nothing() {
    let loja = Channel::new("loja").unwrap();
    let mut state = with(1..=3);
    state.apply(Action::Visit(Channel::default(), Some(9)));
    let before = state.clone();
    for late in [
        ChannelAction::Cleared(3),
        ChannelAction::Stream(vec![ServerMsg::Deleted { seq: 2 }]),
        ChannelAction::History(page(7..=8, 1)),
        ChannelAction::OlderLoading,
        ChannelAction::OlderFailed,
        ChannelAction::EventLoaded(None),
        ChannelAction::EventFailed,
        ChannelAction::Stream(vec![ServerMsg::Event { event: event(4), took: None }]),
    ] {
        state.apply(Action::InChannel(loja.clone(), late.clone()));
        assert_eq!(state, before, "{late:?}");
    }
}
