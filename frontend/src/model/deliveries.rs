//! Attempts to bring events to the programs that get them, as the page knows of them: fetched for
//! the event that is looked at, and told of as they are made.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use wire::{AttemptResult, ConsumerAttempt, ConsumerInfo, ConsumerName, MAX_ATTEMPTS_KEPT, Seq};

/// Most events of which attempts are kept; the oldest leave first.
const MAX_EVENTS: usize = 500;

/// The attempts at each event, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deliveries(BTreeMap<Seq, Attempts>);

/// The attempts at one event, shared until one is added; equal when they are the same: to compare
/// their bodies at each drawing would take long.
#[derive(Clone, Debug, Default)]
pub struct Attempts(Rc<Vec<Arc<ConsumerAttempt>>>);

impl PartialEq for Attempts {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Attempts {}

impl std::ops::Deref for Attempts {
    type Target = Vec<Arc<ConsumerAttempt>>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Deliveries {
    /// The attempts at an event. `None`: the page knows of none.
    #[must_use]
    pub fn of(&self, seq: Seq) -> Option<&Attempts> {
        self.0.get(&seq)
    }

    /// An attempt was made, or went on: a row that stands for more tries takes the place of the one
    /// before. `shown` is the event that is looked at: what is known of it stays, however old it is.
    pub fn made(&mut self, seq: Seq, attempt: Arc<ConsumerAttempt>, shown: Option<Seq>) {
        let attempts = Rc::make_mut(&mut self.0.entry(seq).or_default().0);
        match attempts.iter_mut().find(|other| is_same(other, &attempt)) {
            Some(other) => *other = attempt,
            None => attempts.push(attempt),
        }
        let more = attempts.len().saturating_sub(MAX_ATTEMPTS_KEPT);
        attempts.drain(..more);
        while self.0.len() > MAX_EVENTS {
            let stays = |known: Seq| known == seq || Some(known) == shown;
            let Some(oldest) = self.0.keys().copied().find(|known| !stays(*known)) else { return };
            self.0.remove(&oldest);
        }
    }

    /// The attempts that the relay keeps. Those that were made since stay.
    pub fn loaded(&mut self, seq: Seq, attempts: Vec<Arc<ConsumerAttempt>>) {
        let since = self.0.insert(seq, Attempts(Rc::new(attempts))).unwrap_or_default();
        for attempt in since.iter() {
            let is_known =
                self.of(seq).is_some_and(|known| known.iter().any(|one| is_newer(one, attempt)));
            if !is_known {
                self.made(seq, attempt.clone(), Some(seq));
            }
        }
    }
}

fn is_same(one: &ConsumerAttempt, other: &ConsumerAttempt) -> bool {
    one.consumer == other.consumer
        && one.attempt.number == other.attempt.number
        && one.attempt.replay == other.attempt.replay
}

/// The same attempt, with as many tries or more.
fn is_newer(one: &ConsumerAttempt, than: &ConsumerAttempt) -> bool {
    is_same(one, than) && one.attempt.tries >= than.attempt.tries
}

/// An event at one program.
#[derive(Clone, Debug, PartialEq)]
pub struct AtConsumer {
    /// The program, by its consumer's name.
    pub name: ConsumerName,
    /// The attempts, oldest first.
    pub attempts: Vec<Arc<ConsumerAttempt>>,
    /// Where the event stands.
    pub standing: Standing,
}

/// Where an event stands at a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It has not come to it. True: the program runs.
    Waits(bool),
    /// It was answered, at the attempt of this number.
    Delivered(u32),
    /// The last attempt failed, and another follows.
    Failed,
    /// It was given up.
    Dead,
    /// It is settled, and no attempt is known: from before the program began, say.
    Passed,
}

/// An event at each program: those of which an attempt is known, and those that there are.
#[must_use]
pub fn by_consumer(
    seq: Seq,
    attempts: &[Arc<ConsumerAttempt>],
    consumers: &[ConsumerInfo],
) -> Vec<AtConsumer> {
    let mut names: Vec<&ConsumerName> = consumers.iter().map(|one| &one.name).collect();
    names.extend(attempts.iter().map(|one| &one.consumer));
    names.sort();
    names.dedup();
    let at = |name: &ConsumerName| {
        let own = attempts.iter().filter(|one| one.consumer == *name);
        let attempts: Vec<_> = own.cloned().collect();
        let consumer = consumers.iter().find(|one| one.name == *name);
        let standing = match attempts.last().map(|last| &last.attempt) {
            Some(last) => match last.result {
                AttemptResult::Ok => Standing::Delivered(last.number),
                AttemptResult::Failed => Standing::Failed,
                AttemptResult::Dead => Standing::Dead,
            },
            None => match consumer {
                Some(consumer) if consumer.cursor < seq => Standing::Waits(consumer.connected),
                _ => Standing::Passed,
            },
        };
        AtConsumer { name: name.clone(), attempts, standing }
    };
    names.into_iter().map(at).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::json;
    use wire::Channel;

    use super::*;

    pub(crate) fn attempt(consumer: &str, number: u32, result: &str) -> Arc<ConsumerAttempt> {
        let attempt = json!({
            "consumer": consumer, "number": number, "result": result, "ms": 1.5,
            "target": "http://localhost:5000", "started_at": "2026-11-28T12:00:00.000000Z",
        });
        Arc::new(serde_json::from_value(attempt).unwrap())
    }

    fn numbers(deliveries: &Deliveries, seq: Seq) -> Vec<u32> {
        deliveries
            .of(seq)
            .into_iter()
            .flat_map(|all| all.iter())
            .map(|a| a.attempt.number)
            .collect()
    }

    #[test]
    fn a_row_of_more_tries_takes_the_place_of_the_one_before() {
        let mut deliveries = Deliveries::default();
        deliveries.made(7, attempt("a", 1, "failed"), None);
        let mut more = (*attempt("a", 1, "failed")).clone();
        more.attempt.tries = 4;
        deliveries.made(7, Arc::new(more), None);
        deliveries.made(7, attempt("a", 2, "ok"), None);
        deliveries.made(7, attempt("b", 1, "ok"), None);
        assert_eq!(numbers(&deliveries, 7), [1, 2, 1]);
        assert_eq!(deliveries.of(7).unwrap()[0].attempt.tries, 4);
        assert!(deliveries.of(8).is_none());
    }

    #[test]
    fn an_attempt_that_was_made_while_the_others_were_fetched_is_not_lost() {
        let mut deliveries = Deliveries::default();
        deliveries.made(7, attempt("a", 2, "ok"), None);
        deliveries.loaded(7, vec![attempt("a", 1, "failed")]);
        assert_eq!(numbers(&deliveries, 7), [1, 2]);
        deliveries.loaded(7, vec![attempt("a", 1, "failed"), attempt("a", 2, "ok")]);
        assert_eq!(numbers(&deliveries, 7), [1, 2]);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut deliveries = Deliveries::default();
        for seq in 0..MAX_EVENTS as u64 + 10 {
            deliveries.made(seq, attempt("a", 1, "ok"), None);
        }
        assert!(deliveries.of(9).is_none() && deliveries.of(10).is_some());
        // The one that is looked at stays, and so does one that is attempted again.
        deliveries.made(3, attempt("a", 2, "ok"), Some(10));
        deliveries.made(600, attempt("a", 1, "failed"), Some(10));
        let known = [3, 10, 11, 12].map(|seq| deliveries.of(seq).is_some());
        assert_eq!(known, [false, true, false, true]);
        for number in 1..=40 {
            deliveries.made(600, attempt("a", number, "failed"), None);
        }
        assert_eq!(numbers(&deliveries, 600), (21..=40).collect::<Vec<_>>());
    }

    #[test]
    fn each_program_has_its_own_standing() {
        let consumer = |name: &str, cursor, connected| ConsumerInfo {
            name: ConsumerName::new(name).unwrap(),
            channel: Channel::default(),
            cursor,
            head: 9,
            epoch: String::new(),
            waiting: 0,
            dead: 0,
            connected,
        };
        let attempts = [
            attempt("gone", 8, "dead"),
            attempt("app", 1, "failed"),
            attempt("app", 2, "ok"),
            attempt("slow", 1, "failed"),
        ];
        let consumers = [
            consumer("app", 7, true),
            consumer("new", 9, true),
            consumer("off", 3, false),
            consumer("slow", 6, true),
        ];
        let found = by_consumer(7, &attempts, &consumers);
        let standings: Vec<_> =
            found.iter().map(|one| (one.name.as_str(), one.standing, one.attempts.len())).collect();
        assert_eq!(
            standings,
            [
                ("app", Standing::Delivered(2), 2),
                ("gone", Standing::Dead, 1),
                ("new", Standing::Passed, 0),
                ("off", Standing::Waits(false), 0),
                ("slow", Standing::Failed, 1),
            ]
        );
    }
}
