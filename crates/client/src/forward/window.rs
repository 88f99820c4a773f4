//! Events that are under way, and the order in which they are settled. Pure.

use std::collections::{BTreeMap, VecDeque};

use wire::{Acknowledgement, Delivery, Gap, Seq};

/// Events that a consumer has taken and that are not settled at the relay yet.
#[derive(Debug)]
pub(super) struct Window {
    /// Most events under way at once.
    width: usize,
    /// By position: what is sent to the target, or waits for its acknowledgement.
    slots: BTreeMap<Seq, Slot>,
    /// Replays, by the request that they are of, with their position. They are outside the order.
    replays: BTreeMap<u64, (Seq, Slot)>,
    /// What has come from the relay and is not begun, in order.
    queue: VecDeque<Queued>,
    /// Position up to which everything is settled at the relay.
    cursor: Seq,
}

/// What has come from the relay.
#[derive(Debug)]
enum Queued {
    Event(Delivery),
    /// Nothing is delivered, up to and with this position.
    Gap(Seq),
}

/// How far an event is.
#[derive(Clone, Debug, PartialEq)]
enum Slot {
    /// On its way to the target.
    Running,
    /// Done there; not acknowledged.
    Done(Acknowledgement),
    /// Acknowledged; the relay has not answered.
    Sent(Acknowledgement),
}

impl Window {
    pub(super) fn new(width: usize) -> Self {
        Self { width, slots: BTreeMap::new(), replays: BTreeMap::new(), queue: VecDeque::new(), cursor: 0 }
    }

    /// A new connection: the relay sends everything after its cursor once more. What was done is
    /// acknowledged once more, and what is under way stays so.
    pub(super) fn connected(&mut self, cursor: Seq) {
        self.queue.clear();
        let replays = self.replays.values_mut().map(|(_, slot)| slot);
        for slot in self.slots.values_mut().chain(replays) {
            if let Slot::Sent(ack) = slot {
                *slot = Slot::Done(ack.clone());
            }
        }
        self.acked(cursor);
    }

    /// Forgets everything: the relay counts in another sequence.
    pub(super) fn forget(&mut self) {
        *self = Self::new(self.width);
    }

    /// Takes a delivery from the relay.
    pub(super) fn take(&mut self, delivery: Delivery) {
        let seq = delivery.event.seq;
        let known = match delivery.resend {
            Some(resend) => self.replays.contains_key(&resend),
            None => seq <= self.cursor || self.slots.contains_key(&seq),
        };
        if !known {
            self.queue.push_back(Queued::Event(delivery));
        }
    }

    /// Takes a gap: nothing is delivered, and it is settled in its turn, after the events before it.
    pub(super) fn take_gap(&mut self, gap: Gap) {
        self.queue.push_back(Queued::Gap(gap.to));
    }

    /// The next event to begin with, when there is room. Replays may overtake.
    pub(super) fn next(&mut self) -> Option<Delivery> {
        loop {
            let (in_order, replays) = (self.slots.len() < self.width, self.replays.len() < self.width);
            let is_begun = |queued: &Queued| match queued {
                Queued::Event(delivery) if delivery.resend.is_some() => replays,
                Queued::Event(_) | Queued::Gap(_) => in_order,
            };
            let at = self.queue.iter().position(is_begun)?;
            match self.queue.remove(at)? {
                Queued::Gap(to) => {
                    self.slots.entry(to).or_insert(Slot::Done(Acknowledgement {
                        seq: to,
                        attempt: None,
                        resend: None,
                    }));
                }
                Queued::Event(delivery) => {
                    let seq = delivery.event.seq;
                    match delivery.resend {
                        Some(resend) => drop(self.replays.insert(resend, (seq, Slot::Running))),
                        None => drop(self.slots.insert(seq, Slot::Running)),
                    }
                    return Some(delivery);
                }
            }
        }
    }

    /// The target is done with an event.
    pub(super) fn done(&mut self, ack: Acknowledgement) {
        let slot = match ack.resend {
            Some(resend) => self.replays.get_mut(&resend).map(|(_, slot)| slot),
            None => self.slots.get_mut(&ack.seq),
        };
        if let Some(slot) = slot {
            *slot = Slot::Done(ack);
        }
    }

    /// Acknowledgements that can be sent now: of events before which nothing is under way.
    pub(super) fn due(&mut self) -> Vec<Acknowledgement> {
        let mut due = Vec::new();
        let settled = self.slots.values_mut().take_while(|slot| **slot != Slot::Running);
        for slot in settled.chain(self.replays.values_mut().map(|(_, slot)| slot)) {
            if let Slot::Done(ack) = slot {
                due.push(ack.clone());
                *slot = Slot::Sent(ack.clone());
            }
        }
        due
    }

    /// The relay's cursor is here. Returns how many events that settled.
    pub(super) fn acked(&mut self, cursor: Seq) -> u64 {
        let before = self.slots.len();
        self.cursor = self.cursor.max(cursor);
        self.slots.retain(|seq, slot| *seq > cursor || *slot == Slot::Running);
        (before - self.slots.len()) as u64
    }

    /// An acknowledgement of this position is on the disk: a replay's is done with.
    pub(super) fn acked_replay(&mut self, seq: Seq) {
        let is_sent = |(at, slot): &(Seq, Slot)| *at == seq && matches!(slot, Slot::Sent(_));
        let sent = self.replays.iter().find(|(_, replay)| is_sent(replay)).map(|(resend, _)| *resend);
        if let Some(resend) = sent {
            self.replays.remove(&resend);
        }
    }

    /// The relay refused an acknowledgement: it is sent again. `bare` leaves the attempt out.
    pub(super) fn refused(&mut self, seq: Seq, bare: bool) {
        let replays = self.replays.values_mut().filter(|(at, _)| *at == seq).map(|(_, slot)| slot);
        for slot in self.slots.get_mut(&seq).into_iter().chain(replays) {
            if let Slot::Sent(ack) = slot {
                if bare && ack.attempt.as_ref().is_some_and(|attempt| !attempt.replay) {
                    ack.attempt = None;
                }
                *slot = Slot::Done(ack.clone());
            }
        }
    }

    /// Begins nothing more.
    pub(super) fn close(&mut self) {
        self.queue.clear();
        self.width = 0;
    }

    /// True when nothing is under way or unanswered.
    pub(super) fn is_quiet(&self) -> bool {
        self.slots.is_empty() && self.replays.is_empty()
    }

    /// True when nothing waits either.
    pub(super) fn is_empty(&self) -> bool {
        self.is_quiet() && self.queue.is_empty()
    }

    /// True when nothing is left that could still be acknowledged.
    pub(super) fn is_settled(&self) -> bool {
        // What was begun and given up stays `Running`.
        let open = |slot: &Slot| *slot != Slot::Running;
        !self.slots.values().take_while(|slot| open(slot)).chain(self.replays.values().map(|(_, slot)| slot)).any(open)
    }

    /// Position up to which everything is settled at the relay.
    pub(super) fn cursor(&self) -> Seq {
        self.cursor
    }
}

#[cfg(test)]
mod tests;
