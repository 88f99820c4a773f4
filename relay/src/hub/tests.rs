//! Tests of the hub.

use super::*;

fn frame(seq: Seq, len: usize) -> Frame {
    Frame { seq: Some(seq), text: vec![b'x'; len].into() }
}

fn seqs(heard: &Received) -> Vec<Seq> {
    match heard {
        Received::Frames(frames) => frames.iter().filter_map(|f| f.seq).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_listener_hears_the_same_frame_in_order() {
    let (hub, channel) = (Hub::default(), Channel::default());
    let (mut a, mut b) = (hub.subscribe(&channel), hub.subscribe(&channel));
    let mut made = 0;
    for seq in 1..=3 {
        hub.publish(&channel, || {
            made += 1;
            frame(seq, 1)
        });
    }
    let (from_a, from_b) = (a.next().await, b.next().await);
    assert_eq!(seqs(&from_a), [1, 2, 3]);
    assert_eq!(from_a, from_b);
    assert_eq!(made, 3, "serialised once");
}

#[tokio::test]
async fn what_is_for_all_is_heard_in_every_channel_and_is_no_event() {
    let (hub, one, other) = (Hub::default(), Channel::default(), Channel::new("other").unwrap());
    let (mut a, mut b) = (hub.subscribe(&one), hub.subscribe(&other));
    let frame = Frame { seq: None, text: "x".into() };
    hub.publish_to_all(|| frame.clone());
    assert_eq!(
        (a.next().await, b.next().await),
        (Received::Frames(vec![frame.clone()]), Received::Frames(vec![frame]))
    );
}

#[tokio::test]
async fn a_listener_that_falls_behind_is_told_and_memory_stays_bounded() {
    let (hub, channel) = (Hub::default(), Channel::default());
    let mut slow = hub.subscribe(&channel);
    for seq in 0..2 * RING_FRAMES as u64 {
        hub.publish(&channel, || frame(seq, RING_BYTES / 100));
    }
    assert!(lock(&slow.topic.ring).bytes <= RING_BYTES);
    assert_eq!(slow.next().await, Received::Lagged);
    hub.publish(&channel, || frame(9999, 1));
    assert_eq!(seqs(&slow.next().await), [9999]);
}

#[tokio::test]
async fn what_is_taken_at_once_is_bounded_and_the_rest_follows() {
    let (hub, channel) = (Hub::default(), Channel::default());
    let mut listener = hub.subscribe(&channel);
    for seq in 1..=10 {
        hub.publish(&channel, || frame(seq, TAKE_BYTES / 4));
    }
    assert_eq!(seqs(&listener.next().await), [1, 2, 3, 4]);
    assert_eq!(seqs(&listener.next().await), [5, 6, 7, 8]);
    assert_eq!(seqs(&listener.next().await), [9, 10]);
}

#[tokio::test]
async fn an_event_without_a_frame_is_read_from_the_store_in_its_place() {
    let (hub, channel) = (Hub::default(), Channel::default());
    let (mut listener, mut waiter) = (hub.subscribe(&channel), hub.arrivals(&channel));
    hub.publish(&channel, || frame(1, 1));
    hub.publish_unread(&channel);
    hub.publish(&channel, || frame(3, 1));
    assert_eq!(seqs(&listener.next().await), [1]);
    assert_eq!(listener.next().await, Received::Unread);
    assert_eq!(seqs(&listener.next().await), [3]);
    assert_eq!(waiter.next().await, Arrival::Events);
}

#[tokio::test]
async fn nothing_is_made_for_nobody_and_a_topic_goes_with_its_last_listener() {
    let (hub, channel) = (Hub::default(), Channel::default());
    hub.publish(&channel, || unreachable!("nobody listens"));
    let listener = hub.subscribe(&channel);
    assert_eq!(hub.listeners(&channel), 1);
    drop(listener);
    assert!(lock(&hub.topics).is_empty());
}

#[tokio::test]
async fn who_reads_the_store_is_woken_and_costs_no_frame() {
    let (hub, channel) = (Hub::default(), Channel::default());
    let mut waiter = hub.arrivals(&channel);
    hub.publish(&channel, || unreachable!("nobody listens"));
    hub.publish_stored(&channel, || unreachable!("nobody listens"));
    assert_eq!(waiter.next().await, Arrival::Events);
    hub.resend(&channel);
    hub.publish_stored(&channel, || unreachable!("nobody listens"));
    assert_eq!(waiter.next().await, Arrival::Resend);
    hub.publish_stored(&channel, || unreachable!("nobody listens"));
    assert_eq!(waiter.next().await, Arrival::Events);
    hub.end(&channel);
    assert_eq!(waiter.next().await, Arrival::Ended);
    drop(waiter);
    drop(hub.arrivals(&channel));
    assert!(lock(&hub.topics).is_empty());
}

#[tokio::test]
async fn an_ended_channel_says_so_after_its_last_frame() {
    let (hub, channel) = (Hub::default(), Channel::default());
    let mut old = hub.subscribe(&channel);
    hub.publish(&channel, || frame(1, 1));
    hub.end(&channel);
    let _new = hub.subscribe(&channel);
    assert_eq!(seqs(&old.next().await), [1]);
    assert_eq!(old.next().await, Received::Ended);
    drop(old);
    assert_eq!(hub.listeners(&channel), 1, "the name's new listeners stay");
}
