//! The session of a push lane over any transport, and its endless resumption.

use gloo_timers::future::TimeoutFuture;
use measure::{Kind, Lane};
use wire::{Seq, ServerMsg};

use crate::model::connection::Connection;
use crate::model::race::state::{Cursor, pushed, without_events};
use crate::platform::clock::now_ms;
use crate::services::api;
use crate::services::lanes::backoff::Backoff;
use crate::services::lanes::{LaneContext, LaneEvent};

/// Silence of the relay after which the page says so, and after which it drops the connection, in
/// ms. The second, a tick, and the two seconds until the next ping are under the ten in which a
/// dead connection must be found.
pub(super) const STALE_MS: f64 = 3500.0;
pub(super) const DEAD_MS: f64 = 6500.0;
/// Interval at which a stream checks its clock, in ms.
pub(super) const TICK_MS: u32 = 1000;

/// One connection of a push lane, from its opening on.
pub(super) struct Session<'a> {
    context: &'a LaneContext,
    /// The reader was here before: what it missed is recovered.
    resuming: bool,
    opened_ms: f64,
    /// Set by the hello.
    greeted: bool,
    /// Missed events that have come so far, and the last position that may be one.
    missed: Option<(u64, Seq)>,
    stale: bool,
}

impl<'a> Session<'a> {
    fn new(context: &'a LaneContext, resuming: bool) -> Self {
        Self { context, resuming, opened_ms: now_ms(), greeted: false, missed: None, stale: false }
    }

    /// Takes a message.
    pub(super) fn receive(&mut self, message: ServerMsg) {
        let at = now_ms();
        if self.stale {
            self.stale = false;
            self.context.emit(LaneEvent::Connection(Connection::Live { rtt_ms: None }));
        }
        match &message {
            ServerMsg::Hello(hello) => {
                self.greeted = true;
                self.context.emit(LaneEvent::Outcome(without_events(
                    Lane::Push,
                    Kind::Open,
                    self.opened_ms,
                    at,
                )));
                self.context.emit(LaneEvent::Connection(Connection::Live { rtt_ms: None }));
                let behind = hello.head.saturating_sub(hello.after);
                // Events of a channel that was created again were not missed: the reader is
                // notified of the reset instead.
                let same = self.context.cursor().is_some_and(|cursor| cursor.epoch == hello.epoch);
                if self.resuming && same && behind > 0 {
                    // Counted as they come: some may have been deleted meanwhile.
                    self.missed = Some((0, hello.head));
                }
            }
            ServerMsg::Event { event, .. } => {
                self.context.emit(LaneEvent::Outcome(pushed(event.seq, event.received_at, at)));
                if let Some((missed, last)) = &mut self.missed {
                    *missed += u64::from(event.seq <= *last);
                    if event.seq >= *last {
                        let missed = *missed;
                        self.missed = None;
                        self.context.emit(LaneEvent::Recovered(missed));
                    }
                }
            }
            _ => {}
        }
        self.context.emit(LaneEvent::Message(message, at));
    }

    /// The relay has said hello.
    pub(super) fn is_open(&self) -> bool {
        self.greeted
    }

    /// Nothing was heard for a while: says so, or that it is over.
    pub(super) fn silent_for(&mut self, ms: f64) -> bool {
        if ms > STALE_MS && self.greeted && !self.stale {
            self.stale = true;
            self.context.emit(LaneEvent::Connection(Connection::Stale));
        }
        ms > DEAD_MS
    }
}

/// Runs sessions for ever: `connect` is given where to resume, and returns when its connection has
/// ended.
pub(super) async fn resume_for_ever<F>(context: &LaneContext, mut connect: F)
where
    F: AsyncFnMut(&mut Session<'_>, &Cursor),
{
    let mut backoff = Backoff::default();
    loop {
        let resuming = context.cursor().is_some();
        if let Some(cursor) = start(context).await {
            let mut session = Session::new(context, resuming);
            connect(&mut session, &cursor).await;
            if session.greeted {
                backoff.reset();
            } else {
                let failed = without_events(Lane::Push, Kind::Failed, session.opened_ms, now_ms());
                context.emit(LaneEvent::Outcome(failed));
            }
        }
        let wait = backoff.next_ms(js_sys::Math::random());
        context.emit(LaneEvent::Connection(Connection::Retrying { until_ms: now_ms() + wait }));
        TimeoutFuture::new(wait as u32).await;
    }
}

/// The cursor to start from: the last one, or the head of the history.
async fn start(context: &LaneContext) -> Option<Cursor> {
    if let Some(cursor) = context.cursor() {
        return Some(cursor);
    }
    // A link may lead to a channel that nobody has sent to yet: it is made, to be waited on. The
    // default one is always there.
    if !context.channel.is_default() {
        api::create_channel(&context.channel).await.ok()?;
    }
    let page = api::history(&context.channel, None).await.ok()?;
    context.emit(LaneEvent::History(page));
    context.cursor()
}
