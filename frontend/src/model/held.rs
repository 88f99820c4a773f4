//! Senders that wait for an answer by hand, as the page knows of them.

use wire::{AnswerSource, AnswerSummary, HeldEvent, Seq, Timestamp};

/// The senders, by position. Those that wait no more stay until the reader has seen what became of
/// them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldSenders(Vec<HeldSender>);

/// A sender that waits, or did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldSender {
    /// Position of its event.
    pub seq: Seq,
    /// When it is given the channel's answer, on the relay's clock.
    pub until: Timestamp,
    /// Where it stands.
    pub standing: HeldStanding,
}

/// Where a sender stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldStanding {
    /// It waits.
    Waits,
    /// It did before the connection broke, and the relay has not said since.
    Unsure,
    /// This page's answer is on its way to the relay.
    Sending,
    /// It got this page's answer, of this status.
    Answered(u16),
    /// Somebody else answered; with this status, once that is known.
    Elsewhere(Option<u16>),
    /// It got the channel's answer, of this status: nobody gave another in time.
    Over(u16),
    /// It waits no more, and what it got is not known.
    Ended,
}

/// News of senders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeldAction {
    /// A sender waits, until then.
    Held(Seq, Timestamp),
    /// The stream begins again: what was said meanwhile was not heard.
    Interrupted,
    /// All that the relay knows to wait.
    Loaded(Vec<HeldEvent>),
    /// This page's answer is on its way.
    Sending(Seq),
    /// The relay did not take it, and the sender waits on.
    NotTaken(Seq),
    /// It became this of it.
    CameTo(Seq, HeldStanding),
    /// A sender waits no more; it is not said why.
    Released(Seq),
    /// A sender got this answer.
    Given(Seq, AnswerSummary),
    /// The reader has seen what became of these.
    Seen(Vec<Seq>),
}

impl HeldStanding {
    /// It can be answered.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waits | Self::Unsure | Self::Sending)
    }
}

impl HeldSenders {
    /// By position.
    pub fn iter(&self) -> impl Iterator<Item = &HeldSender> {
        self.0.iter()
    }

    /// Those that there is room for, by position: those that wait first.
    #[must_use]
    pub fn shown(&self, most: usize) -> Vec<HeldSender> {
        let mut waiting = most;
        let mut settled = most.saturating_sub(self.waiting());
        let has_room = |sender: &&HeldSender| {
            let room = if sender.standing.is_open() { &mut waiting } else { &mut settled };
            let is_left = *room > 0;
            *room = room.saturating_sub(1);
            is_left
        };
        self.iter().filter(has_room).copied().collect()
    }

    /// Number of those that wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.iter().filter(|sender| sender.standing.is_open()).count()
    }

    /// Takes in news.
    pub fn apply(&mut self, news: HeldAction) {
        match news {
            HeldAction::Held(seq, until) => self.held(seq, until),
            HeldAction::Interrupted => self.interrupted(),
            HeldAction::Loaded(held) => self.loaded(&held),
            HeldAction::Sending(seq) => self.sending(seq),
            HeldAction::NotTaken(seq) => self.not_taken(seq),
            HeldAction::CameTo(seq, outcome) => self.came_to(seq, outcome),
            HeldAction::Released(seq) => self.released(seq),
            HeldAction::Given(seq, answer) => self.given(seq, answer),
            HeldAction::Seen(seqs) => self.seen(&seqs),
        }
    }

    fn held(&mut self, seq: Seq, until: Timestamp) {
        match self.0.binary_search_by_key(&seq, |sender| sender.seq) {
            Ok(at) if self.0[at].standing == HeldStanding::Unsure => {
                self.0[at].standing = HeldStanding::Waits;
            }
            // What the page knows of its end is newer than an answer that was on its way.
            Ok(_) => {}
            Err(at) => {
                self.0.insert(at, HeldSender { seq, until, standing: HeldStanding::Waits });
            }
        }
    }

    fn interrupted(&mut self) {
        let open = self.0.iter_mut().filter(|sender| sender.standing == HeldStanding::Waits);
        open.for_each(|sender| sender.standing = HeldStanding::Unsure);
    }

    fn loaded(&mut self, held: &[HeldEvent]) {
        held.iter().for_each(|event| self.held(event.seq, event.until));
        for sender in &mut self.0 {
            if sender.standing == HeldStanding::Unsure {
                sender.standing = HeldStanding::Ended;
            }
        }
    }

    fn sending(&mut self, seq: Seq) {
        self.stands(seq, |standing| match standing {
            HeldStanding::Waits | HeldStanding::Unsure => HeldStanding::Sending,
            known => known,
        });
    }

    fn not_taken(&mut self, seq: Seq) {
        self.stands(seq, |standing| match standing {
            HeldStanding::Sending => HeldStanding::Waits,
            known => known,
        });
    }

    fn came_to(&mut self, seq: Seq, outcome: HeldStanding) {
        self.stands(seq, |standing| match (standing, outcome) {
            // Sent twice, the second is told that somebody was quicker: this page was.
            (HeldStanding::Answered(_), _) => standing,
            // Its answer was heard of before.
            (HeldStanding::Over(_) | HeldStanding::Elsewhere(Some(_)), HeldStanding::Ended)
            | (HeldStanding::Elsewhere(Some(_)), HeldStanding::Elsewhere(None)) => standing,
            _ => outcome,
        });
    }

    fn released(&mut self, seq: Seq) {
        self.stands(seq, |standing| match standing {
            HeldStanding::Waits | HeldStanding::Unsure => HeldStanding::Ended,
            // The answer to this page's own says what became of it.
            known => known,
        });
    }

    fn given(&mut self, seq: Seq, answer: AnswerSummary) {
        self.stands(seq, |standing| match (standing, answer.source) {
            (HeldStanding::Answered(_) | HeldStanding::Sending, AnswerSource::Hold) => standing,
            (_, AnswerSource::Hold) => HeldStanding::Elsewhere(Some(answer.status)),
            _ => HeldStanding::Over(answer.status),
        });
    }

    fn seen(&mut self, seqs: &[Seq]) {
        self.0.retain(|sender| sender.standing.is_open() || !seqs.contains(&sender.seq));
    }

    fn stands(&mut self, seq: Seq, next: impl FnOnce(HeldStanding) -> HeldStanding) {
        if let Ok(at) = self.0.binary_search_by_key(&seq, |sender| sender.seq) {
            self.0[at].standing = next(self.0[at].standing);
        }
    }
}

/// The id of a sender's place on the page.
#[must_use]
pub fn held_id(seq: Seq) -> String {
    format!("held-{seq}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNTIL: Timestamp = Timestamp(30);

    fn answer(source: AnswerSource, status: u16) -> AnswerSummary {
        AnswerSummary { status, source, ms: None }
    }

    fn standing(held: &HeldSenders, seq: Seq) -> Option<HeldStanding> {
        held.iter().find(|sender| sender.seq == seq).map(|sender| sender.standing)
    }

    #[test]
    fn each_stands_for_itself_and_goes_once_it_was_seen() {
        let mut held = HeldSenders::default();
        [2, 1, 3].iter().for_each(|seq| held.held(*seq, UNTIL));
        assert_eq!(held.iter().map(|sender| sender.seq).collect::<Vec<_>>(), [1, 2, 3]);
        held.sending(1);
        held.released(1);
        held.given(1, answer(AnswerSource::Hold, 200));
        assert_eq!(standing(&held, 1), Some(HeldStanding::Sending));
        held.came_to(1, HeldStanding::Answered(200));
        held.released(2);
        assert_eq!(standing(&held, 2), Some(HeldStanding::Ended));
        held.given(2, answer(AnswerSource::Hold, 500));
        assert_eq!(standing(&held, 2), Some(HeldStanding::Elsewhere(Some(500))));
        held.released(3);
        held.given(3, answer(AnswerSource::Channel, 202));
        assert_eq!(standing(&held, 3), Some(HeldStanding::Over(202)));
        assert_eq!(held.waiting(), 0);
        held.held(4, UNTIL);
        held.seen(&[1, 2, 4]);
        assert_eq!(held.iter().map(|sender| sender.seq).collect::<Vec<_>>(), [3, 4]);
    }

    #[test]
    fn the_one_that_comes_second_is_told_so() {
        let mut held = HeldSenders::default();
        held.held(1, UNTIL);
        held.sending(1);
        held.came_to(1, HeldStanding::Elsewhere(None));
        assert_eq!(standing(&held, 1), Some(HeldStanding::Elsewhere(None)));
        held.given(1, answer(AnswerSource::Hold, 500));
        held.came_to(1, HeldStanding::Elsewhere(None));
        assert_eq!(standing(&held, 1), Some(HeldStanding::Elsewhere(Some(500))));
        // One whose button was pressed twice was quicker than itself.
        held.held(4, UNTIL);
        held.sending(4);
        held.came_to(4, HeldStanding::Answered(200));
        held.came_to(4, HeldStanding::Elsewhere(None));
        assert_eq!(standing(&held, 4), Some(HeldStanding::Answered(200)));
        // One whose time was over while the answer was written.
        held.held(2, UNTIL);
        held.sending(2);
        held.given(2, answer(AnswerSource::Channel, 200));
        held.came_to(2, HeldStanding::Ended);
        assert_eq!(standing(&held, 2), Some(HeldStanding::Over(200)));
        // One that the relay refused can be mended.
        held.held(3, UNTIL);
        held.sending(3);
        held.not_taken(3);
        assert_eq!(standing(&held, 3), Some(HeldStanding::Waits));
    }

    #[test]
    fn those_that_wait_have_room_first() {
        let mut held = HeldSenders::default();
        (1..=6).for_each(|seq| held.held(seq, UNTIL));
        [1, 2, 4].iter().for_each(|seq| held.released(*seq));
        let shown = |most| held.shown(most).iter().map(|sender| sender.seq).collect::<Vec<_>>();
        assert_eq!(shown(9), [1, 2, 3, 4, 5, 6]);
        assert_eq!(shown(4), [1, 3, 5, 6], "one that is settled is left, at its place");
        assert_eq!(shown(3), [3, 5, 6]);
        assert_eq!(shown(2), [3, 5]);
    }

    #[test]
    fn a_reload_and_a_connection_that_broke_are_told_by_the_relay() {
        let event = |seq| HeldEvent { seq, since: Timestamp(0), until: UNTIL };
        let mut held = HeldSenders::default();
        [1, 2, 3].iter().for_each(|seq| held.held(*seq, UNTIL));
        held.interrupted();
        held.released(2);
        held.held(4, UNTIL);
        // It was written before 2 went, and before 4 came.
        held.loaded(&[event(1), event(2)]);
        let all = [1, 2, 3, 4].map(|seq| standing(&held, seq).unwrap());
        let (waits, ended) = (HeldStanding::Waits, HeldStanding::Ended);
        assert_eq!(all, [waits, ended, ended, waits]);
        let mut fresh = HeldSenders::default();
        fresh.loaded(&[event(7)]);
        assert_eq!(fresh.waiting(), 1);
    }
}
