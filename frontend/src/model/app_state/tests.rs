//! Tests of the reducer.

use wire::{Body, HeaderValue, Headers, Hello, ServerMsg, Timestamp};

use crate::model::app_action::UiAction;
use crate::model::app_state::*;
use crate::model::topic::Topic;

mod deletes;
mod delivered;
mod fetched;
mod read_again;

pub(crate) fn event(seq: Seq) -> Arc<Event> {
    Arc::new(Event {
        received_at: Timestamp(seq as i64),
        headers: Headers(vec![("x-kind".into(), HeaderValue::Text("Pedido".into()))]),
        body: Body::Text(format!("corpo {seq}{}", if seq == 2 { " ação" } else { "" })),
        size: 7,
        ..testkit::event(seq)
    })
}

fn page(seqs: impl DoubleEndedIterator<Item = Seq>, oldest: Seq) -> EventsPage {
    let events: Vec<_> = seqs.rev().map(event).collect();
    EventsPage {
        head: events.first().map_or(0, |e| e.seq),
        events,
        oldest,
        epoch: "e".into(),
        next: None,
    }
}

fn hello(epoch: &str, oldest: Seq) -> ServerMsg {
    ServerMsg::Hello(Hello {
        channel: Channel::default(),
        head: 9,
        oldest,
        after: 0,
        epoch: epoch.into(),
        now: Timestamp(0),
        webhook_url: "http://localhost:7878/webhook".into(),
        max_body: 1,
        version: "0".into(),
    })
}

/// Of the channel that a state shows at first.
fn here(action: ChannelAction) -> Action {
    Action::InChannel(Channel::default(), action)
}

fn with(seqs: std::ops::RangeInclusive<Seq>) -> AppState {
    let mut state = AppState::default();
    state.apply(here(ChannelAction::History(page(seqs, 1))));
    state
}

fn seqs(state: &AppState) -> Vec<Seq> {
    state.listed().map(|event| event.seq).collect()
}

fn receive(state: &mut AppState, messages: Vec<ServerMsg>) {
    state.apply(here(ChannelAction::Stream(messages)));
}

#[test]
fn events_are_listed_newest_first_and_never_twice() {
    let mut state = with(1..=3);
    receive(
        &mut state,
        vec![
            ServerMsg::Event { event: event(3), took: None },
            ServerMsg::Event { event: event(4), took: None },
        ],
    );
    assert_eq!(seqs(&state), [4, 3, 2, 1]);
    assert_eq!(state.event(2).map(|e| e.seq), Some(2));
    assert_eq!(state.event(9), None);
}

#[test]
fn the_ring_keeps_the_newest() {
    let mut state = with(1..=3);
    receive(
        &mut state,
        (4..MAX_EVENTS as Seq + 3)
            .map(|seq| ServerMsg::Event { event: event(seq), took: None })
            .collect(),
    );
    assert_eq!(state.events.len(), MAX_EVENTS);
    assert_eq!(state.events[0].seq, 3);
}

fn of_demo(seq: Seq) -> Arc<Event> {
    let mut event = Event::clone(&event(seq));
    event
        .headers
        .0
        .push((crate::model::race::demo_plan::HEADER.into(), HeaderValue::Text("1".into())));
    Arc::new(event)
}

fn channel_info(name: &str, head: Seq) -> ChannelInfo {
    ChannelInfo {
        channel: Channel::new(name).unwrap(),
        head,
        oldest: head + 1,
        count: 0,
        bytes: 0,
        epoch: "e".into(),
        retention: wire::Retention::default(),
    }
}

/// A page that has read an empty history of `channel`, and a list of channels with these heads.
fn opened(channel: &str, heads: &[(&str, Seq)]) -> AppState {
    let channel = Channel::new(channel).unwrap();
    let mut state = AppState { channel: channel.clone(), ..AppState::default() };
    state.ui.demo.wanted = true;
    let history = ChannelAction::History(page(std::iter::empty(), 1));
    state.apply(Action::InChannel(channel, history));
    assert!(!state.ui.demo.running, "the other channels are not known");
    let infos = heads.iter().map(|(name, head)| channel_info(name, *head)).collect();
    state.apply(Action::Channels(infos));
    state
}

#[test]
fn the_demonstration_begins_only_in_the_default_channel_of_a_relay_without_events() {
    let mut state = opened("default", &[("default", 0), ("loja", 0)]);
    assert!(state.ui.demo.running, "nobody can have anything to look for");
    receive(&mut state, vec![ServerMsg::Event { event: of_demo(1), took: None }]);
    assert!(state.ui.demo.running, "its own events do not disturb it");
    receive(&mut state, vec![ServerMsg::Event { event: event(2), took: None }]);
    assert!(!state.ui.demo.running, "somebody's first webhook does");
    let clean = Channel::new("clean").unwrap();
    state.apply(Action::Switch(clean.clone()));
    let history = ChannelAction::History(page(std::iter::empty(), 1));
    state.apply(Action::InChannel(clean, history));
    assert!(!state.ui.demo.running, "and it does not come back by itself");

    assert!(!opened("default", &[("default", 0), ("loja", 3)]).ui.demo.running, "one has events");
    assert!(!opened("default", &[("default", 7)]).ui.demo.running, "it had some, now deleted");
    assert!(!opened("loja", &[("default", 0), ("loja", 0)]).ui.demo.running, "another channel");
    let mut state = AppState::default();
    state.ui.demo.wanted = true;
    state.apply(Action::Channels(vec![channel_info("default", 0)]));
    assert!(!state.ui.demo.running, "the history is not read");
    state.apply(here(ChannelAction::History(page(1..=1, 1))));
    assert!(!state.ui.demo.running, "somebody was quicker");
}

#[test]
fn a_channel_that_is_not_there_is_empty_and_no_longer_loading() {
    let mut state = AppState::default();
    assert!(!state.is_loaded());
    state.apply(here(ChannelAction::Absent));
    assert!(state.absent && state.is_loaded());
    state.apply(here(ChannelAction::History(page(1..=1, 1))));
    assert!(!state.absent && state.is_loaded());
}

#[test]
fn escape_closes_what_lies_on_top_first() {
    let mut state = with(1..=2);
    for action in [
        Action::Select(Some(1)),
        UiAction::Form(true).into(),
        UiAction::Topic(Some(Topic::BothSides)).into(),
        UiAction::ToggleHelp.into(),
    ] {
        state.apply(action);
    }
    state.apply(Action::Escape);
    assert!(!state.ui.help && state.ui.topic.is_some());
    state.apply(Action::Escape);
    assert!(state.ui.topic.is_none() && state.ui.form);
    state.apply(Action::Escape);
    assert!(!state.ui.form && state.selected.is_some());
    state.apply(Action::Escape);
    assert_eq!(state.selected, None);
}

#[test]
fn pausing_holds_back_what_comes_and_going_on_shows_it() {
    let mut state = with(1..=2);
    state.apply(Action::TogglePause(0.0));
    receive(&mut state, vec![ServerMsg::Event { event: event(3), took: None }]);
    assert_eq!(
        (seqs(&state), state.events.held_back(state.paused.map(|(upto, _)| upto))),
        (vec![2, 1], 1)
    );
    state.apply(Action::TogglePause(0.0));
    assert_eq!(
        (seqs(&state), state.events.held_back(state.paused.map(|(upto, _)| upto))),
        (vec![3, 2, 1], 0)
    );
}

#[test]
fn pausing_an_empty_list_holds_back_the_first() {
    let mut state = AppState::default();
    state.apply(Action::TogglePause(0.0));
    receive(&mut state, vec![ServerMsg::Event { event: event(1), took: None }]);
    assert_eq!(
        (seqs(&state), state.events.held_back(state.paused.map(|(upto, _)| upto))),
        (vec![], 1)
    );
}

#[test]
fn the_filter_looks_everywhere_and_ignores_case() {
    let mut state = with(1..=3);
    for (filter, found) in [
        ("CORPO 2", vec![2]),
        ("x-KIND", vec![3, 2, 1]),
        ("pedido", vec![3, 2, 1]),
        ("nada", vec![]),
        ("AÇÃO", vec![2]),
        ("  ", vec![3, 2, 1]),
        ("ç", vec![2]),
        ("ñ", vec![]),
    ] {
        state.apply(Action::Filter(filter.into()));
        assert_eq!(seqs(&state), found, "{filter}");
    }
}

#[test]
fn the_selection_moves_along_the_list_and_stops_at_its_ends() {
    let mut state = with(1..=3);
    state.apply(Action::Move(1));
    assert_eq!(state.selected, Some(3));
    for (by, at) in [(1, 2), (1, 1), (1, 1), (-1, 2), (-5, 3)] {
        state.apply(Action::Move(by));
        assert_eq!(state.selected, Some(at));
    }
}

#[test]
fn deleting_selects_the_event_below() {
    let mut state = with(1..=3);
    state.apply(Action::Select(Some(2)));
    receive(&mut state, vec![ServerMsg::Deleted { seq: 2 }]);
    assert_eq!((seqs(&state), state.selected), (vec![3, 1], Some(1)));
    state.apply(here(ChannelAction::Stream(vec![ServerMsg::Deleted { seq: 1 }])));
    assert_eq!(state.selected, Some(3));
    state.apply(here(ChannelAction::Stream(vec![ServerMsg::Deleted { seq: 3 }])));
    assert_eq!(state.selected, None);
}

#[test]
fn clearing_forgets_up_to_a_position_only() {
    let mut state = with(1..=3);
    state.apply(Action::Select(Some(2)));
    receive(
        &mut state,
        vec![ServerMsg::Event { event: event(4), took: None }, ServerMsg::Cleared { upto: 3 }],
    );
    assert_eq!((seqs(&state), state.selected), (vec![4], None));
}

#[test]
fn what_is_pinned_stays_when_the_channel_is_cleared() {
    let mut state = with(1..=3);
    let mark = |pinned| ServerMsg::Marked { seq: 2, pinned, note: Some("why".into()) };
    receive(&mut state, vec![mark(true), ServerMsg::Cleared { upto: 3 }]);
    assert_eq!(seqs(&state), [2]);
    assert_eq!((state.events[0].pinned, state.events[0].note.as_deref()), (true, Some("why")));
    receive(&mut state, vec![mark(false), ServerMsg::Cleared { upto: 3 }]);
    assert_eq!(seqs(&state), [0; 0]);
}

#[test]
fn a_channel_created_again_replaces_what_was_shown() {
    let mut state = with(1..=3);
    receive(&mut state, vec![hello("other", 1), ServerMsg::Event { event: event(1), took: None }]);
    assert_eq!((seqs(&state), state.notice), (vec![1], Some(Notice::Reset)));
}

#[test]
fn a_reconnection_keeps_the_sequence_and_drops_what_was_cleared_meanwhile() {
    let mut state = with(1..=3);
    receive(&mut state, vec![hello("e", 3)]);
    assert_eq!((seqs(&state), state.notice.clone()), (vec![3], None));
    state.apply(Action::Recovered(2));
    assert_eq!(state.notice, Some(Notice::Recovered(2)));
}

#[test]
fn older_pages_go_below_and_end() {
    let mut state = AppState::default();
    state.apply(here(ChannelAction::History(page(5..=6, 1))));
    assert_eq!(state.older, Older::Some);
    state.apply(here(ChannelAction::OlderLoading));
    state.apply(here(ChannelAction::OlderPage(page(1..=4, 1))));
    assert_eq!((seqs(&state), state.older), (vec![6, 5, 4, 3, 2, 1], Older::None));
}

#[test]
fn an_action_that_changes_nothing_gives_back_the_same_state() {
    let state = Rc::new(with(1..=3));
    let next =
        state.clone().reduce(here(ChannelAction::Stream(vec![ServerMsg::Deleted { seq: 99 }])));
    // `use_reducer_eq` draws nothing again then.
    assert_eq!(state, next);
}

#[test]
fn choosing_the_channel_shown_changes_nothing() {
    let mut state = with(1..=3);
    state.apply(Action::Switch(Channel::default()));
    assert_eq!(seqs(&state), [3, 2, 1]);
}

#[test]
fn another_public_address_takes_the_place_of_the_one_before_it() {
    let mut state = with(1..=1);
    receive(&mut state, vec![hello("e", 1)]);
    assert_eq!(state.webhook_base, (Some("http://localhost:7878".into()), 1));
    receive(&mut state, vec![ServerMsg::Public { url: "https://b.example".into() }]);
    assert_eq!(state.webhook_base, (Some("https://b.example".into()), 2));
    // It is every channel's, also of one that is not there yet.
    state.apply(Action::Switch(Channel::new("other").unwrap()));
    assert_eq!(state.webhook_base, (Some("https://b.example".into()), 2));
}
