//! Who hears an event now.
//!
//! The hub keeps, for each channel that somebody listens to, a ring of the latest frames. A listener has no queue of its
//! own: it holds a place in the ring and takes what is after it whenever it is ready. One that falls behind the ring is
//! told so and reads the store instead. So nobody waits for a slow listener, its cost in memory is nothing, and a frame is
//! serialised once, whatever the number of listeners.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::watch;
use wire::{Channel, EventTimings, Seq, ServerMsg};

/// Most frames, and most bytes, that the ring of one channel holds.
const RING_FRAMES: usize = 1024;
const RING_BYTES: usize = 8 * 1024 * 1024;
/// Most frames, and bytes after which no more are taken, in what a listener takes at once: all that a listener that never
/// reads can hold back.
const TAKE_FRAMES: usize = 256;
const TAKE_BYTES: usize = 256 * 1024;

/// Fans out frames to the listeners of each channel.
#[derive(Clone, Debug, Default)]
pub struct Hub {
    topics: Arc<Mutex<HashMap<Channel, Arc<Topic>>>>,
}

/// A message ready to be sent, JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The event it carries, if it carries one.
    pub seq: Option<Seq>,
    /// The text.
    pub text: Bytes,
}

impl Frame {
    /// An event's frame, with what became of it where that is known.
    #[must_use]
    pub fn event(event: Arc<wire::Event>, took: Option<EventTimings>) -> Self {
        Self { seq: Some(event.seq), ..Self::message(&ServerMsg::Event { event, took }) }
    }

    /// The frame of any other message.
    #[must_use]
    pub fn message(message: &ServerMsg) -> Self {
        // These types always serialise: their maps have string keys and their numbers are finite or null.
        Self { seq: None, text: serde_json::to_vec(message).unwrap_or_default().into() }
    }
}

/// What a listener heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// The next frames.
    Frames(Vec<Frame>),
    /// Frames were missed: read the store from the last event seen. What comes next is complete again.
    Lagged,
    /// The next event is to be read from the store: no frame was made of it. Nothing was missed.
    Unread,
    /// The channel was removed, or the hub was closed.
    Ended,
}

#[derive(Debug)]
struct Topic {
    ring: Mutex<Ring>,
    /// Counts publications: wakes listeners.
    news: watch::Sender<u64>,
    /// Wakes those who read the store.
    arrivals: watch::Sender<Counts>,
}

/// How often there was something new to read.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    events: u64,
    resends: u64,
}

/// What there is to read from the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// Events.
    Events,
    /// Something is to be sent again, and there may be events too.
    Resend,
    /// Nothing any more: the channel was removed.
    Ended,
}

#[derive(Debug, Default)]
struct Ring {
    slots: VecDeque<Slot>,
    bytes: usize,
    /// Place of the next to be published; the first held is at `end - slots.len()`.
    end: u64,
    ended: bool,
    listeners: usize,
    /// Those who are only woken. No frame is made for them.
    waiters: usize,
}

/// A place in the ring.
#[derive(Debug)]
enum Slot {
    Frame(Frame),
    /// An event that is to be read from the store.
    Unread,
}

impl Slot {
    fn len(&self) -> usize {
        match self {
            Self::Frame(frame) => frame.text.len(),
            Self::Unread => 0,
        }
    }

    fn frame(&self) -> Option<&Frame> {
        match self {
            Self::Frame(frame) => Some(frame),
            Self::Unread => None,
        }
    }
}

impl Hub {
    /// Listens to a channel from this moment on.
    #[must_use]
    pub fn subscribe(&self, channel: &Channel) -> Subscription {
        let (topic, place) = self.enter(channel, |ring| {
            ring.listeners += 1;
            ring.end
        });
        Subscription { hub: self.clone(), channel: channel.clone(), news: topic.news.subscribe(), topic, place }
    }

    /// Is woken whenever there is something new in a channel, from this moment on, to read it from the store.
    #[must_use]
    pub fn arrivals(&self, channel: &Channel) -> Arrivals {
        let (topic, ()) = self.enter(channel, |ring| ring.waiters += 1);
        let arrivals = topic.arrivals.subscribe();
        let resends = arrivals.borrow().resends;
        Arrivals { hub: self.clone(), channel: channel.clone(), topic, arrivals, resends }
    }

    /// Enters a topic, making it when nobody was in it.
    fn enter<T>(&self, channel: &Channel, enter: impl FnOnce(&mut Ring) -> T) -> (Arc<Topic>, T) {
        let mut topics = lock(&self.topics);
        let new = || Topic {
            ring: Mutex::default(),
            news: watch::Sender::new(0),
            arrivals: watch::Sender::new(Counts::default()),
        };
        let topic = topics.entry(channel.clone()).or_insert_with(|| Arc::new(new()));
        let entered = enter(&mut lock(&topic.ring));
        (topic.clone(), entered)
    }

    /// Leaves a topic, which goes with the last one in it, unless the name already belongs to another.
    fn leave(&self, channel: &Channel, topic: &Arc<Topic>, leave: impl FnOnce(&mut Ring)) {
        let mut topics = lock(&self.topics);
        let mut ring = lock(&topic.ring);
        leave(&mut ring);
        let is_empty = ring.listeners == 0 && ring.waiters == 0;
        if is_empty && topics.get(channel).is_some_and(|known| Arc::ptr_eq(known, topic)) {
            topics.remove(channel);
        }
    }

    /// Publishes to whoever listens. `frame` is called only when somebody does.
    pub fn publish(&self, channel: &Channel, frame: impl FnOnce() -> Frame) {
        if let Some(topic) = self.topic(channel) {
            topic.publish(|| Slot::Frame(frame()));
        }
    }

    /// Publishes to whoever listens, whatever the channel.
    pub fn publish_to_all(&self, frame: impl FnOnce() -> Frame) {
        let topics: Vec<_> = lock(&self.topics).values().cloned().collect();
        let frame = frame();
        topics.iter().for_each(|topic| topic.publish(|| Slot::Frame(frame.clone())));
    }

    /// Says that there is an event in the store which no frame is made of: whoever listens is to read it there.
    pub fn publish_unread(&self, channel: &Channel) {
        if let Some(topic) = self.topic(channel) {
            topic.publish(|| Slot::Unread);
            topic.arrivals.send_modify(|counts| counts.events += 1);
        }
    }

    /// Publishes something that is in the store now: wakes those who read it there too.
    pub fn publish_stored(&self, channel: &Channel, frame: impl FnOnce() -> Frame) {
        if let Some(topic) = self.topic(channel) {
            topic.publish(|| Slot::Frame(frame()));
            topic.arrivals.send_modify(|counts| counts.events += 1);
        }
    }

    fn topic(&self, channel: &Channel) -> Option<Arc<Topic>> {
        lock(&self.topics).get(channel).cloned()
    }

    /// Tells those who read a channel from the store that something is to be sent again.
    pub fn resend(&self, channel: &Channel) {
        if let Some(topic) = self.topic(channel) {
            topic.arrivals.send_modify(|counts| counts.resends += 1);
        }
    }

    /// Ends every subscription of a channel, after what was published to it.
    pub fn end(&self, channel: &Channel) {
        if let Some(topic) = lock(&self.topics).remove(channel) {
            lock(&topic.ring).ended = true;
            topic.news.send_modify(|n| *n += 1);
            topic.arrivals.send_modify(|_| {});
        }
    }

    /// How many listen to a channel.
    #[must_use]
    pub fn listeners(&self, channel: &Channel) -> usize {
        lock(&self.topics).get(channel).map_or(0, |topic| lock(&topic.ring).listeners)
    }
}

impl Topic {
    fn publish(&self, slot: impl FnOnce() -> Slot) {
        if lock(&self.ring).listeners == 0 {
            return;
        }
        let slot = slot();
        let mut ring = lock(&self.ring);
        ring.bytes += slot.len();
        ring.slots.push_back(slot);
        ring.end += 1;
        while (ring.slots.len() > RING_FRAMES || ring.bytes > RING_BYTES) && ring.slots.len() > 1 {
            let dropped = ring.slots.pop_front().map_or(0, |slot| slot.len());
            ring.bytes -= dropped;
        }
        drop(ring);
        self.news.send_modify(|n| *n += 1);
    }
}

/// One listener's place. Dropped, it leaves.
#[derive(Debug)]
pub struct Subscription {
    hub: Hub,
    channel: Channel,
    topic: Arc<Topic>,
    news: watch::Receiver<u64>,
    place: u64,
}

impl Subscription {
    /// Waits for what is next. Cancelling loses nothing.
    pub async fn next(&mut self) -> Received {
        loop {
            // Seen before looking, so that what is published after the look wakes the wait.
            self.news.borrow_and_update();
            if let Some(heard) = self.take() {
                return heard;
            }
            if self.news.changed().await.is_err() {
                return Received::Ended;
            }
        }
    }

    fn take(&mut self) -> Option<Received> {
        let ring = lock(&self.topic.ring);
        let start = ring.end - ring.slots.len() as u64;
        if self.place < start {
            self.place = ring.end;
            return Some(Received::Lagged);
        }
        let next = (self.place - start) as usize;
        if let Some(Slot::Unread) = ring.slots.get(next) {
            self.place += 1;
            return Some(Received::Unread);
        }
        let mut bytes = 0;
        let frames: Vec<_> = ring
            .slots
            .iter()
            .skip(next)
            .map_while(Slot::frame)
            .take(TAKE_FRAMES)
            .take_while(|frame| {
                let room = bytes < TAKE_BYTES;
                bytes += frame.text.len();
                room
            })
            .cloned()
            .collect();
        self.place += frames.len() as u64;
        match (frames.is_empty(), ring.ended) {
            (false, _) => Some(Received::Frames(frames)),
            (true, true) => Some(Received::Ended),
            (true, false) => None,
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub.leave(&self.channel, &self.topic, |ring| ring.listeners -= 1);
    }
}

/// Wakes one who reads a channel from the store. Dropped, it leaves.
#[derive(Debug)]
pub struct Arrivals {
    hub: Hub,
    channel: Channel,
    topic: Arc<Topic>,
    arrivals: watch::Receiver<Counts>,
    /// Resends that were told.
    resends: u64,
}

impl Arrivals {
    /// Waits for something new since the last call. Cancelling loses nothing.
    pub async fn next(&mut self) -> Arrival {
        // Its sender is in the topic.
        let _ = self.arrivals.changed().await;
        let resends = self.arrivals.borrow().resends;
        if lock(&self.topic.ring).ended {
            Arrival::Ended
        } else if std::mem::replace(&mut self.resends, resends) < resends {
            Arrival::Resend
        } else {
            Arrival::Events
        }
    }
}

impl Drop for Arrivals {
    fn drop(&mut self) {
        self.hub.leave(&self.channel, &self.topic, |ring| ring.waiters -= 1);
    }
}

/// A panic while one of these was held leaves them whole: each change is a few assignments.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
