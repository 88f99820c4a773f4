use std::sync::Arc;

use super::*;

fn delivery(seq: Seq, replay: bool) -> Delivery {
    Delivery { event: Arc::new(testkit::event(seq)), attempt: 1, replay, resend: replay.then_some(seq), answer: false }
}

fn ack(seq: Seq) -> Acknowledgement {
    Acknowledgement { seq, attempt: None, resend: None }
}

fn begun(window: &mut Window) -> Vec<Seq> {
    std::iter::from_fn(|| window.next()).map(|delivery| delivery.event.seq).collect()
}

fn due(window: &mut Window) -> Vec<Seq> {
    window.due().into_iter().map(|ack| ack.seq).collect()
}

#[test]
fn the_next_event_begins_when_the_one_before_is_on_the_relays_disk() {
    let mut window = Window::new(1);
    window.take(delivery(1, false));
    window.take(delivery(2, false));
    assert_eq!(begun(&mut window), [1]);
    window.done(ack(1));
    assert_eq!((due(&mut window), begun(&mut window)), (vec![1], vec![]), "not answered yet");
    assert_eq!(window.acked(1), 1);
    assert_eq!((begun(&mut window), window.is_empty()), (vec![2], false));
}

#[test]
fn several_are_under_way_and_settled_in_order() {
    let mut window = Window::new(3);
    (1..=5).for_each(|seq| window.take(delivery(seq, false)));
    assert_eq!(begun(&mut window), [1, 2, 3]);
    window.done(ack(3));
    window.done(ack(2));
    assert!(due(&mut window).is_empty());
    window.done(ack(1));
    assert_eq!((due(&mut window), due(&mut window)), (vec![1, 2, 3], vec![]));
    assert_eq!((window.acked(2), begun(&mut window)), (2, vec![4, 5]));
}

#[test]
fn after_a_lost_connection_nothing_is_done_twice() {
    let mut window = Window::new(3);
    (1..=4).for_each(|seq| window.take(delivery(seq, false)));
    begun(&mut window);
    window.done(ack(1));
    window.done(ack(2));
    due(&mut window);
    // The first acknowledgement came to the relay, the second did not; the third is under way.
    window.connected(1);
    (2..=4).for_each(|seq| window.take(delivery(seq, false)));
    assert_eq!((due(&mut window), begun(&mut window)), (vec![2], vec![4]));
    window.done(ack(3));
    window.done(ack(4));
    assert_eq!(due(&mut window), [3, 4]);
    window.acked(4);
    assert!(window.is_empty());
}

#[test]
fn a_gap_is_settled_in_its_turn() {
    let mut window = Window::new(2);
    window.take(delivery(1, false));
    window.take_gap(Gap { from: 2, to: 9 });
    assert_eq!(begun(&mut window), [1]);
    assert!(due(&mut window).is_empty());
    window.done(ack(1));
    assert_eq!(due(&mut window), [1, 9]);
}

#[test]
fn a_gap_waits_behind_the_events_that_are_not_begun() {
    let mut window = Window::new(1);
    (1..=2).for_each(|seq| window.take(delivery(seq, false)));
    window.take_gap(Gap { from: 3, to: 9 });
    window.take(delivery(10, false));
    for (seq, settled) in [(1, vec![1]), (2, vec![2])] {
        assert_eq!(begun(&mut window), [seq]);
        window.done(ack(seq));
        assert_eq!(due(&mut window), settled);
        assert!(begun(&mut window).is_empty(), "not on the relay's disk yet");
        window.acked(seq);
    }
    assert!(begun(&mut window).is_empty(), "the gap takes the place of an event");
    assert_eq!(due(&mut window), [9]);
    window.acked(9);
    assert_eq!(begun(&mut window), [10]);
}

#[test]
fn a_replay_is_outside_the_order() {
    let mut window = Window::new(1);
    window.take(delivery(5, false));
    window.take(delivery(2, true));
    assert_eq!(begun(&mut window), [5, 2]);
    window.done(Acknowledgement { resend: Some(2), ..ack(2) });
    assert_eq!(due(&mut window), [2]);
    window.connected(4);
    window.take(delivery(2, true));
    assert_eq!((begun(&mut window), due(&mut window)), (vec![], vec![2]), "it is sent to the target once");
    window.acked_replay(2);
    window.done(ack(5));
    due(&mut window);
    window.acked(5);
    assert!(window.is_empty());
}

#[test]
fn a_replay_that_is_tried_again_stays_one_whatever_its_next_number_and_each_request_is_its_own() {
    let mut window = Window::new(3);
    let replay = |attempt, resend| Delivery { attempt, resend: Some(resend), ..delivery(2, true) };
    window.take(replay(1, 7));
    assert_eq!(begun(&mut window), [2]);
    // Its first attempts failed, and are counted by the relay.
    window.connected(4);
    window.take(replay(4, 7));
    window.take(replay(5, 8));
    assert_eq!(begun(&mut window), [2], "the second request alone");
    window.done(Acknowledgement { resend: Some(8), ..ack(2) });
    assert_eq!(window.due().iter().map(|ack| ack.resend).collect::<Vec<_>>(), [Some(8)]);
    window.acked_replay(2);
    assert!(!window.is_quiet(), "the first is under way");
}

#[test]
fn a_refused_acknowledgement_is_sent_again() {
    let mut window = Window::new(1);
    window.take(delivery(1, false));
    begun(&mut window);
    window.done(ack(1));
    due(&mut window);
    window.refused(1, false);
    assert_eq!(due(&mut window), [1]);
    window.close();
    window.take(delivery(2, false));
    assert!(begun(&mut window).is_empty());
}
