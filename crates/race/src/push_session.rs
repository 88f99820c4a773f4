//! One connection of a push lane, from its opening to its end.

use measure::{Kind, Lane, Outcome};
use wire::{ClientMsg, Seq, ServerMsg, Timestamp};

use crate::{Cursor, DEAD_AFTER_MS, PING_MS, STALE_AFTER_MS, TICK_MS, outcome_without_events};

/// A tick that comes later than this, in ms, was held back: the tab was hidden or the machine asleep, and the silence is
/// the client's own.
const LATE_TICK_MS: f64 = 2.5 * TICK_MS;

/// How a transport shows that it is alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heartbeat {
    /// The client asks, and silence counts from the first ping without an answer: a WebSocket.
    Asked,
    /// The relay speaks by itself every few seconds: Server-Sent Events.
    Unasked,
}

/// What a session has seen.
#[derive(Clone, Debug, PartialEq)]
pub enum SessionEvent {
    /// Something that counts: the handshake, an event.
    Outcome(Outcome),
    /// The relay answers. `rtt_ms` is the round trip of the ping that it has just answered.
    Live {
        /// Round trip in ms, where one was measured.
        rtt_ms: Option<f64>,
    },
    /// The relay has been silent for [`STALE_AFTER_MS`].
    Stale,
    /// All events that came while the client was away have been received: so many.
    Recovered(u64),
    /// An answered ping, for the offset between both clocks.
    Pong {
        /// When it was sent, on the client's clock, in ms.
        sent_ms: f64,
        /// When it was answered, on the client's clock, in ms.
        received_ms: f64,
        /// The relay's clock in between.
        relay: Timestamp,
    },
}

/// What to do after a tick.
#[derive(Clone, Debug, PartialEq)]
pub enum Tick {
    /// Nothing.
    Wait,
    /// Send this.
    Send(ClientMsg),
    /// Give the connection up: the relay has been silent for [`DEAD_AFTER_MS`].
    GiveUp,
}

/// One connection of a push lane.
#[derive(Clone, Debug)]
pub struct PushSession {
    heartbeat: Heartbeat,
    /// Where it resumes, for a client that was connected before.
    resumes: Option<Cursor>,
    opened_ms: f64,
    greeted: bool,
    stale: bool,
    /// Events received that were missed, and the last position that may be one.
    missed: Option<(u64, Seq)>,
    /// Since when an answer or a sign of life is awaited.
    waiting_since: Option<f64>,
    pinged_ms: f64,
    ticked_ms: f64,
}

impl PushSession {
    /// Starts a session that connects now. `resumes` is where a client that was connected before goes on.
    #[must_use]
    pub fn new(heartbeat: Heartbeat, resumes: Option<Cursor>, now_ms: f64) -> Self {
        Self {
            heartbeat,
            resumes,
            opened_ms: now_ms,
            greeted: false,
            stale: false,
            missed: None,
            waiting_since: Some(now_ms),
            pinged_ms: f64::NEG_INFINITY,
            ticked_ms: now_ms,
        }
    }

    /// Takes a message that was received at `at_ms`.
    pub fn receive(&mut self, message: &ServerMsg, at_ms: f64) -> Vec<SessionEvent> {
        let mut events = Vec::new();
        self.waiting_since = (self.heartbeat == Heartbeat::Unasked).then_some(at_ms);
        if std::mem::take(&mut self.stale) {
            events.push(SessionEvent::Live { rtt_ms: None });
        }
        match message {
            ServerMsg::Hello(hello) => {
                self.greeted = true;
                let opened = outcome_without_events(Lane::Push, Kind::Open, self.opened_ms, at_ms);
                events.push(SessionEvent::Outcome(opened));
                events.push(SessionEvent::Live { rtt_ms: None });
                // Events of a new sequence were not missed.
                let same = self.resumes.as_ref().is_some_and(|cursor| cursor.epoch == hello.epoch);
                if same && hello.head > hello.after {
                    // Counted as they come: some may have been deleted meanwhile.
                    self.missed = Some((0, hello.head));
                }
            }
            ServerMsg::Event { event, .. } => {
                events.push(SessionEvent::Outcome(Outcome {
                    seqs: vec![event.seq],
                    t0_us: vec![event.received_at.0],
                    ..outcome_without_events(Lane::Push, Kind::Delivered, at_ms, at_ms)
                }));
                if let Some((missed, last)) = &mut self.missed {
                    *missed += u64::from(event.seq <= *last);
                    if event.seq >= *last {
                        events.push(SessionEvent::Recovered(*missed));
                        self.missed = None;
                    }
                }
            }
            ServerMsg::Pong { t: Some(sent_us), now } => {
                let sent_ms = *sent_us as f64 / 1000.0;
                events.push(SessionEvent::Pong { sent_ms, received_ms: at_ms, relay: *now });
                events.push(SessionEvent::Live { rtt_ms: Some(at_ms - sent_ms) });
            }
            _ => {}
        }
        events
    }

    /// Looks at the clock: says what to do, and whether the relay has just become stale.
    pub fn tick(&mut self, now_ms: f64) -> (Tick, Option<SessionEvent>) {
        let late = now_ms - self.ticked_ms > LATE_TICK_MS;
        self.ticked_ms = now_ms;
        if late && self.heartbeat == Heartbeat::Unasked {
            self.waiting_since = Some(now_ms);
        }
        let silent_ms = self.waiting_since.map_or(0.0, |since| now_ms - since);
        if silent_ms > DEAD_AFTER_MS {
            return (Tick::GiveUp, None);
        }
        let newly_stale = silent_ms > STALE_AFTER_MS && self.greeted && !self.stale;
        self.stale |= newly_stale;
        let pings = self.heartbeat == Heartbeat::Asked && self.greeted;
        let tick = if pings && now_ms - self.pinged_ms >= PING_MS {
            self.pinged_ms = now_ms;
            self.waiting_since.get_or_insert(now_ms);
            Tick::Send(ClientMsg::Ping { t: Some((now_ms * 1000.0) as i64) })
        } else {
            Tick::Wait
        };
        (tick, newly_stale.then_some(SessionEvent::Stale))
    }

    /// True once the relay has said hello.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.greeted
    }

    /// The outcome of a connection that ended before the relay said hello; none when it did.
    #[must_use]
    pub fn failure(&self, ended_ms: f64) -> Option<Outcome> {
        (!self.greeted).then(|| outcome_without_events(Lane::Push, Kind::Failed, self.opened_ms, ended_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{Channel, Hello};

    fn hello(epoch: &str, after: Seq, head: Seq) -> ServerMsg {
        ServerMsg::Hello(Hello {
            channel: Channel::default(),
            head,
            oldest: 1,
            after,
            epoch: epoch.into(),
            now: Timestamp(0),
            webhook_url: String::new(),
            max_body: 1,
            version: String::new(),
        })
    }

    fn event(seq: Seq) -> ServerMsg {
        ServerMsg::Event { event: testkit::event(seq).into(), took: None }
    }

    fn resumed(epoch: &str) -> PushSession {
        PushSession::new(Heartbeat::Asked, Some(Cursor { seq: 3, epoch: epoch.into() }), 0.0)
    }

    fn recovered(events: &[SessionEvent]) -> Option<u64> {
        events.iter().find_map(|event| match event {
            SessionEvent::Recovered(count) => Some(*count),
            _ => None,
        })
    }

    #[test]
    fn what_was_missed_is_counted_once_it_has_all_come() {
        let mut session = resumed("e");
        session.receive(&hello("e", 3, 6), 10.0);
        assert_eq!(recovered(&session.receive(&event(4), 11.0)), None);
        // 5 was deleted meanwhile.
        assert_eq!(recovered(&session.receive(&event(6), 12.0)), Some(2));
        assert_eq!(recovered(&session.receive(&event(7), 13.0)), None);
    }

    #[test]
    fn nothing_was_missed_of_a_new_sequence_or_by_a_new_client() {
        for mut session in [resumed("old"), PushSession::new(Heartbeat::Asked, None, 0.0)] {
            session.receive(&hello("e", 0, 1), 10.0);
            assert_eq!(recovered(&session.receive(&event(1), 11.0)), None);
        }
    }

    #[test]
    fn a_connection_without_a_hello_is_a_failure() {
        let mut session = resumed("e");
        assert_eq!(session.failure(5.0).unwrap().kind, Kind::Failed);
        let events = session.receive(&hello("e", 3, 3), 4.0);
        assert!(matches!(&events[..], [SessionEvent::Outcome(opened), SessionEvent::Live { rtt_ms: None }]
            if opened.kind == Kind::Open && (opened.start_ms, opened.end_ms) == (0.0, 4.0)));
        assert_eq!(session.failure(5.0), None);
    }

    #[test]
    fn silence_is_counted_from_an_unanswered_ping() {
        let mut session = resumed("e");
        session.receive(&hello("e", 3, 3), 100.0);
        // A hidden tab did not ask for a long time, and was not left without an answer.
        let (tick, stale) = session.tick(60_000.0);
        assert_eq!((tick, stale), (Tick::Send(ClientMsg::Ping { t: Some(60_000_000) }), None));
        assert_eq!(session.tick(61_000.0), (Tick::Wait, None));
        assert!(matches!(session.tick(63_600.0), (Tick::Send(_), Some(SessionEvent::Stale))));
        assert_eq!(session.tick(64_600.0), (Tick::Wait, None), "said once");
        let events = session.receive(&ServerMsg::Pong { t: Some(60_000_000), now: Timestamp(1) }, 65_000.0);
        assert_eq!(events[0], SessionEvent::Live { rtt_ms: None }, "no longer stale");
        assert_eq!(events[2], SessionEvent::Live { rtt_ms: Some(5000.0) });
        session.tick(66_000.0);
        assert_ne!(session.clone().tick(66_000.0 + DEAD_AFTER_MS).0, Tick::GiveUp);
        assert_eq!(session.tick(66_000.0 + DEAD_AFTER_MS + 1.0).0, Tick::GiveUp);
    }

    #[test]
    fn a_stream_that_cannot_be_asked_is_given_up_after_silence_but_not_for_a_sleeping_client() {
        let mut session = PushSession::new(Heartbeat::Unasked, None, 0.0);
        session.receive(&hello("e", 0, 0), 100.0);
        assert_eq!(session.tick(1000.0), (Tick::Wait, None), "it does not ping");
        // The machine slept for a minute.
        assert_eq!(session.tick(61_000.0), (Tick::Wait, None));
        for second in 62..=64 {
            assert_eq!(session.tick(f64::from(second) * 1000.0), (Tick::Wait, None));
        }
        assert_eq!(session.tick(65_000.0), (Tick::Wait, Some(SessionEvent::Stale)));
        assert_eq!(session.tick(67_000.0), (Tick::Wait, None));
        assert_eq!(session.tick(67_600.0).0, Tick::GiveUp);
    }
}
