//! Programs whose answers go back to senders: at most one consumer a channel.
//!
//! A sender that is to wait is expected by its event's id before the event is stored, so that the
//! answer cannot come before there is somebody to take it.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use wire::{AppAnswer, Channel, ConsumerName, Seq};

/// Every consumer that answers. A clone is a handle on the same.
#[derive(Clone, Debug, Default)]
pub struct Answerers(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// How many there are, for the webhooks of relays that have none.
    count: AtomicUsize,
    claims: AtomicUsize,
    channels: Mutex<HashMap<Channel, Answerer>>,
}

#[derive(Debug)]
struct Answerer {
    name: ConsumerName,
    claim: usize,
    timeout: Duration,
    /// It has been sent what waited when it came.
    is_ready: bool,
    /// Senders, by their event's id.
    waiting: HashMap<String, oneshot::Sender<Said>>,
    /// Events on their way to the program, with their ids.
    out: BTreeMap<Seq, String>,
}

/// What a sender that waits is told.
#[derive(Debug, PartialEq, Eq)]
pub enum Said {
    /// The program answered.
    Answer(AppAnswer),
    /// Nobody answered.
    Unreachable,
    /// Others come first that nobody waits for.
    Backlog,
}

impl Answerers {
    /// Has a consumer answer a channel's senders.
    ///
    /// # Errors
    /// The name of the consumer that does already.
    pub fn claim(&self, channel: &Channel, name: &ConsumerName, timeout: Duration) -> Result<Claim, ConsumerName> {
        let mut channels = self.lock();
        if let Some(holder) = channels.get(channel).map(|answerer| &answerer.name).filter(|holder| *holder != name) {
            return Err(holder.clone());
        }
        let claim = self.0.claims.fetch_add(1, Ordering::Relaxed);
        let (waiting, out) = (HashMap::new(), BTreeMap::new());
        // Of the same name: a newcomer takes over, and who waited for the older gets no answer.
        let answerer = Answerer { name: name.clone(), claim, timeout, is_ready: false, waiting, out };
        channels.insert(channel.clone(), answerer);
        self.0.count.store(channels.len(), Ordering::Release);
        Ok(Claim { answerers: self.clone(), channel: channel.clone(), claim })
    }

    /// Expects an answer for an event that is about to be stored; none when nobody answers in its
    /// channel.
    #[must_use]
    pub fn expect(&self, channel: &Channel, id: impl FnOnce() -> String) -> Option<Expected> {
        if self.0.count.load(Ordering::Acquire) == 0 {
            return None;
        }
        let mut channels = self.lock();
        let answerer = channels.get_mut(channel)?;
        let (id, (sender, said)) = (id(), oneshot::channel());
        answerer.waiting.insert(id.clone(), sender);
        let timeout = answerer.timeout;
        Some(Expected { answerers: self.clone(), channel: channel.clone(), id, said, timeout })
    }

    /// A panic while it was held leaves the map whole.
    fn lock(&self) -> MutexGuard<'_, HashMap<Channel, Answerer>> {
        self.0.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answerer {
    /// True when an event is on its way whose sender waits no more, or never did.
    fn is_behind(&self) -> bool {
        !self.is_ready || self.out.values().any(|id| !self.waiting.contains_key(id))
    }

    /// Tells a sender; false when it waits no more.
    fn tell(&mut self, id: &str, said: Said) -> bool {
        self.waiting.remove(id).is_some_and(|sender| sender.send(said).is_ok())
    }
}

/// A consumer that answers. Dropped, it does no more.
#[derive(Debug)]
pub struct Claim {
    answerers: Answerers,
    channel: Channel,
    claim: usize,
}

impl Claim {
    /// The event goes to the program. True when its sender waits for the answer.
    #[must_use]
    pub fn sent(&self, seq: Seq, id: &str) -> bool {
        self.with(|answerer| {
            // What it has been sent until now waited before it came.
            let is_behind = answerer.is_behind();
            answerer.out.insert(seq, id.to_owned());
            if is_behind {
                answerer.tell(id, Said::Backlog);
            }
            answerer.waiting.contains_key(id)
        })
        .unwrap_or_default()
    }

    /// What waited when the consumer came is on its way.
    pub fn ready(&self) {
        self.with(|answerer| answerer.is_ready = true);
    }

    /// What the program said to an event; nothing when it could not be asked. True when its sender
    /// has waited for it, and gets it.
    #[must_use]
    pub fn answered(&self, answer: AppAnswer) -> bool {
        self.with(|answerer| {
            let (seq, id) = (answer.seq, answer.id.clone());
            if answer.status.is_none() {
                return answerer.tell(&id, Said::Unreachable);
            }
            let is_taken = answerer.tell(&id, Said::Answer(answer));
            if is_taken {
                answerer.out.remove(&seq);
            }
            is_taken
        })
        .unwrap_or_default()
    }

    /// Every event up to this one is settled.
    pub fn settled(&self, cursor: Seq) {
        self.with(|answerer| answerer.out.retain(|seq, _| *seq > cursor));
    }

    /// Unless another has taken over.
    fn with<T>(&self, change: impl FnOnce(&mut Answerer) -> T) -> Option<T> {
        let mut channels = self.answerers.lock();
        channels.get_mut(&self.channel).filter(|answerer| answerer.claim == self.claim).map(change)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut channels = self.answerers.lock();
        if channels.get(&self.channel).is_some_and(|answerer| answerer.claim == self.claim) {
            channels.remove(&self.channel);
            self.answerers.0.count.store(channels.len(), Ordering::Release);
        }
    }
}

/// A sender that waits. Dropped, it does no more.
#[derive(Debug)]
pub struct Expected {
    answerers: Answerers,
    channel: Channel,
    id: String,
    said: oneshot::Receiver<Said>,
    /// How long it may wait.
    pub timeout: Duration,
}

impl Expected {
    /// True when others come first that nobody waits for: the answer would be late.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.answerers.lock().get(&self.channel).is_none_or(Answerer::is_behind)
    }

    /// Waits for what is said; none when the consumer goes.
    pub async fn said(&mut self) -> Option<Said> {
        (&mut self.said).await.ok()
    }

    /// Waits no more. What was said until now counts: the consumer was told so.
    pub fn close(&mut self) -> Option<Said> {
        self.said.close();
        self.said.try_recv().ok()
    }
}

impl Drop for Expected {
    fn drop(&mut self) {
        if let Some(answerer) = self.answerers.lock().get_mut(&self.channel) {
            answerer.waiting.remove(&self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use wire::Headers;

    use super::*;

    fn answer(seq: Seq, id: &str, status: Option<u16>) -> AppAnswer {
        AppAnswer { seq, id: id.into(), status, headers: Headers::default(), body: None }
    }

    #[tokio::test]
    async fn answers_find_their_senders_and_who_comes_behind_others_does_not_wait() {
        let (answerers, channel) = (Answerers::default(), Channel::default());
        let name = |name: &str| ConsumerName::new(name).unwrap();
        let expect = |id: &str| answerers.expect(&channel, || id.to_owned());
        assert!(expect("a").is_none());
        let second = Duration::from_secs(1);
        let claim = answerers.claim(&channel, &name("app"), second).unwrap();
        assert_eq!(answerers.claim(&channel, &name("other"), second).unwrap_err(), name("app"));
        // One that waited before the consumer came.
        assert!(!claim.sent(1, "old"));
        claim.ready();
        assert!(expect("a").unwrap().is_behind());
        claim.settled(1);
        let (mut a, mut b) = (expect("a").unwrap(), expect("b").unwrap());
        assert!(claim.sent(2, "a") && claim.sent(3, "b") && !b.is_behind());
        assert!(claim.answered(answer(2, "a", Some(200))) && claim.answered(answer(3, "b", None)));
        assert!(!claim.answered(answer(2, "a", Some(200))), "it has one");
        assert_eq!(a.said().await, Some(Said::Answer(answer(2, "a", Some(200)))));
        assert_eq!(b.said().await, Some(Said::Unreachable));
        // It is tried again, and nobody waits for it any more.
        let mut c = expect("c").unwrap();
        assert!(c.is_behind() && !claim.sent(4, "c"));
        assert_eq!(c.said().await, Some(Said::Backlog));
        claim.settled(4);
        // One that waits no more hears what was said before, and nothing after.
        let (mut late, mut later) = (expect("late").unwrap(), expect("later").unwrap());
        assert!(claim.sent(5, "late") && claim.sent(5, "later"));
        assert!(claim.answered(answer(5, "late", Some(200))) && late.close().is_some());
        assert!(later.close().is_none() && !claim.answered(answer(5, "later", Some(200))));
        drop((late, later));
        claim.settled(5);
        let (gone, mut d) = (expect("gone").unwrap(), expect("d").unwrap());
        assert!(claim.sent(6, "gone") && claim.sent(7, "d") && !d.is_behind());
        drop(gone);
        assert!(d.is_behind(), "its sender went, and it is still on its way");
        let newer = answerers.claim(&channel, &name("app"), second).unwrap();
        assert_eq!(d.said().await, None, "another took over");
        drop(claim);
        newer.ready();
        assert!(!expect("e").unwrap().is_behind());
        drop(newer);
        assert!(expect("f").is_none() && answerers.lock().is_empty());
    }
}
