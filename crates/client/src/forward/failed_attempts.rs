//! Failed attempts on their way to the relay's disk. Pure.

use std::collections::VecDeque;

use wire::{Acknowledgement, Seq};

/// Failed attempts that the relay has not answered. The relay answers in the order in which it is
/// sent them, so the first of an event is the one that an answer is about.
#[derive(Debug, Default)]
pub(super) struct FailedAttempts {
    /// To be sent.
    due: VecDeque<Acknowledgement>,
    /// Sent, and not answered.
    sent: VecDeque<Acknowledgement>,
}

impl FailedAttempts {
    /// Adds one. More tries of the same attempt take the place of those that wait.
    pub(super) fn add(&mut self, ack: Acknowledgement) {
        match self.due.iter_mut().find(|other| is_same(other, &ack)) {
            Some(other) => *other = ack,
            None => self.due.push_back(ack),
        }
    }

    /// Those that are to be sent now.
    pub(super) fn take_due(&mut self) -> Vec<Acknowledgement> {
        let due: Vec<_> = self.due.drain(..).collect();
        self.sent.extend(due.iter().cloned());
        due
    }

    /// The relay has one of this event on its disk; false when none was sent.
    pub(super) fn acked(&mut self, seq: Seq) -> bool {
        self.answered(seq).is_some()
    }

    /// The relay refused one of this event, which is sent again or given up; false when none was
    /// sent.
    pub(super) fn refused(&mut self, seq: Seq, again: bool) -> bool {
        let Some(ack) = self.answered(seq) else { return false };
        // A newer one of the same attempt says more.
        if again && !self.due.iter().any(|other| is_same(other, &ack)) {
            self.due.push_front(ack);
        }
        true
    }

    /// A new connection: what was not answered is sent again. It is one row at the relay, sent once
    /// or twice.
    pub(super) fn connected(&mut self) {
        while let Some(ack) = self.sent.pop_back() {
            if !self.due.iter().any(|other| is_same(other, &ack)) {
                self.due.push_front(ack);
            }
        }
    }

    /// True when the relay has all.
    pub(super) fn is_empty(&self) -> bool {
        self.due.is_empty() && self.sent.is_empty()
    }

    fn answered(&mut self, seq: Seq) -> Option<Acknowledgement> {
        let at = self.sent.iter().position(|ack| ack.seq == seq)?;
        self.sent.remove(at)
    }
}

/// True when both are of the same attempt, however many tries it stands for.
fn is_same(one: &Acknowledgement, other: &Acknowledgement) -> bool {
    let key = |ack: &Acknowledgement| {
        let attempt = ack.attempt.as_ref();
        (ack.seq, attempt.map(|attempt| (attempt.number, attempt.replay)))
    };
    key(one) == key(other)
}

#[cfg(test)]
mod tests {
    use wire::{Attempt, AttemptResult, Headers, Timestamp};

    use super::*;

    fn failed(seq: Seq, number: u32, tries: u32) -> Acknowledgement {
        let attempt = Attempt {
            number,
            result: AttemptResult::Failed,
            target: String::new(),
            started_at: Timestamp(0),
            ms: 0.0,
            status: None,
            error: None,
            headers: Headers::default(),
            body: None,
            replay: false,
            tries,
        };
        Acknowledgement { seq, attempt: Some(attempt), resend: None }
    }

    #[test]
    fn each_is_kept_until_the_relay_has_it() {
        let mut attempts = FailedAttempts::default();
        attempts.add(failed(1, 1, 1));
        attempts.add(failed(1, 1, 2));
        attempts.add(failed(2, 1, 1));
        assert_eq!(attempts.take_due(), [failed(1, 1, 2), failed(2, 1, 1)]);
        assert!(attempts.take_due().is_empty());
        assert!(!attempts.acked(3) && attempts.acked(1) && !attempts.acked(1));
        // A full disk: once more, and once more after a connection that was lost.
        assert!(attempts.refused(2, true));
        assert_eq!(attempts.take_due(), [failed(2, 1, 1)]);
        attempts.add(failed(2, 1, 4));
        attempts.connected();
        assert_eq!(attempts.take_due(), [failed(2, 1, 4)], "the newer one");
        assert!(!attempts.is_empty() && attempts.refused(2, false) && attempts.is_empty());
    }

    #[test]
    fn the_order_stays() {
        let mut attempts = FailedAttempts::default();
        for number in 1..=3 {
            attempts.add(failed(1, number, 1));
        }
        let all = attempts.take_due();
        attempts.connected();
        assert_eq!(attempts.take_due(), all);
    }
}
