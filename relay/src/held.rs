//! Events whose senders wait for an answer by hand: a breakpoint for webhooks.
//!
//! Each is an entry for as long as its sender waits, and a moment longer when it was answered: until
//! the answer is recorded, so that a second answer is told apart from one to an event that is not
//! held.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;
use wire::{Channel, HandAnswer, HeldEvent, Seq};

/// Most senders that are held at once, over all channels: each keeps a connection.
pub const MAX_HELD: usize = 1000;

/// Every event that is held. A clone is a handle on the same.
#[derive(Clone, Debug, Default)]
pub struct Held {
    events: Arc<Mutex<HashMap<Channel, BTreeMap<Seq, Waiting>>>>,
    /// How many places were given. A channel that is made again gives its positions again, so a
    /// place is known by this.
    places: Arc<AtomicU64>,
}

#[derive(Debug)]
struct Waiting {
    place: u64,
    event: HeldEvent,
    /// None once it was answered.
    answer: Option<oneshot::Sender<HandAnswer>>,
}

/// What became of an answer by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByHand {
    /// It is on its way to the sender.
    Given,
    /// Somebody else was first.
    AnsweredAlready,
    /// No such event is held.
    NotHeld,
}

impl Held {
    /// Holds an event. None when as many are held as may be.
    #[must_use]
    pub fn hold(&self, channel: &Channel, event: HeldEvent) -> Option<(Place, oneshot::Receiver<HandAnswer>)> {
        let mut held = self.lock();
        if held.values().map(BTreeMap::len).sum::<usize>() >= MAX_HELD {
            return None;
        }
        let (answer, given) = oneshot::channel();
        let place = self.places.fetch_add(1, Ordering::Relaxed);
        held.entry(channel.clone()).or_default().insert(event.seq, Waiting { place, event, answer: Some(answer) });
        Some((Place { held: self.clone(), channel: channel.clone(), seq: event.seq, number: place }, given))
    }

    /// Answers an event that is held.
    #[must_use]
    pub fn answer(&self, channel: &Channel, seq: Seq, answer: HandAnswer) -> ByHand {
        let mut held = self.lock();
        let Some(waiting) = held.get_mut(channel).and_then(|held| held.get_mut(&seq)) else { return ByHand::NotHeld };
        let Some(sender) = waiting.answer.take() else { return ByHand::AnsweredAlready };
        // It fails when the sender has just gone, or its time is over.
        if sender.send(answer).is_ok() { ByHand::Given } else { ByHand::NotHeld }
    }

    /// Lets the senders of a channel go that was removed: they get what it would have answered.
    pub fn release(&self, channel: &Channel) {
        self.lock().remove(channel);
    }

    /// Events of a channel that wait for an answer, by position.
    #[must_use]
    pub fn list(&self, channel: &Channel) -> Vec<HeldEvent> {
        let held = self.lock();
        let waiting = held.get(channel).into_iter().flat_map(BTreeMap::values);
        waiting.filter(|waiting| waiting.answer.is_some()).map(|waiting| waiting.event).collect()
    }

    /// A panic while it was held leaves the map whole.
    fn lock(&self) -> MutexGuard<'_, HashMap<Channel, BTreeMap<Seq, Waiting>>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An event's place among those that are held. Dropped, it is held no more.
#[derive(Debug)]
pub struct Place {
    held: Held,
    channel: Channel,
    seq: Seq,
    number: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.held.lock();
        if let Some(events) = held.get_mut(&self.channel) {
            if events.get(&self.seq).is_some_and(|waiting| waiting.place == self.number) {
                events.remove(&self.seq);
            }
            if events.is_empty() {
                held.remove(&self.channel);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use wire::Timestamp;

    use super::*;

    #[test]
    fn the_first_answer_wins_and_places_are_bounded_and_given_back() {
        let (held, channel) = (Held::default(), Channel::default());
        let event = |seq| HeldEvent { seq, since: Timestamp(1), until: Timestamp(2) };
        let answer = |status| HandAnswer { status, headers: Vec::new(), body: None };
        let (place, mut given) = held.hold(&channel, event(2)).unwrap();
        let (other, gone) = held.hold(&channel, event(1)).unwrap();
        assert_eq!(held.list(&channel), [event(1), event(2)]);
        assert_eq!(held.answer(&channel, 2, answer(201)), ByHand::Given);
        assert_eq!(held.answer(&channel, 2, answer(202)), ByHand::AnsweredAlready);
        assert_eq!(given.try_recv().unwrap().status, 201);
        assert_eq!(held.list(&channel), [event(1)]);
        drop(gone);
        assert_eq!(held.answer(&channel, 1, answer(200)), ByHand::NotHeld);
        drop((place, other));
        assert_eq!(held.answer(&channel, 2, answer(200)), ByHand::NotHeld);
        assert!(held.lock().is_empty());
        // A channel that is made again has positions that it had before.
        let (old, mut released) = held.hold(&channel, event(1)).unwrap();
        held.release(&channel);
        assert!(released.try_recv().is_err_and(|why| why == oneshot::error::TryRecvError::Closed));
        let new = held.hold(&channel, event(1)).unwrap();
        drop(old);
        assert_eq!(held.answer(&channel, 1, answer(200)), ByHand::Given);
        drop(new);
        let many: Vec<_> = (0..MAX_HELD as u64).map(|seq| held.hold(&channel, event(seq)).unwrap()).collect();
        assert!(held.hold(&channel, event(9999)).is_none());
        drop(many);
        assert!(held.hold(&channel, event(9999)).is_some());
    }
}
